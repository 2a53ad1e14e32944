/* What is said of a key that does nothing on the screen that is open. */
#ifndef TUI_SCREENS_DEAD_KEY_H
#define TUI_SCREENS_DEAD_KEY_H

#include "tui/keys/actions.h"

struct app;

/* As app_ways has it. */
void dead_key_say(struct app *a, enum context here, const char *before, uint32_t key);

#endif
