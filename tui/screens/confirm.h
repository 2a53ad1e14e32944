/* A question in words, answered by one key. */
#ifndef TUI_SCREENS_CONFIRM_H
#define TUI_SCREENS_CONFIRM_H

#include <stdbool.h>

struct app;
struct screen;

/* yes is called on "s" or "y" (or Return where `plain`), typed once it was drawn, and gets arg, which is freed on no. */
struct screen *confirm_new(
    const char *question, bool plain, void (*yes)(struct app *a, void *arg), void *arg);
void confirm_drops_with(struct screen *s, void (*drop)(void *arg)); /* instead of free, on no */

#endif
