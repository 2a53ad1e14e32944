/* A few lines to type at the bottom of the screen, kept until they were taken. */
#ifndef TUI_SCREENS_DIALOG_H
#define TUI_SCREENS_DIALOG_H

#include <stdbool.h>
#include <stddef.h>

struct app;
struct screen;

enum { DIALOG_LINES_MOST = 12 };

struct dialog_owner {
	/* texts: of each line, as typed. Then dialog_refuse, or app_close when it was taken. */
	void (*submit)(struct app *a, struct screen *inputs, const char *const *texts, void *arg);
	void (*gone)(void *arg); /* the screen is: frees arg; may be NULL */
	void *arg;
	bool secret; /* what was typed is wiped from memory */
	bool hidden; /* and is not shown, nor how long it is */
};

/* text: what is said above the lines; NULL nothing. At least one line is to be added. */
struct screen *dialog_new(const char *title, const char *text, const struct dialog_owner *owner);
void dialog_add(struct screen *s, const char *label, const char *hint, const char *text);
/* Told below line i; one that is not there: where the cursor is. */
void dialog_refuse(struct screen *s, size_t i, const char *text);

#endif
