/* View 6: the audit trail. */
#ifndef TUI_SCREENS_JOURNAL_H
#define TUI_SCREENS_JOURNAL_H

#include <stdint.h>

struct app;

void journal_open(struct app *a);
/* Over what is open: only the lines of one, with its renewals and tickets. */
void journal_open_monitor(struct app *a, int64_t id);
void journal_open_renewal(struct app *a, int64_t id);

#endif
