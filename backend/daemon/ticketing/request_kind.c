#include "daemon/ticketing/request_kind.h"

#include "base/mem.h"
#include "daemon/state/open_renewals.h"

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
request_effects_release(struct request_effects *e)
{
	for (size_t i = 0; i < e->written_count; i++)
		loaded_renewal_release(&e->written[i]);
	free(e->written);
	free(e->added);
	free(e->touched);
	*e = (struct request_effects){0};
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
