/* A view that is a list: what it shows is a table of columns, where that comes from a source, what its
 * keys do a table of actions. Moving, searching, filtering, ordering and marking are the same in all. */
#ifndef TUI_SCREENS_LIST_SCREEN_H
#define TUI_SCREENS_LIST_SCREEN_H

#include "tui/screens/filtering.h"
#include "tui/view/list.h"
#include "tui/view/screen.h"

struct list_screen;

struct list_action {
	enum action action;
	/* row: under the cursor; NULL where the action needs none (actions.def) and there is none. */
	void (*run)(struct list_screen *s, const void *row);
};

/* A view, once for all. Texts are msgids. */
struct list_view {
	enum context context;
	enum action view; /* its own; the first line shows the views with it active */
	unsigned
	    rows; /* of which kind they are to a filter (enum rows_kind); 0: it may ask anything */
	/* In which the rows are asked for; NULL: in that of expiry/filter.h. */
	const struct filter_language *language;
	const char *title; /* in the first line instead; NULL: the views */
	const struct list_columns *columns;
	const struct list_action *actions; /* ended by one without an action */
	/* Does the footer offer it, with the row under the cursor? NULL: all of them. */
	bool (*offers)(const struct list_screen *s, enum action action);
	const char *no_row;    /* said where an action needs a row and there is none */
	const char *none_pass; /* shown where no row passes the filter */
	const char *hint;      /* of the filter prompt */
	/* The second line: from the left, up to the column *right; returns where it goes on. What is put
	 * at the right end moves *right. NULL: none. */
	int (*summary)(struct list_screen *s, int row, int *right);
	void (*empty)(struct list_screen *s, int row); /* there are no rows at all */
	/* Below the list: its height with so many rows of the screen (0: none), and its drawing. */
	int (*pane_height)(const struct list_screen *s, int rows); /* NULL: never one */
	void (*draw_pane)(struct list_screen *s, int row, int height);
};

/* Who made the screen. */
struct list_owner {
	void (*event)(
	    struct list_screen *s, const char *name, const json_t *data); /* may be NULL */
	void (*prepare)(struct list_screen *s); /* just before it is drawn; may be NULL */
	void (*free)(struct list_screen *s);    /* the source, and s itself */
};

/* The struct of every such screen begins with it. */
struct list_screen {
	struct screen screen;
	struct screen_class class;
	struct app *app;
	const struct list_view *view;
	const struct list_owner *owner;
	struct list list;
	struct filtering filter;
	bool filter_owed;   /* as it was left; it names monitors, which are not here yet */
	char *found;        /* folded text of the search; NULL none */
	char *sought;       /* the same as it was typed; NULL: nothing yet */
	bool told_found;    /* which one of how many the search came to, or that there is none */
	size_t search_from; /* where the cursor was when a search began */
};

/* source: borrowed, as long as the screen lives. The columns are given the app. */
void list_screen_init(struct list_screen *s, struct app *a, const struct list_view *view,
    struct source *source, const struct list_owner *owner);
/* NULL: the screen is no list. */
struct list_screen *list_screen_of(struct screen *s);
/* Its rows have such a text (enum field), and it is filtered by them. s NULL: no. */
bool list_screen_has_texts(const struct list_screen *s, int field);
/* Filters it as if that had been typed; one that is no filter is not kept. */
void list_screen_filter(struct list_screen *s, const char *text);

#endif
