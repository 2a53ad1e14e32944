/* Every action of the screen by its name, and what takes a value: "sort days", "filter …", "service …". */
#ifndef TUI_SCREENS_PALETTE_H
#define TUI_SCREENS_PALETTE_H

struct app;

void palette_open(struct app *a);

#endif
