/* The fleet on paper: the manifest that tests compare with, and the list that Caduca imports. */
#ifndef FLEET_MANIFEST_H
#define FLEET_MANIFEST_H

#include "host.h"

#include <stdio.h>

/* A JSON array, one object a line. -1 with errno.
 *
 * What a monitor of the host is told: "name", "host", "port", "sni" (or null), "protocol", "kind",
 * "service", "environment", "tags". The name to check is the SNI where one is given, else the host.
 *
 * "expect" is what `list --json` must then say: "outcome", "problems" (in the order of
 * base/terms.h), "urgency", "addresses" of {"address", "outcome", "problems", "sha256"}; and where
 * a certificate is to be seen, "not_before", "not_after", "end", "sha256", "spki_sha256", "serial",
 * "subject", "issuer", "sans", "start_by". Times are null where none can be said.
 *
 * "renewed" has what differs after the order "switch" (not in bulk).
 *
 * A host is absent when this machine lacks one of its addresses: an IPv6 loopback, or a line of /etc/hosts. */
int manifest_write(FILE *f, struct host *const *hosts, size_t count);

/* host,port,name,sni,protocol,kind,service,environment,tags with RFC 4180's quotes. */
int list_write(FILE *f, struct host *const *hosts, size_t count);

#endif
