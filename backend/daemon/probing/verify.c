/* A monitor that is being met has a tally: for each of its addresses which certificates it showed, on how many
 * connections. Each result adds to it, and asks for another probe, until every address that showed anything was met
 * often enough, or the rounds are used up: then the tally is whole. When those of all the renewal's monitors are, they
 * become one act of the engine, "observe", done by the machine itself; the engine judges.
 *
 * A tally that could not be written stays; where its monitor is met before it is, it begins anew.
 *
 * What begins it by itself: a result that shows the awaited certificate, unless that very result has just ended a
 * verification. A tally of a renewal that was closed, or that another has taken over, is dropped at the next result. */
#include "daemon/probing/verify.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sha256.h"
#include "base/text.h"
#include "daemon/probing/monitor_table.h"
#include "daemon/probing/scheduler.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "procedure/renewal_ask.h"
#include "wire/loop.h"

enum { ROUNDS_MAX = VERIFY_CONNECTIONS, LEAVES_MAX = 16, TALLIED_MAX = 64, RETRY_MS = 3000 };

/* What one monitor showed since the verification began:
 * [{"monitor","address","sha256s","connections","outcome"}], and "revoked": true where that is so. */
struct tally {
	int64_t renewal;
	int rounds;
	bool whole;     /* nothing more is expected of it */
	bool unwritten; /* and that was tried */
	json_t *addresses;
};

struct verify {
	const struct clock *clock;
	struct loop *loop;
	struct timer *retry; /* of what could not be written */
	struct roster *roster;
	struct open_renewals *renewals;
	struct scheduler *scheduler;
	struct monitor_table *tallies; /* of the monitors that are being met */
	const struct row *judged; /* whose result, the one being told of, ended a verification */
	struct probe_listener listener;
};

static void
tally_free(void *value)
{
	struct tally *t = value;

	json_decref(t->addresses);
	free(t);
}

static struct tally *
tally_of(const struct verify *v, const struct row *row)
{
	return monitor_table_get(v->tallies, row->monitor.id);
}

/* ---- gathering ---- */

static json_t *
address_of(struct tally *t, const struct row *row, const char *address)
{
	json_t *one;
	size_t i;

	json_array_foreach(t->addresses, i, one) {
		if (!strcmp(string_of(one, "address"), address))
			return one;
	}
	one = json_pack("{s:I, s:s, s:[], s:i}", "monitor", (json_int_t)row->monitor.id, "address",
	    address, "sha256s", "connections", 0);
	json_array_append_new(t->addresses, one);
	return one;
}

static void
add_leaf(json_t *list, const char *sha256)
{
	json_t *one;
	size_t i;

	if (!sha256_is_hex(sha256) || json_array_size(list) >= LEAVES_MAX)
		return;
	json_array_foreach(list, i, one) {
		int order = strcmp(json_string_value(one), sha256);
		if (order == 0)
			return;
		if (order > 0)
			break;
	}
	json_array_insert_new(list, i, json_string(sha256));
}

/* A host with a certificate of each kind of key was renewed when one of them is the awaited one:
 * what it shows when asked for its other key counts only then. */
static bool
is_judged(const json_t *seen, const char *awaited)
{
	const char *leaf = string_of(seen, "leaf");

	return !json_object_get(seen, "key_type") || (leaf && !strcmp(leaf, awaited));
}

/* The host itself says so, with what its CA signed. */
static bool
is_revoked(const json_t *seen)
{
	const json_t *problem;
	size_t i;

	json_array_foreach(json_object_get(seen, "problems"), i, problem) {
		if (problem_from(json_string_value(problem)) == PROBLEM_REVOKED)
			return true;
	}
	return false;
}

/* A worker that makes several connections at once says how many, and all that they showed. */
static void
add_address(struct tally *t, const struct row *row, const json_t *seen)
{
	const char *text = string_of(seen, "address");
	char *address = text_cleaned(text ? text : "", 64);
	json_t *one = address_of(t, row, address), *leaf, *list = json_object_get(one, "sha256s");
	const json_t *leaves = json_object_get(seen, "leaves");
	int outcome = outcome_from(string_of(seen, "outcome"));
	json_int_t made = number_of(seen, "connections") - number_of(seen, "failed");
	size_t i;

	json_object_set_new(one, "outcome",
	    json_string(outcome_text(outcome < 0 ? OUTCOME_CRASHED : (enum outcome)outcome)));
	add_leaf(list, string_of(seen, "leaf"));
	json_array_foreach(leaves, i, leaf) {
		add_leaf(list, json_string_value(leaf));
	}
	if (is_revoked(seen))
		json_object_set_new(one, "revoked", json_true());
	if (made < 1)
		made = json_is_string(json_object_get(seen, "leaf"));
	json_object_set_new(one, "connections", json_integer(number_of(one, "connections") + made));
	free(address);
}

static bool
is_whole(const struct tally *t)
{
	json_t *one;
	size_t i;

	if (t->rounds >= ROUNDS_MAX)
		return true;
	json_array_foreach(t->addresses, i, one) {
		if (json_array_size(json_object_get(one, "sha256s")) &&
		    number_of(one, "connections") < VERIFY_CONNECTIONS)
			return false;
	}
	return true;
}

/* ---- judging ---- */

static const char *
step_of_verification(const struct renewal *r, struct renewal_step *s)
{
	size_t count, i = 0;
	struct renewal_step *all = renewal_steps(r, &count);

	while (
	    i < count && (all[i].step->kind != STEP_VERIFY || all[i].state == STATE_NOT_APPLICABLE))
		i++;
	if (i < count)
		*s = all[i];
	free(all);
	return i < count ? s->key : NULL;
}

/* The monitor, where it can be met: a file cannot, nor a whole domain. NULL. */
static struct row *
probed_row(const struct verify *v, const struct renewal_summary *summary, size_t i)
{
	struct row *row = roster_find(v->roster, summary->monitors[i]);

	return row && monitor_is_probed(&row->monitor) ? row : NULL;
}

/* All that its monitors showed; NULL while one of them is still being met. */
static json_t *
all_addresses(const struct verify *v, const struct renewal_summary *summary)
{
	json_t *all = json_array();

	for (size_t i = 0; i < summary->monitor_count; i++) {
		const struct row *row = probed_row(v, summary, i);
		const struct tally *t = row ? tally_of(v, row) : NULL;
		if (!row)
			continue;
		if (!t || t->renewal != summary->id || !t->whole) {
			json_decref(all);
			return NULL;
		}
		json_array_extend(all, t->addresses);
	}
	return all;
}

static void retry(void *arg);

static void
forget_tallies(struct verify *v, const int64_t *monitors, size_t count)
{
	for (size_t i = 0; i < count; i++)
		monitor_table_set(v->tallies, monitors[i], NULL);
}

static void
keep_tallies(struct verify *v, const struct renewal_summary *summary)
{
	for (size_t i = 0; i < summary->monitor_count; i++) {
		const struct row *row = probed_row(v, summary, i);

		if (row)
			tally_of(v, row)->unwritten = true;
	}
	if (!v->retry)
		v->retry = loop_timer(v->loop, RETRY_MS, retry, v);
}

/* Nothing new: no act, so that whoever has the renewal on a screen is not told of a change every
 * hour. */
static bool
is_known(const struct renewal_step *s, const json_t *addresses)
{
	json_t *kept = json_deep_copy(json_object_get(s->record, "addresses")), *one;
	bool same;
	size_t i;

	json_array_foreach(kept, i, one)
		json_object_del(one, "good"); /* what the engine made of it */
	same = json_equal(kept, addresses);
	json_decref(kept);
	return s->state == STATE_DOING && same;
}

/* The act is the backend's own: nobody but it has seen. False: it may be written later. */
static bool
report_addresses(struct verify *v, int64_t renewal, json_t *addresses)
{
	const struct actor machine = {.uid = geteuid(), .login = "caducad", .proven = true};
	json_t *args = json_pack("{s:O}", "addresses", addresses);
	struct renewal_act act = {.what = "observe",
	    .actor = machine.login,
	    .args = args,
	    .now = clock_wall(v->clock),
	    .version = -1};
	struct renewal_step step;
	struct loaded_renewal t, done = {0};
	struct err err = {0};
	int rc = open_renewals_read(v->renewals, renewal, &t, &err);

	if (!rc)
		act.step = step_of_verification(t.renewal, &step);
	if (act.step && !is_known(&step, addresses))
		rc = open_renewals_do(v->renewals, &machine, t.record.id, &act, &done, &err);
	if (rc < 0)
		log_warning(
		    "the verification of renewal %lld: %s", (long long)t.record.id, err.text);
	loaded_renewal_release(&done);
	loaded_renewal_release(&t);
	json_decref(args);
	return !rc || !writer_may_later(&err);
}

/* What all its monitors showed becomes an act; false while one of them is still being met. The act puts another summary in
 * the place of this one. */
static bool
judge(struct verify *v, int64_t renewal)
{
	const struct renewal_summary *summary = open_renewals_find(v->renewals, renewal);
	json_t *all = summary ? all_addresses(v, summary) : NULL;
	int64_t *monitors;
	size_t count;

	if (!all)
		return false;
	count = summary->monitor_count;
	monitors = mem_array(count, sizeof(*monitors));
	memcpy(monitors, summary->monitors, count * sizeof(*monitors));
	if (report_addresses(v, renewal, all))
		forget_tallies(v, monitors, count);
	else if ((summary = open_renewals_find(v->renewals, renewal)))
		keep_tallies(v, summary);
	free(monitors);
	json_decref(all);
	return true;
}

static void
retry(void *arg)
{
	struct verify *v = arg;
	const struct renewal_summary *summary;
	int64_t *ids = NULL;
	size_t count = 0;

	v->retry = NULL;
	for (; (summary = open_renewals_at(v->renewals, count)); count++) {
		ids = mem_resize(ids, count + 1, sizeof(*ids));
		ids[count] = summary->id;
	}
	for (size_t i = 0; i < count; i++)
		judge(v, ids[i]);
	free(ids);
}

/* ---- rounds ---- */

static void
tally_add(struct verify *v, const struct row *row, const struct renewal_summary *summary)
{
	struct tally *t = mem_alloc(sizeof(*t));

	t->renewal = summary->id;
	t->addresses = json_array();
	monitor_table_set(v->tallies, row->monitor.id, t);
}

int64_t
verify_start(struct verify *v, const struct renewal_summary *summary)
{
	struct row **rows = mem_array(summary->monitor_count, sizeof(*rows));
	size_t count = 0, started;
	int64_t sweep;

	for (size_t i = 0; i < summary->monitor_count; i++) {
		struct row *row = probed_row(v, summary, i);
		if (!row)
			continue;
		tally_add(v, row, summary);
		rows[count++] = row;
	}
	sweep = scheduler_verify(v->scheduler, rows, count, VERIFY_CONNECTIONS, &started);
	free(rows);
	return sweep;
}

/* Some address serves what is awaited, and it was met with one connection only: a result of a
 * verification was judged already. */
static bool
shows_awaited_anew(const struct verify *v, const struct row *row)
{
	const struct renewal_summary *summary = row->renewal;

	if (v->judged == row || !summary || !summary->installing || !summary->awaited)
		return false;
	for (size_t i = 0; i < row->address_count; i++)
		if (!strcmp(row->addresses[i].sha256, summary->awaited))
			return true;
	return false;
}

static void
add_result(struct row *row, const json_t *result, void *arg)
{
	struct verify *v = arg;
	const struct renewal_summary *summary = row->renewal;
	struct tally *t = tally_of(v, row);
	json_t *seen;
	size_t i;

	v->judged = NULL;
	if (!t)
		return;
	if (!summary || summary->id != t->renewal || !summary->awaited) {
		monitor_table_set(v->tallies, row->monitor.id, NULL);
		return;
	}
	if (t->unwritten) {
		tally_add(v, row, summary);
		t = tally_of(v, row);
	}
	json_array_foreach(json_object_get(result, "addresses"), i, seen) {
		if (i < TALLIED_MAX && is_judged(seen, summary->awaited))
			add_address(t, row, seen);
	}
	t->rounds++;
	t->whole = is_whole(t);
	if (t->whole && judge(v, summary->id))
		v->judged = row;
}

static void
follow_result(struct row *row, void *arg)
{
	struct verify *v = arg;
	const struct tally *t = tally_of(v, row);
	size_t started;

	if (row->renewal)
		open_renewals_recheck(v->renewals, row->renewal->id);
	if (t && !t->whole)
		scheduler_verify(v->scheduler, &row, 1, VERIFY_CONNECTIONS, &started);
	else if (!t && shows_awaited_anew(v, row))
		verify_start(v, row->renewal);
}

struct verify *
verify_new(const struct clock *clock, struct loop *loop, struct roster *roster,
    struct open_renewals *renewals, struct scheduler *scheduler)
{
	struct verify *v = mem_alloc(sizeof(*v));

	*v = (struct verify){.clock = clock,
	    .loop = loop,
	    .roster = roster,
	    .renewals = renewals,
	    .scheduler = scheduler,
	    .tallies = monitor_table_new(tally_free),
	    .listener = {.seen = add_result, .ended = follow_result, .arg = v}};
	scheduler_listen(scheduler, &v->listener);
	return v;
}

void
verify_free(struct verify *v)
{
	if (!v)
		return;
	loop_cancel(v->loop, v->retry);
	monitor_table_free(v->tallies);
	free(v);
}
