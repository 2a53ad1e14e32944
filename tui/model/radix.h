/* A list sorted by numbers, a portion at a time: a radix sort, which compares nothing. Each pass deals the items out by eleven
 * bits, the least of them first, and keeps those that are alike as they stood; so it takes as long for any list of that length,
 * and reads memory from one end to the other. (Knuth, The Art of Computer Programming, volume 3: sorting by distribution.) */
#ifndef TUI_MODEL_RADIX_H
#define TUI_MODEL_RADIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RADIX_BITS = 11 };

/* Items stand by group, and in one by word. */
struct radix_item {
	uint64_t word;
	uint32_t group;
	uint32_t slot; /* what it is about: the caller's */
};

/* All zero: empty. */
struct radix {
	struct radix_item *items,
	    *spare; /* the caller fills items, and reads them when they are sorted */
	size_t count, room;

	/* A sort under way. */
	struct radix_item varies; /* the bits in which not all are alike */
	size_t at;                /* the next item of the pass */
	int digit; /* of the pass; the digits of the group come after those of the word */
	uint32_t places
	    [1 << RADIX_BITS]; /* by value of the digit: how many there are, then where the next one goes */
	bool counting;
};

void radix_release(struct radix *r);
/* Room for so many items; those that are there may be lost. */
void radix_room(struct radix *r, size_t count);
/* The first `count` items are to be sorted; call radix_step until it says false. */
void radix_start(struct radix *r, size_t count);
/* Goes on with it for about `steps` items. */
bool radix_step(struct radix *r, size_t steps);

#endif
