#include "daemon/ticketing/request_kind.h"

#include "base/mem.h"
#include "base/members.h"
#include "daemon/state/open_renewals.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/ticketing.h"
#include "store/tickets.h"

void
request_effects_add(struct request_effects *e, int64_t request)
{
	e->added = mem_resize(e->added, e->added_count + 1, sizeof(*e->added));
	e->added[e->added_count++] = request;
}

void
request_effects_touch(struct request_effects *e, int64_t renewal)
{
	e->touched = mem_resize(e->touched, e->touched_count + 1, sizeof(*e->touched));
	e->touched[e->touched_count++] = renewal;
}

void
request_effects_written(struct request_effects *e, struct loaded_renewal *l)
{
	e->written = mem_resize(e->written, e->written_count + 1, sizeof(*e->written));
	e->written[e->written_count++] = *l;
	*l = (struct loaded_renewal){0};
}

void
request_effects_release(struct request_effects *e)
{
	for (size_t i = 0; i < e->written_count; i++)
		loaded_renewal_release(&e->written[i]);
	free(e->written);
	free(e->added);
	free(e->touched);
	*e = (struct request_effects){0};
}

struct actor
request_owner(const struct ticket_request *r, const json_t *payload)
{
	return (struct actor){.uid = (uid_t)number_of(payload, "uid"),
	    .login = r->login,
	    .proven = flag_of(payload, "proven")};
}

int
request_ask_of_ticket(const struct ticketing *t, const struct ticket_request *r, const char *call,
    struct jira_ask *ask, struct err *err)
{
	struct ticket ticket;
	int rc = store_ticket_get(t->store, r->ticket, &ticket, err);

	if (!rc) {
		ask->call = call;
		ask->args = json_pack("{s:s}", "key", ticket.key);
		if (ticket.number)
			json_object_set_new(
			    ask->args, "id", json_sprintf("%lld", (long long)ticket.number));
	}
	ticket_release(&ticket);
	return rc;
}

json_t *
request_payload(const struct ticket_request *r)
{
	json_t *payload = r->payload ? json_loads(r->payload, 0, NULL) : NULL;

	return payload ? payload : json_object();
}

static void
put_payload(struct ticket_request *r, json_t *payload)
{
	free(r->payload);
	r->payload = json_dumps(payload, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(payload);
}

void
request_payload_drop(struct ticket_request *r, const char *name)
{
	json_t *payload = request_payload(r);

	json_object_del(payload, name);
	put_payload(r, payload);
}

void
request_payload_set(struct ticket_request *r, const char *name, json_t *value)
{
	json_t *payload = request_payload(r);

	json_object_set_new(payload, name, value);
	put_payload(r, payload);
}

void
request_reason(struct ticket_request *r, const char *code, const json_t *args)
{
	mem_replace(&r->reason, code ? code : "");
	free(r->reason_args);
	r->reason_args = json_object_size(args) ? json_dumps(args, JSON_COMPACT | JSON_SORT_KEYS)
						: mem_strdup("");
}

void
request_fill(struct ticket_request *r)
{
	char **texts[] = {&r->step, &r->project, &r->marker, &r->reason, &r->reason_args};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!*texts[i])
			*texts[i] = mem_strdup("");
}
