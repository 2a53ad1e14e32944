/* The operations of the made-up backend: those of a monitor change it and tell whoever watches, as the real ones do, and
 * refuse what the tests want to see refused; renewals and services are lists to look at, a page at a time; the rest
 * answers what keeps a console going. One function for each, and the table of them at the end. Each is given the
 * arguments of its line and returns the whole answer but for its id. */
#include "tests/screen/fake_operations.h"

#include "base/mem.h"
#include "expiry/urgency.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- monitors ---- */

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

static json_t *
do_add(struct client *c, const json_t *args)
{
	const char *host = json_string_value(json_object_get(args, "host"));
	json_t *error = refusal(args);
	struct monitor *m;

	(void)c;
	if (host && !strcmp(host, "away.test")) {
		clients_leave();
		return NULL;
	}
	if (error)
		return error;
	fake.monitors = mem_resize(fake.monitors, fake.count + 1, sizeof(*m));
	m = &fake.monitors[fake.count];
	monitor_make(m, fake.count++, &fake.made);
	take_fields(m, args);
	for (struct client *o = fake.clients; o; o = o->next)
		if (o->ready)
			o->sent = fake.count;
	clients_tell_row(m);
	return ok_json(json_pack("{s:I, s:I, s:o}", "id", (json_int_t)m->id, "version",
	    (json_int_t)1, "row", monitor_row(m)));
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
		clients_tell_row(m);
	}
	if (json_integer_value(json_object_get(args, "version")) != m->version)
		return error_json("conflict", json_pack("{s:o}", "row", monitor_row(m)));
	take_fields(m, args);
	m->version++;
	clients_tell_row(m);
	return ok_json(
	    json_pack("{s:I, s:o}", "version", (json_int_t)m->version, "row", monitor_row(m)));
}

static json_t *
do_retire(struct client *c, const json_t *args)
{
	struct monitor *m = monitor_of(args);

	(void)c;
	if (!m)
		return error_json("not-found", NULL);
	m->retired = true;
	clients_tell_row(m);
	return ok_json(NULL);
}

static json_t *
do_show(struct client *c, const json_t *args)
{
	struct monitor *m = monitor_of(args);

	(void)c;
	return m ? ok_json(monitor_show(m, fake.made.now)) : error_json("not-found", NULL);
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
			fake.monitors[i].not_after = fake.made.now + DAY + (int64_t)i;
			clients_tell_row(&fake.monitors[i]);
		}
	for (struct client *o = fake.clients; o; o = o->next)
		client_send(o, "status", status_json((int64_t)n / 2, (int64_t)n));
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
	    (json_int_t)fake.made.now, "sha256", "00ff", "sans", "DNS:www.exemple.cat",
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
	    "tickets", tickets_of(id), "opened_at",
	    (json_int_t)(fake.made.now - (int64_t)id * 7200), "monitors", (json_int_t)id,
	    (json_int_t)(fake.count - id));
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

void
services_make(size_t count)
{
	fake.services = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(fake.services,
		    json_pack("{s:I, s:I, s:o, s:s, s:[s, s]}", "id", (json_int_t)i + 1, "version",
			1, "name", json_sprintf("%s %zu", service_name(i), i + 1), "head",
			i % 3 ? "Maria Pons" : "", "patterns", "*.seu.cat", "seu.cat"));
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
do_service_add(struct client *c, const json_t *args)
{
	json_int_t id = (json_int_t)json_array_size(fake.services) + 1;
	json_t *service = json_deep_copy(args);

	(void)c;
	json_object_set_new(service, "id", json_integer(id));
	json_object_set_new(service, "version", json_integer(1));
	json_array_append_new(fake.services, service);
	return ok_json(json_pack("{s:I}", "id", id));
}

static json_t *
do_proxy_list(struct client *c, const json_t *args)
{
	(void)c;
	(void)args;
	return ok_json(json_pack("{s:[{s:s}, {s:s}]}", "proxies", "name", "dmz", "name", "intern"));
}

static json_t *
do_kind_list(struct client *c, const json_t *args)
{
	(void)c;
	(void)args;
	return ok_json(json_pack("{s:[{s:s, s:s, s:s}, {s:s, s:s, s:s}]}", "kinds", "id", "CDS-1",
	    "title", "Certificat de servidor", "class", "server", "id", "CDA", "title",
	    "Certificat d'aplicació", "class", "device"));
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

/* ---- what the console asks of each connection ---- */

static json_t *
do_wait(struct client *c, const json_t *args)
{
	(void)args;
	client_send(c, "status", status_json(0, 0));
	return ok_json(NULL);
}

static json_t *
do_watch(struct client *c, const json_t *args)
{
	json_t *rows = json_object_get(fake.answers, "rows");

	(void)args;
	c->watching = true;
	if (rows) {
		client_send(c, "status", status_json(0, 0));
		client_send(c, "rows", json_pack("{s:O}", "rows", rows));
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

/* ---- the table ---- */

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
    {"service.add", do_service_add},
    {"proxy.list", do_proxy_list},
    {"kind.list", do_kind_list},
    {"service.remove", do_service_remove},
    {"today.list", do_today_list},
    {"watch", do_watch},
};

json_t *
operation_answer(struct client *c, const char *name, const json_t *args)
{
	json_t *said = json_object_get(fake.answers, name);
	json_t *answer = said ? ok_json(json_incref(said)) : NULL;

	for (size_t i = 0; !said && i < COUNT(operations); i++)
		if (!strcmp(operations[i].name, name))
			answer = operations[i].fn(c, args);
	if (!answer && fake.listener >= 0)
		answer = error_json("unknown-operation", NULL);
	return answer;
}
