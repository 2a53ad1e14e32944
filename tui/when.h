/* Dates as people type them. */
#ifndef TUI_WHEN_H
#define TUI_WHEN_H

#include <stdbool.h>
#include <stdint.h>

enum { WHEN_BYTES = sizeof("2026-11-26") };

/* "26/11/2026", "26/11" (the next one) or "5" (days from now), as the protocol writes dates; false
 * when it is none. */
bool when_parse(const char *typed, int64_t now, char out[WHEN_BYTES]);

#endif
