/* A language in which the rows of a list are asked for, as the one prompt of all lists needs it: read, gone on with, and
 * kept under names. That of expiry/filter.h is of all views but the audit trail. */
#ifndef TUI_SCREENS_FILTER_LANGUAGE_H
#define TUI_SCREENS_FILTER_LANGUAGE_H

#include "expiry/filter_complete.h"

#include "base/saved_filters.h"

struct app;
struct buf;
struct field_fault;
struct source;

/* The list whose filter it is. */
struct filtered {
	struct app *app;
	struct source *rows;
	unsigned kind; /* as for filter_parse */
};

typedef void filter_text_fn(const char *text, void *arg);

struct filter_language {
	enum saved_language saved; /* whose names are its own: app->filters */
	/* Has the source show what the text asks for. false: it is no filter, *fault where, and `why` in the user's language. */
	bool (*set)(
	    const struct filtered *l, const char *text, struct field_fault *fault, struct buf *why);
	/* Where byte `at` of a text is; the caller frees typed. */
	void (*place)(const char *text, size_t at, struct filter_place *place);
	/* Offers what the language knows that goes on from there, in its order. */
	void (*words)(const struct filtered *l, const struct filter_place *place,
	    filter_offer_fn *offer, void *arg);
	/* Tells the texts that rows have there, whether they go on or not, in any order and more than once. */
	void (*texts)(const struct filtered *l, const struct filter_place *place,
	    filter_text_fn *tell, void *arg);
	bool (*is_who)(const struct filter_place *place); /* logins go on there */
	/* What is to be typed there where there is nothing to choose from, in the user's language; NULL: nothing goes on. */
	const char *(*wanted)(const struct filter_place *place);
};

extern const struct filter_language filter_of_rows, filter_of_trail;

#endif
