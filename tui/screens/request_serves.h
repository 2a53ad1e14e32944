/* The other open renewals of the same head that a ticket which is to be made could serve too: which of them it will. */
#ifndef TUI_SCREENS_REQUEST_SERVES_H
#define TUI_SCREENS_REQUEST_SERVES_H

#include <jansson.h>

#include <stddef.h>

struct app;
struct page;
struct request_serves;

/* draft: of ticket.prepare, or a request of ticket.request-show, where nothing can be chosen any more. */
struct request_serves *request_serves_new(const json_t *draft);
void request_serves_free(struct request_serves *s); /* NULL is fine */

size_t request_serves_choices(
    const struct request_serves *s); /* how many there are to choose from */
size_t request_serves_count(
    const struct request_serves *s); /* of renewals that it will serve, the own one too */
json_t *request_serves_ids(const struct request_serves *s); /* of the others; new */
/* A list to mark them in, which must not outlive it. */
void request_serves_ask(struct request_serves *s, struct app *a);
/* key: of what leads to that list; "" none. */
void request_serves_write(const struct request_serves *s, struct page *p, const char *key);

#endif
