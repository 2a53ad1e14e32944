#include "daemon/probing/overridden.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/sha256.h"
#include "daemon/probing/monitor_table.h"
#include "daemon/probing/scheduler.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "procedure/renewal_ask.h"

/* What nobody saw. */
struct awaited {
	int64_t renewal;
	char sha256[65];
};

struct overridden {
	struct roster *roster;
	struct monitor_table *awaited; /* of the monitors whose last renewal was overridden */
	struct probe_listener probe_listener;
	struct renewal_listener renewal_listener;
};

/* ---- looking ---- */

static bool
is_it(const struct roster *roster, const char *sha256, const char *awaited)
{
	const struct leaf *shown, *new = leaf_cache_find(roster_leaf_cache(roster), awaited);

	if (!strcmp(sha256, awaited))
		return true;
	shown = *sha256 ? leaf_cache_find(roster_leaf_cache(roster), sha256) : NULL;
	return shown && new && shown->not_after > new->not_after;
}

/* Every address that answers shows it, and one does. */
static bool
was_seen(const struct roster *roster, const struct row *row, const char *awaited)
{
	bool seen = false;

	for (size_t i = 0; i < row->address_count; i++) {
		const struct observation *o = &row->addresses[i];

		if (*o->key_type || o->outcome != OUTCOME_OK)
			continue;
		if (!is_it(roster, o->sha256, awaited))
			return false;
		seen = true;
	}
	return seen;
}

static void
look(struct row *row, void *arg)
{
	struct overridden *o = arg;
	const struct awaited *a = monitor_table_get(o->awaited, row->monitor.id);
	int64_t renewal = a && !was_seen(o->roster, row, a->sha256) ? a->renewal : 0;

	if (row->overridden == renewal)
		return;
	row->overridden = renewal;
	roster_changed(o->roster, row);
}

/* ---- remembering ---- */

static bool
has_override(const json_t *doc)
{
	const char *key;
	json_t *record;

	json_object_foreach(json_object_get(doc, "steps"), key, record) {
		if (json_object_get(record, "override"))
			return true;
	}
	return false;
}

/* In order of id: the last renewal of a monitor is the one that counts, open or closed; but an open one that brought
 * nothing yet takes nothing back. */
static void
recall(const struct stored_renewal *r, const json_t *doc, void *arg)
{
	struct overridden *o = arg;
	const char *digest = renewal_brought(doc);

	for (size_t i = 0; digest && i < r->monitor_count; i++) {
		struct row *row = roster_find(o->roster, r->monitors[i]);
		struct awaited *a = NULL;

		if (has_override(doc) && sha256_is_hex(digest)) {
			a = mem_alloc(sizeof(*a));
			a->renewal = r->id;
			memcpy(a->sha256, digest, sizeof(a->sha256));
		}
		monitor_table_set(o->awaited, r->monitors[i], a);
		if (row)
			look(row, o);
	}
}

static void
remember(const struct stored_renewal *r, void *arg)
{
	json_t *doc = json_loads(r->snapshot, 0, NULL);

	recall(r, doc, arg);
	json_decref(doc);
}

struct overridden *
overridden_new(struct roster *roster, struct open_renewals *renewals, struct scheduler *scheduler)
{
	struct overridden *o = mem_alloc(sizeof(*o));

	*o = (struct overridden){.roster = roster,
	    .awaited = monitor_table_new(free),
	    .probe_listener = {.ended = look, .arg = o},
	    .renewal_listener = {.recalled = recall, .written = remember, .arg = o}};
	scheduler_listen(scheduler, &o->probe_listener);
	open_renewals_listen(renewals, &o->renewal_listener);
	return o;
}

void
overridden_free(struct overridden *o)
{
	if (!o)
		return;
	monitor_table_free(o->awaited);
	free(o);
}
