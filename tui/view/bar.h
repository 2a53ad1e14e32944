/* A bar that is stacked by urgency, the worst first. Each part begins with its letter, so that it can be told without
 * colours, and under the cursor; the end is drawn in eighths of a cell. */
#ifndef TUI_VIEW_BAR_H
#define TUI_VIEW_BAR_H

#include "base/terms.h"

struct canvas;

/* counts: how many of each urgency. most: how many fill the width; a bar of more is cut there. ascii: without blocks. */
void bar_draw(struct canvas *c, int row, int column, int width,
    const unsigned counts[URGENCY_COUNT], unsigned most, bool ascii);

#endif
