/* A list of monitors into Caduca: which file, what would become of each of its rows, and then. */
#ifndef TUI_SCREENS_IMPORT_H
#define TUI_SCREENS_IMPORT_H

struct app;

void import_open(struct app *a);

#endif
