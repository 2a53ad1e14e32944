/* Which of many things were named already: 64 bits that stand for each, so that it takes some sixteen bytes a thing. */
#ifndef IMPORTING_NAMED_SET_H
#define IMPORTING_NAMED_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise to use. */
struct named_set {
	uint64_t *slots; /* 0: free */
	size_t room, count;
};

void named_set_release(struct named_set *s);
/* False: it was there already. The key is a digest's: its bits are mixed. */
bool named_set_add(struct named_set *s, uint64_t key);

#endif
