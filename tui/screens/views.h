/* The screens that open from anywhere, the views among them: adding one is a line here. */
#ifndef TUI_SCREENS_VIEWS_H
#define TUI_SCREENS_VIEWS_H

#include "tui/app.h"

extern const struct app_entry screens_reachable[]; /* ended by one without an action */
extern const struct app_ways screens_opened;

#endif
