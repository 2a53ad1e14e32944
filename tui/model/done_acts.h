/* What was done from this console and can be taken back, the last first: as long as it runs. An act is what one key did, be
 * it to one thing or to hundreds, and is taken back as a whole. Of each thing the request is kept that takes it back: it
 * names what was done (a line of the trail, a version), so that the backend refuses it where somebody changed the same
 * since. What was taken back is gone from here, and the act before it is the last. */
#ifndef TUI_MODEL_DONE_ACTS_H
#define TUI_MODEL_DONE_ACTS_H

#include <jansson.h>

#include <stdint.h>

struct done_acts;

struct done_act {
	char *said;    /* what was done, in words */
	int64_t at;    /* seconds since the epoch */
	json_t *items; /* [{"name": of the thing, "do": operation, "args": of it}] */
};

struct done_acts *done_acts_new(void);
void done_acts_free(struct done_acts *d); /* NULL is fine */

/* What takes back what a request did, {"name","do","args"}, by its arguments and its answer. NULL: nothing does. */
json_t *done_item(const char *name, const char *operation, const json_t *args, const json_t *ok);

/* items is stolen; of none nothing is kept. */
void done_acts_add(struct done_acts *d, const char *said, int64_t at, json_t *items);
const struct done_act *done_acts_last(const struct done_acts *d); /* NULL: there is none */
/* Takes the last one out, for whoever takes it back. */
struct done_act done_acts_pop(struct done_acts *d);
void done_act_release(struct done_act *act);
/* It was taken back elsewhere: the act of that number in a renewal. */
void done_acts_forget(struct done_acts *d, int64_t renewal, int64_t seq);

#endif
