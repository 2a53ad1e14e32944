/* The list of monitors into a file of the user's: in which form, and where. */
#ifndef TUI_SCREENS_EXPORT_H
#define TUI_SCREENS_EXPORT_H

struct app;
struct source;

/* rows: view 1. The marked ones, or those that pass the filter, in the order in which they stand there. */
void export_ask(struct app *a, const struct source *rows);

#endif
