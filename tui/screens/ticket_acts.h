/* What a person does with tickets, from wherever they are shown. Each asks for what it needs over the screen; what the
 * backend asks first is asked; what changed is told to every screen as the event "ticket". A ticket is a json_t of
 * ticket.show or ticket.list, which is only read before the call returns. */
#ifndef TUI_SCREENS_TICKET_ACTS_H
#define TUI_SCREENS_TICKET_ACTS_H

#include <jansson.h>

#include <stdint.h>

struct app;

void ticket_look(
    struct app *a, json_t *tickets); /* what somebody saw of them; the list is owned from now on */
void ticket_describe(
    struct app *a, const json_t *ticket); /* its status, title and assignee, as they were seen */
void ticket_correct(struct app *a, const json_t *ticket); /* a mistyped key */
void ticket_link(struct app *a, const json_t *ticket);    /* to a renewal or another ticket */
void ticket_unlink(struct app *a, const json_t *ticket);
void ticket_adopt(struct app *a, const char *text); /* text: a key or a URL, if any; "" */
/* Some ticket, to a renewal (else monitor). */
void ticket_link_to(struct app *a, int64_t renewal, int64_t monitor);

#endif
