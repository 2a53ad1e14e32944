/* The kinds of certificate that a monitor may be said to have: those that site.conf lists. */
#ifndef DAEMON_OPERATIONS_CERTIFICATE_KINDS_H
#define DAEMON_OPERATIONS_CERTIFICATE_KINDS_H

#include <jansson.h>

struct daemon;
struct monitor;
struct site_kind;

/* The list as it is written now, for what is said from here on. */
void certificate_kinds_reread(const struct daemon *d);

/* By whatever it is called; NULL. */
const struct site_kind *certificate_kind_named(const struct daemon *d, const char *text);

/* Of the arguments args, which are in *m already: the kind gets the id that it has in the list, however it was
 * written, and with it the monitor is a server's or a device's. Else why it may not be given: the arguments of
 * "bad-argument" with what the list has. Nothing to do where args do not say it. */
json_t *certificate_kind_settle(const struct daemon *d, struct monitor *m, const json_t *args);

/* What a renewal is told of it (procedure/renewal.h): a new object; NULL for NULL. */
json_t *certificate_kind_json(const struct site_kind *k);

/* That of a monitor; NULL where nobody said it, or the list has it no more. */
const struct site_kind *certificate_kind_of(const struct daemon *d, const struct monitor *m);

#endif
