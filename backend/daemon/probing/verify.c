#include "daemon/probing/verify.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "base/text.h"
#include "daemon/probing/rollback.h"
#include "daemon/probing/scheduler.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "procedure/renewal_ask.h"

enum { ROUNDS_MAX = VERIFY_CONNECTIONS, LEAVES_MAX = 16, TALLIED_MAX = 64 };

/* What one monitor showed since the verification began:
 * [{"monitor","address","sha256s","connections","outcome"}]. */
struct tally {
	int64_t renewal;
	int rounds;
	bool whole; /* nothing more is expected of it */
	json_t *addresses;
};

void
tally_free(struct tally *t)
{
	if (!t)
		return;
	json_decref(t->addresses);
	free(t);
}

/* ---- gathering ---- */

static json_t *
address_of(struct tally *t, const struct row *row, const char *address)
{
	json_t *one;
	size_t i;

	json_array_foreach(t->addresses, i, one) {
		if (!strcmp(json_string_value(json_object_get(one, "address")), address))
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
	const char *leaf = json_string_value(json_object_get(seen, "leaf"));

	return !json_object_get(seen, "key_type") || (leaf && !strcmp(leaf, awaited));
}

/* A worker that makes several connections at once says how many, and all that they showed. */
static void
add_address(struct tally *t, const struct row *row, const json_t *seen)
{
	const char *text = json_string_value(json_object_get(seen, "address"));
	char *address = text_cleaned(text ? text : "", 64);
	json_t *one = address_of(t, row, address), *leaf, *list = json_object_get(one, "sha256s");
	const json_t *leaves = json_object_get(seen, "leaves");
	int outcome = outcome_from(json_string_value(json_object_get(seen, "outcome")));
	json_int_t made = json_integer_value(json_object_get(seen, "connections")) -
			  json_integer_value(json_object_get(seen, "failed"));
	size_t i;

	json_object_set_new(one, "outcome",
	    json_string(outcome_text(outcome < 0 ? OUTCOME_CRASHED : (enum outcome)outcome)));
	add_leaf(list, json_string_value(json_object_get(seen, "leaf")));
	json_array_foreach(leaves, i, leaf) {
		add_leaf(list, json_string_value(leaf));
	}
	if (made < 1)
		made = json_is_string(json_object_get(seen, "leaf"));
	json_object_set_new(one, "connections",
	    json_integer(json_integer_value(json_object_get(one, "connections")) + made));
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
		    json_integer_value(json_object_get(one, "connections")) < VERIFY_CONNECTIONS)
			return false;
	}
	return true;
}

/* ---- judging ---- */

static const char *
verify_step(const struct renewal *r, struct renewal_step *s)
{
	for (size_t i = 0; renewal_step_at(r, i, s); i++)
		if (s->step->kind == STEP_VERIFY && s->state != STATE_NOT_APPLICABLE)
			return s->key;
	return NULL;
}

/* The monitor, where it can be met: files are not. NULL. */
static struct row *
met_row(const struct daemon *d, const struct renewal_summary *brief, size_t i)
{
	struct row *row = roster_find(d->roster, brief->monitors[i]);

	return row && row->monitor.type != MONITOR_FILE ? row : NULL;
}

/* All that its monitors showed; NULL while one of them is still being met. */
static json_t *
gathered(const struct daemon *d, const struct renewal_summary *brief)
{
	json_t *all = json_array();

	for (size_t i = 0; i < brief->monitor_count; i++) {
		const struct row *row = met_row(d, brief, i);
		if (!row)
			continue;
		if (!row->tally || row->tally->renewal != brief->id || !row->tally->whole) {
			json_decref(all);
			return NULL;
		}
		json_array_extend(all, row->tally->addresses);
	}
	return all;
}

static void
forget_tallies(const struct daemon *d, const struct renewal_summary *brief)
{
	for (size_t i = 0; i < brief->monitor_count; i++) {
		struct row *row = roster_find(d->roster, brief->monitors[i]);
		if (!row)
			continue;
		tally_free(row->tally);
		row->tally = NULL;
	}
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

/* The act is the backend's own: nobody but it has seen. */
static void
judge(struct daemon *d, const struct renewal_summary *brief, json_t *addresses)
{
	const struct actor machine = {.uid = geteuid(), .login = "caducad", .proven = true};
	json_t *args = json_pack("{s:O}", "addresses", addresses);
	struct renewal_act act = {.what = "observe",
	    .actor = machine.login,
	    .args = args,
	    .now = clock_wall(d->clock),
	    .version = -1};
	struct renewal_step step;
	struct loaded_renewal t, done = {0};
	struct err err = {0};

	if (open_renewals_read(d->open_renewals, brief->id, &t, &err) == 0) {
		act.step = verify_step(t.renewal, &step);
		if (act.step && !is_known(&step, addresses) &&
		    open_renewals_do(d->open_renewals, &machine, t.record.id, &act, &done, &err) <
			0)
			log_warning("the verification of renewal %lld: %s", (long long)t.record.id,
			    err.text);
	}
	loaded_renewal_release(&done);
	loaded_renewal_release(&t);
	json_decref(args);
}

/* ---- rounds ---- */

static void
tally_begin(struct row *row, const struct renewal_summary *brief)
{
	tally_free(row->tally);
	row->tally = mem_alloc(sizeof(*row->tally));
	row->tally->renewal = brief->id;
	row->tally->addresses = json_array();
}

int64_t
verify_begin(struct daemon *d, const struct renewal_summary *brief)
{
	struct row **rows = mem_array(brief->monitor_count, sizeof(*rows));
	size_t count = 0, started;
	int64_t sweep;

	for (size_t i = 0; i < brief->monitor_count; i++) {
		struct row *row = met_row(d, brief, i);
		if (!row)
			continue;
		tally_begin(row, brief);
		rows[count++] = row;
	}
	sweep = scheduler_verify(d->scheduler, rows, count, VERIFY_CONNECTIONS, &started);
	free(rows);
	return sweep;
}

/* Some address serves what is awaited, and it was met with one connection only: a result of a
 * verification was judged already. */
static bool
shows_awaited_anew(struct row *row)
{
	const struct renewal_summary *brief = row->renewal;
	bool judged = row->verified;

	row->verified = false;
	if (judged || !brief || !brief->installing || !brief->awaited)
		return false;
	for (size_t i = 0; i < row->address_count; i++)
		if (!strcmp(row->addresses[i].sha256, brief->awaited))
			return true;
	return false;
}

void
verify_seen(struct daemon *d, struct row *row, const json_t *result)
{
	const struct renewal_summary *brief = row->renewal;
	struct tally *t = row->tally;
	json_t *seen, *all;
	size_t i;

	if (!t)
		return;
	if (!brief || brief->id != t->renewal || !brief->awaited) {
		tally_free(t);
		row->tally = NULL;
		return;
	}
	json_array_foreach(json_object_get(result, "addresses"), i, seen) {
		if (i < TALLIED_MAX && is_judged(seen, brief->awaited))
			add_address(t, row, seen);
	}
	t->rounds++;
	t->whole = is_whole(t);
	all = t->whole ? gathered(d, brief) : NULL;
	if (!all)
		return;
	forget_tallies(d, brief);
	row->verified = true;
	judge(d, brief, all);
	json_decref(all);
}

void
verify_follow(struct daemon *d, struct row *row)
{
	size_t started;

	rollback_look(d, row);
	if (row->renewal)
		open_renewals_weigh(d->open_renewals, row->renewal->id);
	if (row->tally && !row->tally->whole)
		scheduler_verify(d->scheduler, &row, 1, VERIFY_CONNECTIONS, &started);
	else if (!row->tally && shows_awaited_anew(row))
		verify_begin(d, row->renewal);
}
