#include "daemon/state/file_certificate.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"

#define PLACE "file" /* where an address stands of a monitor that has some */

static const char *
sha256_of(const json_t *facts)
{
	const char *text = json_string_value(json_object_get(facts, "sha256"));

	return text ? text : "";
}

static int64_t
time_of(const json_t *facts, const char *name)
{
	return json_integer_value(json_object_get(facts, name));
}

int
file_certificate_keep(struct daemon *d, json_t *facts, struct err *err)
{
	static const char *const of_items[] = {"kind", "fields", "leaf"};
	struct certificate c = {
	    .not_before = time_of(facts, "not_before"), .not_after = time_of(facts, "not_after")};
	json_t *bare;
	int rc;

	if (!sha256_is_hex(sha256_of(facts)))
		return err_set(err, "inspect-crashed", "a certificate without a digest");
	bare = json_copy(facts);
	for (size_t i = 0; i < sizeof(of_items) / sizeof(*of_items); i++)
		json_object_del(bare, of_items[i]);
	snprintf(c.sha256, sizeof(c.sha256), "%s", sha256_of(facts));
	c.facts = json_dumps(bare, JSON_COMPACT);
	rc = store_certificate_put(d->store, &c, err);
	free(c.facts);
	json_decref(bare);
	return rc;
}

static void
observe(struct observation *o, const json_t *facts, int64_t now)
{
	o->outcome = OUTCOME_OK;
	snprintf(o->sha256, sizeof(o->sha256), "%s", sha256_of(facts));
	mem_replace(&o->chain, sha256_of(facts));
	o->checked_at = o->seen_at = now;
}

static void
note_seen(struct monitor *m, int64_t now)
{
	m->outcome = OUTCOME_OK;
	m->checked_at = now;
	m->next_probe_at = 0;
	m->failures = 0;
}

int
file_certificate_write(struct daemon *d, const struct actor *actor, const struct row *row,
    json_t *facts, struct err *err)
{
	struct observation o = {.monitor = row->monitor.id,
	    .address = mem_strdup(PLACE),
	    .detail = mem_strdup(""),
	    .chain = mem_strdup("")};
	json_t *before = row->leaf ? json_pack("{s:s}", "certificate", row->leaf->sha256) : NULL,
	       *after = json_pack("{s:s}", "certificate", sha256_of(facts));
	struct monitor m = row->monitor; /* its texts stay the row's */
	int rc;

	observe(&o, facts, clock_wall(d->clock));
	note_seen(&m, clock_wall(d->clock));
	rc = file_certificate_keep(d, facts, err);
	if (!rc)
		rc = store_observation_put(d->store, &o, err);
	if (!rc)
		rc = store_monitor_probed(d->store, &m, err);
	if (!rc)
		rc =
		    writer_event(d->writer, actor, "monitor.certificate", m.id, before, after, err);
	observation_release(&o);
	json_decref(before);
	json_decref(after);
	return rc;
}

void
file_certificate_written(struct daemon *d, struct row *row, json_t *facts)
{
	int64_t now = clock_wall(d->clock);

	leaf_cache_known(roster_leaf_cache(d->roster), sha256_of(facts), facts);
	observe(row_address(row, PLACE, ""), facts, now);
	note_seen(&row->monitor, now);
	roster_judge(d->roster, row, now);
	roster_changed(d->roster, row);
}

/* ---- at the end of a renewal ---- */

/* The facts of what the renewal brought, as they were kept when it passed its gate; NULL: none. */
static json_t *
brought(const struct daemon *d, const struct loaded_renewal *t)
{
	static const char *const roles[] = {"p12", "certificate"};
	json_t *doc = renewal_json(t->renewal), *facts = NULL;

	for (size_t i = 0; i < 2 && !facts; i++) {
		const char *sha256 = json_string_value(
		    json_object_get(json_object_get(json_object_get(doc, "documents"), roles[i]),
			"certificate_sha256"));
		if (sha256)
			facts = certificate_facts(d->roster, sha256, d->store);
	}
	json_decref(doc);
	return facts;
}

/* Calls for every file monitor of it that has not that certificate yet. */
static int
each_heir(struct daemon *d, const struct loaded_renewal *t,
    int (*call)(struct daemon *d, const struct actor *actor, struct row *row, json_t *facts,
	struct err *err),
    const struct actor *actor, struct err *err)
{
	json_t *facts = brought(d, t);
	int rc = 0;

	for (size_t i = 0; facts && !rc && i < t->record.monitor_count; i++) {
		struct row *row = roster_find(d->roster, t->record.monitors[i]);
		if (row && row->monitor.type == MONITOR_FILE &&
		    (!row->leaf || strcmp(row->leaf->sha256, sha256_of(facts)) != 0))
			rc = call(d, actor, row, facts, err);
	}
	json_decref(facts);
	return rc;
}

static int
heir_write(
    struct daemon *d, const struct actor *actor, struct row *row, json_t *facts, struct err *err)
{
	return file_certificate_write(d, actor, row, facts, err);
}

static int
heir_written(
    struct daemon *d, const struct actor *actor, struct row *row, json_t *facts, struct err *err)
{
	(void)actor;
	(void)err;
	file_certificate_written(d, row, facts);
	return 0;
}

int
file_certificate_replace(
    struct daemon *d, const struct actor *actor, const struct loaded_renewal *t, struct err *err)
{
	return each_heir(d, t, heir_write, actor, err);
}

void
file_certificate_replaced(struct daemon *d, const struct loaded_renewal *t)
{
	each_heir(d, t, heir_written, NULL, NULL);
}
