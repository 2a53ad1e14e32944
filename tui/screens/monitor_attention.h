/* What a person can do about what raises attention of a monitor: accept a problem, take that back, or
 * acknowledge that its certificate changed. */
#ifndef TUI_SCREENS_MONITOR_ATTENTION_H
#define TUI_SCREENS_MONITOR_ATTENTION_H

#include <stdint.h>

struct app;

/* Asks which where there is a choice, then for what it needs; says so where there is nothing. */
void monitor_attend(struct app *a, int64_t id);

#endif
