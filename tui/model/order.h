/* In which order rows stand. A list of slots (indexes of rows) is kept sorted by one column;
 * what changed is merged in, and a whole new order is made a slice at a time, so that no key
 * ever waits for a sort.
 *
 * While a sort is under way no row that it knows may change (the model makes changes wait): then
 * the comparison is consistent and the result sorted. */
#ifndef TUI_MODEL_ORDER_H
#define TUI_MODEL_ORDER_H

#include "tui/model/radix.h"
#include "tui/model/row.h"

#include <stddef.h>

enum column {
	COLUMN_START_BY, /* the default: when must work start */
	COLUMN_EXPIRY,
	COLUMN_DAYS, /* the same, by another name */
	COLUMN_MONITOR,
	COLUMN_SERVICE,
	COLUMN_ENVIRONMENT,
	COLUMN_KIND,
	COLUMN_CERTIFICATE_KIND,
	COLUMN_ISSUER,
	COLUMN_TAGS,
	COLUMN_RENEWAL, /* by its phase */
	COLUMN_OWNER,
	COLUMN_TICKETS,
	COLUMN_LIFE, /* by the share of it that is left, the least first */
	COLUMN_SEEN,
	COLUMN_OUTCOME,
	COLUMN_COUNT
};

/* So much of a text is kept for each row: of most names all of it. */
enum { ORDER_KEY_WORDS = 4 };

/* What stands before what, by its numbers alone; but for texts that are the same in all words and go on. */
struct order_key {
	uint64_t words[ORDER_KEY_WORDS]; /* of the column; the largest: unknown */
	uint64_t due;                    /* when work must start, among those that are alike */
	int64_t id; /* and among those that still are; 0: the slot is not in the order */
};

struct order {
	uint32_t *slots; /* sorted */
	size_t count, room;
	enum column column;
	bool reverse;
	int64_t
	    now; /* when it was started: shares of a life are of that time, so that all of them compare */

	struct order_key *keys; /* by slot: no row is looked at for most comparisons */
	size_t key_room;

	/* A new order under way. */
	bool sorting;
	enum order_stage { ORDER_KEYS, ORDER_WORDS, ORDER_SORT } stage;
	int word;           /* by which what is in alike is sorted: see order.c */
	size_t at;          /* where the stage is: a slot, or one of alike */
	struct radix alike; /* what nothing has told apart yet; group: where these begin in slots */
};

void order_release(struct order *o);
/* Starts to sort everything anew; call order_step until it says false. now: seconds since the epoch. */
void order_start(struct order *o, enum column column, bool reverse, int64_t now);
/* It depends on the time, and was made so long ago that another may be right by now. */
bool order_is_old(const struct order *o, int64_t now);
/* Goes on with it for about `steps` rows, between two of its passes with one look through all of them. False when it is sorted. */
bool order_step(struct order *o, const struct row *rows, size_t steps);
/* Takes out the slots that have the flag, and puts in the `count` slots of `in`, which it sorts. */
void order_merge(struct order *o, const struct row *rows, const uint8_t *flags, uint8_t flag,
    uint32_t *in, size_t count);
/* True when b, put in the place of a, would stand where a stands. */
bool order_same(const struct order *o, const struct row *a, const struct row *b);

#endif
