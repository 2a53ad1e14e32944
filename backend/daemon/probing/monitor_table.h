/* One thing for each of some monitors, by the monitor's id: what a part of the probing remembers of it beside its
 * row. */
#ifndef DAEMON_PROBING_MONITOR_TABLE_H
#define DAEMON_PROBING_MONITOR_TABLE_H

#include <stdint.h>

struct monitor_table;

/* free_value frees what is replaced, removed, or left at the end. */
struct monitor_table *monitor_table_new(void (*free_value)(void *value));
void monitor_table_free(struct monitor_table *t); /* NULL is fine */

void *monitor_table_get(const struct monitor_table *t, int64_t monitor); /* NULL: there is none */
void monitor_table_set(struct monitor_table *t, int64_t monitor, void *value); /* NULL removes */

#endif
