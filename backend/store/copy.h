/* A copy of the live database, made in pieces between which work goes on: what is changed meanwhile by the store is in
 * it, so it is of the moment when it is whole. It goes to a file of its own beside the database, or where that disk has
 * no room in a folder on another, 0600 and without a name from the first page on. */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "base/err.h"

struct store;
struct store_copy;

/* One at a time of a store; it must end before the store closes. NULL with the codes of store.h. */
struct store_copy *store_copy_start(struct store *s, struct err *err);
/* The same in that folder, where there is twice the room that it needs: others live there too. "disk-full": there is not. */
struct store_copy *store_copy_start_in(struct store *s, const char *folder, struct err *err);
/* Why there was no room for one: "backup-no-room" with what it needs, beside the database and in that folder what is
 * free. spare may be NULL: it was not tried, or is not what failed. Also -1. */
int store_copy_no_room(const struct store *s, const char *spare, struct err *err);
/* A piece of at most 1 MB, outside of a transaction. 1: there is more; 0: it is whole; -1: it will not be, also because
 * the store opened its connection anew meanwhile. */
int store_copy_step(struct store_copy *c, struct err *err);
/* The file of one that is whole, to be read with pread; it is closed with the copy. */
int store_copy_fd(const struct store_copy *c);
void store_copy_free(struct store_copy *c); /* NULL is fine */

#endif
