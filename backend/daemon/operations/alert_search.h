/* Whom an alert is about, of all that is watched. */
#ifndef DAEMON_OPERATIONS_ALERT_SEARCH_H
#define DAEMON_OPERATIONS_ALERT_SEARCH_H

#include <jansson.h>

struct alert;
struct announced;
struct daemon;

/* What "renewal.names" answers, but for the tickets: {"known": [{"id","name","host","port","type","renewal","procedure",
 * "not_after", "agrees"?}], "unknown": [{"host","port","protocol"}], "certificates": [name or serial], "left_off"}.
 * agrees: is what is announced what an address of it serves? Not there where nothing is announced, or none was seen.
 * Takes one pass over the certificates and one over the monitors, whatever is in the text. */
json_t *alert_search(struct daemon *d, const struct alert *a, const struct announced *said);

#endif
