/* Operations that look at monitors and change nothing. An answer is one line: what is long is cut, and says how much
 * is left out. */
#include "daemon/operations/operations.h"

#include "base/clock.h"
#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/monitors.h"
#include "daemon/operations/timeline.h"
#include "daemon/session.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/wildcard_hosts.h"
#include "daemon/state/writer.h"
#include "wire/protocol.h"

enum { HISTORY_MAX = 64, SANS_SHOWN = 200 };

static void
op_get(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const struct row *row = monitor_row(s, id, args);

	if (row)
		session_ok(s, id,
		    json_pack(
			"{s:o}", "row", row_full(d->roster, row, d->store, clock_wall(d->clock))));
}

/* What a person calls a monitor by: its number, its name, its host in any form, or host and port. */
struct called {
	const char *name;
	int64_t id; /* 0: no number */
	char *host; /* in its one form; NULL: it is none */
	int port;   /* 0: any */
};

static void
called_parse(struct called *c, const char *name)
{
	struct endpoint e;
	char *end;

	*c = (struct called){.name = name, .id = strtoll(name, &end, 10)};
	if (*end)
		c->id = 0;
	if (!endpoint_parse(&e, name) && !hostname_parse(e.host, &c->host) && e.port_said)
		c->port = e.port;
	endpoint_release(&e);
}

static bool
goes_by(const struct monitor *m, const struct called *c)
{
	if (m->id == c->id || !strcmp(m->name, c->name) || !strcasecmp(m->host, c->name))
		return true;
	return c->host && !strcmp(m->host, c->host) && (!c->port || m->port == c->port);
}

static void
op_find(struct session *s, json_int_t id, const json_t *args)
{
	const struct roster *r = session_daemon(s)->roster;
	const char *name = string_of(args, "name");
	json_t *ids = json_array();
	struct called c;

	called_parse(&c, name);
	for (size_t i = 0; i < roster_slots(r); i++) {
		const struct row *row = roster_at(r, i);
		if (!row->gone && goes_by(&row->monitor, &c) &&
		    json_array_size(ids) < CHUNK_MAX_ROWS)
			json_array_append_new(ids, json_integer(row->monitor.id));
	}
	free(c.host);
	session_ok(s, id, json_pack("{s:o}", "ids", ids));
}

static void
op_list(struct session *s, json_int_t id, const json_t *args)
{
	session_stream(s, id, flag_of(args, "full"));
}

static bool
add_change(const struct change *c, void *arg)
{
	json_array_append_new(
	    arg, json_pack("{s:I, s:s, s:s, s:s, s:s#, s:I, s:s}", "at", (json_int_t)c->at,
		     "address", c->address, "key_type", c->key_type, "outcome", c->outcome,
		     "sha256", c->sha256, (int)strlen(c->sha256), "not_after",
		     (json_int_t)c->not_after, "issuer", c->issuer));
	return true;
}

static json_t *
with_fewer_sans(json_t *object, size_t most)
{
	json_t *sans = json_object_get(object, "sans");
	size_t all = json_array_size(sans);

	if (all <= most)
		return object;
	while (json_array_size(sans) > most)
		json_array_remove(sans, json_array_size(sans) - 1);
	json_object_set_new(object, "sans_left_out",
	    json_integer(number_of(object, "sans_left_out") + (json_int_t)(all - most)));
	return object;
}

static json_t *
chain_json(struct daemon *d, const struct row *row)
{
	json_t *chain = json_array();

	for (size_t i = 0; row->leaf && i < row->address_count; i++) {
		const struct observation *o = &row->addresses[i];
		if (strcmp(o->sha256, row->leaf->sha256) != 0)
			continue;
		for (const char *at = o->chain; strlen(at) >= 64; at += at[64] ? 65 : 64) {
			char digest[65] = {0};
			json_t *facts;
			memcpy(digest, at, 64);
			facts = certificate_facts(d->roster, digest, d->store);
			json_array_append_new(chain, facts ? with_fewer_sans(facts, 0)
							   : json_pack("{s:s}", "sha256", digest));
		}
		break;
	}
	return chain;
}

static void
op_show(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const struct row *row = monitor_row(s, id, args);
	int64_t now = clock_wall(d->clock);
	struct err err = {0};
	json_t *history, *facts, *full, *timeline, *hosts;

	if (!row)
		return;
	writer_flush(d->writer); /* so that the history has what the row has */
	history = json_array();
	if (store_change_each(
		d->store, row->monitor.id, TIMELINE_CHANGES_MAX, add_change, history, &err) < 0) {
		json_decref(history);
		session_failed(s, id, &err);
		return;
	}
	full = row_full(d->roster, row, d->store, now);
	timeline = timeline_json(history, json_object_get(full, "addresses"));
	while (json_array_size(history) > HISTORY_MAX)
		json_array_remove(history, json_array_size(history) - 1);
	facts = row->leaf ? certificate_facts(d->roster, row->leaf->sha256, d->store) : NULL;
	hosts = is_of_wildcard(&row->monitor) ? roster_hosts_of(d->roster, &row->monitor) : NULL;
	session_ok(s, id,
	    json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:o*}", "row",
		with_fewer_sans(full, SANS_SHOWN), "certificate",
		facts ? with_fewer_sans(facts, SANS_SHOWN) : json_null(), "chain",
		chain_json(d, row), "history", history, "timeline", timeline, "now",
		(json_int_t)now, "hosts", hosts));
}

const struct operation monitor_view_operations[] = {
    {.name = "monitor.get",
	.right = RIGHT_READ,
	.run = op_get,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor")),
	.what = "One, as it is now.",
	.answer = "row"},
    {.name = "monitor.find",
	.right = RIGHT_READ,
	.run = op_find,
	.arguments = ARGUMENTS({"name", ARGUMENT_TEXT, true,
	    .what = "a number, a name, a host, or a host with its port"}),
	.what = "Those that go by a name.",
	.answer = "ids"},
    {.name = "monitor.list",
	.right = RIGHT_READ,
	.run = op_list,
	.arguments = ARGUMENTS({"full", ARGUMENT_FLAG, .what = "with all that is known of each"}),
	.what = "All of them, in parts of rows.",
	.answer = "count"},
    {.name = "monitor.show",
	.right = RIGHT_READ,
	.run = op_show,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the monitor")),
	.what = "One with its certificate, its chain and its history.",
	.answer = "row, certificate, chain, history, timeline, now; of a wildcard hosts, those "
		  "that are known: host, with monitor and state (serves, another, unseen), or "
		  "with named_by, whose certificate has that name"},
    {.name = NULL},
};
