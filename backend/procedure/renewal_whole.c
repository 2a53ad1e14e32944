/* Acts on the renewal as a whole: whose it is, when it rests, and when it ends.
 *
 * It ends in one of two ways. Closed, all of its steps are settled, and what it took is measured; withdrawn, it was begun
 * by mistake and nothing was done in it yet: it counts nowhere, and its monitors may have another at once. Either is an
 * act like any other, and is undone like one. */
#include "procedure/renewal_acts.h"
#include "procedure/renewal_ask.h"

#include "procedure/site.h"
#include "procedure/values.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

/* ---- whose it is ---- */

static const char *
owner(const struct doing *d)
{
	return text_at(d->r->doc, "owner");
}

static bool
is_mine(const struct doing *d)
{
	return owner(d) && d->act->actor && !strcmp(owner(d), d->act->actor);
}

static int
owned_by_another(struct doing *d)
{
	return err_set(d->err, "bad-state", "it is claimed by '%s'", owner(d));
}

int
act_claim(struct doing *d)
{
	if (owner(d) && !is_mine(d))
		return owned_by_another(d);
	put_text(d->r->doc, "owner", d->act->actor);
	return 0;
}

int
act_release(struct doing *d)
{
	if (owner(d) && !is_mine(d))
		return owned_by_another(d);
	put_text(d->r->doc, "owner", NULL);
	return 0;
}

int
act_hand_over(struct doing *d)
{
	if (!arg_text(d, "to"))
		return bad_argument(d, "to", "empty");
	if (owner(d) && !is_mine(d))
		return owned_by_another(d);
	put_clean(d->r->doc, "owner", arg_text(d, "to"));
	return 0;
}

int
act_take_over(struct doing *d)
{
	put_text(d->r->doc, "owner", d->act->actor);
	return 0;
}

/* ---- rest and haste ---- */

/* All that it waits for is looked at again on that day, but for what is looked at later anyway. */
int
act_put_off(struct doing *d)
{
	bool waits = false, moved = false;
	const char *date;

	if (follow_up_read(d, &date) < 0)
		return -1;
	if (!date)
		return bad_argument(d, "follow_up", "empty");
	for (size_t i = 0; i < d->flow->count; i++) {
		const struct node *n = &d->flow->nodes[i];
		json_t *record = record_of(d->r, n->key);
		int32_t day = day_from_text(text_at(record, "follow_up"));

		if (n->own != STATE_WAITING || n->counts != COUNTS_YES)
			continue;
		waits = true;
		if (day != DAY_NONE && day >= day_from_text(date))
			continue;
		put_text(record, "follow_up", date);
		moved = true;
	}
	if (!waits)
		return err_set(d->err, "nothing-waits", "it waits for nobody");
	return moved ? 0 : err_set(d->err, "later-already", "it is looked at later already");
}

int
act_pause(struct doing *d)
{
	const char *until = arg_text(d, "until");

	if (!until || day_from_text(until) == DAY_NONE || day_from_text(until) <= d->today)
		return bad_argument(d, "until", "not-a-date");
	put_text(d->r->doc, "state", renewal_state_text(RENEWAL_PAUSED));
	put_text(d->r->doc, "paused_until", until);
	return 0;
}

int
act_resume(struct doing *d)
{
	put_text(d->r->doc, "state", renewal_state_text(RENEWAL_OPEN));
	put_text(d->r->doc, "paused_until", NULL);
	return 0;
}

int
act_urgent(struct doing *d)
{
	const json_t *on = json_object_get(d->act->args, "on");

	if (on && !json_is_boolean(on))
		return bad_argument(d, "on", "unknown");
	json_object_set_new(d->r->doc, "urgent", json_boolean(!on || json_is_true(on)));
	return 0;
}

/* ---- what is known of it ---- */

static bool
is_year(const char *text)
{
	return strlen(text) == 4 && strspn(text, "0123456789") == 4;
}

/* How it may be said: as the tables of values and of what choices ask for have it. */
static enum value_setting
setting_of(const struct renewal *r, const char *name)
{
	const struct given_value *given = value_given(name);

	for (size_t i = 0; !given && i < r->pin_count; i++) {
		const struct asked_value *v = definition_value(r->pins[i], name);

		if (v)
			return v->type == ASKED_DATE ? VALUE_DATE : VALUE_TEXT;
	}
	return given ? given->setting : VALUE_NOT_SET;
}

/* What a person may set without a step that asks for it: what a text lacks is asked for where it is lacking. */
int
act_set(struct doing *d)
{
	const char *name = arg_text(d, "name"), *value = arg_text(d, "value");
	enum value_setting how = name ? setting_of(d->r, name) : VALUE_NOT_SET;

	if (!value)
		return bad_argument(d, "value", "empty");
	if (how == VALUE_NOT_SET)
		return bad_argument(d, "name", "unknown");
	if (how == VALUE_YEAR && !is_year(value))
		return bad_argument(d, "value", "not-a-year");
	if (how == VALUE_DATE && day_from_text(value) == DAY_NONE)
		return bad_argument(d, "value", "not-a-date");
	value_put(d, name, value);
	return 0;
}

int
act_fact(struct doing *d)
{
	static const char *const facts[] = {"monitor", "class", "extra-names"};
	const char *name = arg_text(d, "name"), *value = arg_text(d, "value");

	if (name && !strcmp(name, "expires")) {
		put_number(d->r->doc, "old_until", old_until(d->r));
		put_number(d->r->doc, "expires", number_of(d->act->args, "value"));
		put_number(d->r->doc, "old_until", old_until(d->r));
		return 0;
	}
	for (size_t i = 0; name && value && i < sizeof(facts) / sizeof(*facts); i++)
		if (!strcmp(facts[i], name)) {
			put_clean(map_of(d->r, "facts"), name, value);
			return 0;
		}
	return bad_argument(d, "name", "unknown");
}

int
act_monitors(struct doing *d)
{
	json_t *list = monitors_read(json_object_get(d->act->args, "monitors"), d->err);

	if (!list)
		return -1;
	json_object_set_new(d->r->doc, "monitors", list);
	return 0;
}

/* ---- the end ---- */

/* From the first beginning to the last end of each phase, in working days; for the next
 * renewals' estimates. */
static json_t *
durations(const struct doing *d)
{
	json_t *list = json_object();

	for (size_t i = 0; i < d->flow->count; i++) {
		const struct node *n = &d->flow->nodes[i];
		const json_t *record = record_of(d->r, n->key);
		char *key = mem_printf(
		    "%s/%s", n->definition->name, n->definition->phases[n->step->phase].id);
		json_t *p = json_object_get(list, key);
		int64_t began = number_of(record, "began_at"), done = number_of(record, "done_at");

		if (done && n->counts == COUNTS_YES) {
			if (!p) {
				p = json_object();
				json_object_set_new(list, key, p);
			}
			if (!number_of(p, "began_at") || began < number_of(p, "began_at"))
				put_number(p, "began_at", began);
			if (done > number_of(p, "done_at"))
				put_number(p, "done_at", done);
			put_number(p, "days",
			    calendar_between(site_calendar(d->site),
				day_at(number_of(p, "began_at")), day_at(number_of(p, "done_at"))));
		}
		free(key);
	}
	return list;
}

/* Steps as the panel has them, as many as an error has room for (base/err.h); of the rest how many. */
struct named_steps {
	struct buf text;
	size_t more;
};

static void
name_step(const struct doing *d, const struct node *n, struct named_steps *steps)
{
	enum { ROOM = 380 };
	char *title = NULL;

	if (steps->text.len > ROOM) {
		steps->more++;
		return;
	}
	renewal_fill(d->r, d->site, n->step->title, false, d->act->actor, d->today, &title, NULL);
	buf_printf(&steps->text, "%s%s %s", steps->text.len ? ", " : "", n->step->number,
	    title ? title : n->step->title);
	free(title);
}

/* After err_set. */
static int
refuse_with_steps(struct doing *d, struct named_steps *steps)
{
	if (steps->more)
		buf_printf(&steps->text, ", +%zu", steps->more);
	err_text(d->err, "steps", buf_str(&steps->text));
	buf_release(&steps->text);
	return -1;
}

/* What a renewal that was just begun has not: -1 names the steps of which something is kept, or a value. */
static int
nothing_done(struct doing *d)
{
	json_t *values = json_object_get(d->r->doc, "values"), *value;
	struct named_steps done = {0};
	const char *name;

	for (size_t i = 0; i < d->flow->count; i++) {
		const struct node *n = &d->flow->nodes[i];

		if (json_object_size(record_of(d->r, n->key)))
			name_step(d, n, &done);
	}
	json_object_foreach(values, name, value)
		if (text_at(value, "by")) /* what it began with nobody has said */
			buf_printf(&done.text, "%s%s", done.text.len ? ", " : "", name);
	if (!done.text.len)
		return 0;
	err_set(d->err, "already-begun", "something was done in it");
	return refuse_with_steps(d, &done);
}

/* It was begun by mistake: its monitors are free for another one, and nothing is measured by it. */
int
act_withdraw(struct doing *d)
{
	if (owner(d) && !is_mine(d))
		return owned_by_another(d);
	if (nothing_done(d) < 0)
		return -1;
	put_text(d->r->doc, "state", renewal_state_text(RENEWAL_CLOSED));
	put_text(d->r->doc, "paused_until", NULL);
	put_text(d->r->doc, "outcome", renewal_end_text(END_WITHDRAWN));
	put_number(d->r->doc, "closed_at", d->act->now);
	put_text(d->r->doc, "closed_by", d->act->actor);
	return 0;
}

int
act_close(struct doing *d)
{
	const json_t *documents = json_object_get(d->r->doc, "documents");
	enum renewal_end end =
	    json_object_get(documents, "certificate") || json_object_get(documents, "p12")
		? END_RENEWED
		: END_NOT_RENEWED;
	int32_t retires = flag_of(d->act->args, "keep") ? DAY_NONE : renewal_retires(d->r);
	char date[DAY_TEXT_BYTES];
	struct named_steps open = {0};

	for (size_t i = 0; i < d->flow->count; i++) {
		const struct node *n = &d->flow->nodes[i];

		if (n->counts != COUNTS_NO && !n->settled)
			name_step(d, n, &open);
	}
	if (open.text.len) {
		err_set(d->err, "open-steps", "steps are not done");
		return refuse_with_steps(d, &open);
	}
	put_text(d->r->doc, "state", renewal_state_text(RENEWAL_CLOSED));
	put_text(d->r->doc, "paused_until", NULL);
	put_text(d->r->doc, "outcome", renewal_end_text(end));
	if (end == END_NOT_RENEWED && retires != DAY_NONE)
		put_text(d->r->doc, "retires", day_to_text(retires, date));
	put_number(d->r->doc, "closed_at", d->act->now);
	put_text(d->r->doc, "closed_by", d->act->actor);
	json_object_set_new(d->r->doc, "durations", durations(d));
	json_object_del(d->r->doc, "rolled_back_at");
	return 0;
}

int
act_reopen(struct doing *d)
{
	static const char *const gone[] = {
	    "outcome", "closed_at", "closed_by", "durations", "retires"};

	put_text(d->r->doc, "state", renewal_state_text(RENEWAL_OPEN));
	for (size_t i = 0; i < sizeof(gone) / sizeof(*gone); i++)
		json_object_del(d->r->doc, gone[i]);
	return 0;
}
