/* A filter is given a name, by which it is found again: "@name" (base/saved_filters.h). */
#ifndef TUI_SCREENS_FILTER_SAVE_H
#define TUI_SCREENS_FILTER_SAVE_H

#include "base/saved_filters.h"

struct app;

/* What is kept while its name is asked for; lives as long as what is open. */
struct filter_to_save {
	enum saved_language language;
	char *text; /* the owner's to free */
};

/* Asks for the name, over what is open. text: of the filter, which can be read; "": one is to be forgotten. */
void filter_save_ask(struct app *a, const char *text, struct filter_to_save *f);

#endif
