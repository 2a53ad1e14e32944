/* What a text names (inventory/alert.h) is sought all at once: first its names and serial numbers among
 * those of the certificates that are served, then its hosts and these certificates among the monitors.
 * What was hit is told in the order of the text, hosts first. A host that is not watched is a candidate to be,
 * unless it is of the tool that alerts: what that is called, where it is and where its links lead is
 * never what it tells of.
 *
 * The names that people give to monitors are looked for in the text only where nothing else is in it,
 * but for those of certificates in files, which have no other. */
#include "daemon/operations/alert_search.h"

#include "base/clock.h"
#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/renewal_start.h"
#include "daemon/probing/monitor_table.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "inventory/alert.h"
#include "inventory/announced.h"
#include "inventory/phrases.h"
#include "procedure/calendar.h"
#include "procedure/site.h"
#include "wire/protocol.h"

enum {
	KNOWN_BYTES =
	    LINE_MAX_BYTES / 3, /* the answer is one line, and a host may have many monitors */
	HITS_MOST = 1000,       /* of one name; more are counted */
	MATCHES_MOST = 10000    /* certificates that have one of the names */
};

enum hit_by { BY_HOST, BY_CERTIFICATE };

struct hit {
	const struct row *row;
	enum hit_by by;
};

/* A host, "*.exemple.cat" or a serial number of the text. */
struct sought {
	char *key;                     /* as certificates and monitors have it */
	const struct alert_name *name; /* NULL: a serial number */
	struct hit *hits;
	size_t count, left_off;
};

struct match {
	char sha256[65];
	struct sought *sought;
};

struct search {
	struct daemon *d;
	const struct site *site;
	const struct announced *said;
	const char *sender;    /* the domain that the alert came from; "" */
	bool of_stranger;      /* that domain is no more than that of whoever alerts */
	struct sought *sought; /* in the order of the text */
	struct sought **by_key;
	size_t sought_count;
	struct match *matches; /* by sha256, once all are there */
	size_t match_count;
	struct monitor_table *told; /* rows that are known or left off: each is once */
	json_t *known, *unknown, *certificates;
	size_t bytes, left_off; /* of the known ones: so long, and so many that did not fit */
};

/* ---- what is announced ---- */

static bool
is_day(const char *date, int64_t at)
{
	int32_t day = day_from_text(date);

	return day != DAY_NONE && (day == day_at(at) || day == (int32_t)(at / 86400));
}

/* Hours of sending and time zones make a day of difference, and two where it is not said when it was sent. */
static bool
is_announced(const struct search *s, int64_t not_after)
{
	const struct announced *a = s->said;
	int32_t from = *a->sent ? day_from_text(a->sent) : day_at(clock_wall(s->d->clock));

	for (size_t i = 0; i < a->count; i++)
		if (is_day(a->dates[i].text, not_after) || is_day(a->dates[i].other, not_after))
			return true;
	return !a->count && a->has_days &&
	       abs(day_at(not_after) - (from + a->days)) <= (*a->sent ? 1 : 2);
}

static void
put_agreement(const struct search *s, const struct row *row, json_t *into)
{
	bool agrees = row->leaf && is_announced(s, row->leaf->not_after);

	json_object_set_new(
	    into, "not_after", json_integer(row->leaf ? (json_int_t)row->leaf->not_after : 0));
	if (!row->leaf || (!s->said->count && !s->said->has_days))
		return;
	for (size_t i = 0; i < row->address_count && !agrees; i++) {
		const char *sha256 = row->addresses[i].sha256;
		const struct leaf *leaf =
		    *sha256 ? leaf_cache_find(roster_leaf_cache(s->d->roster), sha256) : NULL;
		agrees = leaf && is_announced(s, leaf->not_after);
	}
	json_object_set_new(into, "agrees", json_boolean(agrees));
}

/* ---- what is found ---- */

static void
add_known(struct search *s, const struct row *row)
{
	const struct monitor *m = &row->monitor;
	json_int_t renewal = row->renewal ? row->renewal->id : 0;
	json_t *one;
	size_t bytes;

	if (monitor_table_get(s->told, m->id))
		return;
	monitor_table_set(s->told, m->id, (void *)(uintptr_t)row);
	if (s->left_off) {
		s->left_off++;
		return;
	}
	one = json_pack("{s:I, s:s, s:s, s:i, s:s, s:I, s:s}", "id", (json_int_t)m->id, "name",
	    m->name, "host", m->host, "port", m->port, "type", monitor_type_text(m->type),
	    "renewal", renewal, "procedure", renewal_procedure(s->site, row));
	put_agreement(s, row, one);
	bytes = json_dumpb(one, NULL, 0, JSON_COMPACT);
	if (s->bytes + bytes > KNOWN_BYTES) {
		s->left_off++;
		json_decref(one);
		return;
	}
	s->bytes += bytes;
	json_array_append_new(s->known, one);
}

/* On the port 25 a mail server is asked for STARTTLS. */
static enum protocol
protocol_of(int port)
{
	for (int p = 0; p < PROTOCOL_COUNT; p++)
		if (protocol_port((enum protocol)p) == port)
			return (enum protocol)p;
	return PROTOCOL_TLS;
}

static void
add_unknown(struct search *s, const char *host, int port)
{
	json_t *one;
	size_t i;

	port = port ? port : 443;
	json_array_foreach(s->unknown, i, one) {
		if (number_of(one, "port") == port && !strcmp(text_of(one, "host"), host))
			return;
	}
	json_array_append_new(s->unknown, json_pack("{s:s, s:i, s:s}", "host", host, "port", port,
					      "protocol", protocol_text(protocol_of(port))));
}

/* Those that were hit so, on that port (0: any). How many. */
static size_t
add_hits(struct search *s, const struct sought *q, enum hit_by by, int port)
{
	size_t count = 0;

	for (size_t i = 0; i < q->count; i++) {
		if (q->hits[i].by != by || (port && q->hits[i].row->monitor.port != port))
			continue;
		count++;
		add_known(s, q->hits[i].row);
	}
	s->left_off += count ? q->left_off : 0;
	return count;
}

/* ---- seeking ---- */

static int
by_key(const void *left, const void *right)
{
	const struct sought *const *a = left, *const *b = right;

	return strcasecmp((*a)->key, (*b)->key);
}

static int
by_sha256(const void *left, const void *right)
{
	const struct match *a = left, *b = right;

	return strcmp(a->sha256, b->sha256);
}

/* The first of those with that key; they stand side by side. NULL: none. */
static struct sought **
find_key(const struct search *s, const char *key)
{
	struct sought wanted = {.key = (char *)(uintptr_t)key}, *pointer = &wanted, **found;

	found = s->sought_count
		    ? bsearch(&pointer, s->by_key, s->sought_count, sizeof(*found), by_key)
		    : NULL;
	while (found && found > s->by_key && !strcasecmp(found[-1]->key, key))
		found--;
	return found;
}

static void
add_hit(struct sought *q, const struct row *row, enum hit_by by)
{
	if (q->count && q->hits[q->count - 1].row == row && q->hits[q->count - 1].by == by)
		return;
	if (q->count == HITS_MOST) {
		q->left_off++;
		return;
	}
	q->hits = mem_resize(q->hits, q->count + 1, sizeof(*q->hits));
	q->hits[q->count++] = (struct hit){row, by};
}

/* What is told of each sought one that a certificate has. */
struct scan {
	struct search *s;
	const char *sha256;    /* it becomes a match; or: */
	const struct row *row; /* it becomes a hit */
};

static void
scan_key(const struct scan *c, const char *text, size_t len)
{
	struct search *s = c->s;
	char key[256];
	struct sought **found;

	if (!len || len >= sizeof(key))
		return;
	memcpy(key, text, len);
	key[len] = '\0';
	found = find_key(s, key);
	for (; found && found < s->by_key + s->sought_count && !strcasecmp((*found)->key, key);
	     found++) {
		if (c->row) {
			add_hit(*found, c->row, BY_CERTIFICATE);
		} else if (s->match_count < MATCHES_MOST) {
			s->matches =
			    mem_resize(s->matches, s->match_count + 1, sizeof(*s->matches));
			snprintf(s->matches[s->match_count].sha256, 65, "%s", c->sha256);
			s->matches[s->match_count++].sought = *found;
		}
	}
}

/* Its names and its number, without reading all of the JSON: within a text of it a '"' has a '\' before it. */
static void
scan_facts(const struct scan *c, const char *facts)
{
	static const char name[] = "\"DNS:", serial[] = "\"serial\":";
	const char *at = strstr(facts, serial);

	if (at) {
		at += sizeof(serial) - 1;
		at += strspn(at, " \"0");
		scan_key(c, at, strcspn(at, "\""));
	}
	for (at = strstr(facts, name); at; at = strstr(at, name)) {
		bool within = at > facts && at[-1] == '\\';

		at += sizeof(name) - 1;
		if (!within)
			scan_key(c, at, strcspn(at, "\""));
	}
}

static bool
scan_stored(const struct certificate *certificate, void *arg)
{
	const struct scan c = {arg, certificate->sha256, NULL};

	scan_facts(&c, certificate->facts);
	return true;
}

static void
scan_host(const struct search *s, const struct row *row, const char *host)
{
	struct sought **found = host && *host ? find_key(s, host) : NULL;

	for (; found && found < s->by_key + s->sought_count && !strcasecmp((*found)->key, host);
	     found++)
		if ((*found)->name)
			add_hit(*found, row, BY_HOST);
}

static void
scan_row(struct search *s, const struct row *row)
{
	const struct scan own = {s, NULL, row};

	scan_host(s, row, row->monitor.host);
	scan_host(s, row, row->monitor.sni);
	if (row->leaf && row->leaf->facts)
		scan_facts(&own, row->leaf->facts);
	for (size_t i = 0; s->match_count && i < row->address_count; i++) {
		struct match wanted, *found;

		snprintf(wanted.sha256, sizeof(wanted.sha256), "%s", row->addresses[i].sha256);
		found =
		    bsearch(&wanted, s->matches, s->match_count, sizeof(*s->matches), by_sha256);
		while (found && found > s->matches && !by_sha256(found - 1, &wanted))
			found--;
		for (; found && found < s->matches + s->match_count && !by_sha256(found, &wanted);
		     found++)
			add_hit(found->sought, row, BY_CERTIFICATE);
	}
}

static void
seek(struct search *s)
{
	const struct roster *roster = s->d->roster;

	if (!s->sought_count)
		return;
	qsort(s->by_key, s->sought_count, sizeof(*s->by_key), by_key);
	store_certificate_each(s->d->store, scan_stored, s, NULL);
	if (s->match_count)
		qsort(s->matches, s->match_count, sizeof(*s->matches), by_sha256);
	for (size_t i = 0; i < roster_slots(roster); i++)
		if (!roster_at(roster, i)->gone)
			scan_row(s, roster_at(roster, i));
}

static void
add_sought(struct search *s, char *key, const struct alert_name *name)
{
	s->sought[s->sought_count] = (struct sought){.key = key, .name = name};
	s->by_key[s->sought_count] = &s->sought[s->sought_count];
	s->sought_count++;
}

static void
collect(struct search *s, const struct alert *a)
{
	size_t most = a->name_count + a->serial_count + 1;

	s->sought = mem_array(most, sizeof(*s->sought));
	s->by_key = mem_array(most, sizeof(struct sought *));
	for (size_t i = 0; i < a->name_count; i++) {
		const struct alert_name *name = &a->names[i];
		char *host = NULL;

		if (!certificate_name_parse(name->host, &host))
			add_sought(s, host, name);
	}
	for (size_t i = 0; i < a->serial_count; i++)
		add_sought(s, mem_strdup(a->serials[i]), NULL);
}

static void
search_release(struct search *s)
{
	for (size_t i = 0; i < s->sought_count; i++) {
		free(s->sought[i].key);
		free(s->sought[i].hits);
	}
	free(s->sought);
	free(s->by_key);
	free(s->matches);
	monitor_table_free(s->told);
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
is_watched_under(const struct search *s, const char *domain)
{
	const struct roster *roster = s->d->roster;

	for (size_t i = 0; i < roster_slots(roster); i++) {
		const struct row *row = roster_at(roster, i);
		if (!row->gone && is_at(row->monitor.host, domain))
			return true;
	}
	return false;
}

/* Does a stranger send it, who writes about others than himself? Then what is of his domain is his. */
static bool
is_of_stranger(const struct search *s, const struct alert *a)
{
	for (size_t i = 0; i < a->name_count; i++) {
		const char *host = a->names[i].host;
		if (!a->names[i].linked && !is_at(host, a->sender) &&
		    !site_is_alert_tool(s->site, host))
			return !is_watched_under(s, a->sender);
	}
	return false;
}

static bool
is_tool(const struct search *s, const char *host)
{
	return site_is_alert_tool(s->site, host) || !strcasecmp(host, s->sender) ||
	       (s->of_stranger && is_at(host, s->sender));
}

/* Where the tickets are, not what they are about. */
static bool
is_tickets(const struct search *s, const char *host)
{
	const char *jira = site_tickets_url(s->site), *at = jira ? strstr(jira, host) : NULL;
	size_t len = strlen(host);

	return at && at > jira && at[-1] == '/' && (at[len] == '\0' || at[len] == '/');
}

/* ---- telling ---- */

static void
tell_certificate(struct search *s, const struct sought *q)
{
	if (add_hits(s, q, BY_HOST, 0) + add_hits(s, q, BY_CERTIFICATE, 0) || q->name)
		json_array_append_new(s->certificates, json_string(q->key));
}

/* The port that a scheme stands for is a guess: a host that is watched on another one is meant. What
 * alerts come from is watched too, perhaps: then a link to it alone does not mean it. */
static void
tell_host(struct search *s, const struct sought *q)
{
	const struct alert_name *name = q->name;
	bool tool = is_tool(s, q->key);

	if (is_tickets(s, q->key) || (tool && name->linked) ||
	    add_hits(s, q, BY_HOST, name->port) || (!name->said && add_hits(s, q, BY_HOST, 0)) ||
	    tool || add_hits(s, q, BY_CERTIFICATE, name->said ? name->port : 0))
		return;
	add_unknown(s, q->key, name->port);
}

/* ---- the names that people give ---- */

/* "seu" of seu.exemple.cat; of an address nothing. */
static bool
has_first_label(const struct phrases *text, const struct monitor *m)
{
	const char *host = m->host + (host_is_wildcard(m->host) ? 2 : 0);
	size_t len = strcspn(host, ".:");
	char *label;
	bool has;

	if (m->type == MONITOR_FILE || !host[len] || strspn(host, "0123456789") == len)
		return false;
	label = mem_strndup(host, len);
	has = phrases_have(text, label);
	free(label);
	return has;
}

static bool
is_named(const struct search *s, const struct phrases *text, const struct row *row)
{
	const struct monitor *m = &row->monitor;
	const char *service = row_service(row);

	return !is_tool(s, m->host) && (phrases_have(text, m->name) || has_first_label(text, m) ||
					   (*service && phrases_have(text, service)));
}

static void
tell_named(struct search *s, const char *text)
{
	const struct roster *roster = s->d->roster;
	struct phrases *phrases = phrases_new(text);

	for (size_t i = 0; i < roster_slots(roster); i++) {
		const struct row *row = roster_at(roster, i);
		if (!row->gone && row->monitor.type == MONITOR_FILE &&
		    phrases_are_several(row->monitor.name) &&
		    phrases_have(phrases, row->monitor.name))
			add_known(s, row);
	}
	if (!json_array_size(s->known) && !json_array_size(s->unknown))
		for (size_t i = 0; i < roster_slots(roster); i++)
			if (!roster_at(roster, i)->gone &&
			    is_named(s, phrases, roster_at(roster, i)))
				add_known(s, roster_at(roster, i));
	phrases_free(phrases);
}

/* A row is the roster's. */
static void
keep_row(void *row)
{
	(void)row;
}

static bool
is_named_host(const struct sought *q)
{
	return q->name && !host_is_wildcard(q->key);
}

json_t *
alert_search(struct daemon *d, const struct alert *a, const struct announced *said)
{
	struct search s = {.d = d,
	    .site = library_site(open_renewals_library(d->open_renewals, false)),
	    .said = said,
	    .sender = a->sender,
	    .told = monitor_table_new(keep_row),
	    .known = json_array(),
	    .unknown = json_array(),
	    .certificates = json_array()};

	s.of_stranger = is_of_stranger(&s, a);
	collect(&s, a);
	seek(&s);
	for (size_t i = 0; i < s.sought_count; i++)
		if (is_named_host(&s.sought[i]))
			tell_host(&s, &s.sought[i]);
	for (size_t i = 0; i < s.sought_count; i++)
		if (!is_named_host(&s.sought[i]))
			tell_certificate(&s, &s.sought[i]);
	tell_named(&s, a->text);
	search_release(&s);
	return json_pack("{s:o, s:o, s:o, s:I}", "known", s.known, "unknown", s.unknown,
	    "certificates", s.certificates, "left_off", (json_int_t)s.left_off);
}
