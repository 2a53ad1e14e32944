/* Inside a renewal: its object, and how a change of it is recorded. For the renewal_*.c files
 * only. */
#ifndef PROCEDURE_RENEWAL_DOC_H
#define PROCEDURE_RENEWAL_DOC_H

#include "procedure/definition.h"

#include "base/members.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct err;

enum { RENEWAL_PINS_MAX = 16, RENEWAL_UNDO_MAX = 20 };

struct renewal {
	json_t *doc;
	struct definition *pins[RENEWAL_PINS_MAX];
	size_t pin_count;
	char *linked_origin; /* not stored with it; NULL: none */
};

const struct definition *pin_find(const struct renewal *r, const char *procedure);

/* The record of a step, or NULL; record_make makes it. Borrowed. */
json_t *record_of(const struct renewal *r, const char *key);
json_t *record_make(struct renewal *r, const char *key);
bool renewal_is_closed(const struct renewal *r);

enum step_state record_state(const json_t *record); /* todo for NULL */

/* The members of a map of the object ("steps", "values", "documents"), made when absent.
 * Borrowed. */
json_t *map_of(struct renewal *r, const char *map);

void put_text(json_t *object, const char *name, const char *text);  /* NULL takes it away */
void put_clean(json_t *object, const char *name, const char *text); /* text of a person, cleaned */
/* The last end of a certificate that was in use while it was open; 0: none was known. */
int64_t old_until(const struct renewal *r);

/* Is every text among the arguments of an act, and in a list or an object of them, as long as may be? 0, or -1 and err. */
int texts_bounded(const json_t *args, struct err *err);

void put_number(json_t *object, const char *name, int64_t n);

/* What differs between two states: *before and *after get the members that do, null where
 * absent; those of maps one by one, and the lists in these from where they differ,
 * {"kept": number, "then": [...]}. False when nothing does. */
bool doc_diff(const json_t *from, const json_t *to, json_t **before, json_t **after);
bool doc_matches(const json_t *doc, const json_t *patch); /* is every member as the patch says? */
void doc_patch(json_t *doc, const json_t *patch);

/* Are they monitors as an opening needs them? The cleaned copy, or NULL and err. */
json_t *monitors_read(const json_t *monitors, struct err *err);

/* renewal_names.c */
struct renewal_opening;
/* At the opening: those that are proposed, if any are. 0, or -1 and err. */
int names_begin(struct renewal *r, const struct renewal_opening *o, struct err *err);

/* The step was done anew: nothing of it is of earlier names any more. */
void names_step_renewed(struct renewal *r, const char *key);

#endif
