#include "daemon/state/declared_dates.h"

#include "base/monitor_field.h"
#include "daemon/state/row.h"
#include "procedure/calendar.h"
#include "procedure/site.h"

/* The noon of a day is that day in the time zone of whoever reads it; a day more or less is how people copy dates of
 * another zone. LIFETIME where nobody says when it was issued: long enough for every margin to be the usual one. */
enum { NOON = DAY / 2, TOLERANCE = DAY + NOON, LIFETIME = 365 * DAY };

/* 0: not said. */
static int64_t
noon_of(const char *day)
{
	int32_t d = day_from_text(day);

	return d == DAY_NONE ? 0 : (int64_t)d * DAY + NOON;
}

bool
declared_deadlines(const struct monitor *m, int lead_days, struct deadlines *d)
{
	int64_t end = noon_of(m->declared_expiry), issued = noon_of(m->declared_issued);
	struct validity v = {issued && issued < end ? issued : end - LIFETIME, end, 0, lead_days};

	*d = (struct deadlines){0};
	return end && deadlines_compute(&v, d) == 0;
}

/* What is seen is not newer than what was said. */
static bool
is_of_that_time(const struct row *row)
{
	return row->leaf && row->leaf->not_before <= row->monitor.declared_at;
}

bool
declared_is_seen(const char *day, int64_t seen)
{
	int64_t noon = noon_of(day);

	return noon && seen >= noon - TOLERANCE && seen <= noon + TOLERANCE;
}

bool
declared_differs(const struct row *row)
{
	const char *end = row->monitor.declared_expiry;

	if (!noon_of(end) || !is_of_that_time(row))
		return false;
	return !declared_is_seen(end, row->leaf->not_after);
}

bool
declared_issuer_differs(const struct row *row, const struct site *site)
{
	const char *declared = row->monitor.declared_issuer;

	return *declared && is_of_that_time(row) && *row->leaf->issuer &&
	       site_issuer_is_another(site, declared, row->leaf->issuer);
}

bool
declared_otherwise(const struct monitor *a, const struct monitor *b)
{
#define STRING(ID, name, ...)                                                         \
	if (monitor_field_info(MONITOR_FIELD_##ID)->flags & MONITOR_FIELD_DECLARED && \
	    strcmp(a->name ? a->name : "", b->name ? b->name : "") != 0)              \
		return true;
#define NUMBER(ID, ...)
#define TERM(ID, ...)
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	return false;
}
