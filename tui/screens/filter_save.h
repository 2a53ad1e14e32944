/* A filter is given a name, by which it is found again: "@name" (base/saved_filters.h). */
#ifndef TUI_SCREENS_FILTER_SAVE_H
#define TUI_SCREENS_FILTER_SAVE_H

struct list_screen;

/* Asks for the name, over what is open. text: of the filter, which can be read; "": one is to be forgotten. */
void filter_save_ask(struct list_screen *s, const char *text);

#endif
