/* How far something has come, as one line of blocks: eighths of a cell, and a mark. What a terminal of ASCII alone shows
 * instead the canvas knows. */
#ifndef TUI_VIEW_GAUGE_H
#define TUI_VIEW_GAUGE_H

#include <stdint.h>

struct buf;

/* `width` cells for the span from..to, filled up to `now`; what is past stays within. mark: an instant of the span, which
 * gets a cell of its own; outside of it, none. Nothing where the span is empty. */
void gauge_put(struct buf *out, int width, int64_t from, int64_t to, int64_t now, int64_t mark);

#endif
