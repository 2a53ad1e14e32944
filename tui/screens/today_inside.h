/* What the two files of view 2 share. */
#ifndef TUI_SCREENS_TODAY_INSIDE_H
#define TUI_SCREENS_TODAY_INSIDE_H

#include "tui/screens/list_screen.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct json_rows;

struct today_view {
	struct list_screen list;
	struct json_rows *rows;
};

/* The monitor of a line that is of one which no renewal has; 0: it is of none such. */
int64_t today_monitor_alone(const json_t *line);

extern const struct list_action today_acts[];
bool today_offers(const struct list_screen *s, enum action action);

#endif
