/* The closed loop of the last step: every address of every monitor of a renewal is met with eight
 * fresh connections (a load balancer hides its nodes), what each showed is gathered here, and when
 * all were met the engine judges it.
 *
 * It begins when a person asks, and by itself when a probe sees the awaited certificate for the
 * first time. */
#ifndef DAEMON_PROBING_VERIFY_H
#define DAEMON_PROBING_VERIFY_H

#include "daemon/daemon.h"

#include <jansson.h>

struct renewal_summary;
struct row;
struct tally;

/* Probes its monitors; the number of the sweep that ends when they were met. */
int64_t verify_begin(struct daemon *d, const struct renewal_summary *brief);
/* A result that was just applied to the row; and when all that comes of a result is done: what it
 * asks for next. */
void verify_seen(struct daemon *d, struct row *row, const json_t *result);
void verify_follow(struct daemon *d, struct row *row);

void tally_free(struct tally *t);

#endif
