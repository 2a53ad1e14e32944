/* Whether a text is the name of a host or an address, and the one form in which either is kept, compared and asked
 * for. The console and the command line do not convert: they pass on what was typed, and the backend judges it; but
 * `caducactl csr` needs none, and does. */
#ifndef BASE_HOSTNAME_H
#define BASE_HOSTNAME_H

#include <stdbool.h>

/* *form (replaced; the caller frees): an address as inet_ntop writes it; a name in A-labels (RFC 5891), in lower case
 * and without a final dot. Brackets around are left out. Or why the text is neither, and *form stays as it was:
 * "empty" "space" "control" "not-utf8" "too-long" "not-a-name". */
const char *hostname_parse(const char *text, char **form);

/* As hostname_parse, for what stands in a certificate: also "*.exemple.cat", "*." and the form of the rest. */
const char *certificate_name_parse(const char *text, char **form);

#endif
