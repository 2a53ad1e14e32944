/* Probes a monitor and tells the attempt stage by stage. */
#ifndef TUI_SCREENS_EXPLAIN_H
#define TUI_SCREENS_EXPLAIN_H

#include <stdint.h>

struct app;

void explain_open(struct app *a, int64_t monitor);

#endif
