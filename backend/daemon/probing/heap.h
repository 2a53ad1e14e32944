/* Rows by when they are due, soonest first; each row knows its place. */
#ifndef DAEMON_PROBING_HEAP_H
#define DAEMON_PROBING_HEAP_H

#include <stddef.h>

struct row;

struct heap {
	struct row **rows;
	size_t count, room;
};

struct row *heap_first(const struct heap *h);      /* NULL when empty */
void heap_put(struct heap *h, struct row *row);    /* adds it, or moves it after `due` changed */
void heap_remove(struct heap *h, struct row *row); /* fine when it is not there */
void heap_release(struct heap *h);

#endif
