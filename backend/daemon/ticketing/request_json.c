#include "daemon/ticketing/request_json.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "daemon/state/open_renewals.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/request_flow.h"
#include "daemon/ticketing/request_kind.h"
#include "daemon/ticketing/ticketing.h"
#include "store/tickets.h"

enum { BEGINNING_BYTES = 200 };

static json_t *
ticket_or_null(const struct ticketing *t, int64_t id)
{
	struct ticket ticket;
	json_t *json = json_null();

	if (id && store_ticket_get(t->store, id, &ticket, NULL) == 0)
		json = json_pack("{s:I, s:s}", "id", (json_int_t)ticket.id, "key", ticket.key);
	if (id)
		ticket_release(&ticket);
	return json;
}

static json_t *
time_or_null(int64_t at)
{
	return at ? json_integer(at) : json_null();
}

static void
put_reason(json_t *json, const struct ticketing *t, const struct ticket_request *r)
{
	bool waits = r->state == REQUEST_QUEUED || r->state == REQUEST_UNCERTAIN;
	const char *reason = r->reason;

	if (waits && jira_state(t->jira) == JIRA_OFF)
		reason = "no-jira";
	else if (waits && jira_state(t->jira) == JIRA_READY && !jira_has_token(t->jira, r->login))
		reason = "waits-for-owner";
	json_object_set_new(json, "reason", json_string(reason));
	if (reason != r->reason)
		json_object_set_new(json, "args", json_pack("{s:s}", "login", r->login));
	else if (*r->reason_args)
		json_object_set_new(json, "args", json_loads(r->reason_args, 0, NULL));
	else
		json_object_set_new(json, "args", json_object());
}

/* Of a list, where the whole would be too much. */
static void
put_beginning(json_t *json, const char *body)
{
	char *line = mem_strndup(body, strcspn(body, "\n")),
	     *cut = text_cleaned(line, BEGINNING_BYTES);

	json_object_set_new(json, "body", json_string(cut));
	free(cut);
	free(line);
}

static void
put_payload(json_t *json, const struct ticketing *t, const struct ticket_request *r, bool whole)
{
	static const char *const shown[] = {
	    "title", "type", "renewals", "step_title", "name", "size", "internal", "reminder"};
	json_t *payload = request_payload(r);

	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		if (json_object_get(payload, shown[i]))
			json_object_set(json, shown[i], json_object_get(payload, shown[i]));
	if (whole && json_object_get(payload, "body"))
		json_object_set(json, "body", json_object_get(payload, "body"));
	else if (json_object_get(payload, "body"))
		put_beginning(json, text_of(payload, "body"));
	if (whole && json_object_get(payload, "description"))
		json_object_set(json, "description", json_object_get(payload, "description"));
	if (number_of(payload, "other"))
		json_object_set_new(json, "other", ticket_or_null(t, number_of(payload, "other")));
	json_decref(payload);
}

static json_t *
acts_of(const struct ticket_request *r)
{
	static const struct {
		enum request_event event;
		const char *name;
	} acts[] = {{EVENT_RETRY, "retry"}, {EVENT_EDIT, "edit"}, {EVENT_BY_HAND, "by-hand"},
	    {EVENT_DROP, "drop"}, {EVENT_TAKE_OVER, "take-over"}};
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		if (request_flow_fits(r, acts[i].event) &&
		    (r->kind == REQUEST_CREATE || acts[i].event != EVENT_EDIT))
			json_array_append_new(list, json_string(acts[i].name));
	return list;
}

static void
put_subject(json_t *json, const struct ticketing *t, int64_t renewal)
{
	const struct renewal_summary *s =
	    renewal ? open_renewals_find(t->open_renewals, renewal) : NULL;
	const json_t *domain = s ? json_array_get(json_object_get(s->expects, "domains"), 0) : NULL;

	if (domain)
		json_object_set(json, "domain", (json_t *)(uintptr_t)domain);
	if (s && s->monitor_count)
		json_object_set_new(json, "monitor", json_integer((json_int_t)s->monitors[0]));
}

json_t *
request_json(const struct ticketing *t, const struct ticket_request *r, bool whole)
{
	json_t *json = json_pack(
	    "{s:I, s:I, s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:s, s:i, s:i, s:o, "
	    "s:I, s:I, s:o}",
	    "id", (json_int_t)r->id, "version", (json_int_t)r->version, "kind",
	    ticket_request_kind_text(r->kind), "state", ticket_request_state_text(r->state),
	    "login", r->login, "ticket", ticket_or_null(t, r->ticket), "renewal",
	    time_or_null(r->renewal), "step", r->step, "project", r->project, "marker", r->marker,
	    "tries", r->tries, "looks", r->looks, "next_at", time_or_null(r->next_at), "created_at",
	    (json_int_t)r->created_at, "changed_at", (json_int_t)r->changed_at, "can", acts_of(r));

	put_reason(json, t, r);
	put_payload(json, t, r, whole);
	put_subject(json, t, r->renewal);
	return json;
}

json_t *
request_trail_json(const struct ticket_request *r)
{
	json_t *args = *r->reason_args ? json_loads(r->reason_args, 0, NULL) : NULL;
	json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:i, s:i}", "kind",
	    ticket_request_kind_text(r->kind), "state", ticket_request_state_text(r->state),
	    "login", r->login, "reason", r->reason, "tries", r->tries, "looks", r->looks);

	if (r->renewal)
		json_object_set_new(json, "renewal", json_integer(r->renewal));
	if (*r->step)
		json_object_set_new(json, "step", json_string(r->step));
	if (r->ticket)
		json_object_set_new(json, "ticket", json_integer(r->ticket));
	if (args)
		json_object_set_new(json, "args", args);
	return json;
}
