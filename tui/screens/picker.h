/* One thing chosen from a list by typing part of its name. */
#ifndef TUI_SCREENS_PICKER_H
#define TUI_SCREENS_PICKER_H

struct app;
struct list;

void palette_open(struct app *a);               /* the actions of the screen on top */
void order_open(struct app *a, struct list *l); /* the orders that a list has */

#endif
