#include "daemon/operations/ticket_draft.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operation.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/row.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/jira_settings.h"
#include "daemon/ticketing/request_create.h"
#include "procedure/calendar.h"
#include "procedure/renewal_view.h"
#include "store/services.h"
#include "store/ticket_requests.h"
#include "store/tickets.h"

enum { OTHERS_MOST = 50 };

/* ---- can it be? ---- */

/* A ticket that is asked for already: answers so. */
static bool
is_asked_for(struct session *s, json_int_t id, int64_t renewal, const char *step)
{
	struct ticket_request r;
	struct err err = {0};
	int rc = store_ticket_request_of_step(session_daemon(s)->store, renewal, step, &r, &err);

	if (rc < 0)
		session_failed(s, id, &err);
	if (rc > 0)
		session_error(s, id, "request-exists",
		    json_pack(
			"{s:I, s:s, s:s}", "id", (json_int_t)r.id, "login", r.login, "step", step));
	ticket_request_release(&r);
	return rc != 0;
}

/* The step that a person names, which is one of a ticket of Jira without one. False after answering. */
static bool
find_step(struct session *s, json_int_t id, const struct loaded_renewal *t, const char *name,
    struct renewal_step *step)
{
	json_t *args = NULL;
	const char *fault;

	if (!renewal_step_find(t->renewal, name, step) || step->step->kind != STEP_TICKET ||
	    step->step->ticket_system != TICKET_SYSTEM_JIRA) {
		session_error(s, id, "no-step", json_pack("{s:s}", "name", name));
		return false;
	}
	fault = request_create_fault(t->renewal, t->record.closed_at != 0, step->key, &args);
	if (fault) {
		session_error(s, id, fault, args);
		return false;
	}
	return !is_asked_for(s, id, t->record.id, step->key);
}

bool
ticket_draft_fits(struct session *s, json_int_t id, int64_t renewal, const char *step)
{
	struct loaded_renewal t;
	struct renewal_step found;
	struct err err = {0};
	bool fits = false;

	if (open_renewals_read(session_daemon(s)->open_renewals, renewal, &t, &err) < 0)
		session_failed(s, id, &err);
	else
		fits = find_step(s, id, &t, step, &found);
	loaded_renewal_release(&t);
	return fits;
}

/* ---- others that it could serve ---- */

static const char *
head_of(const struct daemon *d, const struct renewal_summary *r)
{
	const struct row *row =
	    r && r->monitor_count ? roster_find(d->roster, r->monitors[0]) : NULL;

	return row && row->service ? row->service->head : "";
}

/* Its same step is open, and nobody asked for that ticket. */
static bool
lacks_ticket(struct daemon *d, int64_t renewal, const char *step)
{
	struct loaded_renewal t;
	struct renewal_step found;
	struct ticket_request r = {0};
	json_t *args = NULL;
	bool lacks = open_renewals_read(d->open_renewals, renewal, &t, NULL) == 0 &&
		     !request_create_fault(t.renewal, t.record.closed_at != 0, step, &args) &&
		     renewal_step_find(t.renewal, step, &found) &&
		     !step_state_settled(found.state) &&
		     !store_ticket_request_of_step(d->store, renewal, step, &r, NULL);

	ticket_request_release(&r);
	json_decref(args);
	loaded_renewal_release(&t);
	return lacks;
}

static json_t *
others_of(struct daemon *d, int64_t renewal, const char *step)
{
	const char *head = head_of(d, open_renewals_find(d->open_renewals, renewal));
	const struct renewal_summary *other;
	json_t *list = json_array();

	for (size_t i = 0; *head && json_array_size(list) < OTHERS_MOST &&
			   (other = open_renewals_at(d->open_renewals, i));
	     i++) {
		const json_t *domain =
		    json_array_get(json_object_get(other->expects, "domains"), 0);

		if (other->id == renewal || strcmp(head_of(d, other), head) != 0 ||
		    !lacks_ticket(d, other->id, step))
			continue;
		json_array_append_new(
		    list, json_pack("{s:I, s:s, s:s}", "id", (json_int_t)other->id, "domain",
			      domain ? json_string_value(domain) : "", "head", head));
	}
	return list;
}

/* ---- what it will be linked to ---- */

struct linking {
	struct daemon *d;
	json_t *list;
};

static bool
add_link(const struct ticket_use *u, void *arg)
{
	struct linking *l = arg;
	struct ticket t;

	if (store_ticket_get(l->d->store, u->ticket, &t, NULL) == 0 && t.sys == TICKET_SYSTEM_JIRA)
		json_array_append_new(
		    l->list, json_pack("{s:s, s:s}", "key", t.key, "title", t.title));
	ticket_release(&t);
	return true;
}

/* ---- the whole ---- */

/* Its text in Jira's markup; NULL after answering. */
static const char *
text_in(struct session *s, json_int_t id, const json_t *template)
{
	const char *wiki = string_of(template, "wiki"), *ends = string_of(template, "ends_block");

	if (!wiki && ends)
		session_error(s, id, "bad-value", json_pack("{s:s}", "name", ends));
	return wiki ? wiki : ends ? NULL : text_of(template, "body");
}

static json_t *
draft_of(struct session *s, json_int_t id, const struct loaded_renewal *t,
    const struct renewal_step *step)
{
	struct daemon *d = session_daemon(s);
	json_t *view = renewal_step_view(t->renewal,
	    library_site(open_renewals_library(d->open_renewals, false)), step->key,
	    session_actor(s)->login, day_at(clock_wall(d->clock)));
	const json_t *template = json_object_get(view, "template");
	const char *text = text_in(s, id, template);
	struct linking links = {d, json_array()};
	json_t *draft = NULL;

	store_ticket_use_of_renewal(d->store, t->record.id, add_link, &links, NULL);
	if (text)
		draft =
		    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:O, s:o}",
			"renewal", (json_int_t)t->record.id, "step", step->key, "step_title",
			step->step->title, "number", step->step->number, "project",
			text_of(view, "project"), "to", text_of(view, "to"), "type",
			jira_type_of(d->config, (enum ticket_role)step->step->ticket_role), "role",
			ticket_role_text((enum ticket_role)step->step->ticket_role), "title",
			text_of(template, "title"), "description", text, "missing",
			string_of(template, "missing"), "links", links.list, "renewals",
			others_of(d, t->record.id, step->key));
	json_decref(links.list);
	json_decref(view);
	return draft;
}

json_t *
ticket_draft(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct loaded_renewal t;
	struct renewal_step step;
	struct err err = {0};
	json_t *draft = NULL;

	if (jira_state(d->jira) == JIRA_OFF) {
		session_error(s, id, "no-jira", NULL);
		return NULL;
	}
	if (open_renewals_read(d->open_renewals, number_of(args, "renewal"), &t, &err) < 0)
		session_failed(s, id, &err);
	else if (find_step(s, id, &t, text_of(args, "step"), &step))
		draft = draft_of(s, id, &t, &step);
	loaded_renewal_release(&t);
	return draft;
}
