/* What a script of screen.c does to the program, which says there what each command means. Each is
 * true when it could be done. */
#ifndef SCREEN_DOING_H
#define SCREEN_DOING_H

#include <stdbool.h>

bool do_keys(const char *arg);
bool do_paste(const char *arg);
bool do_resize(const char *arg);
bool do_signal(const char *arg);
bool do_signal_child(const char *arg);
bool do_signal_grandchild(const char *arg);
bool do_sh(const char *arg);
bool do_hangup(const char *arg);

/* Takes a number off the front of *arg; ends the program where there is none. */
int script_number(const char **arg);

#endif
