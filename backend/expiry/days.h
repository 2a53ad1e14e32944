/* From one day to another, as a filter has it: "30/11/2026-06/12/2026", either left out ("-06/12/2026"), or one alone. Days
 * are of the time zone of whoever asks. */
#ifndef EXPIRY_DAYS_H
#define EXPIRY_DAYS_H

#include <stdbool.h>
#include <stdint.h>

struct days {
	int64_t from,
	    until; /* from <= t < until, seconds since the epoch; INT64_MIN and INT64_MAX: no end */
};

/* false: the text is none; then *d is undefined. */
bool days_parse(const char *text, struct days *d);

#endif
