/* After a renewal was closed: what its monitors were seen to serve is what they have to go on
 * serving. One that serves an older certificate again was rolled back, and the renewal is open
 * again, which says so. */
#ifndef DAEMON_PROBING_ROLLBACK_H
#define DAEMON_PROBING_ROLLBACK_H

#include "daemon/daemon.h"

struct stored_renewal;
struct row;
struct settled;

int rollback_load(struct daemon *d, struct err *err);
/* A renewal as it is stored now; one that is open asks for nothing. */
void rollback_remember(struct daemon *d, const struct stored_renewal *r);
/* After a result of the row was applied. */
void rollback_look(struct daemon *d, struct row *row);

void settled_free(struct settled *s);

#endif
