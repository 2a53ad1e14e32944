/* A few lines to type at the bottom of the screen, which stay until what they say is accepted. Return saves from any of them,
 * unless another one is required and empty: then it goes there. */
#ifndef TUI_SCREENS_DIALOG_H
#define TUI_SCREENS_DIALOG_H

#include "tui/screens/value_choice.h"

#include <jansson.h>

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
	bool passes; /* what was typed is not saved: it goes on with it */
	bool closes; /* before anything is answered: it is not submitted without a connection */
};

/* text: what is said above the lines; NULL nothing. At least one line is to be added. */
struct screen *dialog_new(const char *title, const char *text, const struct dialog_owner *owner);
void dialog_add(struct screen *s, const char *label, const char *hint, const char *text);
/* The line added last may stay empty. */
void dialog_may_be_empty(struct screen *s);
/* The text of the line added last can be chosen from those. */
void dialog_chooses(struct screen *s, enum value_kind values);
/* The line added last is a path, which Tab goes on with. */
void dialog_completes_path(struct screen *s);
/* Told below line i; one that is not there: where the cursor is. */
void dialog_refuse(struct screen *s, size_t i, const char *text);
/* What was typed in line i differs from what began there. */
bool dialog_changed(const struct screen *s, size_t i);

/* What somebody else saved while it was typed. */
struct dialog_theirs {
	const char *what;           /* is changed: its name */
	const json_t *changes;      /* as of conflict.h; NULL: not known */
	const char *const *members; /* of each line in changes */
	const char *const *was;     /* what each line said; NULL: what began there */
	const char *const *now;     /* what it would say now; NULL: of no line can that change */
};
/* Lines that nobody touched here say now what the other made of them. Where both changed one, it is asked which stays;
 * else what was typed is submitted at once. */
void dialog_meet(struct screen *s, struct app *a, const struct dialog_theirs *t);
/* What the other changed that was kept, as a sentence; "" nothing. */
const char *dialog_merged(const struct screen *s);
/* Closes it, since it was done: `text` is said, and what the other changed. */
void dialog_done(struct screen *s, struct app *a, const char *text);

#endif
