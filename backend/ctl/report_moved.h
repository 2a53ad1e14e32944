/* What was done since a day, of the audit trail, for the report of a meeting: hundreds of lines as a few. */
#ifndef CTL_REPORT_MOVED_H
#define CTL_REPORT_MOVED_H

#include <jansson.h>

struct buf;
struct ctl;

/* Adds tables in Markdown. events: newest first, as log_fetch has them. of: {"monitor 7": …, "renewal 3": …}, what alone it is to tell
 * of; NULL: all. Nothing is added where nothing was done. */
void report_moved(struct ctl *ctl, const json_t *events, const json_t *of, struct buf *out);

#endif
