/* What may stand in a filter where somebody types: names of fields, of saved filters, and values. */
#ifndef EXPIRY_FILTER_COMPLETE_H
#define EXPIRY_FILTER_COMPLETE_H

#include "expiry/field.h"

struct saved_filters;

enum filter_part { FILTER_NAME, FILTER_VALUE, FILTER_SAVED };

struct filter_place {
	enum filter_part part;
	int field;    /* of FILTER_VALUE: enum field, or one of another language's fields */
	size_t start; /* byte from which on what is offered replaces what is typed */
	char *typed;  /* folded, without quotes */
};

/* word: as it is to be typed, with quotes where it needs them. */
typedef void filter_offer_fn(const char *word, void *arg);

/* Where byte `at` of a filter is; the caller frees typed. */
void filter_place_at(const char *text, size_t at, struct filter_place *place);
/* The same where the fields are others; known: as field_from of expiry/field.h. */
void filter_place_among(int (*known)(const char *name, size_t len), const char *text, size_t at,
    struct filter_place *place);
bool filter_goes_on(const struct filter_place *place, const char *word); /* from what is typed */
/* Offers the names that begin with what was typed there: those of that language; where there are none, those of the other;
 * where there are none either, the other names they have. Of what is saved, what such rows can be asked. rows and saved as
 * for filter_parse. */
void filter_offer(const struct filter_place *place, unsigned rows, bool catalan,
    const struct saved_filters *saved, filter_offer_fn *offer, void *arg);
/* Offers a text that some row has in the field, where it goes on from there. */
void filter_offer_text(
    const struct filter_place *place, const char *text, filter_offer_fn *offer, void *arg);

#endif
