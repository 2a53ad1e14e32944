/* Dates as people type them. */
#ifndef TUI_MODEL_DATE_PARSE_H
#define TUI_MODEL_DATE_PARSE_H

#include <stdbool.h>
#include <stdint.h>

enum { WHEN_BYTES = sizeof("2026-11-26") };

/* "26/11/2026", "26/11" (the next one) or "5" (days from now), as the protocol writes dates; false
 * when it is none. */
bool date_parse(const char *typed, int64_t now, char out[WHEN_BYTES]);

extern const char date_parse_hint[],
    date_parse_fault[]; /* msgids: how one is written, and that this is none */

#endif
