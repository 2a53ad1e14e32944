/* What is done to one monitor or to the marked ones, each by a request of its own. */
#ifndef TUI_SCREENS_MONITOR_BULK_H
#define TUI_SCREENS_MONITOR_BULK_H

#include <stddef.h>
#include <stdint.h>

struct app;

void monitor_retire(struct app *a, const int64_t *ids, size_t count); /* asks first */
void monitor_tag(struct app *a, const int64_t *ids, size_t count);    /* asks which */

#endif
