/* What a probe worker is asked, as a line (probe/worker.h). */
#ifndef DAEMON_PROBING_PROBE_LINE_H
#define DAEMON_PROBING_PROBE_LINE_H

#include <jansson.h>

#include <stdint.h>

struct config;
struct monitor;
struct row;

/* With what the row knows of its addresses, so that an unchanged chain is neither read nor judged again. */
json_t *probe_line_of_row(
    const struct config *c, int64_t probe_id, const struct row *row, int64_t now);
/* One that knows nothing and tells all. */
json_t *probe_line_to_explain(const struct config *c, int64_t probe_id, const struct monitor *m);

#endif
