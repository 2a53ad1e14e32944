/* Keys and pastes typed ahead: for a screen that was asked for and has not opened yet, because the
 * backend has to be asked first. They are kept in order and given to what opens; where nothing
 * does, they are forgotten, since they were not meant for what stands there.
 *
 * A Return is kept only after something else: pressed again out of impatience it would confirm
 * what nobody has seen. */
#ifndef TUI_TYPEAHEAD_H
#define TUI_TYPEAHEAD_H

#include "tui/term/key.h"

#include <stdbool.h>

struct typeahead;
struct screen;

enum { TYPEAHEAD_MOST = 256 /* keys and pastes; any more are dropped */ };

struct typeahead *typeahead_new(void);
void typeahead_free(struct typeahead *a);
/* over: the screen on which the first was typed, borrowed and never looked into; the paste is copied. */
void typeahead_keep(struct typeahead *a, const struct screen *over, const struct input *in);
/* That screen; NULL: nothing is kept. */
const struct screen *typeahead_over(const struct typeahead *a);
/* One of them asked for another screen: the rest is typed over that. */
void typeahead_move(struct typeahead *a, const struct screen *over);
/* The first, which is kept no longer; its paste is valid until the next call. */
bool typeahead_next(struct typeahead *a, struct input *in);
void typeahead_forget(struct typeahead *a); /* it may have been a password: nothing of it stays */

#endif
