/* A round reads a list of tickets, in batches of one request each, with one token; the next batch is asked for when the
 * answer to the one before has been written. Rounds of the tickets that matter now begin a minute apart, each with the next
 * person's token where there is no service's, and every thirtieth takes the others too. An error ends the round, and the
 * next one comes later, as Jira asked or twice as late as this one, up to ten minutes.
 *
 * A batch is one transaction (ticketing/readings.h), and with it the waits that end with a ticket that is resolved
 * (ticketing/waits.h). Rows, renewals and clients follow after the commit.
 *
 * A key that a batch does not bring is asked for alone, by its key and then by its number: a ticket that was moved answers
 * to its old key and has another, which it is given, and the old one becomes a former one. */
#include "daemon/ticketing/follow.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/renewals_of_tickets.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/readings.h"
#include "daemon/ticketing/waits.h"
#include "store/ticket_reads.h"
#include "store/tickets.h"
#include "wire/loop.h"

#include <string.h>
#include <unistd.h>

enum {
	FIRST_MS = 500, /* after there is a token */
	PAUSE_MOST_MS = 600000,
	RETRY_MOST_MS = 3600000, /* whatever Jira asks for */
	REST_EVERY_MS = 1800000,
	BATCH = 100,
	ALONE_MOST = 20 /* keys that are asked for alone in a round */
};

struct followed {
	int64_t id, number;
	char *key;
};

struct follow {
	struct follow_setup setup;
	struct readings readings;
	struct jira_listener listener;
	struct timer *timer;
	char **logins; /* who has a token, "" too */
	size_t login_count, turn;
	char *who; /* of the round; NULL: none is under way */
	struct followed *items;
	size_t count, at, batch; /* of the round */
	size_t alone;            /* of those of the batch that did not come */
	size_t asked_alone;
	bool by_number;
	json_t *missing; /* keys of the batch */
	int64_t rest_at; /* of clock_mono: when the others are due */
	int64_t pause;
	char *failing; /* the code by which the last round ended; NULL: well */
};

static void next_batch(struct follow *f);

/* ---- whose it is ---- */

/* Under which login what a token read is kept. */
static const char *
layer_of(const struct follow *f, const char *who)
{
	return f->setup.personal ? "" : who;
}

static bool
is_ours(const char *author, const void *arg)
{
	const struct follow *f = arg;

	for (size_t i = 0; i < f->login_count; i++) {
		const json_t *account = jira_account(f->setup.jira, f->logins[i]);

		if (account && (!strcmp(author, text_of(account, "name")) ||
				   !strcmp(author, text_of(account, "display"))))
			return true;
	}
	return false;
}

/* ---- what is read ---- */

/* Within the transaction: what everybody's token read of these is otherwise than before. */
static int
end_waits(struct follow *f, const char *who, const int64_t *ids, size_t count, struct waits *w,
    struct err *err)
{
	int rc = 0;

	*w = (struct waits){
	    .clock = f->setup.clock, .store = f->setup.store, .renewals = f->setup.renewals};
	for (size_t i = 0; i < count && !*layer_of(f, who) && !rc; i++)
		rc = waits_end(w, ids[i], err);
	return rc;
}

/* After the commit. */
static void
follow_changed(struct follow *f, const int64_t *ids, size_t count, const struct waits *w)
{
	struct renewals_of_tickets l = {0};

	for (size_t i = 0; i < count; i++)
		renewals_of_ticket(&l, f->setup.store, ids[i], false);
	for (size_t i = 0; i < l.count; i++)
		open_renewals_reread(f->setup.renewals, l.ids[i]);
	free(l.ids);
	waits_ended(w);
	if (count)
		f->setup.changed(f->setup.arg, ids, count);
}

int
follow_read(struct follow *f, const char *who, int64_t ticket, const json_t *issue, struct err *err)
{
	struct waits waits = {0};
	int rc = writer_begin(f->setup.writer, err);

	if (!rc)
		rc = readings_put(&f->readings, layer_of(f, who), ticket, issue, err);
	if (rc >= 0)
		rc = end_waits(f, who, &ticket, 1, &waits, err);
	if (!rc)
		rc = writer_commit(f->setup.writer, err);
	if (rc < 0) {
		writer_rollback(f->setup.writer, err);
		log_warning("a ticket could not be written: %s", err->text);
	} else {
		follow_changed(f, &ticket, 1, &waits);
	}
	waits_release(&waits);
	return rc;
}

/* ---- a round ---- */

static void
items_clear(struct follow *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->items[i].key);
	f->count = f->at = f->batch = 0;
	json_decref(f->missing);
	f->missing = NULL;
}

static void round_begin(void *arg);

static void
round_in(struct follow *f, int64_t ms)
{
	if (!f->timer)
		f->timer = loop_timer(f->setup.loop, ms, round_begin, f);
}

/* Once for each trouble, not for each round. */
static void
note_failing(struct follow *f, const char *code)
{
	if (code && (!f->failing || strcmp(f->failing, code) != 0))
		log_warning("tickets cannot be followed: %s", code);
	else if (!code && f->failing)
		log_info("tickets are followed again");
	mem_replace(&f->failing, code);
}

static void
round_end(struct follow *f)
{
	note_failing(f, NULL);
	mem_replace(&f->who, NULL);
	items_clear(f);
	f->pause = (int64_t)f->setup.config->jira_follow * 1000;
	round_in(f, f->pause);
}

static void
round_failed(struct follow *f, const struct jira_answer *a)
{
	int64_t pause;

	note_failing(f, a->code);
	mem_replace(&f->who, NULL);
	items_clear(f);
	f->pause = f->pause * 2 < PAUSE_MOST_MS ? f->pause * 2 : PAUSE_MOST_MS;
	pause = a->retry_ms < RETRY_MOST_MS ? a->retry_ms : RETRY_MOST_MS;
	round_in(f, pause > f->pause ? pause : f->pause);
}

static struct followed *
item_of(struct follow *f, const json_t *issue)
{
	int64_t number = strtoll(text_of(issue, "id"), NULL, 10);
	const char *key = text_of(issue, "key");
	struct followed *by_key = NULL;

	for (size_t i = f->at; i < f->at + f->batch; i++) {
		if (f->items[i].number == number)
			return &f->items[i];
		if (!strcmp(f->items[i].key, key))
			by_key = &f->items[i];
	}
	return by_key;
}

static struct followed *
item_of_key(struct follow *f, const char *key)
{
	for (size_t i = f->at; i < f->at + f->batch; i++)
		if (!strcmp(f->items[i].key, key))
			return &f->items[i];
	return NULL;
}

static void
forget_missing(struct follow *f, const char *key)
{
	for (size_t i = 0; i < json_array_size(f->missing); i++)
		if (!strcmp(json_string_value(json_array_get(f->missing, i)), key)) {
			json_array_remove(f->missing, i);
			return;
		}
}

/* One transaction; what changed is told after it. -1: it could not be written, and comes again in the next round. */
static int
write_batch(struct follow *f, const json_t *issues)
{
	int64_t changed[BATCH];
	size_t count = 0, i;
	const json_t *issue;
	struct waits waits = {0};
	struct err err = {0};
	int rc = writer_begin(f->setup.writer, &err);

	json_array_foreach(issues, i, issue) {
		struct followed *item = item_of(f, issue);
		int one = rc < 0 || !item ? 0
					  : readings_put(&f->readings, layer_of(f, f->who),
						item->id, issue, &err);

		if (one > 0 && count < BATCH)
			changed[count++] = item->id;
		if (one < 0)
			rc = -1;
		if (item)
			forget_missing(f, item->key); /* it was moved: it came under another key */
	}
	if (!rc)
		rc = end_waits(f, f->who, changed, count, &waits, &err);
	if (!rc)
		rc = writer_commit(f->setup.writer, &err);
	if (rc < 0) {
		writer_rollback(f->setup.writer, &err);
		log_warning("what was read of tickets could not be written: %s", err.text);
	} else {
		follow_changed(f, changed, count, &waits);
	}
	waits_release(&waits);
	return rc;
}

/* ---- those that a batch did not bring ---- */

static void ask_alone(struct follow *f);

static void
note_missing(struct follow *f, const struct followed *item, enum reading_lack lack)
{
	struct err err = {0};
	int rc = writer_begin(f->setup.writer, &err);

	if (!rc)
		rc = readings_miss(&f->readings, layer_of(f, f->who), item->id, lack, &err);
	if (rc >= 0 && writer_commit(f->setup.writer, &err) < 0)
		rc = -1;
	if (rc < 0)
		writer_rollback(f->setup.writer, &err);
	if (rc > 0)
		f->setup.changed(f->setup.arg, &item->id, 1);
}

static void
alone_answered(void *ctx, const struct jira_answer *a)
{
	struct follow *f = ctx;
	const char *key;
	struct followed *item;
	bool hidden;

	if (!a)
		return;
	key = json_string_value(json_array_get(f->missing, f->alone));
	item = item_of_key(f, key);
	hidden = a->code && !strcmp(a->code, "no-permission");
	if (a->ok && item) {
		follow_read(f, f->who, item->id, json_object_get(a->ok, "issue"), &(struct err){0});
	} else if (!a->ok && !hidden && strcmp(a->code, "no-such-ticket") != 0) {
		round_failed(f, a);
		return;
	} else if (item && !hidden && item->number && !f->by_number) {
		f->by_number = true; /* its key may be another's, or none */
		ask_alone(f);
		return;
	} else if (item) {
		note_missing(f, item, hidden ? READING_HIDDEN : READING_GONE);
	}
	f->by_number = false;
	f->alone++;
	ask_alone(f);
}

static void
ask_alone(struct follow *f)
{
	const char *key = json_string_value(json_array_get(f->missing, f->alone));
	struct followed *item = key ? item_of_key(f, key) : NULL;
	struct jira_ask ask = {.who = f->who,
	    .call = "get",
	    .following = true,
	    .done = alone_answered,
	    .ctx = f,
	    .owner = f};

	if (!item || f->asked_alone >= ALONE_MOST) {
		f->at += f->batch;
		next_batch(f);
		return;
	}
	f->asked_alone++;
	if (f->by_number)
		ask.args = json_pack("{s:o}", "id", json_sprintf("%lld", (long long)item->number));
	else
		ask.args = json_pack("{s:s}", "key", key);
	jira_call(f->setup.jira, &ask);
}

/* ---- batches ---- */

static void
batch_answered(void *ctx, const struct jira_answer *a)
{
	struct follow *f = ctx;

	if (!a)
		return;
	if (!a->ok) {
		round_failed(f, a);
		return;
	}
	json_decref(f->missing);
	f->missing = json_deep_copy(json_object_get(a->ok, "missing"));
	f->alone = 0;
	f->by_number = false;
	if (write_batch(f, json_object_get(a->ok, "issues")) < 0)
		round_end(f);
	else
		ask_alone(f);
}

static void
next_batch(struct follow *f)
{
	json_t *keys = json_array();
	struct jira_ask ask = {.who = f->who,
	    .call = "search",
	    .following = true,
	    .done = batch_answered,
	    .ctx = f,
	    .owner = f};

	f->batch = f->count - f->at < BATCH ? f->count - f->at : BATCH;
	for (size_t i = f->at; i < f->at + f->batch; i++)
		json_array_append_new(keys, json_string(f->items[i].key));
	if (!f->batch) {
		json_decref(keys);
		round_end(f);
		return;
	}
	ask.args = json_pack("{s:o}", "keys", keys);
	jira_call(f->setup.jira, &ask);
}

static bool
add_item(const struct ticket_followed *t, void *arg)
{
	struct follow *f = arg;

	f->items = mem_resize(f->items, f->count + 1, sizeof(*f->items));
	f->items[f->count++] = (struct followed){t->id, t->number, mem_strdup(t->key)};
	return true;
}

/* The service, or whoever's turn it is; NULL: nobody has a token. */
static const char *
next_reader(struct follow *f)
{
	if (jira_has_token(f->setup.jira, ""))
		return "";
	for (size_t i = 0; i < f->login_count; i++) {
		const char *who = f->logins[f->turn++ % f->login_count];

		if (jira_has_token(f->setup.jira, who))
			return who;
	}
	return NULL;
}

static void
round_begin(void *arg)
{
	struct follow *f = arg;
	const char *who = jira_state(f->setup.jira) == JIRA_READY ? next_reader(f) : NULL;
	int64_t now = clock_mono(f->setup.clock);

	f->timer = NULL;
	if (f->who || !who) /* one goes on, or the next token begins one */
		return;
	mem_replace(&f->who, who);
	f->asked_alone = 0;
	store_ticket_followed_each(f->setup.store, true, add_item, f, NULL);
	if (now >= f->rest_at) {
		f->rest_at = now + REST_EVERY_MS;
		store_ticket_followed_each(f->setup.store, false, add_item, f, NULL);
	}
	next_batch(f);
}

/* ---- who is there ---- */

static void
token_changed(void *arg, const char *who)
{
	struct follow *f = arg;
	size_t i = 0;

	while (i < f->login_count && strcmp(f->logins[i], who) != 0)
		i++;
	if (i == f->login_count) {
		f->logins = mem_resize(f->logins, f->login_count + 1, sizeof(*f->logins));
		f->logins[f->login_count++] = mem_strdup(who);
	}
	if (jira_has_token(f->setup.jira, who) && !f->who && !f->timer)
		round_in(f, FIRST_MS);
}

const char *
follow_reader(const struct follow *f, const char *login)
{
	if (f && jira_has_token(f->setup.jira, login))
		return login;
	return f && jira_has_token(f->setup.jira, "") ? "" : NULL;
}

/* ---- one that we changed ---- */

struct again {
	struct follow *f;
	char *who;
	int64_t ticket;
};

static void
again_answered(void *ctx, const struct jira_answer *a)
{
	struct again *again = ctx;

	if (a && a->ok)
		follow_read(again->f, again->who, again->ticket, json_object_get(a->ok, "issue"),
		    &(struct err){0});
	free(again->who);
	free(again);
}

void
follow_again(struct follow *f, const char *login, int64_t id)
{
	const char *who = jira_has_token(f->setup.jira, "") ? "" : follow_reader(f, login);
	struct again *again;
	struct ticket t;

	if (!who || store_ticket_get(f->setup.store, id, &t, NULL) < 0)
		return;
	again = mem_alloc(sizeof(*again));
	*again = (struct again){f, mem_strdup(who), id};
	jira_call(f->setup.jira, &(struct jira_ask){.who = again->who,
				     .call = "get",
				     .args = json_pack("{s:s}", "key", t.key),
				     .following = true,
				     .done = again_answered,
				     .ctx = again,
				     .owner = f});
	ticket_release(&t);
}

/* ---- beginning and end ---- */

struct follow *
follow_new(const struct follow_setup *setup)
{
	struct follow *f = mem_alloc(sizeof(*f));

	f->setup = *setup;
	f->readings = (struct readings){.clock = setup->clock,
	    .store = setup->store,
	    .writer = setup->writer,
	    .ours = is_ours,
	    .arg = f};
	f->pause = (int64_t)setup->config->jira_follow * 1000;
	f->listener = (struct jira_listener){.token = token_changed, .arg = f};
	jira_listen(setup->jira, &f->listener);
	return f;
}

void
follow_free(struct follow *f)
{
	if (!f)
		return;
	jira_forget(f->setup.jira, f);
	loop_cancel(f->setup.loop, f->timer);
	items_clear(f);
	free(f->items);
	for (size_t i = 0; i < f->login_count; i++)
		free(f->logins[i]);
	free(f->logins);
	free(f->who);
	free(f->failing);
	free(f);
}
