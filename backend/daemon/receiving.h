/* What a client hands over with a request: taken in by a child, never by this process (wire/handover.h), and the request runs
 * once it is there. */
#ifndef DAEMON_RECEIVING_H
#define DAEMON_RECEIVING_H

#include <jansson.h>

struct operation;
struct session;

/* The request needs these (operation_files): it runs later, or is answered with why not. */
void receiving_ask(struct session *s, json_int_t id, const struct operation *o, const json_t *args,
    const char *const *names);
/* Of the receivers (inspectors.h): the client is asked. */
void receiving_begun(struct session *s, json_int_t id, const json_t *request, int end);

#endif
