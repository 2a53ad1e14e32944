/* Rows in numbered slots, found by their ids. A slot keeps its number for as long as its row
 * lives, so lists of rows are lists of slots. The flags of a slot are the model's; USED is the
 * table's. */
#ifndef TUI_MODEL_TABLE_H
#define TUI_MODEL_TABLE_H

#include "tui/model/row.h"

#include <stddef.h>

#define NO_SLOT UINT32_MAX

enum slot_flag {
	SLOT_USED = 1,
	SLOT_GONE = 2,  /* retired; stands in the list until it settles */
	SLOT_MATCH = 4, /* passes the filter */
	SLOT_KNOWN = 8, /* the filter was asked */
	SLOT_MARK = 16,
	SLOT_SENT = 32, /* by this connection */
	SLOT_MOVED = 64 /* stands in the wrong place of the order */
};

struct table {
	struct row *rows;    /* by slot */
	uint8_t *flags;      /* the same */
	uint32_t used, room; /* slots ever used; allocated */
	uint32_t *vacant;    /* slots to use again */
	size_t vacant_count, vacant_room;
	uint32_t *hash; /* id -> slot, open addressing; a power of two */
	size_t hash_size;
};

void table_release(struct table *t);
uint32_t table_find(const struct table *t, int64_t id); /* NO_SLOT */
uint32_t table_add(
    struct table *t, const struct row *r); /* takes over what the row owns; its id is new */
/* Frees the rows of these slots; the numbers may be used again. */
void table_remove(struct table *t, const uint32_t *slots, size_t count);

/* Room for one more of `count`; doubles. */
void *table_grow(void *p, size_t count, size_t *room, size_t size);

#endif
