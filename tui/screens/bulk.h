/* An act on several things at once. One message says how many were done and how many were left out, and names the first of these
 * with the reason; a page has all of them (left_out.h). */
#ifndef TUI_SCREENS_BULK_H
#define TUI_SCREENS_BULK_H

#include "base/buf.h"
#include "tui/keys/actions.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct app;

enum { BULK_MOST = 500 }; /* things at once, of what takes a request for each */

/* All zeros at first. */
struct bulk {
	size_t left_out; /* also those that nobody named */
	size_t unknown; /* of these: the answer was lost, and nobody knows whether they were done */
	size_t places;  /* that were given */
	/* {"place", "name", "why", "unknown": bool} in the order of their places; NULL: none */
	json_t *list;
};

/* The next place: what was begun first is named first, whenever its answer comes. */
size_t bulk_place(struct bulk *b);
void bulk_leave_out(struct bulk *b, const char *name, const char *why); /* at the next place */
void bulk_leave_out_at(struct bulk *b, size_t place, const char *name, const char *why);
void bulk_leave_out_error(struct bulk *b, size_t place, const char *name, const json_t *error);

/* " Not seu: why. And 2 more were not." after a question; nothing where nothing was left out. The page has all of them from then
 * on, whatever is answered. */
void bulk_add_to(const struct bulk *b, struct app *a, struct buf *text);
/* As the message: done ("" nothing), what was left out, and the key that shows all of it. What was left out before is forgotten,
 * also where it is nothing now. */
void bulk_say(const struct bulk *b, struct app *a, const char *done);
void bulk_release(struct bulk *b);

/* "3 marked:  C claim  w postpone": what can be done to them in a view. */
void bulk_say_keys(struct app *a, enum context view, size_t count);

/* One request for each. What they did is one act that can be taken back (tui/model/done_acts.h). */
struct bulk_calls;
struct bulk_owner {
	void (*done)(size_t count, struct buf *out); /* so many were done, in words */
	void (*one)(
	    const char *name, struct buf *out); /* instead, where there was only one; may be NULL */
	/* i: the how many-th call it was, from 0; answers come in any order. May be NULL. */
	void (*each)(size_t i, const json_t *ok, const json_t *error, void *arg);
	/* All are answered; NULL: nobody waits for that. A screen that was arg may be closed by then. */
	void (*end)(struct app *a, void *arg);
	void *arg;
	bool undoes; /* it takes back what was done, and is no act to be taken back */
};

struct bulk_calls *bulk_calls_new(struct app *a, const struct bulk_owner *owner);
/* What is left out before anything is asked. */
struct bulk *bulk_of(struct bulk_calls *c);
/* operation lives on; steals args. */
void bulk_call(struct bulk_calls *c, const char *name, const char *operation, json_t *args);
/* All were sent: it is freed with the last answer, which says the message. */
void bulk_calls_end(struct bulk_calls *c);

#endif
