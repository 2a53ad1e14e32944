/* What SQLite's result codes are called in this program: one of the codes of store.h. */
#ifndef STORE_TROUBLE_H
#define STORE_TROUBLE_H

#include "base/err.h"

#include <sqlite3.h>
#include <stdbool.h>

/* "cannot DOING 'file': what SQLite says". db is the connection that answered rc. Returns -1. */
int trouble_set(sqlite3 *db, int rc, struct err *err, const char *doing);

/* True when what the connection believes may not be what is on the disk: an fsync or a write failed for
 * another reason than room. The kernel may have dropped the pages, so trying again would lie. */
bool trouble_is_doubt(sqlite3 *db, int rc);

#endif
