/* A filter is a list of terms that must all hold; a term is a field, a comparison and one or more
 * values, any of which may hold. The console's lists (tui/model/query.c, tui/view/json_rows.c) and
 * caducactl use it; each hands in a row_reader for its own kind of row, so nothing here knows
 * what a row is.
 *
 * Everything that can be decided while reading is decided there (filter_read.c: folding, numbers, the
 * values that a word names, a word that no term could ever match), so matching only compares and
 * allocates nothing: it runs once for each of a hundred thousand rows. */
#include "expiry/filter.h"

#include "base/text.h"
#include "expiry/filter_inside.h"
#include "expiry/filter_words.h"

#include <stdlib.h>

void
filter_free(struct filter *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->count; i++) {
		for (size_t v = 0; v < f->terms[i].count; v++) {
			free(f->terms[i].values[v].text);
			filter_free(f->terms[i].values[v].saved);
		}
		free(f->terms[i].values);
	}
	free(f->terms);
	free(f);
}

int64_t
filter_urgency_rank(int64_t urgency)
{
	return URGENCY_UNKNOWN - urgency;
}

static bool
compare(int64_t left, enum comparison how, int64_t right)
{
	switch (how) {
	case LESS:
		return left < right;
	case AT_MOST:
		return left <= right;
	case MORE:
		return left > right;
	case AT_LEAST:
		return left >= right;
	case CONTAINS:
	case EQUAL:
		break;
	}
	return left == right;
}

static bool
number_matches(
    const struct term *t, const struct value *v, const struct row_reader *r, const void *row)
{
	bool level = t->field == FIELD_URGENCY;
	int64_t number;
	bool known = r->number && r->number(row, (enum field)t->field, &number);

	if (v->kind != VALUE_NUMBER)
		return known == (v->kind == VALUE_ANY);
	if (!known)
		return false;
	if (!level)
		return compare(number, t->how, v->number);
	/* What is unknown is neither more nor less urgent than anything. */
	if (number == URGENCY_UNKNOWN && t->how != CONTAINS && t->how != EQUAL)
		return false;
	return compare(filter_urgency_rank(number), t->how, v->number);
}

static bool
days_match(const struct term *t, const struct value *v, const struct row_reader *r, const void *row)
{
	int64_t at;
	bool known = r->number && r->number(row, (enum field)t->field, &at);

	if (v->kind != VALUE_DAYS)
		return known == (v->kind == VALUE_ANY);
	if (!known)
		return false;
	switch (t->how) {
	case LESS:
		return at < v->days.from;
	case AT_MOST:
		return at < v->days.until;
	case MORE:
		return at >= v->days.until;
	case AT_LEAST:
		return at >= v->days.from;
	case CONTAINS:
	case EQUAL:
		break;
	}
	return at >= v->days.from && at < v->days.until;
}

static bool
one_matches(const struct term *t, const struct value *v, const char *text)
{
	if (v->kind == VALUE_ANY || v->kind == VALUE_NONE)
		return true;
	if (v->kind == VALUE_TERMS)
		return filter_value_is((enum field)t->field, v->bits, text);
	return t->how == EQUAL ? text_folds_to(text, v->text) : text_has_folded(text, v->text);
}

/* Does it hold for one of the texts of a field, or (VALUE_NONE) has it none? */
static bool
text_matches(enum field field, const struct term *t, const struct value *v,
    const struct row_reader *r, const void *row)
{
	const char *text;

	for (size_t i = 0; r->text && (text = r->text(row, field, i)); i++)
		if (*text && one_matches(t, v, text))
			return v->kind != VALUE_NONE;
	return v->kind == VALUE_NONE;
}

static bool
renewal_matches(
    const struct term *t, const struct value *v, const struct row_reader *r, const void *row)
{
	enum field field = (enum field)t->field;
	struct row_renewal own = {
	    .owner = "", .waiting_on = "", .contradiction = "", .follow_up = "", .me = ""};
	const char *text;

	if (!r->renewal)
		return v->kind == VALUE_NONE;
	r->renewal(row, &own);
	if (v->kind == VALUE_WORD)
		return row_renewal_is(&own, v->word);
	if (v->kind == VALUE_NUMBER)
		return own.id && own.id == v->number;
	if (field == FIELD_RENEWAL)
		return (own.id != 0) == (v->kind == VALUE_ANY);
	text = row_renewal_text(&own, field);
	return *text ? v->kind != VALUE_NONE && one_matches(t, v, text) : v->kind == VALUE_NONE;
}

static bool
anywhere_matches(
    const struct term *t, const struct value *v, const struct row_reader *r, const void *row)
{
	static const enum field places[] = {FIELD_NAME, FIELD_HOST, FIELD_SERVICE, FIELD_ISSUER};
	int64_t port;

	if (v->kind == VALUE_PORT)
		return r->number && r->number(row, FIELD_PORT, &port) && port == v->number &&
		       text_matches(FIELD_HOST, t, v, r, row);
	if (r->anywhere)
		return r->anywhere(row, v->text);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (text_matches(places[i], t, v, r, row))
			return true;
	return false;
}

static bool
value_matches(
    const struct term *t, const struct value *v, const struct row_reader *r, const void *row)
{
	if (t->field == FIELD_SAVED)
		return filter_match(v->saved, r, row);
	if (t->field == FIELD_ANY)
		return anywhere_matches(t, v, r, row);
	switch (field_type((enum field)t->field)) {
	case FIELD_LEVEL:
	case FIELD_NUMBER:
		return number_matches(t, v, r, row);
	case FIELD_TIME:
		return days_match(t, v, r, row);
	case FIELD_OF_RENEWAL:
		return renewal_matches(t, v, r, row);
	case FIELD_TEXT:
	case FIELD_TERM:
		break;
	}
	/* A kind that is none of the three is one of certificates. */
	return text_matches(t->field == FIELD_KIND && v->kind == VALUE_TEXT ? FIELD_CERTIFICATE_KIND
									    : (enum field)t->field,
	    t, v, r, row);
}

bool
filter_match(const struct filter *f, const struct row_reader *r, const void *row)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct term *t = &f->terms[i];
		bool holds = false;

		for (size_t v = 0; v < t->count && !holds; v++)
			holds = value_matches(t, &t->values[v], r, row);
		if (holds == t->negated)
			return false;
	}
	return true;
}
