/* What is copied: shown alone, outside the screen, to be selected there with the mouse; or sent to the clipboard of the terminal,
 * once whoever sits here has seen that it arrives. */
#ifndef TUI_SCREENS_COPY_H
#define TUI_SCREENS_COPY_H

#include <jansson.h>

#include <stdint.h>

struct app;

/* name: what it is, said where it is sent; "" it says so itself. */
void copy_value(struct app *a, const char *name, const char *value);
/* A menu of the values of one, by name. */
void copy_monitor(struct app *a, int64_t id);
void copy_ticket(struct app *a, const json_t *ticket);

#endif
