/* What a console looked like when it was left, for the next one of the same user: the view, and of each view by name
 * (context_name) some texts, "filter", "order", and values, "columns". It stands in the file "console" of a folder of his, as
 * JSON with the number of its form. What is in it was not written by this program for certain: texts that could not have been
 * typed are passed over, and who reads a value checks that it is one. */
#ifndef TUI_MODEL_REMEMBERED_H
#define TUI_MODEL_REMEMBERED_H

#include <jansson.h>

struct err;
struct remembered;

enum remembered_fault {
	REMEMBERED_WELL,    /* or nothing was there */
	REMEMBERED_DAMAGED, /* it is replaced when something is saved */
	REMEMBERED_FOREIGN, /* another user's: it is left as it is */
	REMEMBERED_NEWER,   /* of a later version: likewise */
};

struct remembered *remembered_new(void);
void remembered_free(struct remembered *r); /* NULL is fine */

/* Where it finds a fault nothing is remembered. */
enum remembered_fault remembered_load(struct remembered *r, const char *folder);
/* Writes the file where something changed since. -1 with err. */
int remembered_save(struct remembered *r, const char *folder, struct err *err);

/* Good until it is put anew; "": nothing. */
const char *remembered_text(const struct remembered *r, const char *view, const char *what);
void remembered_put(struct remembered *r, const char *view, const char *what, const char *text);
/* Borrowed, until it is put anew; NULL: nothing. */
const json_t *remembered_value(const struct remembered *r, const char *view, const char *what);
/* value: stolen; NULL: nothing. */
void remembered_put_value(struct remembered *r, const char *view, const char *what, json_t *value);
/* The name of the view that was on top; "": the first. */
const char *remembered_view(const struct remembered *r);
void remembered_set_view(struct remembered *r, const char *view);

#endif
