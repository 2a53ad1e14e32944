/* The certificate of a monitor that no probe reaches (CDA, programari, segell): it is the monitor's
 * own since a person handed it over, or since the renewal that brought it was closed. It stands as the
 * one "address" of its row, so that urgency and history are those of any other. */
#ifndef DAEMON_STATE_FILE_CERTIFICATE_H
#define DAEMON_STATE_FILE_CERTIFICATE_H

#include "daemon/daemon.h"

#include <jansson.h>

struct actor;
struct row;
struct loaded_renewal;

/* Within a transaction: facts (pki/facts.h, also with the members of an item) become the row's. They
 * are a child's word: "inspect-crashed" where they have no digest. */
int file_certificate_write(struct daemon *d, const struct actor *actor, const struct row *row,
    json_t *facts, struct err *err);
/* After the commit. */
void file_certificate_written(struct daemon *d, struct row *row, json_t *facts);

/* The same for the file monitors of a renewal that is being closed. */
int file_certificate_replace(
    struct daemon *d, const struct actor *actor, const struct loaded_renewal *t, struct err *err);
void file_certificate_replaced(struct daemon *d, const struct loaded_renewal *t);

/* Keeps the facts of a renewal's certificate until then; within a transaction. */
int file_certificate_keep(struct daemon *d, json_t *facts, struct err *err);

#endif
