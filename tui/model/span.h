/* From one day to another, as the beginning of a filter of monitors: "caduca:30/11/2026-06/12/2026 servei:seu". Either day
 * may be left out; both are of it. "inici:" is of the day by which work must start. */
#ifndef TUI_MODEL_SPAN_H
#define TUI_MODEL_SPAN_H

#include "expiry/field.h"

#include <stdint.h>

struct buf;

struct span {
	enum field field;    /* FIELD_END or FIELD_START */
	int64_t from, until; /* from <= t < until; INT64_MIN and INT64_MAX: no end */
};

/* What follows the span that the text begins with; the text itself where it begins with none: then *s is untouched. */
const char *span_read(const char *text, struct span *s);
/* As span_read has it, in the user's language. */
void span_write(const struct span *s, struct buf *out);

#endif
