/* Keys, pastes and the mouse: read from the terminal, and given to the screen on top of the app. */
#ifndef TUI_KEYBOARD_H
#define TUI_KEYBOARD_H

#include <stdbool.h>

struct app;

/* For loop_watch, on the terminal's descriptor; arg is the app. Ends the loop where the terminal is gone. */
void keyboard_read(int fd, short revents, void *arg);
/* Once in each turn of the loop: what waited for an answer or for a screen, and need wait no longer. */
void keyboard_turn(struct app *a);
/* Something of what was typed still waits. */
bool keyboard_waits(const struct app *a);

#endif
