/* Where the thing with an id stands: an index by text, for what is read once and then looked up often. */
#ifndef PROCEDURE_IDS_H
#define PROCEDURE_IDS_H

#include <stddef.h>
#include <stdint.h>

struct id_place {
	const char *id; /* NULL: free */
	size_t at;
};

struct ids {
	struct id_place *places;
	size_t size, count; /* size: a power of two, at least twice the count; 0 at first */
};

#define IDS_NONE SIZE_MAX

void ids_release(struct ids *ids);

/* The id is borrowed; one that is there already keeps its place. */
void ids_add(struct ids *ids, const char *id, size_t at);

/* IDS_NONE where it is not there, or NULL. */
size_t ids_find(const struct ids *ids, const char *id);

/* How many places are looked at to find it, at least 1. */
size_t ids_cost(const struct ids *ids, const char *id);

#endif
