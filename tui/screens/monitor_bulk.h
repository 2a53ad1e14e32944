/* What is done to one monitor or to the marked ones, each by a request of its own. */
#ifndef TUI_SCREENS_MONITOR_BULK_H
#define TUI_SCREENS_MONITOR_BULK_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

struct app;

void monitor_retire(struct app *a, const int64_t *ids, size_t count); /* asks first */
void monitor_tag(struct app *a, const int64_t *ids, size_t count);    /* asks which */

/* That so many were retired; that one was, by its name. */
void monitor_say_retired(size_t count, struct buf *out);
void monitor_say_one_retired(const char *name, struct buf *out);

#endif
