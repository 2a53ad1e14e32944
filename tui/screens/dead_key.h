/* What is said of a key or an action that does nothing on the screen that is open. */
#ifndef TUI_SCREENS_DEAD_KEY_H
#define TUI_SCREENS_DEAD_KEY_H

#include "tui/keys/actions.h"

struct app;

/* As app_ways has it. */
void dead_key_say(struct app *a, enum context here, const char *before, uint32_t key);

/* The first screen where the action works, "in view 3", and which one that is; NULL: none that is told of. Borrowed. */
const char *dead_key_place(enum action action, enum context *there);

#endif
