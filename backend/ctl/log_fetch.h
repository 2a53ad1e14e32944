/* Lines of the audit trail, as a person or a program asks for them. */
#ifndef CTL_LOG_FETCH_H
#define CTL_LOG_FETCH_H

#include <jansson.h>

#include <stdint.h>

struct ctl;

struct log_asked {
	const char *who, *what, *since, *until, *text; /* as given; NULL: whatever */
	int64_t monitor, renewal;                      /* 0: of any */
	int64_t limit, before;                         /* before 0: from the end */
};

/* Newest first, at most limit; the caller's. NULL with the exit code in *code, after saying why. */
json_t *log_fetch(struct ctl *ctl, const struct log_asked *asked, int *code);

/* Prints all of them after that seq, oldest first, one JSON object a line, for who collects logs (jsonlines.org): as the
 * protocol has them, with "time" as RFC 3339 and "by", which is root, proven or declared. The exit code. */
int log_print_lines(struct ctl *ctl, const struct log_asked *asked, int64_t after);

/* Adds to each of a list "by": root, proven or declared. */
void log_add_by_all(json_t *events);

#endif
