/* The fields of a monitor, to add or change it. */
#ifndef TUI_SCREENS_FORM_H
#define TUI_SCREENS_FORM_H

struct app;

struct row;

/* row: what is edited; NULL: a new monitor. */
void form_open(struct app *a, const struct row *row);

#endif
