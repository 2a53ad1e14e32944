/* What a person may say of a monitor, checked: from the arguments of a request into a struct monitor. */
#ifndef DAEMON_OPERATIONS_MONITOR_FIELDS_H
#define DAEMON_OPERATIONS_MONITOR_FIELDS_H

#include "store/store.h"

#include <jansson.h>

/* Fills what args name and leaves the rest of *m as it is; unknown names are refused. NULL when all is well, else
 * the arguments of a "bad-argument" error: {"field","value","reason"} (the caller's). The host is kept in the
 * one form of base/hostname.h. */
json_t *monitor_fields_parse(struct monitor *m, const json_t *args);

/* A text of at most `most` characters, none of them invisible, into *slot, without the blanks around it; or why not: a code. */
const char *line_parse(char **slot, const json_t *value, size_t most);

/* A monitor with every default but no host. */
void monitor_default(struct monitor *m, int64_t now);

/* What the audit trail and export say of a monitor. */
json_t *monitor_json(const struct monitor *m);
/* Puts one of its members back; what is none is left alone. */
void monitor_json_put(struct monitor *m, const char *name, const json_t *value);

#endif
