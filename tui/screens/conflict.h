/* Somebody else saved first: field by field what stood there, what the other made of it, and what was typed here. What
 * only one of the two touched needs no answer; for what both did, a person says which of them stays. */
#ifndef TUI_SCREENS_CONFLICT_H
#define TUI_SCREENS_CONFLICT_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct app;
struct conflict;

enum conflict_choice { CONFLICT_OPEN, CONFLICT_MINE, CONFLICT_THEIRS };

struct conflict_owner {
	/* Of each field added, in that order, which stays; OPEN where nothing was to be chosen, or it was not. save: it is to
	 * be saved so; else a person goes on editing, and may have chosen already. */
	void (*settled)(struct app *a, const enum conflict_choice *choices, bool save, void *arg);
	void *arg;
};

/* what: is changed, as its name. changes: of the answer "conflict", borrowed until it is freed; NULL: not known. */
struct conflict *conflict_new(const struct app *a, const char *what, const json_t *changes);
void conflict_free(struct conflict *c);
/* In words, as they are compared; members: what it is called in "changes", with blanks between. */
void conflict_add(struct conflict *c, const char *label, const char *members, const char *was,
    const char *theirs, const char *mine);
/* How many fields both changed, and otherwise. */
size_t conflict_clashes(const struct conflict *c);
/* What the other changed that needs no answer, as a sentence; the caller frees; "" nothing. */
char *conflict_merged(const struct conflict *c);
/* Opens it as a screen, which frees it. The screen below outlives it. */
void conflict_open(struct conflict *c, struct app *a, const struct conflict_owner *owner);

#endif
