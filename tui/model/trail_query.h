/* What people type to see some lines of the audit trail only, as the operation "log" is asked for it:
 *
 *   monitor:seu   monitor:12     of that monitor, its renewals and their tickets
 *   renovació:12                 of that renewal and its tickets
 *   qui:anna      qui:jo,pau     by that login, or one of several
 *   -qui:caducad                 by all but that one, or those
 *   què:servei    què:renewal.close    of a family, or of one kind, by its code; also of several, or of all but these
 *   dia:30/11/2026  des:28/11  fins:30/11     in local time; fins includes its day; avui, ahir
 *   @meves                       what is saved under that name, of this language (base/saved_filters.h)
 *
 * Names in either language, without regard to case or accents; all must hold. */
#ifndef TUI_MODEL_TRAIL_QUERY_H
#define TUI_MODEL_TRAIL_QUERY_H

#include "expiry/filter_complete.h"

#include <jansson.h>

#include <stdint.h>

struct err;
struct field_fault;
struct model;
struct saved_filters;

/* What a filter is read with; all of it borrowed. */
struct trail_reader {
	const struct model *model;
	const char *me; /* the login of who asks */
	int64_t now;
	const struct saved_filters *saved,
	    *of_rows; /* the latter are told apart from a name that nobody has */
};

/* The arguments, which the caller decrefs. NULL: it cannot be read; err says so in the user's language, and *fault where (its code
 * has no words); fault may be NULL. */
json_t *trail_query(
    const char *text, const struct trail_reader *by, struct field_fault *fault, struct err *err);

/* The same, and that word; in the place of what asked for the same. The caller frees. */
char *trail_query_with(const char *text, const char *word);

/* ---- one that is being typed ---- */

/* Its field is one of this language; the caller frees typed. */
void trail_place_at(const char *text, size_t at, struct filter_place *place);
/* Offers what goes on from there, in one language, or in the other where it has nothing. */
void trail_offer(const struct filter_place *place, bool catalan, const struct trail_reader *by,
    filter_offer_fn *offer, void *arg);
/* Tells the texts that the monitors have there, whether they go on or not. */
void trail_texts(const struct filter_place *place, const struct model *m,
    void (*tell)(const char *text, void *arg), void *arg);
bool trail_is_who(const struct filter_place *place); /* logins go on there */
/* What is to be typed where there is nothing to choose from, in the user's language; NULL: nothing goes on so. */
const char *trail_wanted(const struct filter_place *place);

#endif
