#include "daemon/state/file_certificate.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sha256.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/writer.h"
#include "procedure/renewal.h"
#include "store/renewals.h"

#define PLACE "file" /* where an address stands of a monitor that has some */

struct file_certificates {
	const struct clock *clock;
	struct store *store;
	struct roster *roster;
	struct writer *writer;
};

struct file_certificates *
file_certificates_new(
    const struct clock *clock, struct store *store, struct roster *roster, struct writer *writer)
{
	struct file_certificates *f = mem_alloc(sizeof(*f));

	*f = (struct file_certificates){clock, store, roster, writer};
	return f;
}

void
file_certificates_free(struct file_certificates *f)
{
	free(f);
}

static const char *
sha256_of(const json_t *facts)
{
	return text_of(facts, "sha256");
}

int
file_certificate_keep(const struct file_certificates *f, json_t *facts, struct err *err)
{
	static const char *const of_items[] = {"kind", "fields", "leaf"};
	struct certificate c = {.not_before = number_of(facts, "not_before"),
	    .not_after = number_of(facts, "not_after")};
	json_t *bare;
	int rc;

	if (!sha256_is_hex(sha256_of(facts)))
		return err_set(err, "inspect-crashed", "a certificate without a digest");
	bare = json_copy(facts);
	for (size_t i = 0; i < sizeof(of_items) / sizeof(*of_items); i++)
		json_object_del(bare, of_items[i]);
	snprintf(c.sha256, sizeof(c.sha256), "%s", sha256_of(facts));
	c.facts = json_dumps(bare, JSON_COMPACT);
	rc = store_certificate_put(f->store, &c, err);
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
file_certificate_write(const struct file_certificates *f, const struct actor *actor,
    const struct row *row, json_t *facts, struct err *err)
{
	struct observation o = {.monitor = row->monitor.id,
	    .address = mem_strdup(PLACE),
	    .detail = mem_strdup(""),
	    .chain = mem_strdup("")};
	json_t *before = row->leaf ? json_pack("{s:s}", "certificate", row->leaf->sha256) : NULL,
	       *after = json_pack("{s:s}", "certificate", sha256_of(facts));
	struct monitor m = row->monitor; /* its texts stay the row's */
	int rc;

	observe(&o, facts, clock_wall(f->clock));
	note_seen(&m, clock_wall(f->clock));
	rc = file_certificate_keep(f, facts, err);
	if (!rc)
		rc = store_observation_put(f->store, &o, err);
	if (!rc)
		rc = store_monitor_probed(f->store, &m, err);
	if (!rc)
		rc =
		    writer_event(f->writer, actor, "monitor.certificate", m.id, before, after, err);
	observation_release(&o);
	json_decref(before);
	json_decref(after);
	return rc;
}

void
file_certificate_written(const struct file_certificates *f, struct row *row, json_t *facts)
{
	int64_t now = clock_wall(f->clock);

	leaf_cache_known(roster_leaf_cache(f->roster), sha256_of(facts), facts);
	observe(row_address(row, PLACE, ""), facts, now);
	note_seen(&row->monitor, now);
	roster_judge(f->roster, row, now);
	roster_changed(f->roster, row);
}

/* ---- at the end of a renewal ---- */

/* The facts of what the renewal brought, as they were kept when it passed its gate; NULL: none. */
static json_t *
brought(const struct file_certificates *f, const struct renewal *renewal)
{
	static const char *const roles[] = {"p12", "certificate"};
	json_t *doc = renewal_json(renewal), *facts = NULL;

	for (size_t i = 0; i < 2 && !facts; i++) {
		const char *sha256 =
		    string_of(json_object_get(json_object_get(doc, "documents"), roles[i]),
			"certificate_sha256");
		if (sha256)
			facts = certificate_facts(f->roster, sha256, f->store);
	}
	json_decref(doc);
	return facts;
}

/* Calls for every file monitor of it that has not that certificate yet. */
static int
each_file_monitor(const struct file_certificates *f, const struct stored_renewal *r,
    const struct renewal *renewal,
    int (*call)(const struct file_certificates *f, const struct actor *actor, struct row *row,
	json_t *facts, struct err *err),
    const struct actor *actor, struct err *err)
{
	json_t *facts = brought(f, renewal);
	int rc = 0;

	for (size_t i = 0; facts && !rc && i < r->monitor_count; i++) {
		struct row *row = roster_find(f->roster, r->monitors[i]);
		if (row && row->monitor.type == MONITOR_FILE &&
		    (!row->leaf || strcmp(row->leaf->sha256, sha256_of(facts)) != 0))
			rc = call(f, actor, row, facts, err);
	}
	json_decref(facts);
	return rc;
}

static int
write_one(const struct file_certificates *f, const struct actor *actor, struct row *row,
    json_t *facts, struct err *err)
{
	return file_certificate_write(f, actor, row, facts, err);
}

static int
written_one(const struct file_certificates *f, const struct actor *actor, struct row *row,
    json_t *facts, struct err *err)
{
	(void)actor;
	(void)err;
	file_certificate_written(f, row, facts);
	return 0;
}

int
file_certificate_replace(const struct file_certificates *f, const struct actor *actor,
    const struct stored_renewal *r, const struct renewal *renewal, struct err *err)
{
	return each_file_monitor(f, r, renewal, write_one, actor, err);
}

void
file_certificate_replaced(const struct file_certificates *f, const struct stored_renewal *r,
    const struct renewal *renewal)
{
	each_file_monitor(f, r, renewal, written_one, NULL, NULL);
}
