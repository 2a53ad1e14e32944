/* The columns of a list, to choose which of them are shown, in what order and how wide, over the lower part of the list,
 * which has at once what is chosen. */
#ifndef TUI_SCREENS_COLUMN_SETUP_H
#define TUI_SCREENS_COLUMN_SETUP_H

struct app;
struct list;

/* l: of the screen on top. What was chosen is remembered of that view. */
void column_setup_open(struct app *a, struct list *l, const char *view);

#endif
