/* A backend that is not one: it speaks the lines of the protocol over a Unix socket for the tests
 * and the benchmark of the console, about any number of monitors that are made up and always the
 * same. It probes nothing and keeps nothing.
 *
 *   fake --socket PATH --rows N --now EPOCH [--churn N] [--renewals N] [--services N]
 *        [--chain-ends DAYS] [--overridden RENEWAL] [--worsens] [--answers FILE]
 *
 * It listens when the command returns, and has printed the process to kill. --churn: so many rows
 * change ten times a second. --renewals, --services: so many of them to list.
 * --worsens: what is probed is found to end in a day.
 * --answers: a JSON object of what is answered to each operation in it, whatever it is asked; "rows" are monitors instead of
 * made-up ones.
 * --overridden: the verification of the first monitor, in that renewal.
 * --chain-ends: in so many days, that of the first monitor, whatever its certificate says. Some names ask for
 * trouble: adding a host that holds a space is a bad argument, as is any proxy but "dmz", one that is
 * there is a duplicate; the first edit of a monitor named "conflict" is one; adding "away.test" makes
 * the backend go away, and come back later with one monitor less. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "expiry/urgency.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { CHUNK = 100, CHURN_MS = 100, AWAY_MS = 1500 };

struct monitor {
	int64_t id, version;
	char *host, *name, *service, *environment, *tag, *kind, *proxy;
	json_t *nodes;
	int port, lead;
	int64_t not_before, not_after, path_end, checked_at;
	bool retired, probing;
	const char *outcome;
};

struct client {
	struct client *next;
	struct channel *channel;
	size_t sent; /* monitors of the first pass */
	bool watching, ready;
};

static struct fake {
	struct loop *loop;
	struct monitor *monitors;
	size_t count, churn, churn_at;
	size_t renewals;
	bool worsens;
	json_t *services, *answers;
	int64_t now, sweep, conflicted, chain_ends, overridden;
	const char *path;
	int listener;
	struct client *clients;
} fake;

static const char *const hosts[] = {"seu", "tramits", "api", "www", "enotum", "registre",
    "signatura", "valid", "govern", "transparencia"};
static const char *const services[] = {
    "Seu", "Tràmits", "Via Oberta", "e-NOTUM", "VÀLid", "Portal·lingüístic"};
static const char *const outcomes[] = {
    "ok", "ok", "ok", "ok", "ok", "ok", "ok", "timeout", "refused", "dns-failure"};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- monitors ---- */

static uint64_t
mixed(uint64_t n)
{
	n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
	return n ^ n >> 31;
}

static void
monitor_make(struct monitor *m, size_t i)
{
	uint64_t r = mixed(i + 1);

	*m = (struct monitor){.id = (int64_t)i + 1, .version = 1, .lead = -1};
	m->host = mem_printf("%s%zu.exemple.cat", hosts[i % COUNT(hosts)], i + 1);
	m->name = mem_strdup("");
	m->proxy = mem_strdup("");
	m->nodes = json_array();
	m->service = mem_strdup(services[r % COUNT(services)]);
	m->environment = mem_strdup(r & 64 ? "PRO" : "PRE");
	m->tag = mem_strdup(r & 128 ? "dmz" : "");
	m->kind = mem_strdup(r & 256 ? "server" : "device");
	m->port = r & 512 ? 8443 : 443;
	m->outcome = outcomes[r >> 12 & 7 ? 0 : (r >> 16) % COUNT(outcomes)];
	m->not_before = fake.now - (int64_t)(r >> 20 & 0xff) * DAY + (int64_t)(r >> 32 & 0xffff);
	m->not_after = m->not_before + 255 * DAY;
	m->path_end = i == 0 && fake.chain_ends ? fake.now + fake.chain_ends * DAY : 0;
	m->checked_at = fake.now - (int64_t)(r >> 40 & 0xfff);
	if (i % 97 == 13)
		m->outcome = "none";
}

static json_t *
row_json(const struct monitor *m)
{
	struct validity v = {m->not_before, m->not_after, m->path_end, m->lead < 0 ? 24 : m->lead};
	struct deadlines d;
	bool seen = strcmp(m->outcome, "none") != 0;
	json_t *row = json_pack("{s:I, s:I, s:s, s:s, s:i, s:s, s:n, s:s, s:s, s:s, s:[], s:i, "
				"s:s, s:s, s:[], s:i, s:i, s:b}",
	    "id", (json_int_t)m->id, "version", (json_int_t)m->version, "name", m->name, "host",
	    m->host, "port", m->port, "protocol", "tls", "sni", "kind", m->kind, "environment",
	    m->environment, "service", m->service, "tags", "lead", m->lead, "outcome", m->outcome,
	    "detail", "", "problems", "addresses", 2, "ok", strcmp(m->outcome, "ok") ? 0 : 2,
	    "probing", m->probing);

	if (!m->port) /* only what is in a file has none */
		json_object_set_new(row, "type", json_string("file"));
	if (*m->proxy)
		json_object_set_new(row, "proxy", json_string(m->proxy));
	if (json_array_size(m->nodes))
		json_object_set(row, "nodes", m->nodes);
	if (*m->tag)
		json_array_append_new(json_object_get(row, "tags"), json_string(m->tag));
	if (!seen || deadlines_compute(&v, &d) < 0)
		return row;
	if (m->id % 11 == 3)
		json_array_append_new(
		    json_object_get(row, "problems"), json_string("incomplete-chain"));
	if (m->id == 1 && fake.overridden)
		json_object_set_new(row, "overridden", json_integer(fake.overridden));
	json_object_set_new(row, "not_before", json_integer(m->not_before));
	json_object_set_new(row, "not_after", json_integer(m->not_after));
	json_object_set_new(row, "d",
	    json_pack("[I, I, I, I, I]", (json_int_t)d.soon, (json_int_t)d.due, (json_int_t)d.late,
		(json_int_t)d.critical, (json_int_t)d.end));
	json_object_set_new(
	    row, "issuer_cn", json_string(m->id % 3 ? "Sectigo RSA OV" : "EC-SectorPublic"));
	json_object_set_new(row, "subject_cn", json_string(m->host));
	json_object_set_new(row, "checked_at", json_integer(m->checked_at));
	json_object_set_new(row, "seen_at",
	    json_integer(m->checked_at - (strcmp(m->outcome, "ok") ? 3 * 3600 : 0)));
	return row;
}

/* Old, new, and old again; and an hour of silence. */
static json_t *
timeline_json(const struct monitor *m, const char *sha)
{
	json_int_t from = m->not_before;

	return json_pack(
	    "[{s:s, s:s, s:s, s:I, s:I, s:I, s:b, s:b, s:[s, s], s:i}, {s:s, s:I, s:I, s:b, s:[s], "
	    "s:i}, {s:s, s:s, s:s, s:I, s:I, s:I, s:b, s:b, s:[s], s:i}]",
	    "sha256", sha, "key_type", "", "issuer", "CN=Sectigo RSA OV,O=Sectigo Limited,C=GB",
	    "not_after", (json_int_t)m->not_after, "from", from + 2 * DAY, "to",
	    (json_int_t)m->checked_at, "current", 1, "rolled_back", 1, "addresses", "192.0.2.7",
	    "192.0.2.9", "more", 3, "outcome", "timeout", "from", from + DAY + 3600, "to",
	    from + DAY + 7200, "current", 0, "addresses", "192.0.2.7", "more", 0, "sha256",
	    "ffeeddccbbaa", "key_type", "", "issuer", "CN=CA nova", "not_after",
	    (json_int_t)m->not_after + 90 * DAY, "from", from + DAY, "to", from + 2 * DAY,
	    "current", 0, "rolled_back", 0, "addresses", "192.0.2.7", "more", 0);
}

static int64_t
end_of(const struct monitor *m)
{
	return m->path_end && m->path_end < m->not_after ? m->path_end : m->not_after;
}

static json_t *
show_json(const struct monitor *m)
{
	char sha[65];
	json_t *full = row_json(m), *address;

	snprintf(sha, sizeof(sha), "%016llx%016llx%016llx%016llx",
	    (unsigned long long)mixed((uint64_t)m->id),
	    (unsigned long long)mixed((uint64_t)m->id + 7),
	    (unsigned long long)mixed((uint64_t)m->id + 8),
	    (unsigned long long)mixed((uint64_t)m->id + 9));
	json_object_set_new(
	    full, "subject", json_sprintf("CN=%s,O=Consorci AOC,L=Barcelona,C=ES", m->host));
	json_object_set_new(full, "issuer",
	    json_string(
		"CN=Sectigo RSA Organization Validation Secure Server CA,O=Sectigo Limited,C=GB"));
	json_object_set_new(full, "serial", json_string("4F00A1B2C3D4"));
	json_object_set_new(full, "sha256", json_string(sha));
	json_object_set_new(full, "spki_sha256", json_string(sha));
	json_object_set_new(full, "sans",
	    json_pack("[o, o, s]", json_sprintf("DNS:%s", m->host),
		json_sprintf("DNS:www.%s", m->host), "IP:192.0.2.7"));
	json_object_set_new(full, "key", json_string("RSA 2048"));
	json_object_set_new(full, "signature", json_string("sha256WithRSAEncryption"));
	json_object_set_new(full, "not_before", json_integer(m->not_before));
	address = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:[]}", "address",
	    "192.0.2.7", "outcome", m->outcome, "detail", "", "sha256", sha, "tls", "TLSv1.3",
	    "end", (json_int_t)end_of(m), "checked_at", (json_int_t)m->checked_at, "seen_at",
	    (json_int_t)m->checked_at, "problems");
	json_object_set_new(full, "addresses",
	    json_pack("[O, o]", address,
		json_pack("{s:s, s:s, s:s, s:I, s:[]}", "address", "2001:db8::7", "outcome",
		    "not-checked", "detail", "", "checked_at", (json_int_t)m->checked_at,
		    "problems")));
	json_decref(address);
	return json_pack("{s:o, s:n, s:[{s:s, s:I}, {s:s, s:I}], s:[], s:o, s:I}", "row", full,
	    "certificate", "chain", "subject", "CN=leaf", "not_after", (json_int_t)m->not_after,
	    "subject", "CN=Sectigo RSA Organization Validation Secure Server CA", "not_after",
	    (json_int_t)m->not_after + 900 * DAY, "history", "timeline", timeline_json(m, sha),
	    "now", (json_int_t)fake.now);
}

/* ---- events ---- */

static void
send_event(struct client *c, const char *name, json_t *data)
{
	channel_send(c->channel, json_pack("{s:s, s:o}", "event", name, "data", data));
}

static void
tell_row(const struct monitor *m)
{
	for (struct client *c = fake.clients; c; c = c->next)
		if (c->watching && c->sent >= (size_t)m->id)
			send_event(c, m->retired ? "gone" : "rows",
			    m->retired ? json_pack("{s:[I]}", "ids", (json_int_t)m->id)
				       : json_pack("{s:[o]}", "rows", row_json(m)));
}

static json_t *
status_json(int64_t done, int64_t total)
{
	return json_pack("{s:s, s:s, s:s, s:{s:I, s:I}, s:I, s:s, s:i, s:I}", "mode", "personal",
	    "host", "localhost", "login", "op1", "probing", "done", (json_int_t)done, "total",
	    (json_int_t)total, "sweep", (json_int_t)fake.sweep, "store", "ok", "workers", 2, "now",
	    (json_int_t)fake.now);
}

static void
send_rows(struct client *c)
{
	while (c->watching && !c->ready && channel_unsent(c->channel) < UNSENT_MAX_BYTES / 2) {
		json_t *rows = json_array();
		for (size_t n = 0; n < CHUNK && c->sent < fake.count; c->sent++)
			if (!fake.monitors[c->sent].retired && ++n)
				json_array_append_new(rows, row_json(&fake.monitors[c->sent]));
		send_event(c, "rows", json_pack("{s:o}", "rows", rows));
		if (c->sent >= fake.count) {
			c->ready = true;
			send_event(c, "ready", json_pack("{s:I}", "count", (json_int_t)fake.count));
		}
	}
}

/* ---- operations ---- */

static struct monitor *
monitor_of(const json_t *args)
{
	int64_t id = json_integer_value(json_object_get(args, "id"));

	return id > 0 && (size_t)id <= fake.count && !fake.monitors[id - 1].retired
		   ? &fake.monitors[id - 1]
		   : NULL;
}

static json_t *
error_json(const char *code, json_t *args)
{
	return json_pack(
	    "{s:{s:s, s:o}}", "error", "code", code, "args", args ? args : json_object());
}

static json_t *
ok_json(json_t *value)
{
	return json_pack("{s:o}", "ok", value ? value : json_object());
}

static void
take_text(const json_t *args, const char *key, char **slot)
{
	const char *s = json_string_value(json_object_get(args, key));

	if (s)
		mem_replace(slot, s);
}

static const char *
type_of(const json_t *args)
{
	const char *type = json_string_value(json_object_get(args, "type"));

	return type ? type : "";
}

static void
take_fields(struct monitor *m, const json_t *args)
{
	take_text(args, "host", &m->host);
	take_text(args, "name", &m->name);
	take_text(args, "service", &m->service);
	take_text(args, "environment", &m->environment);
	take_text(args, "kind", &m->kind);
	take_text(args, "proxy", &m->proxy);
	if (json_object_get(args, "nodes")) {
		json_decref(m->nodes);
		m->nodes = json_copy(json_object_get(args, "nodes"));
	}
	if (json_object_get(args, "port"))
		m->port = (int)json_integer_value(json_object_get(args, "port"));
	if (!strcmp(type_of(args), "file")) {
		mem_replace(&m->host, m->name);
		m->port = 0;
	}
	if (json_object_get(args, "lead"))
		m->lead = (int)json_integer_value(json_object_get(args, "lead"));
}

static json_t *
refusal(const json_t *args)
{
	const char *host = json_string_value(json_object_get(args, "host"));
	const char *proxy = json_string_value(json_object_get(args, "proxy"));

	if (proxy && *proxy && strcmp(proxy, "dmz") != 0)
		return error_json(
		    "bad-argument", json_pack("{s:s, s:s, s:s, s:s}", "field", "proxy", "value",
					proxy, "reason", "no-such-proxy", "known", "dmz"));
	if (!host)
		return NULL;
	if (!*host || strchr(host, ' '))
		return error_json(
		    "bad-argument", json_pack("{s:s, s:s, s:s}", "field", "host", "value", host,
					"reason", *host ? "space" : "empty"));
	for (size_t i = 0; i < fake.count; i++)
		if (!fake.monitors[i].retired && !strcmp(fake.monitors[i].host, host))
			return error_json("duplicate",
			    json_pack("{s:I, s:s}", "id", (json_int_t)i + 1, "name", host));
	return NULL;
}

static void listen_here(void *arg);

/* The clients are dropped by the channel's own end when the answer was sent. */
static void
go_away(void)
{
	loop_unwatch(fake.loop, fake.listener);
	close(fake.listener);
	fake.listener = -1;
	unlink(fake.path);
	for (struct client *c = fake.clients; c; c = c->next)
		channel_close_when_sent(c->channel);
	fake.monitors[fake.count - 1].retired = true;
	loop_timer(fake.loop, AWAY_MS, listen_here, NULL);
}

static json_t *
do_add(struct client *c, const json_t *args)
{
	const char *host = json_string_value(json_object_get(args, "host"));
	json_t *error = refusal(args);
	struct monitor *m;

	(void)c;
	if (host && !strcmp(host, "away.test")) {
		go_away();
		return NULL;
	}
	if (error)
		return error;
	fake.monitors = mem_resize(fake.monitors, fake.count + 1, sizeof(*m));
	m = &fake.monitors[fake.count];
	monitor_make(m, fake.count++);
	take_fields(m, args);
	for (struct client *o = fake.clients; o; o = o->next)
		if (o->ready)
			o->sent = fake.count;
	tell_row(m);
	return ok_json(json_pack("{s:I, s:I, s:o}", "id", (json_int_t)m->id, "version",
	    (json_int_t)1, "row", row_json(m)));
}

static json_t *
do_edit(struct client *c, const json_t *args)
{
	struct monitor *m = monitor_of(args);
	json_t *error = refusal(args);

	(void)c;
	if (error)
		return error;
	if (!m)
		return error_json("not-found", NULL);
	if (!strcmp(m->name, "conflict") && fake.conflicted != m->id) {
		fake.conflicted = m->id;
		m->version++;
		mem_replace(&m->service, "Un altre");
		tell_row(m);
	}
	if (json_integer_value(json_object_get(args, "version")) != m->version)
		return error_json("conflict", json_pack("{s:o}", "row", row_json(m)));
	take_fields(m, args);
	m->version++;
	tell_row(m);
	return ok_json(
	    json_pack("{s:I, s:o}", "version", (json_int_t)m->version, "row", row_json(m)));
}

static json_t *
do_retire(struct client *c, const json_t *args)
{
	struct monitor *m = monitor_of(args);

	(void)c;
	if (!m)
		return error_json("not-found", NULL);
	m->retired = true;
	tell_row(m);
	return ok_json(NULL);
}

static json_t *
do_show(struct client *c, const json_t *args)
{
	struct monitor *m = monitor_of(args);

	(void)c;
	return m ? ok_json(show_json(m)) : error_json("not-found", NULL);
}

static bool
is_among(const json_t *ids, int64_t id)
{
	size_t i;
	const json_t *one;

	json_array_foreach(ids, i, one)
		if (json_integer_value(one) == id)
			return true;
	return false;
}

static json_t *
do_probe(struct client *c, const json_t *args)
{
	size_t n = json_is_true(json_object_get(args, "all"))
		       ? fake.count
		       : json_array_size(json_object_get(args, "ids"));

	(void)c;
	fake.sweep++;
	for (size_t i = 0; fake.worsens && i < fake.count; i++)
		if (n == fake.count ||
		    is_among(json_object_get(args, "ids"), fake.monitors[i].id)) {
			fake.monitors[i].not_after = fake.now + DAY + (int64_t)i;
			tell_row(&fake.monitors[i]);
		}
	for (struct client *o = fake.clients; o; o = o->next)
		send_event(o, "status", status_json((int64_t)n / 2, (int64_t)n));
	return ok_json(
	    json_pack("{s:I, s:I}", "started", (json_int_t)n, "sweep", (json_int_t)fake.sweep));
}

/* An attempt at a host whose chain lacks its intermediate, and at an address that does not answer. */
static json_t *
do_explain(struct client *c, const json_t *args)
{
	const json_int_t id = json_integer_value(json_object_get(args, "id"));

	(void)c;
	if (id < 1 || (size_t)id > fake.count || fake.monitors[id - 1].retired)
		return error_json("not-found", json_pack("{s:I}", "id", id));
	return ok_json(json_pack(
	    "{s:{s:I, s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:[s], s:[s], s:s, s:{s:i, s:i, s:i, s:i, "
	    "s:i, s:i}}, {s:s, s:s, s:s, s:{s:i}}], s:[{s:s, s:s, s:I, s:s, s:[s, s]}], s:s}}",
	    "result", "dns_ms", (json_int_t)7, "cname", "balancejador.exemple.cat", "outcome", "ok",
	    "detail", "", "addresses", "address", "192.0.2.7", "outcome", "ok", "detail", "",
	    "chain", "00ff", "problems", "incomplete-chain", "tls", "TLSv1.3", "ms", "connect", 12,
	    "preamble", 0, "hello", 25, "chain", 26, "tls", 39, "verdict_us", 2300, "address",
	    "192.0.2.8", "outcome", "timeout", "detail", "connect", "ms", "connect", 0,
	    "certificates", "subject", "CN=www.exemple.cat", "issuer", "CN=Emissora", "not_after",
	    (json_int_t)fake.now, "sha256", "00ff", "sans", "DNS:www.exemple.cat",
	    "DNS:exemple.cat", "pem",
	    "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n"));
}

/* ---- renewals and services: lists to look at ---- */

static const char *const owners[] = {"op1", "op2", ""};
static const char *const waiting[] = {"Sistemes", "", "CTTI", "Maria Pons"};
static const char *const phases[] = {
    "Verificar l'alerta", "Demanar la generació del CSR", "Demanar el certificat", "Instal·lar-lo"};

/* Of every third renewal two. */
static json_t *
tickets_of(size_t id)
{
	return id % 3 ? json_array()
		      : json_pack("[o, o]", json_sprintf("SIS-%zu", 7000 + id),
			    json_sprintf("ST-%zu", 800 + id));
}

/* Of the monitor of its number, and of another one. Those past fake.renewals are closed. */
static json_t *
renewal_json(size_t id)
{
	const char *state = id > fake.renewals ? "closed" : id % 9 ? "open" : "paused";

	return json_pack("{s:I, s:s, s:s, s:i, s:i, s:s, s:s, s:s, s:s?, s:o, s:I, s:[I, I]}", "id",
	    (json_int_t)id, "title", "Sectigo", "state", state, "phase",
	    (int)(mixed(id) % COUNT(phases)), "phases", 4, "phase_title",
	    phases[mixed(id) % COUNT(phases)], "waiting_on", waiting[id % COUNT(waiting)],
	    "claimed_by", owners[id % COUNT(owners)], "follow_up", id % 3 ? NULL : "2026-12-18",
	    "tickets", tickets_of(id), "opened_at", (json_int_t)(fake.now - (int64_t)id * 7200),
	    "monitors", (json_int_t)id, (json_int_t)(fake.count - id));
}

enum { PAGE = 50 };

static json_t *
do_renewal_list(struct client *c, const json_t *args)
{
	size_t after = (size_t)json_integer_value(json_object_get(args, "after"));
	json_t *page = json_array();
	size_t last = fake.renewals;

	(void)c;
	if (json_is_true(json_object_get(args, "all")))
		last += fake.renewals / 10;
	for (size_t id = after + 1; id <= last && json_array_size(page) < PAGE; id++)
		json_array_append_new(page, renewal_json(id));
	return ok_json(json_pack("{s:o}", "renewals", page));
}

static void
services_make(size_t count)
{
	fake.services = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(fake.services,
		    json_pack("{s:I, s:I, s:o, s:s, s:[s, s]}", "id", (json_int_t)i + 1, "version",
			1, "name", json_sprintf("%s %zu", services[i % COUNT(services)], i + 1),
			"head", i % 3 ? "Maria Pons" : "", "patterns", "*.seu.cat", "seu.cat"));
}

static json_t *
do_service_list(struct client *c, const json_t *args)
{
	json_int_t after = json_integer_value(json_object_get(args, "after"));
	json_t *page = json_array(), *one;
	size_t i;

	(void)c;
	json_array_foreach(fake.services, i, one)
		if (json_integer_value(json_object_get(one, "id")) > after &&
		    json_array_size(page) < PAGE)
			json_array_append(page, one);
	return ok_json(json_pack("{s:o}", "services", page));
}

static json_t *
do_service_remove(struct client *c, const json_t *args)
{
	json_t *one;
	size_t i;

	(void)c;
	json_array_foreach(fake.services, i, one)
		if (json_equal(json_object_get(one, "id"), json_object_get(args, "id"))) {
			json_array_remove(fake.services, i);
			return ok_json(NULL);
		}
	return error_json("not-found", NULL);
}

static json_t *
do_wait(struct client *c, const json_t *args)
{
	(void)args;
	send_event(c, "status", status_json(0, 0));
	return ok_json(NULL);
}

static json_t *
do_watch(struct client *c, const json_t *args)
{
	json_t *rows = json_object_get(fake.answers, "rows");

	(void)args;
	c->watching = true;
	if (rows) {
		send_event(c, "status", status_json(0, 0));
		send_event(c, "rows", json_pack("{s:O}", "rows", rows));
	}
	return ok_json(NULL);
}

static json_t *
do_today_list(struct client *c, const json_t *args)
{
	(void)c;
	(void)args;
	return ok_json(json_pack("{s:[], s:i}", "lines", "next", 0));
}

static const struct {
	const char *name;
	json_t *(*fn)(struct client *c, const json_t *args);
} operations[] = {
    {"monitor.add", do_add},
    {"monitor.edit", do_edit},
    {"monitor.retire", do_retire},
    {"monitor.show", do_show},
    {"monitor.probe", do_probe},
    {"monitor.wait", do_wait},
    {"probe.explain", do_explain},
    {"renewal.list", do_renewal_list},
    {"service.list", do_service_list},
    {"service.remove", do_service_remove},
    {"today.list", do_today_list},
    {"watch", do_watch},
};

/* ---- connections ---- */

static void
line_arrived(struct channel *ch, json_t *object, void *arg)
{
	struct client *c = arg;
	const char *name = json_string_value(json_object_get(object, "do"));
	json_t *said = name ? json_object_get(fake.answers, name) : NULL;
	json_t *answer = said ? ok_json(json_incref(said)) : NULL;

	if (json_object_get(object, "hello")) {
		channel_send(ch,
		    json_pack("{s:{s:i, s:s, s:s, s:i, s:s}}", "hello", "protocol", PROTOCOL_NUMBER,
			"version", CADUCA_VERSION, "mode", "personal", "pid", 1, "login", "op1"));
		return;
	}
	for (size_t i = 0; name && !said && i < COUNT(operations); i++)
		if (!strcmp(operations[i].name, name))
			answer = operations[i].fn(c, json_object_get(object, "args"));
	if (!answer && fake.listener < 0)
		return;
	if (!answer)
		answer = error_json("unknown-operation", NULL);
	json_object_set(answer, "id", json_object_get(object, "id"));
	channel_send(ch, answer);
	send_rows(c);
}

static void
writable(struct channel *ch, void *arg)
{
	(void)ch;
	send_rows(arg);
}

static void
client_ended(struct channel *ch, void *arg)
{
	struct client **at = &fake.clients;

	while (*at != arg)
		at = &(*at)->next;
	*at = (*at)->next;
	channel_free(ch);
	free(arg);
}

static void
client_came(int fd, short revents, void *arg)
{
	struct client *c;
	struct channel_owner owner = {
	    .line = line_arrived, .closed = client_ended, .writable = writable};
	int one = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

	(void)revents;
	(void)arg;
	if (one < 0)
		return;
	c = mem_alloc(sizeof(*c));
	owner.arg = c;
	c->channel = channel_new(fake.loop, one, one, LINE_MAX_BYTES, &owner);
	c->next = fake.clients;
	fake.clients = c;
}

static void
churn(void *arg)
{
	(void)arg;
	for (size_t n = 0; n < fake.churn && fake.count; n++) {
		struct monitor *m = &fake.monitors[fake.churn_at++ % fake.count];
		m->checked_at++;
		m->not_after += (int64_t)(mixed(fake.churn_at) % 7) * 3600;
		if (!m->retired)
			tell_row(m);
	}
	loop_timer(fake.loop, CHURN_MS, churn, NULL);
}

static void
listen_here(void *arg)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)arg;
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", fake.path);
	unlink(fake.path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, 8) < 0) {
		fprintf(stderr, "fake: cannot listen at '%s': %s\n", fake.path, strerror(errno));
		exit(1);
	}
	fake.listener = fd;
	loop_watch(fake.loop, fd, POLLIN, client_came, NULL);
}

/* The one that was started returns when the socket is there, saying who to kill; the child goes
 * on. */
static bool
in_background(void)
{
	pid_t pid = fork();
	int null;

	if (pid) {
		printf("%ld\n", (long)pid);
		return false;
	}
	null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	return true;
}

static void
read_answers(const char *path)
{
	json_error_t error;

	fake.answers = json_load_file(path, 0, &error);
	if (!fake.answers) {
		fprintf(stderr, "fake: '%s': line %d: %s\n", path, error.line, error.text);
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	static const struct option known[] = {{"socket", 1, NULL, 's'}, {"rows", 1, NULL, 'r'},
	    {"now", 1, NULL, 'n'}, {"churn", 1, NULL, 'c'}, {"renewals", 1, NULL, 'R'},
	    {"services", 1, NULL, 'S'}, {"chain-ends", 1, NULL, 'e'}, {"overridden", 1, NULL, 'o'},
	    {"worsens", 0, NULL, 'w'}, {"answers", 1, NULL, 'a'}, {NULL, 0, NULL, 0}};
	size_t count = 0;
	fake.now = clock_wall(clock_system());
	for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;)
		switch (c) {
		case 's':
			fake.path = optarg;
			break;
		case 'r':
			fake.count = strtoull(optarg, NULL, 10);
			break;
		case 'n':
			fake.now = strtoll(optarg, NULL, 10);
			break;
		case 'w':
			fake.worsens = true;
			break;
		case 'a':
			read_answers(optarg);
			break;
		case 'c':
			fake.churn = strtoull(optarg, NULL, 10);
			break;
		case 'R':
			fake.renewals = strtoull(optarg, NULL, 10);
			break;
		case 'e':
			fake.chain_ends = strtoll(optarg, NULL, 10);
			break;
		case 'o':
			fake.overridden = strtoll(optarg, NULL, 10);
			break;
		case 'S':
			count = strtoull(optarg, NULL, 10);
			break;
		default:
			return 2;
		}
	if (!fake.path)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	fake.loop = loop_new(clock_system());
	fake.monitors = mem_array(fake.count + 1, sizeof(*fake.monitors));
	for (size_t i = 0; i < fake.count; i++)
		monitor_make(&fake.monitors[i], i);
	services_make(count);
	listen_here(NULL);
	if (fake.churn)
		loop_timer(fake.loop, CHURN_MS, churn, NULL);
	if (!in_background())
		return 0;
	loop_run(fake.loop);
	return 0;
}
