#include "daemon/operations/renewal_panel.h"

#include "base/clock.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/row.h"
#include "procedure/calendar.h"
#include "procedure/library.h"
#include "procedure/renewal_view.h"
#include "wire/protocol.h"

enum { VIEW_BYTES = LINE_MAX_BYTES - 1024 }; /* an answer, without what is around it */

static json_t *
values_json(const json_t *doc)
{
	json_t *values = json_object(), *one;
	const char *name;

	json_object_foreach(json_object_get(doc, "values"), name, one) {
		if (json_object_get(one, "value"))
			json_object_set(values, name, json_object_get(one, "value"));
	}
	return values;
}

/* The earliest end of what its monitors serve, of the chain too, as their rows have it; 0: not known, or it is closed. */
static int64_t
first_end(const struct daemon *d, const struct renewal_summary *summary)
{
	int64_t first = 0;

	for (size_t i = 0; summary && i < summary->monitor_count; i++) {
		const struct row *row = roster_find(d->roster, summary->monitors[i]);
		int64_t end = row ? row_ends_at(row) : 0;

		if (end && (!first || end < first))
			first = end;
	}
	return first;
}

void
renewal_add_outline(const struct session *s, const struct loaded_renewal *t, json_t *ok)
{
	struct daemon *d = session_daemon(s);
	const struct site *site = library_site(open_renewals_library(d->open_renewals, false));
	const int64_t now = clock_wall(d->clock);
	const struct renewal_summary *summary = open_renewals_find(d->open_renewals, t->record.id);
	json_t *doc = renewal_json(t->renewal),
	       *view = renewal_view(t->renewal, site, session_actor(s)->login, day_at(now));

	json_object_set_new(view, "id", json_integer(t->record.id));
	json_object_set(view, "origin", json_object_get(doc, "origin"));
	json_object_set(view, "alerts", json_object_get(doc, "alerts"));
	json_object_set(view, "documents", json_object_get(doc, "documents"));
	json_object_set(view, "durations", json_object_get(doc, "durations"));
	json_object_set_new(view, "values", values_json(doc));
	json_object_set_new(view, "end", json_integer(first_end(d, summary)));
	json_object_set_new(view, "contradiction",
	    summary && summary->contradiction ? json_string(summary->contradiction) : json_null());
	json_object_set_new(view, "answered", json_boolean(summary && summary->answered));
	json_object_set_new(view, "ticket_states",
	    ticket_list_of_renewal(d, t->record.id, session_actor(s)->login));
	json_object_set_new(ok, "renewal", view);
	json_object_set_new(ok, "now", json_integer(now));
	json_decref(doc);
}

json_t *
renewal_step_json(const struct session *s, const struct loaded_renewal *t, const char *name)
{
	const struct daemon *d = session_daemon(s);

	return renewal_step_view(t->renewal,
	    library_site(open_renewals_library(d->open_renewals, false)), name,
	    session_actor(s)->login, day_at(clock_wall(d->clock)));
}

/* Where the line has no room left, the client asks for the step as for any other. */
static void
add_step(const struct session *s, const struct loaded_renewal *t, const char *name, json_t *ok)
{
	json_t *step = name ? renewal_step_json(s, t, name) : NULL;
	size_t size =
	    json_dumpb(ok, NULL, 0, JSON_COMPACT) + json_dumpb(step, NULL, 0, JSON_COMPACT);

	if (step && size < VIEW_BYTES)
		json_array_append(json_object_get(ok, "steps"), step);
	json_decref(step);
}

void
renewal_add_view(
    const struct session *s, const struct loaded_renewal *t, const char *step, json_t *ok)
{
	const char *next;

	renewal_add_outline(s, t, ok);
	json_object_set_new(ok, "steps", json_array());
	next = string_of(json_object_get(json_object_get(ok, "renewal"), "next"), "step");
	add_step(s, t, step, ok);
	if (next && (!step || strcmp(step, next) != 0))
		add_step(s, t, next, ok);
}
