/* Imports of which further parts are to come. Such a list is in as a whole once its last part is committed; until then others see
 * its monitors come, but nobody can take it back. Where its client goes, a part of it is refused, or the backend ends before, all
 * of it is taken back by the machine: part by part from the newest on, one a turn of the loop, each in a transaction of its own,
 * so that nobody waits for it, and whatever ends it in between it is gone on with at the next start. What somebody changed
 * meanwhile stays, as in every undoing of an import. */
#ifndef DAEMON_OPERATIONS_IMPORT_UNFINISHED_H
#define DAEMON_OPERATIONS_IMPORT_UNFINISHED_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct daemon;
struct session;
struct unfinished_imports;

/* Those that the backend before ended with are taken back, as far as the store allows; the rest when it does. Before anybody is
 * served, and once all parts of the daemon are there. */
struct unfinished_imports *unfinished_imports_load(struct daemon *d);
/* Once nobody is answered any more; NULL is fine. */
void unfinished_imports_free(struct unfinished_imports *all);

/* After the commit of its first part, and of its last one. */
void unfinished_imports_add(struct unfinished_imports *all, int64_t import, struct session *s);
void unfinished_imports_end(struct unfinished_imports *all, int64_t import);
/* Whether further parts of it may come from that client. */
bool unfinished_imports_of(
    const struct unfinished_imports *all, int64_t import, const struct session *s);
/* Also one that is being taken back. NULL: there are none. */
bool unfinished_imports_have(const struct unfinished_imports *all, int64_t import);
/* Some are being taken back: no time to end. */
bool unfinished_imports_busy(const struct unfinished_imports *all);

/* It is taken back; then the client is answered, where there is one. Steals answer. */
void unfinished_imports_undo(struct unfinished_imports *all, int64_t import, struct session *s,
    json_int_t id, json_t *answer);
/* The client is gone: so are its imports. */
void unfinished_imports_forget(struct unfinished_imports *all, const struct session *s);

#endif
