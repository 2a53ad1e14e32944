/* All that is known of one monitor (monitor.show), for the detail pane and screen: asked when
 * the cursor has rested on it for a moment, kept until another one is asked for. Never hands out
 * another monitor's data. */
#ifndef TUI_SHOW_H
#define TUI_SHOW_H

#include <jansson.h>

#include <stdint.h>

struct link;
struct loop;
struct row;
struct show;

struct show *show_new(struct loop *l, struct link *k, void (*changed)(void *arg), void *arg);
void show_free(struct show *s);
/* The row is being looked at: its data is asked for unless it is here and as new as the row. */
void show_want(struct show *s, const struct row *r);
/* Asks again whatever is here (the connection is new). */
void show_stale(struct show *s);
const json_t *show_get(const struct show *s, int64_t id); /* NULL: not here (yet) */

#endif
