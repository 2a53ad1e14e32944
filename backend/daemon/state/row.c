#include "daemon/state/row.h"

#include "base/mem.h"
#include "store/services.h"

struct row *
row_new(struct monitor *m)
{
	struct row *row = mem_alloc(sizeof(*row));

	row->monitor = *m;
	*m = (struct monitor){0};
	row->heap = -1;
	return row;
}

void
row_free(struct row *row)
{
	monitor_release(&row->monitor);
	for (size_t i = 0; i < row->address_count; i++)
		observation_release(&row->addresses[i]);
	for (size_t i = 0; i < row->accepted_count; i++)
		acceptance_release(&row->accepted[i]);
	for (size_t i = 0; i < row->finding_count; i++)
		finding_release(&row->findings[i]);
	row_forget_replaced(row);
	row_dropped_saved(row);
	free(row->findings);
	json_decref(row->tickets);
	json_decref(row->former_tickets);
	free(row->accepted);
	free(row->addresses);
	free(row);
}

const char *
row_service(const struct row *row)
{
	if (*row->monitor.service)
		return row->monitor.service;
	return row->service ? row->service->name : "";
}

struct observation *
row_address(struct row *row, const char *address, const char *key_type)
{
	struct observation *o;

	for (size_t i = 0; i < row->address_count; i++)
		if (!strcmp(row->addresses[i].address, address) &&
		    !strcmp(row->addresses[i].key_type, key_type))
			return &row->addresses[i];
	row->addresses =
	    mem_resize(row->addresses, row->address_count + 1, sizeof(*row->addresses));
	o = &row->addresses[row->address_count++];
	*o = (struct observation){.monitor = row->monitor.id};
	o->address = mem_strdup(address);
	snprintf(o->key_type, sizeof(o->key_type), "%s", key_type);
	o->detail = mem_strdup("");
	o->chain = mem_strdup("");
	return o;
}

void
row_forget_address(struct row *row, size_t i)
{
	const struct observation *o = &row->addresses[i];

	row->dropped = mem_resize(row->dropped, row->dropped_count + 1, sizeof(*row->dropped));
	row->dropped[row->dropped_count++] =
	    (struct dropped){mem_strdup(o->address), mem_strdup(*o->key_type ? o->key_type : NULL)};
	observation_release(&row->addresses[i]);
	row->address_count--;
	memmove(&row->addresses[i], &row->addresses[i + 1],
	    (row->address_count - i) * sizeof(*row->addresses));
}

void
row_dropped_saved(struct row *row)
{
	while (row->dropped_count) {
		struct dropped *d = &row->dropped[--row->dropped_count];
		free(d->address);
		free(d->key_type);
	}
	free(row->dropped);
	row->dropped = NULL;
}

/* ---- findings ---- */

/* The first that was acknowledged gives way. */
static bool
make_room(struct row *row)
{
	size_t i = 0;

	if (row->finding_count < FINDINGS_HELD)
		return true;
	while (i < row->finding_count && !row->findings[i].acknowledged_at)
		i++;
	if (i == row->finding_count)
		return false;
	finding_release(&row->findings[i]);
	row->finding_count--;
	memmove(&row->findings[i], &row->findings[i + 1],
	    (row->finding_count - i) * sizeof(*row->findings));
	return true;
}

bool
row_add_finding(struct row *row, const struct stored_finding *f)
{
	if (!make_room(row))
		return false;
	row->findings = mem_resize(row->findings, row->finding_count + 1, sizeof(*row->findings));
	finding_copy(&row->findings[row->finding_count++], f);
	return true;
}

struct stored_finding *
row_finding(const struct row *row, const char *before, const char *after)
{
	for (size_t i = 0; i < row->finding_count; i++)
		if (!strcmp(row->findings[i].before, before) &&
		    !strcmp(row->findings[i].after, after))
			return &row->findings[i];
	return NULL;
}

uint32_t
row_changes(const struct row *row)
{
	uint32_t changes = 0;

	for (size_t i = 0; i < row->finding_count; i++)
		if (!row->findings[i].acknowledged_at)
			changes |= row->findings[i].changes;
	return changes;
}

void
row_note_replaced(struct row *row, const struct observation *o, const char *before)
{
	struct replaced *r;

	row->replaced = mem_resize(row->replaced, row->replaced_count + 1, sizeof(*row->replaced));
	r = &row->replaced[row->replaced_count++];
	*r = (struct replaced){.address = mem_strdup(o->address)};
	memcpy(r->key_type, o->key_type, sizeof(r->key_type));
	snprintf(r->before, sizeof(r->before), "%s", before);
	memcpy(r->after, o->sha256, sizeof(r->after));
}

void
row_forget_replaced(struct row *row)
{
	while (row->replaced_count)
		free(row->replaced[--row->replaced_count].address);
	free(row->replaced);
	row->replaced = NULL;
}

bool
row_is_declared(const struct row *row)
{
	return !row->leaf && row->deadlines.end;
}

enum urgency
row_urgency(const struct row *row, int64_t now)
{
	if (!row->leaf && !row_is_declared(row))
		return URGENCY_UNKNOWN;
	return urgency_shown(urgency_at(&row->deadlines, now), row->problems);
}

int64_t
row_ends_at(const struct row *row)
{
	if (row->deadlines.end)
		return row->deadlines.end;
	return row->leaf ? row->leaf->not_after : 0;
}

int64_t
row_leaf_end(const struct row *row)
{
	if (row->leaf)
		return row->leaf->not_after;
	return row_is_declared(row) ? row->deadlines.end : 0;
}
