/* The certificate of a monitor that no probe reaches (CDA, programari, segell): it is the monitor's
 * own since a person handed it over, or since the renewal that brought it was closed. It stands as the
 * one "address" of its row, so that urgency and history are those of any other. */
#ifndef DAEMON_STATE_FILE_CERTIFICATE_H
#define DAEMON_STATE_FILE_CERTIFICATE_H

#include "base/err.h"

#include <jansson.h>

struct actor;
struct clock;
struct file_certificates;
struct renewal;
struct roster;
struct row;
struct store;
struct stored_renewal;
struct writer;

struct file_certificates *file_certificates_new(
    const struct clock *clock, struct store *store, struct roster *roster, struct writer *writer);
void file_certificates_free(struct file_certificates *f);

/* Within a transaction: facts (pki/facts.h, also with the members of an item) become the row's. They
 * are a child's word: "inspect-crashed" where they have no digest. */
int file_certificate_write(const struct file_certificates *f, const struct actor *actor,
    const struct row *row, json_t *facts, struct err *err);
/* After the commit. */
void file_certificate_written(const struct file_certificates *f, struct row *row, json_t *facts);

/* The same for the file monitors of a renewal that is being closed. */
int file_certificate_replace(const struct file_certificates *f, const struct actor *actor,
    const struct stored_renewal *r, const struct renewal *renewal, struct err *err);
void file_certificate_replaced(const struct file_certificates *f, const struct stored_renewal *r,
    const struct renewal *renewal);

/* Keeps the facts of a renewal's certificate until then; within a transaction. */
int file_certificate_keep(const struct file_certificates *f, json_t *facts, struct err *err);

#endif
