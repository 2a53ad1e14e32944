/* One line of the audit trail on a page: who, when, and from what to what, in words. */
#ifndef TUI_SCREENS_JOURNAL_LINE_H
#define TUI_SCREENS_JOURNAL_LINE_H

#include <jansson.h>

struct app;
struct trail_known;

/* event: as "log" answers; kept. known: borrowed, for as long as what opened the page is open. */
void journal_line_open(struct app *a, const json_t *event, const struct trail_known *known);

#endif
