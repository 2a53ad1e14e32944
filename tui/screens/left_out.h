/* What the last act on several left out (app.h, left_out): a page with every name and its reason. */
#ifndef TUI_SCREENS_LEFT_OUT_H
#define TUI_SCREENS_LEFT_OUT_H

struct app;

/* Says so where nothing was. */
void left_out_open(struct app *a);

#endif
