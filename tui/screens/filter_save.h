/* A filter is given a name, by which it is found again: "@name" (base/saved_filters.h). */
#ifndef TUI_SCREENS_FILTER_SAVE_H
#define TUI_SCREENS_FILTER_SAVE_H

struct app;

/* Asks for the name, over what is open. text: of the filter, which can be read; "": one is to be forgotten. It is kept in
 * *slot meanwhile, which is the caller's to free and lives as long as what is open. */
void filter_save_ask(struct app *a, const char *text, char **slot);

#endif
