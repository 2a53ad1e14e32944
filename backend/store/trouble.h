/* What SQLite's result codes are called in this program: one of the codes of store.h. */
#ifndef STORE_TROUBLE_H
#define STORE_TROUBLE_H

#include "base/err.h"

#include <sqlite3.h>
#include <stdbool.h>

/* "cannot DOING 'file': what SQLite says". db is the connection that answered rc. Returns -1.
 * Both are called right after the call that failed: errno tells a full disk from a broken one, so
 * whoever calls SQLite sets it to 0 before. */
int trouble_set(sqlite3 *db, int rc, struct err *err, const char *doing);

/* True when what the connection believes may not be what is on the disk: an fsync or a write failed
 * for another reason than room. The kernel may have dropped the pages, so trying would lie. */
bool trouble_is_doubt(int rc);

#endif
