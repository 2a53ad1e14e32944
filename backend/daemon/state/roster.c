/* Rows stand in an array in the order of their ids, which only grow: a retired one stays, marked gone, so that an index
 * found once stays good and followers hear of it. Three other orders go through the same rows: the chain of changes
 * (oldest first, a row moves to its end when it changes), the endpoints of the watched ones, and each row's service,
 * found anew whenever a service changes.
 *
 * What a row shows (its certificate, deadlines, problems) is never stored but worked out from its addresses by
 * roster_judge: after a result, after a change of lead, and as time passes. */
#include "daemon/state/roster.h"

#include "base/config.h"
#include "base/mem.h"
#include "base/text.h"
#include "daemon/state/accepted.h"
#include "daemon/state/declared_dates.h"
#include "daemon/state/wildcard_hosts.h"
#include "daemon/state/endpoint_index.h"
#include "daemon/state/renewal_summary.h"
#include "daemon/state/services_index.h"

struct roster {
	const struct config *config;
	const struct services_index *services_index;
	struct row **rows; /* in order of id; gone ones stay */
	size_t count, room, watched;
	struct row *oldest, *newest; /* the chain of changes */
	struct follower *followers;
	struct endpoint_index endpoints; /* of the watched ones */
	struct leaf_cache *leaf_cache;
	int adopted[KIND_COUNT]; /* leads in days; -1: the configured one */
	struct row **wildcards;  /* that are one, or were */
	size_t wildcard_count;
	const struct site *(*site)(void *arg); /* NULL: nobody knows it yet */
	void *site_arg;
};

struct roster *
roster_new(const struct config *config, const struct services_index *services)
{
	struct roster *r = mem_alloc(sizeof(*r));

	r->config = config;
	r->services_index = services;
	r->leaf_cache = leaf_cache_new();
	for (int i = 0; i < KIND_COUNT; i++)
		r->adopted[i] = -1;
	return r;
}

void
roster_free(struct roster *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->count; i++)
		row_free(r->rows[i]);
	leaf_cache_free(r->leaf_cache);
	free(r->wildcards);
	endpoint_index_release(&r->endpoints);
	free(r->rows);
	free(r);
}

struct leaf_cache *
roster_leaf_cache(const struct roster *r)
{
	return r->leaf_cache;
}

size_t
roster_count(const struct roster *r)
{
	return r->watched;
}

size_t
roster_slots(const struct roster *r)
{
	return r->count;
}

struct row *
roster_at(const struct roster *r, size_t i)
{
	return r->rows[i];
}

/* Where the row of that id stands, or would. */
static size_t
place_of(const struct roster *r, int64_t id)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->rows[middle]->monitor.id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct row *
roster_find(const struct roster *r, int64_t id)
{
	size_t at = place_of(r, id);

	if (at == r->count || r->rows[at]->monitor.id != id || r->rows[at]->gone)
		return NULL;
	return r->rows[at];
}

/* ---- the chain of changes ---- */

static void
chain_append(struct roster *r, struct row *row)
{
	row->older = r->newest;
	row->newer = NULL;
	if (r->newest)
		r->newest->newer = row;
	else
		r->oldest = row;
	r->newest = row;
}

static void
chain_remove(struct roster *r, struct row *row)
{
	for (struct follower *f = r->followers; f; f = f->link)
		if (f->next == row)
			f->next = row->newer;
	if (row->older)
		row->older->newer = row->newer;
	else
		r->oldest = row->newer;
	if (row->newer)
		row->newer->older = row->older;
	else
		r->newest = row->older;
}

static void
chain_wake(struct roster *r, struct row *row)
{
	for (struct follower *f = r->followers; f; f = f->link) {
		if (!f->next)
			f->next = row;
		f->woken(f->arg);
	}
}

void
roster_changed(struct roster *r, struct row *row)
{
	if (r->newest != row) {
		chain_remove(r, row);
		chain_append(r, row);
	}
	chain_wake(r, row);
}

void
roster_follow(struct roster *r, struct follower *f)
{
	f->next = NULL;
	f->link = r->followers;
	r->followers = f;
}

void
roster_unfollow(struct roster *r, struct follower *f)
{
	for (struct follower **at = &r->followers; *at; at = &(*at)->link)
		if (*at == f) {
			*at = f->link;
			return;
		}
}

/* ---- rows by endpoint ---- */

struct row *
roster_endpoint(struct roster *r, const struct monitor *m)
{
	struct monitor *found = endpoint_index_find(&r->endpoints, m);

	return found ? (struct row *)((char *)found - offsetof(struct row, monitor)) : NULL;
}

/* ---- services ---- */

/* By hand wins, also where it names no service that is known. */
static const struct service *
service_of(const struct roster *r, const struct monitor *m)
{
	return *m->service ? services_index_named(r->services_index, m->service)
			   : services_index_of_monitor(r->services_index, m);
}

void
roster_resolve(struct roster *r, int64_t service)
{
	for (size_t i = 0; i < r->count; i++) {
		struct row *row = r->rows[i];
		const struct service *before = row->service;
		row->service = service_of(r, &row->monitor);
		if (row->gone || *row->monitor.service)
			continue;
		if (row->service != before || (row->service && row->service->id == service))
			roster_changed(r, row);
	}
}

/* ---- wildcards, and the hosts that serve them (state/wildcard_hosts.h) ---- */

static void
note_wildcard(struct roster *r, struct row *row)
{
	if (!is_of_wildcard(&row->monitor))
		return;
	for (size_t i = 0; i < r->wildcard_count; i++)
		if (r->wildcards[i] == row)
			return;
	r->wildcards = mem_resize(r->wildcards, r->wildcard_count + 1, sizeof(*r->wildcards));
	r->wildcards[r->wildcard_count++] = row;
}

/* From the last one on: whoever loses one after another goes through all of them once. */
static void
find_server(const struct roster *r, struct row *wildcard)
{
	size_t from = place_of(r, wildcard->served_by);

	wildcard->served_by = 0;
	for (size_t i = 0; i < r->count && !wildcard->served_by; i++) {
		const struct row *row = r->rows[(from + i) % r->count];

		if (wildcard_may_be_served_by(&wildcard->monitor, row))
			wildcard->served_by = row->monitor.id;
	}
}

static void
judge_served(const struct roster *r, struct row *wildcard)
{
	const struct row *by = roster_find(r, wildcard->served_by);

	if (!by || !wildcard_may_be_served_by(&wildcard->monitor, by))
		find_server(r, wildcard);
	wildcard->problems &= ~PROBLEM_BIT(PROBLEM_HOSTS_NOT_SAID);
	if (!wildcard->served_by)
		wildcard->problems |= PROBLEM_BIT(PROBLEM_HOSTS_NOT_SAID);
}

json_t *
roster_hosts_of(const struct roster *r, const struct monitor *wildcard)
{
	return wildcard_hosts_json(r->rows, r->count, wildcard);
}

/* Something became known of a row, or it is not watched any more. */
static void
hear_of_host(struct roster *r, const struct row *row)
{
	for (size_t i = 0; i < r->wildcard_count; i++) {
		struct row *wildcard = r->wildcards[i];
		bool serves = wildcard_may_be_served_by(&wildcard->monitor, row),
		     served = wildcard->served_by != 0;

		if (wildcard->gone || !is_of_wildcard(&wildcard->monitor) ||
		    (serves ? served : wildcard->served_by != row->monitor.id))
			continue;
		if (serves)
			wildcard->served_by = row->monitor.id;
		judge_served(r, wildcard);
		if (served != (wildcard->served_by != 0))
			roster_changed(r, wildcard);
	}
}

/* ---- rows ---- */

static struct row *
row_insert(struct roster *r, size_t at, struct monitor *m)
{
	struct row *row = row_new(m);

	row->service = service_of(r, &row->monitor);
	if (r->count == r->room) {
		r->room = r->room ? r->room * 2 : 256;
		r->rows = mem_resize(r->rows, r->room, sizeof(*r->rows));
	}
	memmove(&r->rows[at + 1], &r->rows[at], (r->count - at) * sizeof(struct row *));
	r->rows[at] = row;
	r->count++;
	r->watched++;
	chain_append(r, row);
	endpoint_index_add(&r->endpoints, &row->monitor);
	note_wildcard(r, row);
	return row;
}

struct row *
roster_add(struct roster *r, struct monitor *m)
{
	struct row *row = row_insert(r, r->count, m);

	chain_wake(r, row);
	return row;
}

void
roster_edit(struct roster *r, struct row *row, struct monitor *m, int64_t now)
{
	endpoint_index_remove(&r->endpoints, &row->monitor);
	monitor_release(&row->monitor);
	row->monitor = *m;
	*m = (struct monitor){0};
	row->service = service_of(r, &row->monitor);
	endpoint_index_add(&r->endpoints, &row->monitor);
	note_wildcard(r, row);
	roster_judge(r, row, now);
	roster_changed(r, row);
}

void
roster_retire(struct roster *r, struct row *row)
{
	endpoint_index_remove(&r->endpoints, &row->monitor);
	row->gone = true;
	r->watched--;
	hear_of_host(r, row);
	roster_changed(r, row);
}

/* ---- judging ---- */

static int
roster_lead(const struct roster *r, const struct monitor *m)
{
	if (m->lead >= 0)
		return m->lead;
	return r->adopted[m->kind] >= 0 ? r->adopted[m->kind] : roster_lead_configured(r, m->kind);
}

int
roster_lead_configured(const struct roster *r, enum kind kind)
{
	if (kind == KIND_AUTOMATIC)
		return 0;
	return kind == KIND_DEVICE ? r->config->lead_device : r->config->lead_server;
}

int
roster_lead_adopted(const struct roster *r, enum kind kind)
{
	return r->adopted[kind];
}

void
roster_adopt_lead(struct roster *r, enum kind kind, int days, int64_t now)
{
	r->adopted[kind] = days;
	for (size_t i = 0; i < r->count; i++) {
		struct row *row = r->rows[i];
		if (row->gone || row->monitor.kind != kind)
			continue;
		roster_judge(r, row, now);
		roster_changed(r, row);
	}
}

int
roster_interval(const struct roster *r, const struct row *row, int64_t now)
{
	bool critical = row->leaf && row->deadlines.end && now >= row->deadlines.critical;

	if (critical || (row->renewal && row->renewal->installing))
		return r->config->interval_critical;
	return r->config->interval;
}

/* Two addresses that show different certificates of one kind of key. A host may well have one of each kind, and
 * what an address showed when it was asked for its other key is compared with what others show of that kind. */
static bool
addresses_differ(const struct roster *r, const struct row *row)
{
	for (size_t i = 0; i < row->address_count; i++)
		for (size_t j = i + 1; j < row->address_count; j++) {
			const struct observation *a = &row->addresses[i], *b = &row->addresses[j];
			const struct leaf *one, *other;
			if (!*a->sha256 || !*b->sha256 || !strcmp(a->sha256, b->sha256) ||
			    !strcmp(a->address, b->address))
				continue;
			one = leaf_cache_find(r->leaf_cache, a->sha256);
			other = leaf_cache_find(r->leaf_cache, b->sha256);
			if (one && other && !strcmp(one->key_type, other->key_type))
				return true;
		}
	return false;
}

/* A host of which nothing was seen is never well, whatever is said of it (urgency_shown). */
static void
judge_declared(const struct roster *r, struct row *row)
{
	if (!row->leaf) {
		declared_deadlines(&row->monitor, roster_lead(r, &row->monitor), &row->deadlines);
		if (row->deadlines.lead_capped)
			row->problems |= PROBLEM_BIT(PROBLEM_PROCEDURE_DOES_NOT_FIT);
		if (row_is_declared(row) && row->monitor.type == MONITOR_ENDPOINT)
			row->problems |= PROBLEM_BIT(PROBLEM_DECLARED_ONLY);
		return;
	}
	if (declared_differs(row))
		row->problems |= PROBLEM_BIT(PROBLEM_DECLARED_DIFFERS);
	if (r->site && *row->monitor.declared_issuer &&
	    declared_issuer_differs(row, r->site(r->site_arg)))
		row->problems |= PROBLEM_BIT(PROBLEM_DECLARED_ISSUER_DIFFERS);
}

/* The dates of a row are those of the address whose certificate ends first; one whose dates cannot be read
 * ends before all others, so that it is seen. */
void
roster_judge(struct roster *r, struct row *row, int64_t now)
{
	int64_t end = INT64_MAX;
	uint32_t changes;

	row->leaf = NULL;
	row->deadlines = (struct deadlines){0};
	row->problems = 0;
	row->seen_at = 0;
	for (size_t i = 0; i < row->address_count; i++) {
		const struct observation *o = &row->addresses[i];
		const struct leaf *leaf =
		    *o->sha256 ? leaf_cache_find(r->leaf_cache, o->sha256) : NULL;
		struct deadlines d;
		struct validity v;
		if (o->seen_at > row->seen_at)
			row->seen_at = o->seen_at;
		if (!leaf)
			continue;
		row->problems |= o->problems;
		v = (struct validity){
		    leaf->not_before, leaf->not_after, o->path_end, roster_lead(r, &row->monitor)};
		if (deadlines_compute(&v, &d) < 0)
			row->problems |= PROBLEM_BIT(PROBLEM_BAD_LIFETIME);
		if (d.lead_capped)
			row->problems |= PROBLEM_BIT(PROBLEM_PROCEDURE_DOES_NOT_FIT);
		if (!row->leaf || d.end < end) {
			row->leaf = leaf;
			row->deadlines = d;
			end = d.end;
		}
	}
	if (row->address_count > 1 && addresses_differ(r, row))
		row->problems |= PROBLEM_BIT(PROBLEM_ADDRESSES_DIFFER);
	judge_declared(r, row);
	if (is_of_wildcard(&row->monitor))
		judge_served(r, row);
	else
		hear_of_host(r, row);
	/* nobody looks at a file: it is as it was handed over */
	row->stale = row->monitor.type != MONITOR_FILE && row->seen_at &&
		     now - row->seen_at > 2 * (int64_t)roster_interval(r, row, now);
	if (row->stale)
		row->problems |= PROBLEM_BIT(PROBLEM_STALE);
	changes = row->finding_count ? row_changes(row) : 0;
	if (changes & ~CHANGE_BIT(CHANGE_RENEWED))
		row->problems |= PROBLEM_BIT(PROBLEM_UNEXPECTED_CHANGE);
	if (changes & CHANGE_BIT(CHANGE_RENEWED))
		row->problems |= PROBLEM_BIT(PROBLEM_RENEWED_ELSEWHERE);
	row->accepted_problems = row->accepted_count ? accepted_now(row, now) : 0;
}

void
roster_ask_site(struct roster *r, const struct site *(*site)(void *arg), void *arg, int64_t now)
{
	r->site = site;
	r->site_arg = arg;
	for (size_t i = 0; i < r->count; i++)
		if (!r->rows[i]->gone && *r->rows[i]->monitor.declared_issuer)
			roster_judge(r, r->rows[i], now);
}

/* ---- loading ---- */

struct loading {
	struct roster *r;
	struct row *row; /* that of the last observation */
	int64_t only;    /* monitor; 0: all of them */
};

static struct row *
row_to_load(const struct loading *l, int64_t monitor)
{
	return l->only && l->only != monitor ? NULL : roster_find(l->r, monitor);
}

static bool
load_monitor(const struct monitor *m, void *arg)
{
	struct loading *l = arg;
	struct monitor copy;

	monitor_copy(&copy, m);
	row_insert(l->r, l->r->count, &copy);
	return true;
}

static bool
load_certificate(const struct certificate *c, void *arg)
{
	struct loading *l = arg;
	json_t *facts = json_loads(c->facts, 0, NULL);

	if (facts)
		leaf_cache_known(l->r->leaf_cache, c->sha256, facts);
	json_decref(facts);
	return true;
}

static bool
load_observation(const struct observation *o, void *arg)
{
	struct loading *l = arg;
	struct observation *own;
	char *address, *detail, *chain;

	if (!l->row || l->row->monitor.id != o->monitor)
		l->row = roster_find(l->r, o->monitor);
	if (!l->row)
		return true;
	own = row_address(l->row, o->address, o->key_type);
	address = own->address;
	detail = own->detail;
	chain = own->chain;
	*own = *o;
	own->address = address;
	own->detail = detail;
	own->chain = chain;
	mem_replace(&own->detail, o->detail);
	mem_replace(&own->chain, o->chain);
	return true;
}

static bool
load_acceptance(const struct acceptance *a, void *arg)
{
	struct row *row = row_to_load(arg, a->monitor);

	if (row)
		accepted_put(row, a);
	return true;
}

static bool
load_finding(const struct stored_finding *f, void *arg)
{
	struct row *row = row_to_load(arg, f->monitor);

	if (row)
		row_add_finding(row, f);
	return true;
}

int
roster_load(struct roster *r, struct store *s, int64_t now, struct err *err)
{
	struct loading l = {.r = r};

	if (store_monitor_each(s, load_monitor, &l, err) < 0 ||
	    store_certificate_each(s, load_certificate, &l, err) < 0 ||
	    store_observation_each(s, 0, load_observation, &l, err) < 0 ||
	    store_acceptance_each(s, load_acceptance, &l, err) < 0 ||
	    store_finding_each(s, load_finding, &l, err) < 0)
		return -1;
	for (size_t i = 0; i < r->count; i++)
		roster_judge(r, r->rows[i], now);
	return 0;
}

/* What was seen of one that nobody has held in memory since the start. */
static void
load_row(struct roster *r, struct store *s, struct row *row)
{
	struct loading l = {.r = r, .row = row, .only = row->monitor.id};

	store_observation_each(s, row->monitor.id, load_observation, &l, NULL);
	for (size_t i = 0; i < row->address_count; i++) {
		struct certificate c;

		if (!*row->addresses[i].sha256 ||
		    store_certificate_get(s, row->addresses[i].sha256, &c, NULL) < 0)
			continue;
		load_certificate(&c, &l);
		certificate_release(&c);
	}
	store_acceptance_each(s, load_acceptance, &l, NULL);
	store_finding_each(s, load_finding, &l, NULL);
}

struct row *
roster_restore(struct roster *r, struct store *s, struct monitor *m, int64_t now)
{
	size_t at = place_of(r, m->id);
	struct row *row = at < r->count && r->rows[at]->monitor.id == m->id ? r->rows[at] : NULL;

	if (row) {
		monitor_release(&row->monitor);
		row->monitor = *m;
		*m = (struct monitor){0};
		row->gone = false;
		row->renewal = NULL; /* was not kept up while it was gone */
		row->retires = 0;
		row->service = service_of(r, &row->monitor);
		endpoint_index_add(&r->endpoints, &row->monitor);
		r->watched++;
	} else {
		row = row_insert(r, at, m);
		load_row(r, s, row);
	}
	roster_judge(r, row, now);
	roster_changed(r, row);
	return row;
}
