/* What the files of operations on monitors share. */
#ifndef DAEMON_OPERATIONS_MONITORS_H
#define DAEMON_OPERATIONS_MONITORS_H

#include <jansson.h>

struct row;
struct session;

/* The monitor whose number is args.id; NULL after answering. */
struct row *monitor_row(struct session *s, json_int_t id, const json_t *args);
/* Answers that the version which args name is no longer that of the row. */
void monitor_conflict(struct session *s, json_int_t id, const json_t *args, const struct row *row);

#endif
