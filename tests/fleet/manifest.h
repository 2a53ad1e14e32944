/* The fleet on paper: the manifest that tests compare with, and the list that Caduca imports. */
#ifndef FLEET_MANIFEST_H
#define FLEET_MANIFEST_H

#include "host.h"

#include <stdio.h>

/* A JSON array, one object a host (tests/fleet/README says what is in it). -1 with errno. */
int manifest_write(FILE *f, struct host *const *hosts, size_t count);

/* host,port,name,sni,protocol,kind,service,environment,tags with RFC 4180's quotes. */
int list_write(FILE *f, struct host *const *hosts, size_t count);

#endif
