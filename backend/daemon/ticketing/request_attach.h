/* A file attached to a ticket. The payload: "name", "size", and "content" as hexadecimal digits until it is done: a CSR or a
 * certificate, never a key (operations/ticket_files.c looks before it asks). It is looked for by name and size. */
#ifndef DAEMON_TICKETING_REQUEST_ATTACH_H
#define DAEMON_TICKETING_REQUEST_ATTACH_H

#include "daemon/ticketing/request_kind.h"

extern const struct request_kind request_attach;

/* "content" of bytes: hexadecimal digits, a new string. */
char *request_attach_written(const char *bytes, size_t len);

#endif
