/* A search under way through a list of rows, a slice at a time, from a place on and round the
 * ends. */
#ifndef TUI_MODEL_SEARCH_H
#define TUI_MODEL_SEARCH_H

#include "tui/model/row.h"

#include <stddef.h>

typedef bool model_match_fn(const struct row *r, int64_t now, void *arg);

enum search_state { SEARCH_IDLE, SEARCH_UNDER_WAY, SEARCH_FOUND, SEARCH_NONE };

struct search {
	enum search_state state;
	model_match_fn *match;
	void *arg;
	size_t at, left; /* the next row to look at; how many are still to be looked at */
	int step;        /* +1 or -1 */
};

/* Which rows of a list match, found a slice at a time: their places in order. All zero: none were looked for. */
struct tally {
	size_t *at, count, room;
	size_t looked;       /* rows so far */
	uint64_t generation; /* of the list that was looked at */
	size_t rows;         /* of it */
	bool wanted;         /* and not done yet */
};

void tally_release(struct tally *t);
/* Begins anew for a list of so many rows. */
void tally_start(struct tally *t, size_t rows, uint64_t generation);
/* As search_some, of the rows that s matches. */
void tally_some(struct tally *t, const struct search *s, const struct row *rows,
    const uint32_t *slots, int64_t now, int looks);
/* Which of them stands in that place, from 1; 0: none does. */
size_t tally_nth(const struct tally *t, size_t place);

/* match NULL: nothing is searched for. */
void search_start(
    struct search *s, size_t count, size_t from, int step, model_match_fn *match, void *arg);
/* Looks at some rows: slots[0] to slots[count - 1] are their places in rows. Where one is found,
 * s->at is its place. */
void search_some(struct search *s, const struct row *rows, const uint32_t *slots, size_t count,
    int64_t now, int looks);

#endif
