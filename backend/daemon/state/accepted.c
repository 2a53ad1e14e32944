#include "daemon/state/accepted.h"

#include "base/buf.h"
#include "base/mem.h"
#include "procedure/calendar.h"

/* Of the row as a whole, and of none of its addresses alone. */
static bool
is_of_row(const struct row *row, enum problem p)
{
	for (size_t i = 0; i < row->address_count; i++)
		if (row->addresses[i].problems & PROBLEM_BIT(p))
			return false;
	return true;
}

static bool
shows(const struct row *row, size_t i, enum problem p, bool of_row)
{
	const struct observation *o = &row->addresses[i];

	return *o->sha256 && (of_row || (o->problems & PROBLEM_BIT(p)));
}

char *
accepted_certificates(const struct row *row, enum problem p)
{
	bool of_row = is_of_row(row, p);
	struct buf digests = {0};

	if (row->problems & PROBLEM_BIT(p))
		for (size_t i = 0; i < row->address_count; i++)
			if (shows(row, i, p, of_row) &&
			    !strstr(buf_str(&digests), row->addresses[i].sha256))
				buf_printf(&digests, "%s%s", digests.len ? " " : "",
				    row->addresses[i].sha256);
	return buf_steal(&digests);
}

static bool
holds(const struct row *row, const struct acceptance *a, const char *today)
{
	bool of_row = is_of_row(row, a->problem);

	if (strcmp(today, a->until) > 0)
		return false;
	for (size_t i = 0; i < row->address_count; i++)
		if (shows(row, i, a->problem, of_row) &&
		    !strstr(a->certificates, row->addresses[i].sha256))
			return false;
	return true;
}

uint64_t
accepted_now(const struct row *row, int64_t now)
{
	char today[DAY_TEXT_BYTES];
	uint64_t bits = 0;

	day_to_text(day_at(now), today);
	for (size_t i = 0; i < row->accepted_count; i++)
		if ((row->problems & PROBLEM_BIT(row->accepted[i].problem)) &&
		    holds(row, &row->accepted[i], today))
			bits |= PROBLEM_BIT(row->accepted[i].problem);
	return bits;
}

const struct acceptance *
accepted_find(const struct row *row, enum problem p)
{
	for (size_t i = 0; i < row->accepted_count; i++)
		if (row->accepted[i].problem == p)
			return &row->accepted[i];
	return NULL;
}

void
accepted_remove(struct row *row, enum problem p)
{
	for (size_t i = 0; i < row->accepted_count; i++) {
		if (row->accepted[i].problem != p)
			continue;
		acceptance_release(&row->accepted[i]);
		row->accepted_count--;
		memmove(&row->accepted[i], &row->accepted[i + 1],
		    (row->accepted_count - i) * sizeof(*row->accepted));
		return;
	}
}

void
accepted_put(struct row *row, const struct acceptance *a)
{
	struct acceptance *own;

	accepted_remove(row, a->problem);
	row->accepted = mem_resize(row->accepted, row->accepted_count + 1, sizeof(*row->accepted));
	own = &row->accepted[row->accepted_count++];
	*own = *a;
	own->reason = mem_strdup(a->reason);
	own->login = mem_strdup(a->login);
	own->certificates = mem_strdup(a->certificates);
}
