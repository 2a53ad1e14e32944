#include "daemon/probing/rollback.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sha256.h"
#include "daemon/probing/monitor_table.h"
#include "daemon/probing/scheduler.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "procedure/renewal_ask.h"

enum { SETTLING = 7 * 86400 /* seconds after a closing */ };

/* The certificate of a monitor's last renewal, which was closed. */
struct settled {
	int64_t renewal;
	int64_t closed_at;
	char sha256[65]; /* "": it is not known */
	bool seen;       /* all that the monitor served then was that one */
};

struct rollback {
	const struct clock *clock;
	struct roster *roster;
	struct open_renewals *renewals;
	struct store *store; /* since it was loaded */
	struct monitor_table *settled;
	struct probe_listener probe_listener;
	struct renewal_listener renewal_listener;
};

/* ---- remembering ---- */

/* All that the last verification saw of the monitor is the new certificate. One that was taken on a
 * person's word, or in spite of what was seen, is left in peace. */
static bool
was_seen(const json_t *doc, json_int_t monitor, const char *digest)
{
	const char *key;
	json_t *record, *one;
	bool seen = false;
	size_t i;

	json_object_foreach(json_object_get(doc, "steps"), key, record) {
		if (json_object_get(record, "override"))
			return false;
		json_array_foreach(json_object_get(record, "addresses"), i, one) {
			const json_t *shown = json_object_get(one, "sha256s");
			if (!shown || number_of(one, "monitor") != monitor ||
			    !json_array_size(shown))
				continue;
			if (json_array_size(shown) > 1 ||
			    strcmp(json_string_value(json_array_get(shown, 0)), digest) != 0)
				return false;
			seen = true;
		}
	}
	return seen;
}

static bool
is_withdrawn(const json_t *doc)
{
	return renewal_end_from(text_of(doc, "outcome")) == END_WITHDRAWN;
}

static json_t *
doc_of(const struct stored_renewal *r)
{
	return r->closed_at ? json_loads(r->snapshot, 0, NULL) : NULL;
}

/* What a renewal settled of one of its monitors; doc NULL: it is open, and asks for nothing. */
static void
remember_of(struct rollback *b, const struct stored_renewal *r, const json_t *doc, int64_t monitor)
{
	const char *digest = renewal_brought(doc);
	bool renewed = renewal_end_from(text_of(doc, "outcome")) == END_RENEWED;
	struct settled *settled = renewed ? mem_alloc(sizeof(*settled)) : NULL;

	if (settled)
		*settled = (struct settled){.renewal = r->id, .closed_at = r->closed_at};
	if (settled && digest && sha256_is_hex(digest)) {
		memcpy(settled->sha256, digest, sizeof(settled->sha256));
		settled->seen = was_seen(doc, monitor, digest);
	}
	monitor_table_set(b->settled, monitor, settled);
}

struct seeking {
	struct rollback *rollback;
	int64_t monitor;
};

/* The newest that was not withdrawn. */
static bool
remember_kept(const struct stored_renewal *r, void *arg)
{
	const struct seeking *k = arg;
	json_t *doc = doc_of(r);
	bool counts = !is_withdrawn(doc);

	if (counts)
		remember_of(k->rollback, r, doc, k->monitor);
	json_decref(doc);
	return !counts;
}

/* A renewal as it is stored now. Where it was withdrawn, the one before it counts again. */
static void
remember(const struct stored_renewal *r, void *arg)
{
	struct rollback *b = arg;
	json_t *doc = doc_of(r);
	struct err err = {0};

	for (size_t i = 0; i < r->monitor_count; i++) {
		struct seeking k = {b, r->monitors[i]};

		if (!is_withdrawn(doc))
			remember_of(b, r, doc, r->monitors[i]);
		else if (store_renewal_of_monitor(
			     b->store, r->monitors[i], remember_kept, &k, &err) < 0)
			log_error("the renewal before %lld: %s", (long long)r->id, err.text);
	}
	json_decref(doc);
}

/* In order of id: the last renewal of a monitor is the one that counts. */
static void
recall(const struct stored_renewal *r, const json_t *doc, void *arg)
{
	for (size_t i = 0; i < r->monitor_count && !is_withdrawn(doc); i++)
		remember_of(arg, r, r->closed_at ? doc : NULL, r->monitors[i]);
}

/* ---- comparing ---- */

/* Not another certificate merely, which may be a later one, but one that ends before it. */
static bool
is_older(const struct roster *roster, const char *sha256, const char *settled)
{
	const struct leaf *shown, *new = leaf_cache_find(roster_leaf_cache(roster), settled);

	if (!*sha256 || !strcmp(sha256, settled) || !new)
		return false;
	shown = leaf_cache_find(roster_leaf_cache(roster), sha256);
	return shown && shown->not_after < new->not_after;
}

/* The addresses that show an older one now; NULL when none does. */
static json_t *
rolled_back(const struct roster *roster, const struct row *row, const char *settled)
{
	json_t *list = NULL;

	for (size_t i = 0; i < row->address_count; i++) {
		const struct observation *o = &row->addresses[i];
		if (*o->key_type || o->seen_at != row->monitor.checked_at ||
		    !is_older(roster, o->sha256, settled))
			continue;
		if (!list)
			list = json_array();
		json_array_append_new(
		    list, json_pack("{s:I, s:s, s:[s], s:i, s:s}", "monitor",
			      (json_int_t)row->monitor.id, "address", o->address, "sha256s",
			      o->sha256, "connections", 1, "outcome", outcome_text(o->outcome)));
	}
	return list;
}

static void
compare_with_settled(struct row *row, void *arg)
{
	struct rollback *r = arg;
	const struct settled *settled = monitor_table_get(r->settled, row->monitor.id);
	const struct actor machine = {.uid = geteuid(), .login = "caducad", .proven = true};
	struct renewal_act act = {.what = "rolled-back",
	    .actor = machine.login,
	    .now = clock_wall(r->clock),
	    .version = -1};
	int64_t renewal;
	json_t *addresses, *args;
	struct loaded_renewal t = {0};
	struct err err = {0};

	if (!settled || !settled->seen || row->renewal)
		return;
	addresses = rolled_back(r->roster, row, settled->sha256);
	if (!addresses)
		return;
	renewal = settled->renewal; /* what was settled goes when the renewal is written */
	act.args = args = json_pack("{s:o}", "addresses", addresses);
	log_warning("monitor %lld serves an older certificate again: renewal %lld is opened anew",
	    (long long)row->monitor.id, (long long)renewal);
	if (open_renewals_do(r->renewals, &machine, renewal, &act, &t, &err) < 0)
		log_error("renewal %lld cannot be opened anew: %s", (long long)renewal, err.text);
	loaded_renewal_release(&t);
	json_decref(args);
}

bool
rollback_explains(const struct rollback *r, int64_t monitor, const char *before, const char *after)
{
	const struct settled *settled = monitor_table_get(r->settled, monitor);

	if (!settled)
		return false;
	if (!*settled->sha256)
		return clock_wall(r->clock) - settled->closed_at < SETTLING;
	if (!strcmp(settled->sha256, after))
		return true;
	return settled->seen && !strcmp(settled->sha256, before) &&
	       is_older(r->roster, after, settled->sha256);
}

struct rollback *
rollback_new(const struct clock *clock, struct store *store, struct roster *roster,
    struct open_renewals *renewals, struct scheduler *scheduler)
{
	struct rollback *r = mem_alloc(sizeof(*r));

	*r = (struct rollback){.clock = clock,
	    .store = store,
	    .roster = roster,
	    .renewals = renewals,
	    .settled = monitor_table_new(free),
	    .probe_listener = {.ended = compare_with_settled, .arg = r},
	    .renewal_listener = {.recalled = recall, .written = remember, .arg = r}};
	scheduler_listen(scheduler, &r->probe_listener);
	open_renewals_listen(renewals, &r->renewal_listener);
	return r;
}

void
rollback_free(struct rollback *r)
{
	if (!r)
		return;
	monitor_table_free(r->settled);
	free(r);
}
