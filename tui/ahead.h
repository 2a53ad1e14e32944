/* Keys and pastes typed ahead: for a screen that was asked for and has not opened yet, because the
 * backend has to be asked first. They are kept in order and given to what opens; where nothing
 * does, they are forgotten, since they were not meant for what stands there.
 *
 * A Return is kept only after something else: pressed again out of impatience it would confirm
 * what nobody has seen. */
#ifndef TUI_AHEAD_H
#define TUI_AHEAD_H

#include "tui/term.h"

struct ahead;
struct screen;

enum { AHEAD_MOST = 256 /* keys and pastes; any more are dropped */ };

struct ahead *ahead_new(void);
void ahead_free(struct ahead *a);
/* over: the screen on which the first was typed, borrowed and never looked into; the paste is copied. */
void ahead_keep(struct ahead *a, const struct screen *over, const struct input *in);
/* That screen; NULL: nothing is kept. */
const struct screen *ahead_over(const struct ahead *a);
/* One of them asked for another screen: the rest is typed over that. */
void ahead_move(struct ahead *a, const struct screen *over);
/* The first, which is kept no longer; its paste is valid until the next call. */
bool ahead_next(struct ahead *a, struct input *in);
void ahead_forget(struct ahead *a); /* it may have been a password: nothing of it stays */

#endif
