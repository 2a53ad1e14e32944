/* By which procedure a renewal begins. */
#ifndef DAEMON_OPERATIONS_RENEWAL_START_H
#define DAEMON_OPERATIONS_RENEWAL_START_H

struct row;
struct site;

/* That its certificate is renewed by, unless a person says another; "" where the site has none for it. */
const char *renewal_procedure(const struct site *site, const struct row *row);

#endif
