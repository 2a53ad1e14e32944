/* What needs a hand now, in words. line: of today.list, or of the console's own making (a file in the inbox). */
#ifndef WORDS_TODAY_H
#define WORDS_TODAY_H

#include <jansson.h>

#include <stdint.h>

struct buf;

/* Of what: the name of a monitor or renewal, else what it is. */
void words_today_name(const json_t *line, struct buf *out);
/* Where it is several and that does not fit: the first, and how many more. */
void words_today_name_brief(const json_t *line, struct buf *out);
/* The one monitor that a line is of, also that of the backend where one alone is not reached; 0: there is none, or several. */
int64_t words_today_monitor(const json_t *line);
/* "ours", or for whom it waits. */
void words_today_turn(const json_t *line, struct buf *out);
/* The first of its reasons in a few words, and how many more there are. */
void words_today_why(const json_t *line, int64_t now, struct buf *out);
/* The first alone, in words that fit where those do not: 23 columns, where a ticket has no long key. */
void words_today_brief(const json_t *line, int64_t now, struct buf *out);
/* One reason in full, and what to do about it. */
void words_today_reason(const json_t *reason, int64_t now, struct buf *out);

#endif
