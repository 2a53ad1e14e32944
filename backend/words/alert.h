/* What an alert announces, held against what is served: for both clients. */
#ifndef WORDS_ALERT_H
#define WORDS_ALERT_H

#include <jansson.h>

struct buf;

/* monitor: one of "known"; announced: of the same answer. "Its certificate ends on 20/01/2027: not what is announced (19/12/2026)." */
void words_alert_monitor(const json_t *monitor, const json_t *announced, struct buf *out);

/* Those of renewal.show, as Markdown: when each was recorded and by whom, what it announces, and its text as a quotation. */
void words_alerts(const json_t *alerts, struct buf *out);

#endif
