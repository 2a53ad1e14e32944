/* One ticket: all that is known of it. */
#ifndef TUI_SCREENS_TICKET_PAGE_H
#define TUI_SCREENS_TICKET_PAGE_H

#include <jansson.h>

#include <stdint.h>

struct app;

void ticket_page_open(struct app *a, int64_t id);
/* The tickets of a renewal (else of a monitor) to open one of, or to link another. step: whose ticket the cursor is put on;
 * "" any. */
void ticket_choose(struct app *a, int64_t renewal, const char *step, int64_t monitor);

/* ---- of a json_t of ticket.show or ticket.list ---- */
int64_t ticket_known_since(const json_t *ticket);
void ticket_open_use(
    struct app *a, const json_t *ticket); /* its renewal, at the step that has it; or its monitor */
void ticket_show_plain(struct app *a, const json_t *ticket);
void ticket_show_url(struct app *a, const json_t *ticket);

#endif
