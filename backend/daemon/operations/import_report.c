#include "daemon/operations/import_report.h"

#include "base/clock.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/state/roster.h"
#include "inventory/serial.h"
#include "procedure/calendar.h"

#include <stdlib.h>

void
import_report_release(struct import_report *r)
{
	json_decref(r->serials);
	*r = (struct import_report){0};
}

bool
import_report_has(const json_t *row)
{
	return *text_of(row, "serial") || *text_of(row, "status");
}

static json_t *
left_out(const char *note, const struct row *row)
{
	json_t *result = json_pack("{s:s, s:s}", "state", "same", "note", note);

	if (row) {
		json_object_set_new(result, "id", json_integer((json_int_t)row->monitor.id));
		json_object_set_new(result, "name", json_string(row->monitor.name));
	}
	return result;
}

/* ---- who has it ---- */

static void
index_leaf(json_t *serials, const struct leaf *leaf, int64_t id)
{
	char *form = leaf ? serial_form(leaf->serial) : NULL;

	if (form && *form && !json_object_get(serials, form))
		json_object_set_new(serials, form, json_integer((json_int_t)id));
	free(form);
}

/* Of every address, which may serve different ones. */
static json_t *
index_all(const struct daemon *d)
{
	const struct leaf_cache *leaves = roster_leaf_cache(d->roster);
	json_t *serials = json_object();

	for (size_t i = 0; i < roster_slots(d->roster); i++) {
		const struct row *row = roster_at(d->roster, i);

		if (!row || row->gone)
			continue;
		index_leaf(serials, row->leaf, row->monitor.id);
		for (size_t k = 0; k < row->address_count; k++)
			if (*row->addresses[k].sha256)
				index_leaf(serials,
				    leaf_cache_find(leaves, row->addresses[k].sha256),
				    row->monitor.id);
	}
	return serials;
}

/* A number of decimal digits alone may be written either way. */
static struct row *
holder_of(const struct daemon *d, struct import_report *r, const char *serial)
{
	char *forms[] = {serial_form(serial), serial_form_decimal(serial)};
	struct row *row = NULL;

	if (!r->serials)
		r->serials = index_all(d);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (!row && *forms[i])
			row = roster_find(d->roster, number_of(r->serials, forms[i]));
		free(forms[i]);
	}
	return row;
}

/* ---- what becomes of a row ---- */

static bool
is_over(const struct daemon *d, const json_t *row)
{
	int32_t end = day_from_text(text_of(row, "declared_expiry"));

	return end != DAY_NONE && end < day_at(clock_wall(d->clock));
}

json_t *
import_report_row(const struct daemon *d, struct import_report *r, const json_t *row)
{
	const char *status = text_of(row, "status"), *serial = text_of(row, "serial");
	struct row *holder = *serial ? holder_of(d, r, serial) : NULL;

	if (*status && strcmp(status, "issued") != 0)
		return left_out(status, holder);
	if (holder)
		return left_out("same-certificate", holder);
	return *serial && is_over(d, row) ? left_out("expired", NULL) : NULL;
}

json_t *
import_report_known(const json_t *row, const struct row *known)
{
	const char *end = text_of(row, "declared_expiry");

	if (known->leaf)
		return left_out("other-certificate", known);
	if (*known->monitor.declared_expiry && strcmp(end, known->monitor.declared_expiry) < 0)
		return left_out("older", known);
	return NULL;
}

json_t *
import_report_repeated(void)
{
	return left_out("named-before", NULL);
}
