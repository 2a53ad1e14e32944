/* The state machine: everything that changes a renewal goes through renewal_do. The table says which act may
 * come on which kind of step in which state, what it needs, and where it leads; a handler does what is
 * particular to it (here, in renewal_steps.c, renewal_files.c, renewal_whole.c). Everything else is done once, in
 * renewal_do: the version, readiness, the reason, putting back what a failed act had begun, the waits that
 * begin and end by themselves, the event, and undo.
 *
 * A renewal is one JSON document. An act works on it in place, with a deep copy kept: a failure puts the copy
 * back whole, so no act is ever half done. The event is the difference between the two, member by member;
 * undo puts its "before" back, if all of its "after" still stands. No act looks at a clock or at the world: time,
 * actor and what was observed are arguments. */
#include "procedure/renewal_acts.h"
#include "procedure/renewal_ask.h"
#include "procedure/renewal_meaning.h"

#include "procedure/site.h"

#include "base/buf.h"
#include "base/text.h"
#include "base/checks.h"
#include "base/mem.h"
#include "base/ticket.h"

#define S(state) (1U << STATE_##state)
#define OPEN (S(TODO) | S(DOING) | S(WAITING))
#define SETTLED (S(DONE) | S(SKIPPED) | S(NOT_APPLICABLE))
#define K(kind) (1U << STEP_##kind)
#define ANY_KIND ((1U << STEP_KIND_COUNT) - 1)

enum flags {
	READY = 1,   /* what the step comes after must be done */
	REASON = 2,  /* a note is needed */
	MACHINE = 4, /* not a person's: no undo */
	CLOSED = 8,  /* may come when the renewal is closed, and only then */
	LOOKS = 16   /* at all that was done in it, by itself: whatever version the actor saw */
};

static act_handler act_start, act_wait, act_postpone, act_skip, act_exclude, act_again;

static const struct act_info {
	const char *name;
	unsigned kinds; /* of steps; 0: an act on the renewal */
	unsigned from;  /* states of the step */
	unsigned flags;
	act_handler *handle;
} acts[] = {
    {"start", ANY_KIND, S(TODO) | S(WAITING), READY, act_start},
    {"wait", ANY_KIND & ~K(VERIFY), S(TODO) | S(DOING), READY, act_wait},
    {"postpone", ANY_KIND, S(WAITING), 0, act_postpone},
    {"complete", K(TASK) | K(PROBE) | K(WAIT) | K(FORM) | K(MAIL), OPEN, READY, act_complete},
    {"choose", K(DECISION), OPEN | SETTLED, READY, act_choose},
    {"ticket", K(TICKET), OPEN | S(DONE), READY, act_ticket},
    {"value", K(VALUE), OPEN | S(DONE), READY, act_value},
    {"tick", K(FORM) | K(TASK), OPEN | S(DONE), READY, act_tick},
    {"document", K(FILE), OPEN | S(DONE), READY, act_document},
    {"accept", K(FILE), S(DOING), REASON, act_accept},
    {"archive", K(ARCHIVE), OPEN, READY, act_archive},
    {"observe", K(VERIFY), OPEN | S(DONE), READY | MACHINE, act_observe},
    {"seen", K(VERIFY), OPEN, READY, act_seen},
    {"override", K(VERIFY), OPEN, READY | REASON, act_override},
    {"reject", K(WAIT), S(WAITING) | S(DOING), REASON, act_reject},
    {"skip", ANY_KIND & ~K(VERIFY) & ~K(FILE), OPEN, REASON, act_skip},
    {"exclude", ANY_KIND & ~K(VERIFY), OPEN, REASON, act_exclude},
    {"again", ANY_KIND, SETTLED, 0, act_again},
    {"note", ANY_KIND, OPEN | SETTLED, REASON, act_note},
    {"comment", ANY_KIND, OPEN | SETTLED, MACHINE, act_comment},
    {"claim", 0, 0, 0, act_claim},
    {"release", 0, 0, 0, act_release},
    {"put-off", 0, 0, 0, act_put_off},
    {"hand-over", 0, 0, 0, act_hand_over},
    {"take-over", 0, 0, 0, act_take_over},
    {"pause", 0, 0, 0, act_pause},
    {"resume", 0, 0, 0, act_resume},
    {"urgent", 0, 0, 0, act_urgent},
    {"set", 0, 0, 0, act_set},
    {"names", 0, 0, 0, act_names},
    {"fact", 0, 0, MACHINE, act_fact},
    {"monitors", 0, 0, 0, act_monitors},
    {"correct-ticket", 0, 0, MACHINE, act_correct_ticket},
    {"close", 0, 0, 0, act_close},
    {"withdraw", 0, 0, LOOKS, act_withdraw},
    {"reopen", 0, 0, REASON | CLOSED, act_reopen},
    {"rolled-back", 0, 0, MACHINE | CLOSED, act_rolled_back},
};

const char *
renewal_act_name(size_t i)
{
	return i < sizeof(acts) / sizeof(*acts) ? acts[i].name : NULL;
}

/* ---- for handlers ---- */

const char *
arg_text(const struct doing *d, const char *name)
{
	return text_at(d->act->args, name);
}

int
bad_argument(struct doing *d, const char *name, const char *reason)
{
	const json_t *given = json_object_get(d->act->args, name);
	char *text = given && !json_is_string(given)
			 ? json_dumps(given, JSON_COMPACT | JSON_ENCODE_ANY)
			 : mem_strdup(json_string_value(given));

	err_argument(d->err, name, reason, text);
	free(text);
	return -1;
}

static void
record_begin(struct doing *d, json_t *record)
{
	if (!number_of(record, "began_at"))
		put_number(record, "began_at", d->act->now);
}

static void
record_state_put(json_t *record, enum step_state state)
{
	put_text(record, "state", step_state_text(state));
}

void
step_finish(struct doing *d, const struct node *n, enum step_state state)
{
	json_t *record = record_make(d->r, n->key);

	record_begin(d, record);
	record_state_put(record, state);
	put_number(record, "done_at", d->act->now);
	put_text(record, "by", d->act->actor);
	put_number(record, "days",
	    calendar_between(
		site_calendar(d->site), day_at(number_of(record, "began_at")), d->today));
	json_object_del(record, "waiting_on");
	json_object_del(record, "follow_up");
	names_step_renewed(d->r, n->key);
	if (d->act->note && n == d->node)
		put_clean(record, "note", d->act->note);
}

/* After how many working days a wait is looked at: when they are usually over, or before that where the
 * site says so. */
static int
wait_days(const struct doing *d, const struct node *n)
{
	int days = n->step->days ? site_days(d->site, n->step->days, n->hurried) : 1;
	int look = n->step->days ? site_look(d->site, n->step->days) : -1;

	if (look > 0 && look < days)
		days = look;
	return days > 0 ? days : 1;
}

/* The day on which a wait that begins on `since` is looked at: while there is time to do something about it, so on the
 * last working day before the certificate in use expires at the latest, and never before the next one. */
static int32_t
first_look(const struct doing *d, const struct node *n, int32_t since)
{
	const struct calendar *c = site_calendar(d->site);
	int64_t expires = number_of(d->r->doc, "expires");
	int32_t usual = calendar_add(c, since, wait_days(d, n)), next = calendar_add(c, since, 1),
		last;

	if (!expires || usual < day_at(expires))
		return usual;
	last = calendar_add(c, day_at(expires), -1);
	return last > next ? last : next;
}

static void
step_wait(struct doing *d, const struct node *n, const char *whom, const char *follow_up)
{
	json_t *record = record_make(d->r, n->key);
	char date[DAY_TEXT_BYTES], *filled = NULL;

	if (!whom && n->step->whom) {
		renewal_fill(
		    d->r, d->site, n->step->whom, false, d->act->actor, d->today, &filled, NULL);
		whom = filled;
	}
	record_begin(d, record);
	record_state_put(record, STATE_WAITING);
	put_clean(record, "waiting_on", whom);
	put_number(record, "since", d->act->now);
	put_text(record, "follow_up",
	    follow_up ? follow_up : day_to_text(first_look(d, n, d->today), date));
	free(filled);
}

void
value_put(struct doing *d, const char *name, const char *value)
{
	json_t *values = map_of(d->r, "values"), *old = json_object_get(values, name),
	       *new = json_object(), *earlier;

	if (renewal_value_means(d->r, name) == MEANS_TICKET) {
		char *key = ticket_key(value);

		put_clean(new, "value", key);
		free(key);
	} else {
		put_clean(new, "value", value);
	}
	put_number(new, "at", d->act->now);
	put_text(new, "by", d->act->actor);
	earlier = json_deep_copy(json_object_get(old, "earlier"));
	if (text_at(old, "value") && strcmp(text_at(old, "value"),
					 text_at(new, "value") ? text_at(new, "value") : "") != 0) {
		json_t *kept = json_deep_copy(old);

		json_object_del(kept, "earlier");
		if (!earlier)
			earlier = json_array();
		json_array_append_new(earlier, kept);
	}
	if (earlier)
		json_object_set_new(new, "earlier", earlier);
	json_object_set_new(values, name, new);
}

/* ---- acts that are the same for all kinds ---- */

static int
act_start(struct doing *d)
{
	record_begin(d, d->record);
	record_state_put(d->record, STATE_DOING);
	return 0;
}

/* A date that was given must be one, and not gone by. */
int
follow_up_read(struct doing *d, const char **date)
{
	*date = arg_text(d, "follow_up");
	if (*date && (day_from_text(*date) == DAY_NONE || day_from_text(*date) < d->today))
		return bad_argument(d, "follow_up", "not-a-date");
	return 0;
}

static int
act_wait(struct doing *d)
{
	const char *date;

	if (follow_up_read(d, &date) < 0)
		return -1;
	step_wait(d, d->node, arg_text(d, "whom"), date);
	return 0;
}

static int
act_postpone(struct doing *d)
{
	const char *date;

	if (follow_up_read(d, &date) < 0)
		return -1;
	if (!date)
		return bad_argument(d, "follow_up", "empty");
	put_text(d->record, "follow_up", date);
	return 0;
}

/* A gate is not got round by leaving out its step: only a file that may be absent, and that was
 * not brought and found wrong. */
static int
refuse_gate(struct doing *d)
{
	const char *name;
	json_t *check;

	if (d->node->step->kind == STEP_FILE && !d->node->step->optional)
		return err_set(d->err, "bad-state", "'%s' cannot be left out", d->node->key);
	json_object_foreach(json_object_get(d->record, "checks"), name, check) {
		const struct check_info *g = check_find(name);

		if (g && g->grade == CHECK_CRITICAL &&
		    check_state_from(text_at(check, "result")) == CHECK_FAILED)
			return err_set(d->err, "critical-check", "'%s' did not pass", name);
	}
	return 0;
}

static int
act_skip(struct doing *d)
{
	step_finish(d, d->node, STATE_SKIPPED);
	return 0;
}

static int
act_exclude(struct doing *d)
{
	if (refuse_gate(d) < 0)
		return -1;
	step_finish(d, d->node, STATE_NOT_APPLICABLE);
	return 0;
}

static int
act_again(struct doing *d)
{
	record_state_put(d->record, STATE_TODO);
	json_object_del(d->record, "done_at");
	json_object_del(d->record, "days");
	json_object_del(d->record, "override");
	names_step_renewed(d->r, d->node->key);
	return 0;
}

/* ---- what goes by itself ---- */

/* Waits begin when their turn comes and end with the step that they wait for. True when one did. */
static bool
waits_follow(struct doing *d)
{
	struct flow f;
	bool changed = false;

	flow_init(&f, d->r);
	for (size_t i = 0; i < f.count && !changed; i++) {
		const struct node *n = &f.nodes[i], *end;

		if (n->step->kind != STEP_WAIT || n->counts != COUNTS_YES || n->settled)
			continue;
		end = n->step->ends_with ? flow_of(&f, n->definition,
					       definition_step(n->definition, n->step->ends_with))
					 : NULL;
		if (end && end->settled && end->counts == COUNTS_YES) {
			step_finish(d, n, STATE_DONE);
			changed = true;
		} else if (n->ready && n->own == STATE_TODO) {
			step_wait(d, n, NULL, NULL);
			changed = true;
		}
	}
	flow_release(&f);
	return changed;
}

/* A wait that runs and is in more of a hurry than it was is looked at when that makes it due, or today;
 * one that no longer is, when it would have been, unless somebody chose its date. */
static void
follow_up_move(struct doing *d, const struct node *was, const struct node *n)
{
	json_t *record = record_of(d->r, n->key);
	int32_t since = day_at(number_of(record, "since")),
		date = day_from_text(text_at(record, "follow_up")),
		before = first_look(d, was, since), now = first_look(d, n, since);
	char text[DAY_TEXT_BYTES];

	if (now < d->today)
		now = d->today;
	if (date == before || (n->hurried && date > now))
		put_text(record, "follow_up", day_to_text(now, text));
}

static void
follow_ups_move(struct doing *d)
{
	struct flow f;

	flow_init(&f, d->r);
	for (size_t i = 0; i < f.count && i < d->flow->count; i++) {
		const struct node *was = &d->flow->nodes[i], *n = &f.nodes[i];

		if (n->step->kind == STEP_WAIT && was->own == STATE_WAITING &&
		    n->own == STATE_WAITING && was->hurried != n->hurried)
			follow_up_move(d, was, n);
	}
	flow_release(&f);
}

/* ---- one act ---- */

static const struct act_info *
act_find(const char *name)
{
	for (size_t i = 0; name && i < sizeof(acts) / sizeof(*acts); i++)
		if (!strcmp(acts[i].name, name))
			return &acts[i];
	return NULL;
}

bool
renewal_act_fits(const char *act, enum step_kind kind, enum step_state state)
{
	const struct act_info *info = act_find(act);

	return info && info->kinds & 1U << kind && info->from & 1U << state &&
	       !(info->flags & MACHINE);
}

static int
check_step(struct doing *d, const struct act_info *info)
{
	const struct node *n = d->node;
	char *open;

	if (!n) {
		err_set(d->err, "no-step", "the renewal has no such step");
		return err_text(d->err, "name", d->act->step);
	}
	if (!(info->kinds & 1U << n->step->kind))
		return err_set(d->err, "bad-state", "'%s' is not for a step of kind '%s'",
		    info->name, step_kind_text(n->step->kind));
	if (n->counts == COUNTS_NO)
		return err_set(
		    d->err, "bad-state", "'%s' does not count with the choices made", n->key);
	if (!(info->from & 1U << n->own))
		return err_set(
		    d->err, "bad-state", "'%s' is '%s'", n->key, step_state_text(n->own));
	if (!(info->flags & READY) || flow_may_begin(d->flow, n))
		return 0;
	open = flow_open_before(d->flow, n);
	err_set(d->err, "not-ready", "%s", open ? open : "a choice is to be made first");
	if (open)
		err_text(d->err, "steps", open);
	free(open);
	return -1;
}

static int
check_act(struct doing *d, const struct act_info *info)
{
	const struct renewal_act *a = d->act;

	if (!(info->flags & LOOKS) && a->version >= 0 && a->version != renewal_version(d->r))
		return err_set(d->err, "conflict", "it is at version %lld, not %lld",
		    (long long)renewal_version(d->r), (long long)a->version);
	if (renewal_is_closed(d->r) != ((info->flags & CLOSED) != 0))
		return err_set(d->err, info->flags & CLOSED ? "bad-state" : "closed",
		    "the renewal is %s closed", info->flags & CLOSED ? "not" : "already");
	if (info->flags & REASON && text_is_blank(a->note))
		return err_set(d->err, "reason-needed", "'%s' needs a reason", info->name);
	return info->kinds ? check_step(d, info) : 0;
}

static json_t *
effects(const struct flow *before, const struct flow *after)
{
	json_t *list = json_object();

	for (size_t i = 0; i < after->count && i < before->count; i++) {
		const struct node *a = &before->nodes[i], *b = &after->nodes[i];

		if (node_state(a) != node_state(b))
			put_text(list, b->key, step_state_text(node_state(b)));
	}
	return list;
}

static json_t *
array_of(json_t *doc, const char *name)
{
	json_t *list = json_object_get(doc, name);

	if (!list) {
		list = json_array();
		json_object_set_new(doc, name, list);
	}
	return list;
}

/* Raises the version and tells: the trail for the record, the undo list, and the event for the
 * caller. */
static json_t *
event_make(
    struct doing *d, const struct act_info *info, const json_t *was, const struct flow *after)
{
	json_t *event = json_object(), *short_one = json_object(), *before, *changed,
	       *undo = array_of(d->r->doc, "undo");
	const struct step_option *option =
	    d->node ? step_option(d->node->step, arg_text(d, "value")) : NULL;
	int64_t seq = renewal_version(d->r) + 1;
	json_t *both[] = {event, short_one};

	doc_diff(was, d->r->doc, &before, &changed);
	put_number(d->r->doc, "version", seq);
	for (int i = 0; i < 2; i++) {
		put_number(both[i], "seq", seq);
		put_number(both[i], "at", d->act->now);
		put_text(both[i], "by", d->act->actor);
		put_text(both[i], "what", d->act->what);
		put_text(both[i], "step", d->node ? d->node->key : NULL);
		put_clean(both[i], "note", d->act->note);
		if (!strcmp(d->act->what, "accept"))
			put_text(both[i], "check", arg_text(d, "check"));
		if (!strcmp(d->act->what, "set"))
			put_text(both[i], "name", arg_text(d, "name"));
		if (!strcmp(d->act->what, "choose"))
			put_text(both[i], "choice", option ? option->title : NULL);
	}
	json_object_set_new(event, "before", before);
	json_object_set_new(event, "after", changed);
	json_object_set_new(event, "effects", effects(d->flow, after));
	json_array_append_new(array_of(d->r->doc, "trail"), short_one);
	if (info && !(info->flags & MACHINE)) {
		json_array_append(undo, event);
		while (json_array_size(undo) > RENEWAL_UNDO_MAX)
			json_array_remove(undo, 0);
	}
	return event;
}

/* The last act, or the one that is named; past the end: there is none. */
static size_t
undo_place(const struct doing *d)
{
	const json_t *undo = json_object_get(d->r->doc, "undo");
	const json_t *seq = json_object_get(d->act->args, "seq");
	size_t i = json_array_size(undo);

	while (seq && i && !json_equal(json_object_get(json_array_get(undo, i - 1), "seq"), seq))
		i--;
	return i - 1; /* SIZE_MAX is past the end, too */
}

/* Other steps may stand on what that step was. */
static bool
is_built_upon(const json_t *undo, size_t at)
{
	return at + 1 < json_array_size(undo) && text_at(json_array_get(undo, at), "step");
}

/* By whom is known where one alone did anything since. */
static int
refuse_changed(struct doing *d, const json_t *event)
{
	const json_t *trail = json_object_get(d->r->doc, "trail"), *one;
	const char *by = NULL;
	bool several = false;
	size_t i;

	json_array_foreach(trail, i, one) {
		const char *login = text_at(one, "by");

		if (number_of(one, "seq") <= number_of(event, "seq") || !login)
			continue;
		several |= by && strcmp(by, login) != 0;
		by = login;
	}
	err_set(d->err, "changed-since", "what '%s' did was changed since", text_at(event, "what"));
	return by && !several ? err_text(d->err, "login", by) : -1;
}

static int
undo_apply(struct doing *d)
{
	json_t *undo = array_of(d->r->doc, "undo");
	size_t at = undo_place(d);
	const json_t *event = json_array_get(undo, at);

	/* One that is named is that one, whatever came after it. */
	if (!json_object_get(d->act->args, "seq") && d->act->version >= 0 &&
	    d->act->version != renewal_version(d->r))
		return err_set(
		    d->err, "conflict", "it is at version %lld", (long long)renewal_version(d->r));
	if (!event)
		return err_set(d->err, "nothing-to-undo", "nothing was done that can be undone");
	if (is_built_upon(undo, at) || !doc_matches(d->r->doc, json_object_get(event, "after")))
		return refuse_changed(d, event);
	/* whose turn it is to take it back otherwise, the version says: he has seen that it is the last */
	if (json_object_get(d->act->args, "seq") &&
	    strcmp(text_at(event, "by"), d->act->actor) != 0)
		return err_set(d->err, "nothing-to-undo", "another has done that");
	doc_patch(d->r->doc, json_object_get(event, "before"));
	json_array_remove(undo, at);
	return 0;
}

static int
act_apply(struct doing *d, const struct act_info *info)
{
	if (!info)
		return undo_apply(d);
	if (check_act(d, info) < 0)
		return -1;
	if (texts_bounded(d->act->args, d->err) < 0)
		return -1;
	if (info->kinds)
		d->record = record_make(d->r, d->node->key);
	if (info->handle(d) < 0)
		return -1;
	while (!renewal_is_closed(d->r) && waits_follow(d))
		;
	follow_ups_move(d);
	return 0;
}

json_t *
renewal_do(
    struct renewal *r, const struct site *site, const struct renewal_act *act, struct err *err)
{
	const struct act_info *info = act_find(act->what);
	bool undo = act->what && !strcmp(act->what, "undo");
	struct flow before, after;
	struct doing d = {.r = r,
	    .flow = &before,
	    .site = site,
	    .act = act,
	    .today = day_at(act->now),
	    .err = err};
	json_t *was, *event = NULL;
	int64_t undone = 0;

	if (!info && !undo) {
		err_set(err, "unknown-act", "no act is called so");
		err_text(err, "name", act->what);
		return NULL;
	}
	was = json_deep_copy(r->doc);
	flow_init(&before, r);
	if (undo)
		undone = number_of(
		    json_array_get(json_object_get(r->doc, "undo"), undo_place(&d)), "seq");
	else if (info->kinds)
		d.node = flow_find(&before, act->step);
	if (act_apply(&d, info) == 0) {
		flow_init(&after, r);
		event = event_make(&d, info, was, &after);
		if (undo)
			put_number(event, "undoes", undone);
		flow_release(&after);
		json_decref(was);
	} else {
		json_decref(r->doc);
		r->doc = was;
	}
	flow_release(&before);
	return event;
}
