/* All that is known of one monitor (monitor.show), for the detail pane and screen: asked when
 * the cursor has rested on it for a moment, kept until another one is asked for. Never hands out
 * another monitor's data. */
#ifndef TUI_MODEL_MONITOR_DETAIL_H
#define TUI_MODEL_MONITOR_DETAIL_H

#include <jansson.h>

#include <stdint.h>

struct link;
struct loop;
struct row;
struct monitor_detail;

struct monitor_detail *monitor_detail_new(
    struct loop *l, struct link *k, void (*changed)(void *arg), void *arg);
void monitor_detail_free(struct monitor_detail *s);
/* The row is being looked at: its data is asked for unless it is here and as new as the row. */
void monitor_detail_want(struct monitor_detail *s, const struct row *r);
/* Asks again whatever is here (the connection is new). */
void monitor_detail_stale(struct monitor_detail *s);
const json_t *monitor_detail_get(
    const struct monitor_detail *s, int64_t id); /* NULL: not here (yet) */

#endif
