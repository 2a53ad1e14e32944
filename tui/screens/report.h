/* Renewals as a plain page. */
#ifndef TUI_SCREENS_REPORT_H
#define TUI_SCREENS_REPORT_H

#include <jansson.h>

#include <stdint.h>

struct app;

void report_record(struct app *a, int64_t renewal);
/* What its procedures say of themselves. */
void report_introduction(struct app *a, int64_t renewal);
/* All that a person has open, ids an array. */
void report_handover(struct app *a, const char *who, const json_t *ids);

#endif
