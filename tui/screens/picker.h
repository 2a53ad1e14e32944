/* One thing chosen from a list by typing part of its name, or by the digit of its line. */
#ifndef TUI_SCREENS_PICKER_H
#define TUI_SCREENS_PICKER_H

#include <stdbool.h>

struct app;
struct list;
struct screen;

struct picker_owner {
	void (*done)(struct app *a, int value, void *arg); /* the screen has gone already */
	/* After each key; true: the screen has gone, what was typed is dealt with elsewhere. NULL: nobody asks. */
	bool (*typed)(struct app *a, const char *text, void *arg);
	void (*gone)(void *arg); /* last of all: frees arg; NULL: it is borrowed */
	void *arg;
};

struct picker_item {
	int value;
	const char *name, *help, *keys; /* translated; copied. keys: at the right end */
	const char *also;               /* what else it may be called; "" nothing */
	bool off;                       /* it cannot be done now: help says why */
};

/* label: translated, lives as long as the program. */
struct screen *picker_new(const char *label, const struct picker_owner *owner);
void picker_add(struct screen *s, const struct picker_item *item);
void picker_sort(struct screen *s); /* those added so far, by name, as one looks for a name */
void picker_begin(struct screen *s, const char *text); /* as if that had been typed */

/* The orders that a list has; text: of the one that is looked for, "" none yet. */
void order_open(struct app *a, struct list *l, const char *text);

#endif
