/* A moment by lot, in the middle of whatever the program does: `moment SEED` of screen.c. */
#ifndef SCREEN_MOMENT_H
#define SCREEN_MOMENT_H

#include <stdbool.h>

/* Types keys by lot and returns when the program has written so many bytes by lot, or has dealt with all of it: what
 * is done next is done at once. Nothing is left open by these keys but the list. */
bool do_moment(const char *arg);
/* What was begun by the program is noted before it can lose its parents; check_none_left: all of it has ended. */
void moment_note_children(void);
bool check_none_left(const char *arg);

#endif
