/* Operations for beginning renewals, which change nothing: whom an alert that was pasted in is
 * about, and by which procedures a monitor's certificate can be renewed.
 *
 * Of the names that a text has (inventory/alert.h) each is looked for among the monitors, then among
 * the names of the certificates that they serve; one that is not watched is a candidate to be, unless it is of the tool that alerts: what it is called, where it
 * is and where its links lead is never what it tells of. */
#include "daemon/operations/operations.h"

#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/renewals.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "inventory/alert.h"
#include "procedure/site.h"
#include "procedure/template.h"
#include "wire/protocol.h"

/* ---- an alert ---- */

enum {
	KNOWN_BYTES =
	    LINE_MAX_BYTES / 3, /* the answer is one line, and a host may have many monitors */
	MOST_SEARCHES = 16      /* each goes over all certificates */
};

struct finding {
	struct session *s;
	const struct site *site;
	const char *sender; /* the domain that the alert came from; "" */
	bool of_stranger;   /* that domain is no more than that of whoever alerts */
	json_t *known, *unknown;
	int searches;           /* that are made yet among the names of certificates */
	size_t bytes, left_off; /* of the known ones: so long, and so many that did not fit */
};

static bool
is_host(const struct monitor *m, const char *host)
{
	return !strcasecmp(m->host, host) || (m->sni && !strcasecmp(m->sni, host));
}

static bool
is_listed(const json_t *known, int64_t id)
{
	json_t *one;
	size_t i;

	json_array_foreach(known, i, one) {
		if (number_of(one, "id") == id)
			return true;
	}
	return false;
}

static void
add_known(struct finding *f, const struct row *row)
{
	const struct monitor *m = &row->monitor;
	json_int_t renewal = row->renewal ? row->renewal->id : 0;
	json_t *one;
	size_t bytes;

	if (is_listed(f->known, m->id))
		return;
	one = json_pack("{s:I, s:s, s:s, s:i, s:I}", "id", (json_int_t)m->id, "name", m->name,
	    "host", m->host, "port", m->port, "renewal", renewal);
	bytes = json_dumpb(one, NULL, 0, JSON_COMPACT);
	if (f->left_off || f->bytes + bytes > KNOWN_BYTES) {
		f->left_off++;
		json_decref(one);
		return;
	}
	f->bytes += bytes;
	json_array_append_new(f->known, one);
}

/* Every monitor of the host; with a port only those on it. How many. */
static size_t
find_monitors(struct finding *f, const char *host, int port)
{
	const struct roster *roster = session_daemon(f->s)->roster;
	size_t count = 0;

	for (size_t i = 0; i < roster_slots(roster); i++) {
		const struct row *row = roster_at(roster, i);
		if (row->gone || !is_host(&row->monitor, host) ||
		    (port && row->monitor.port != port))
			continue;
		count++;
		add_known(f, row);
	}
	return count;
}

/* ---- the names of certificates ---- */

struct search {
	struct finding *f;
	const char *name;
	size_t count; /* of the monitors that were found */
};

static bool
has_san(const char *facts, const char *name)
{
	json_t *all, *one;
	bool has = false;
	size_t i;

	if (!strcasestr(facts, name))
		return false;
	all = json_loads(facts, 0, NULL);
	json_array_foreach(json_object_get(all, "sans"), i, one) {
		const char *san = json_string_value(one);
		has = has || (san && !strncmp(san, "DNS:", 4) && !strcasecmp(san + 4, name));
	}
	json_decref(all);
	return has;
}

static bool
serves(const struct row *row, const char *sha256)
{
	for (size_t i = 0; i < row->address_count; i++)
		if (!strcmp(row->addresses[i].sha256, sha256))
			return true;
	return false;
}

static bool
add_those_of(const struct certificate *c, void *arg)
{
	struct search *q = arg;
	const struct roster *roster = session_daemon(q->f->s)->roster;

	for (size_t i = 0; has_san(c->facts, q->name) && i < roster_slots(roster); i++) {
		const struct row *row = roster_at(roster, i);
		if (row->gone || !serves(row, c->sha256))
			continue;
		q->count++;
		add_known(q->f, row);
	}
	return true;
}

/* The monitors whose certificate has that name, kept already or not yet. How many. */
static size_t
find_certificates(struct finding *f, const char *name)
{
	const struct daemon *d = session_daemon(f->s);
	struct search q = {f, name, 0};

	if (f->searches-- <= 0)
		return 0;
	for (size_t i = 0; i < roster_slots(d->roster); i++) {
		const struct row *row = roster_at(d->roster, i);
		if (row->gone || !row->leaf || !row->leaf->facts ||
		    !has_san(row->leaf->facts, name))
			continue;
		q.count++;
		add_known(f, row);
	}
	store_certificate_each(d->store, add_those_of, &q, NULL);
	return q.count;
}

/* "*.exemple.cat" is never the host exemple.cat. */
static void
find_wildcard(struct finding *f, const char *name)
{
	char *base = NULL, *wildcard;

	if (!hostname_parse(name + 2, &base)) {
		wildcard = mem_printf("*.%s", base);
		find_certificates(f, wildcard);
		free(wildcard);
	}
	free(base);
}

static void
add_unknown(struct finding *f, const char *host, int port)
{
	json_t *one;
	size_t i;

	port = port ? port : 443;
	json_array_foreach(f->unknown, i, one) {
		if (number_of(one, "port") == port && !strcmp(string_of(one, "host"), host))
			return;
	}
	json_array_append_new(f->unknown, json_pack("{s:s, s:i}", "host", host, "port", port));
}

/* ---- whose alert it is ---- */

static bool
is_at(const char *host, const char *domain)
{
	size_t len = strlen(host), n = strlen(domain);

	return n && len >= n && !strcasecmp(host + len - n, domain) &&
	       (len == n || host[len - n - 1] == '.');
}

static bool
is_watched_under(const struct finding *f, const char *domain)
{
	const struct roster *roster = session_daemon(f->s)->roster;

	for (size_t i = 0; i < roster_slots(roster); i++) {
		const struct row *row = roster_at(roster, i);
		if (!row->gone && is_at(row->monitor.host, domain))
			return true;
	}
	return false;
}

/* Does a stranger send it, who writes about others than himself? Then what is of his domain is his. */
static bool
is_of_stranger(const struct finding *f, const struct alert *a)
{
	for (size_t i = 0; i < a->name_count; i++) {
		const char *host = a->names[i].host;
		if (!a->names[i].linked && !is_at(host, a->sender) &&
		    !site_is_alert_tool(f->site, host))
			return !is_watched_under(f, a->sender);
	}
	return false;
}

static bool
is_tool(const struct finding *f, const char *host)
{
	return site_is_alert_tool(f->site, host) || !strcasecmp(host, f->sender) ||
	       (f->of_stranger && is_at(host, f->sender));
}

/* Where the tickets are, not what they are about. */
static bool
is_tickets(const struct finding *f, const char *host)
{
	const char *jira = site_tickets_url(f->site), *at = jira ? strstr(jira, host) : NULL;
	size_t len = strlen(host);

	return at && at > jira && at[-1] == '/' && (at[len] == '\0' || at[len] == '/');
}

/* The port that a scheme stands for is a guess: a host that is watched on another one is meant. What
 * alerts come from is watched too, perhaps: then a link to it alone does not mean it. */
static void
find_name(struct finding *f, const struct alert_name *name)
{
	char *host = NULL;
	bool tool;

	if (host_is_wildcard(name->host)) {
		find_wildcard(f, name->host);
		return;
	}
	if (hostname_parse(name->host, &host)) {
		free(host);
		return;
	}
	tool = is_tool(f, host);
	if (is_tickets(f, host) || (tool && name->linked) || find_monitors(f, host, name->port) ||
	    (!name->said && (find_monitors(f, host, 0) || (!tool && find_certificates(f, host)))) ||
	    tool) {
		free(host);
		return;
	}
	add_unknown(f, host, name->port);
	free(host);
}

/* ---- tickets ---- */

static bool
add_renewal(int64_t renewal, void *arg)
{
	return json_array_append_new(arg, json_integer(renewal)) == 0;
}

static json_t *
find_tickets(const struct session *s, const struct alert *a, json_t *renewals)
{
	struct daemon *d = session_daemon(s);
	const struct site *site = library_site(open_renewals_library(d->open_renewals, false));
	json_t *tickets = json_array();

	for (size_t i = 0; i < a->ticket_count; i++) {
		if (!site_has_project(site, a->tickets[i]))
			continue;
		json_array_append_new(tickets, json_string(a->tickets[i]));
		store_ticket_renewals(d->store, a->tickets[i], add_renewal, renewals, NULL);
	}
	return tickets;
}

/* A mail is one even when it names a ticket; what names one otherwise comes from it. */
static void
op_names(struct session *s, json_int_t id, const json_t *args)
{
	struct finding f = {
	    .s = s, .searches = MOST_SEARCHES, .known = json_array(), .unknown = json_array()};
	const json_t *text = json_object_get(args, "text");
	json_t *renewals = json_array(), *tickets;
	const char *origin = "alert";
	struct alert a;

	alert_read(&a, json_string_value(text), json_string_length(text));
	f.site = library_site(open_renewals_library(session_daemon(s)->open_renewals, false));
	f.sender = a.sender;
	f.of_stranger = is_of_stranger(&f, &a);
	for (size_t i = 0; i < a.name_count; i++)
		find_name(&f, &a.names[i]);
	tickets = find_tickets(s, &a, renewals);
	if (a.mail)
		origin = "mail";
	else if (json_array_size(tickets))
		origin = "ticket";
	session_ok(s, id,
	    json_pack("{s:s, s:o, s:o, s:o, s:o, s:I}", "origin", origin, "tickets", tickets,
		"renewals", renewals, "known", f.known, "unknown", f.unknown, "left_off",
		(json_int_t)f.left_off));
	alert_release(&a);
}

/* ---- procedures ---- */

const char *
renewal_procedure(const struct site *site, const struct row *row)
{
	const char *name = site_procedure(
	    site, kind_text(row->monitor.kind), row->leaf ? row->leaf->issuer_cn : "");

	return name ? name : "";
}

static const char *
value_of(void *ctx, const char *name, const char **instead)
{
	*instead = site_missing(ctx, name);
	return site_value(ctx, name);
}

/* What the procedure says of itself; no renewal is there yet to fill more holes than the site can. */
static json_t *
own_words(const struct site *site, const struct definition *p)
{
	struct buf text = {0};
	json_t *json;

	if (p->text)
		template_expand(
		    &text, p->text, TEMPLATE_PLAIN, value_of, (void *)(uintptr_t)site, NULL);
	json = json_string(buf_str(&text));
	buf_release(&text);
	return json;
}

/* Those that can be begun, the one that is right for the monitor first. The urgent channel is a
 * switch of the others. */
static void
op_procedures(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const struct library *library = open_renewals_library(d->open_renewals, true);
	const struct row *row = roster_find(d->roster, number_of(args, "monitor"));
	const struct definition *p;
	const char *usual;
	json_t *list = json_array();

	if (!row) {
		json_decref(list);
		session_error(
		    s, id, "not-found", json_pack("{s:I}", "id", number_of(args, "monitor")));
		return;
	}
	usual = renewal_procedure(library_site(library), row);
	for (size_t i = 0; (p = library_at(library, i)); i++) {
		json_t *one;
		if (!p->usable || p->urgent)
			continue;
		one = json_pack("{s:s, s:s, s:o, s:b}", "name", p->name, "title", p->title, "text",
		    own_words(library_site(library), p), "usual", !strcmp(p->name, usual));
		if (!strcmp(p->name, usual))
			json_array_insert_new(list, 0, one);
		else
			json_array_append_new(list, one);
	}
	session_ok(s, id,
	    json_pack("{s:o, s:b}", "procedures", list, "may_be_planned",
		!row->leaf && row->monitor.type != MONITOR_FILE));
}

const struct operation renewal_begin_operations[] = {
    {.name = "renewal.names",
	.right = RIGHT_READ,
	.run = op_names,
	.arguments = ARGUMENTS({"text", ARGUMENT_TEXT, true, .what = "an alert, a mail or a list"}),
	.what = "Whom a text that was pasted in is about.",
	.answer = "origin, tickets, renewals, known, unknown, left_off"},
    {.name = "renewal.procedures",
	.right = RIGHT_READ,
	.run = op_procedures,
	.arguments = ARGUMENTS(ARGUMENT_ID("monitor", "whose certificate is to be renewed")),
	.what = "The procedures that can be begun for it, the usual one first.",
	.answer = "procedures, may_be_planned"},
    {.name = NULL},
};
