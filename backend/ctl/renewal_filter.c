#include "ctl/renewal_filter.h"

#include "ctl/rows.h"

#include "base/mem.h"
#include "base/text.h"
#include "base/ticket.h"
#include "expiry/filter.h"
#include "expiry/row_renewal.h"
#include "expiry/urgency.h"

/* A renewal, and the rows of its monitors: a text holds when it holds for any of them, a number is that of the first. */
struct of_renewal {
	const json_t *renewal;
	const json_t *rows; /* all monitors, by number */
	int64_t now;
};

static const json_t *
monitor_at(const struct of_renewal *r, size_t i)
{
	char id[24];

	snprintf(id, sizeof(id), "%lld",
	    (long long)json_integer_value(
		json_array_get(json_object_get(r->renewal, "monitors"), i)));
	return json_object_get(r->rows, id);
}

static const char *
read_text(const void *p, enum field field, size_t i)
{
	const struct of_renewal *r = p;
	size_t count = json_array_size(json_object_get(r->renewal, "monitors"));

	if (field == FIELD_TICKET)
		return ticket_at(r->renewal, i);
	for (size_t m = 0; m < count; m++) {
		const json_t *row = monitor_at(r, m);
		const char *text;

		for (size_t n = 0; row && (text = rows_reader()->text(row, field, n)); n++)
			if (i-- == 0)
				return text;
	}
	return NULL;
}

static bool
read_number(const void *p, enum field field, int64_t *value)
{
	const struct of_renewal *r = p;
	const json_t *first = monitor_at(r, 0);

	if (field == FIELD_ID || field == FIELD_PHASE) {
		*value = number_of(r->renewal, field == FIELD_ID ? "id" : "phase");
		return true;
	}
	if (field == FIELD_AGE) {
		*value = days_left(r->now, number_of(r->renewal, "opened_at"));
		return true;
	}
	return first && rows_reader()->number(first, field, value);
}

static void
read_renewal(const void *p, struct row_renewal *out)
{
	const struct of_renewal *r = p;

	row_read_renewal(r->renewal, out);
	out->owner = text_of(r->renewal, "claimed_by");
}

/* What a list of renewals shows, and what a list of monitors looks for it in. */
static bool
read_anywhere(const void *p, const char *folded)
{
	static const char *const members[] = {
	    "domain", "title", "phase_title", "waiting_on", "claimed_by"};
	static const enum field fields[] = {
	    FIELD_TICKET, FIELD_NAME, FIELD_HOST, FIELD_SERVICE, FIELD_ISSUER};
	const struct of_renewal *r = p;
	const char *text;

	for (size_t m = 0; m < sizeof(members) / sizeof(*members); m++)
		if (text_contains(text_of(r->renewal, members[m]), folded))
			return true;
	for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++)
		for (size_t i = 0; (text = read_text(p, fields[f], i)); i++)
			if (text_contains(text, folded))
				return true;
	return false;
}

static json_t *
rows_by_number(const struct rows *rows)
{
	json_t *all = json_object();
	char id[24];

	for (size_t i = 0; i < rows->count; i++) {
		snprintf(id, sizeof(id), "%lld", (long long)number_of(rows->row[i], "id"));
		json_object_set(all, id, rows->row[i]);
	}
	return all;
}

json_t *
renewal_filtered(struct ctl *ctl, const json_t *renewals, const char *text, int *code)
{
	static const struct row_reader reader = {
	    read_text, read_number, read_anywhere, read_renewal};
	struct filter *filter = rows_filter(ctl, text, ROWS_RENEWALS);
	struct rows rows = {0};
	json_t *chosen = NULL, *by_number, *one;
	size_t i;

	*code = EXIT_USAGE;
	if (filter && rows_fetch(ctl, false, NULL, NULL, &rows) < 0) {
		*code = rows.code;
	} else if (filter) {
		*code = EXIT_DONE;
		by_number = rows_by_number(&rows);
		chosen = json_array();
		json_array_foreach(renewals, i, one) {
			const struct of_renewal r = {one, by_number, ctl->now};

			if (filter_match(filter, &reader, &r))
				json_array_append(chosen, one);
		}
		json_decref(by_number);
	}
	rows_release(&rows);
	filter_free(filter);
	return chosen;
}
