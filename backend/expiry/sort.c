#include "expiry/sort.h"

#include "base/text.h"
#include "expiry/row_renewal.h"

#include <string.h>

const struct sort sort_default = {.keys = {{FIELD_START, false}}, .count = 1};

int
sort_parse(const char *text, struct sort *sort, struct field_fault *fault)
{
	size_t at = 0;

	*sort = (struct sort){0};
	for (;;) {
		bool descending = text[at] == '-';
		size_t name = at + descending, len = strcspn(text + name, ",");
		int field = field_from(text + name, len);

		if (field < 0)
			return field_fault_set(fault, len ? "filter-field" : "filter-empty", text,
			    at, len + descending);
		if (sort->count == SORT_MAX)
			return field_fault_set(fault, "filter-many", text, name, len);
		/* A day is a coarse way to say the instant: two hosts that end today still have an
		 * order. */
		if (field == FIELD_DAYS)
			field = FIELD_END;
		if (field == FIELD_STARTS)
			field = FIELD_START;
		sort->keys[sort->count++] = (struct sort_key){(enum field)field, descending};
		at = name + len;
		if (!text[at++])
			return 0;
	}
}

/* What the renewal of a row says, and its number. */
static const char *
text_of_renewal(enum field field, const struct row_reader *r, const void *row, int64_t *id)
{
	struct row_renewal own = {
	    .owner = "", .waiting_on = "", .contradiction = "", .follow_up = "", .me = ""};

	if (r->renewal)
		r->renewal(row, &own);
	*id = own.id;
	return row_renewal_text(&own, field);
}

static int
compare_renewals(
    enum field field, const struct row_reader *r, const void *a, const void *b, bool *unknown)
{
	int64_t x, y;
	const char *left = text_of_renewal(field, r, a, &x),
		   *right = text_of_renewal(field, r, b, &y);

	*unknown = !x || !y;
	if (*unknown)
		return (y != 0) - (x != 0);
	return field == FIELD_RENEWAL ? (x > y) - (x < y) : strcmp(left, right);
}

static int
compare_texts(
    enum field field, const struct row_reader *r, const void *a, const void *b, bool *unknown)
{
	const char *left = r->text(a, field, 0), *right = r->text(b, field, 0);
	bool has_left = left && *left, has_right = right && *right;
	char *x, *y;
	int order;

	*unknown = !has_left || !has_right;
	if (*unknown)
		return has_right - has_left;
	x = text_folded(left);
	y = text_folded(right);
	order = strcmp(x, y);
	free(x);
	free(y);
	return order;
}

static int
compare_numbers(
    enum field field, const struct row_reader *r, const void *a, const void *b, bool *unknown)
{
	int64_t left, right;
	bool has_left = r->number(a, field, &left), has_right = r->number(b, field, &right);

	*unknown = !has_left || !has_right;
	if (*unknown)
		return has_right - has_left;
	return (left > right) - (left < right);
}

int
sort_compare(const struct sort *sort, const struct row_reader *r, const void *a, const void *b)
{
	bool unknown;

	for (size_t i = 0; i < sort->count; i++) {
		const struct sort_key *key = &sort->keys[i];
		enum field_type type = field_type(key->field);
		int order = type == FIELD_TEXT || type == FIELD_TERM
				? compare_texts(key->field, r, a, b, &unknown)
			    : type == FIELD_OF_RENEWAL
				? compare_renewals(key->field, r, a, b, &unknown)
				: compare_numbers(key->field, r, a, b, &unknown);

		if (order)
			return key->descending && !unknown ? -order : order;
	}
	return compare_numbers(FIELD_ID, r, a, b, &unknown);
}
