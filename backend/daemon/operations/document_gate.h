/* What operations on files share: the descriptors, the child that reads, and what is kept in a renewal of what it said.
 * A function that answers the client says so; nothing else is to be answered then. */
#ifndef DAEMON_OPERATIONS_DOCUMENT_GATE_H
#define DAEMON_OPERATIONS_DOCUMENT_GATE_H

#include "daemon/inspectors.h"

struct session;

/* The document, and after it the password where one is said to come; how many. */
size_t documents_claim(struct session *s, int fds[INSPECTORS_FDS_MAX]);
void documents_close(const int *fds, size_t count);

/* Has a child read the files, which are taken over. gate, asked (stolen): of a step, or NULL. done gets args as its
 * request. -1 after answering. */
int document_inspect(struct session *s, json_int_t id, const json_t *args, const char *gate,
    json_t *asked, const int *fds, size_t count, inspected_fn *done);

/* ---- what it said ---- */

/* As much of it as a client's line holds. A new reference. */
json_t *document_shown(const json_t *document);
/* The item that a role is about: the marked leaf, or the first of its kind. */
const json_t *document_item(const json_t *document, const char *role);
/* A certificate of the chain: what would be watched is the CA's own end, years after that of the certificate. Who signed
 * himself has no other. */
bool document_is_only_ca(const json_t *facts);
/* A key may come along in a file of another role. */
bool document_holds_key(const json_t *document);
/* The first check of a gate is whether there is what it is about: where it failed nothing is recorded. True after
 * answering. */
bool document_refuse_unread(struct session *s, json_int_t id, const json_t *answer);

/* ---- the gate of a step ---- */

/* Gives the files, which are taken over, to the gate of the step that the request names with "id" and "version" of the
 * renewal. "origin", of one that is on a ticket: {"ticket": its key, "since": when it was put there}; a key is exposed
 * then. It is the daemon's to say. -1 after answering. */
int document_gate(struct session *s, json_int_t id, const json_t *request, const int *fds,
    size_t count, inspected_fn *done);
/* For its done: what the child said into the renewal. What is to be answered; NULL after answering. */
json_t *document_record(struct session *s, json_int_t id, const json_t *request,
    const json_t *answer, const struct err *err);

#endif
