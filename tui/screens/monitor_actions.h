/* What more than one screen offers to do with a monitor. */
#ifndef TUI_SCREENS_MONITOR_ACTIONS_H
#define TUI_SCREENS_MONITOR_ACTIONS_H

#include <stddef.h>
#include <stdint.h>

struct app;
struct bulk;

void monitor_probe(struct app *a, const int64_t *ids, size_t count); /* ids NULL: all */
/* Marked ones. out: what else was marked and is left out; named with what is left out of these, and emptied. */
void monitor_probe_marked(struct app *a, const int64_t *ids, size_t count, struct bulk *out);
void monitor_edit(struct app *a, int64_t id);
void monitor_tickets(struct app *a, int64_t id); /* to open one, or link another */

#endif
