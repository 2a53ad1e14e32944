/* All that is known of one monitor. */
#ifndef TUI_SCREENS_DETAIL_H
#define TUI_SCREENS_DETAIL_H

#include <stdint.h>

struct app;

void detail_open(struct app *a, int64_t id);

#endif
