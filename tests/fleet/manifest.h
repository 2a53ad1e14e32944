/* The fleet on paper: the manifest that tests compare with, and the list that Caduca imports. */
#ifndef FLEET_MANIFEST_H
#define FLEET_MANIFEST_H

#include "host.h"

#include <stdio.h>

/* A JSON array, one object a line:
 *   name host port sni(or null) protocol kind service environment tags[]   what a monitor of it is
 * told expect   what `list --json` must then say: outcome, problems[], urgency, addresses[{address
 * outcome problems[] sha256}], and where a certificate is to be seen: not_before not_after sha256
 * spki_sha256 serial subject issuer sans[] start_by. Times are null where none can be said. The
 * name that is checked is the SNI where one is given, else the host renewed  {sha256 spki_sha256
 * serial not_before not_after}: what "switch" makes it serve (not in bulk) lacks    why a host has
 * one address only, on a machine where localhost has but one Problems stand in the order of
 * base/terms.h. -1 with errno. */
int manifest_write(FILE *f, struct host *const *hosts, size_t count);

/* host,port,name,sni,protocol,kind,service,environment,tags with RFC 4180's quotes. */
int list_write(FILE *f, struct host *const *hosts, size_t count);

#endif
