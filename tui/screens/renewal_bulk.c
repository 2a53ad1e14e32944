/* Acts on the renewals of several lines: claim, release, put off, pause, go on with, hand over.
 *
 * A struct wish is what is wanted of which lines; an act that needs a day or a person, or that is asked about, makes another
 * once that is known. Each renewal is one request, with the version that its line showed at the keypress: what somebody did to it since is a
 * conflict, and named. Which lines are left out, and why, is worked out before anything is asked of the backend, and said
 * with what it refused. */
#include "tui/screens/renewal_bulk.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/date_parse.h"
#include "tui/model/link.h"
#include "tui/model/row.h"
#include "tui/screens/bulk.h"
#include "tui/screens/confirm.h"
#include "tui/screens/dialog.h"
#include "tui/screens/person_choice.h"
#include "tui/view/screen.h"
#include "words/words.h"

static json_t *
target_new(const char *name, int64_t renewal, int64_t version, const char *owner, const char *state,
    bool waits)
{
	return json_pack("{s:s, s:I, s:I, s:s, s:s, s:b}", "name", name, "renewal",
	    (json_int_t)renewal, "version", (json_int_t)version, "owner", owner, "state", state,
	    "waits", waits);
}

json_t *
renewal_bulk_target(const char *name, const json_t *renewal)
{
	return target_new(name, number_of(renewal, "id"), number_of(renewal, "version"),
	    text_of(renewal, "claimed_by"), text_of(renewal, "state"),
	    *text_of(renewal, "waiting_on") || *text_of(renewal, "follow_up"));
}

json_t *
renewal_bulk_target_of_row(const struct row *r)
{
	return target_new(row_title(r), r->renewal, r->renewal_version, row_text(r, ROW_OWNER),
	    r->renewal ? renewal_state_text((enum renewal_state)r->renewal_state) : "",
	    *row_text(r, ROW_WAITING) || *row_text(r, ROW_FOLLOW_UP));
}

/* ---- what an act is ---- */

typedef void said_fn(size_t count, struct buf *out);

struct wish {
	struct app *app;
	const char *what; /* act */
	json_t *args;     /* of it; NULL: none */
	said_fn *said;
	json_t *targets;
};

static struct wish *
wish_new(struct app *a, const char *what, said_fn *said, json_t *targets)
{
	struct wish *w = mem_alloc(sizeof(*w));

	*w = (struct wish){a, what, NULL, said, json_incref(targets)};
	return w;
}

static void
wish_free(void *arg)
{
	struct wish *w = arg;

	json_decref(w->args);
	json_decref(w->targets);
	free(w);
}

static char *
without_renewal(const struct app *a)
{
	struct buf key = {0};
	char *why;

	keys_describe_first(a->keys, CONTEXT_LIST, ACTION_RENEW, &key);
	why = mem_printf(_("no renewal of it is open, %s begins one"), buf_str(&key));
	buf_release(&key);
	return why;
}

static bool
is_in(const json_t *target, enum renewal_state state)
{
	return renewal_state_from(text_of(target, "state")) == (int)state;
}

/* What the backend would refuse it for, as far as the line tells: so nothing is asked for that act first. */
static const char *
state_against(const char *act, const json_t *target)
{
	if (!strcmp(act, "resume") && !is_in(target, RENEWAL_PAUSED))
		return _("it is not paused");
	return NULL;
}

/* Why a line has no part in the act; NULL: it has. The caller frees. */
static char *
reason_against(const struct wish *w, const json_t *target)
{
	const char *owner = text_of(target, "owner"), *me = link_login(w->app->link);
	bool claims = !strcmp(w->what, "claim"), mine = !strcmp(owner, me);
	bool owns = !strcmp(w->what, "release") || !strcmp(w->what, "hand-over");

	if (*text_of(target, "why"))
		return mem_strdup(text_of(target, "why"));
	if (!number_of(target, "renewal"))
		return without_renewal(w->app);
	if (is_in(target, RENEWAL_CLOSED))
		return mem_strdup(_("it is closed"));
	if (number_of(target, "version") <= 0)
		return mem_strdup(_("that is done in the renewal itself"));
	if (claims && mine)
		return mem_strdup(_("you have it already"));
	if (*owner && !mine && (claims || owns))
		return mem_printf(_("%s has it"), owner);
	return mem_strdup(state_against(w->what, target));
}

/* Those that it is done to, each renewal once. */
static json_t *
parted(const struct wish *w, struct bulk *out)
{
	json_t *list = json_array(), *seen = json_array(), *target;
	size_t i;

	json_array_foreach(w->targets, i, target) {
		char *why = reason_against(w, target);

		if (why)
			bulk_leave_out(out, text_of(target, "name"), why);
		else if (!numbers_have(seen, number_of(target, "renewal")))
			json_array_append(list, target);
		json_array_append(seen, json_object_get(target, "renewal"));
		free(why);
	}
	json_decref(seen);
	return list;
}

/* Where nothing is awaited there is no follow-up to put off: the renewal itself rests until that day, and one that rests already
 * does until that one. */
static bool
rests_instead(const struct wish *w, const json_t *target)
{
	return !strcmp(w->what, "put-off") &&
	       (!flag_of(target, "waits") || is_in(target, RENEWAL_PAUSED));
}

/* A new reference; NULL: none. */
static json_t *
args_for(const struct wish *w, const json_t *target)
{
	return rests_instead(w, target)
		   ? json_pack("{s:O}", "until", json_object_get(w->args, "follow_up"))
		   : json_incref(w->args);
}

/* Steals args, which may be NULL. */
static void
call(struct bulk_calls *calls, const char *what, const json_t *target, json_t *args)
{
	bulk_call(calls, text_of(target, "name"), "renewal.do",
	    json_pack("{s:O, s:O, s:s, s:o*}", "id", json_object_get(target, "renewal"), "version",
		json_object_get(target, "version"), "what", what, "args", args));
}

static void
act(struct app *a, void *arg)
{
	struct wish *w = arg;
	struct bulk_calls *calls = bulk_calls_new(a, &(struct bulk_owner){.done = w->said});
	json_t *list = parted(w, bulk_of(calls)), *target;
	size_t i;

	json_array_foreach(list, i, target)
		call(calls, rests_instead(w, target) ? "pause" : w->what, target,
		    args_for(w, target));
	bulk_calls_end(calls);
	json_decref(list);
	wish_free(w);
}

/* How many it would be done to. */
static size_t
count_of(const struct wish *w, const json_t **first)
{
	struct bulk ignored = {0};
	json_t *list = parted(w, &ignored);
	size_t count = json_array_size(list);

	*first = json_array_get(list, 0);
	json_decref(list); /* the targets hold them */
	bulk_release(&ignored);
	return count;
}

/* How many of them somebody else has. */
static size_t
others(const struct wish *w)
{
	struct bulk ignored = {0};
	json_t *list = parted(w, &ignored);
	size_t count = 0, i;
	const json_t *target;

	json_array_foreach(list, i, target) {
		const char *owner = text_of(target, "owner");

		count += *owner && strcmp(owner, link_login(w->app->link)) != 0;
	}
	json_decref(list);
	bulk_release(&ignored);
	return count;
}

/* The lines that are left out are named beside the question, too. question is freed. */
static void
ask(struct wish *w, char *question)
{
	struct buf text = {0};
	struct bulk out = {0};
	struct screen *screen;

	buf_puts(&text, question);
	json_decref(parted(w, &out));
	bulk_add_to(&out, w->app, &text);
	screen = confirm_new(buf_str(&text), false, act, w);
	confirm_drops_with(screen, wish_free);
	app_push(w->app, screen);
	bulk_release(&out);
	buf_release(&text);
	free(question);
}

/* ---- claim and release ---- */

void
renewal_bulk_say_claimed(size_t count, struct buf *out)
{
	buf_printf(
	    out, ngettext("%zu renewal was claimed.", "%zu renewals were claimed.", count), count);
}

static void
released(size_t count, struct buf *out)
{
	buf_printf(out, ngettext("%zu renewal was released.", "%zu renewals were released.", count),
	    count);
}

/* What one has already is released, where all of them are so. */
static void
claim(struct app *a, json_t *targets)
{
	struct wish *w = wish_new(a, "release", released, targets);
	const json_t *first, *target;
	size_t count = count_of(w, &first), i;
	bool mine = count != 0;

	json_array_foreach(targets, i, target)
		mine = mine && !strcmp(text_of(target, "owner"), link_login(a->link));
	if (!mine) {
		w->what = "claim";
		w->said = renewal_bulk_say_claimed;
		act(a, w);
	} else if (count == 1) {
		ask(w,
		    mem_printf(_("Release renewal %lld of %s, which %s has? Nobody has it then."),
			(long long)number_of(first, "renewal"), text_of(first, "name"),
			text_of(first, "owner")));
	} else {
		ask(w,
		    mem_printf(
			ngettext("Release the %zu renewal that you have? Nobody has it then.",
			    "Release the %zu renewals that you have? Nobody has them then.", count),
			count));
	}
}

json_t *
renewal_bulk_to_claim(struct app *a, json_t *targets, struct bulk *out)
{
	const struct wish w = {.app = a, .what = "claim", .targets = targets};

	return parted(&w, out);
}

void
renewal_bulk_claim(struct bulk_calls *calls, const json_t *target)
{
	call(calls, "claim", target, NULL);
}

/* ---- until a day ---- */

static void
put_off(size_t count, struct buf *out)
{
	buf_printf(
	    out, ngettext("%zu renewal was put off.", "%zu renewals were put off.", count), count);
}

static void
paused(size_t count, struct buf *out)
{
	buf_printf(
	    out, ngettext("%zu renewal was paused.", "%zu renewals were paused.", count), count);
}

static void
resumed(size_t count, struct buf *out)
{
	buf_printf(out, ngettext("%zu renewal goes on.", "%zu renewals go on.", count), count);
}

static void
day_typed(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct wish *w = arg;
	struct wish *now;
	char day[WHEN_BYTES];

	if (!date_parse(texts[0], clock_wall(a->clock), day)) {
		dialog_refuse(inputs, 0, _(date_parse_fault));
		return;
	}
	now = wish_new(a, w->what, w->said, w->targets);
	now->args = json_pack("{s:s}", !strcmp(w->what, "pause") ? "until" : "follow_up", day);
	app_close(a, inputs); /* w is gone */
	act(a, now);
}

/* None: what is left out is said at once. */
static void
ask_day(struct wish *w, const char *title, const char *label)
{
	const struct dialog_owner owner = {
	    .submit = day_typed, .gone = wish_free, .arg = w, .closes = true};
	const json_t *first;
	size_t count = count_of(w, &first), foreign = others(w);
	struct buf text = {0};
	struct screen *inputs;

	if (!count) {
		act(w->app, w);
		return;
	}
	if (count == 1)
		buf_printf(&text, _("renewal %lld %s"), (long long)number_of(first, "renewal"),
		    text_of(first, "name"));
	else
		buf_printf(&text, ngettext("%zu renewal", "%zu renewals", count), count);
	if (foreign && count == 1)
		buf_printf(&text, _(" (%s has it)"), text_of(first, "owner"));
	else if (foreign)
		buf_printf(&text,
		    ngettext(" (%zu of somebody else's)", " (%zu of somebody else's)", foreign),
		    foreign);
	inputs = dialog_new(title, buf_str(&text), &owner);
	dialog_add(inputs, label, _(date_parse_hint), "");
	app_push(w->app, inputs);
	buf_release(&text);
}

static void
postpone(struct app *a, json_t *targets)
{
	struct wish *w = wish_new(a, "put-off", put_off, targets);
	struct bulk ignored = {0};
	json_t *list = parted(w, &ignored), *target;
	bool rest = json_array_size(list) != 0;
	size_t i;

	json_array_foreach(list, i, target)
		rest = rest && rests_instead(w, target);
	json_decref(list);
	bulk_release(&ignored);
	if (!rest) {
		ask_day(w, _("Put off the follow-up"), _("Follow-up"));
		return;
	}
	w->what = "pause";
	w->said = paused;
	ask_day(w, _("Pause the renewal"), _("Until"));
}

/* All of them rest: they go on. */
static void
pause_or_go_on(struct app *a, json_t *targets)
{
	bool rest = json_array_size(targets) != 0;
	const json_t *target;
	size_t i;

	json_array_foreach(targets, i, target)
		rest = rest && is_in(target, RENEWAL_PAUSED);
	if (rest)
		act(a, wish_new(a, "resume", resumed, targets));
	else
		ask_day(wish_new(a, "pause", paused, targets), _("Pause the renewal"), _("Until"));
}

/* ---- to somebody else ---- */

static void
handed_over(size_t count, struct buf *out)
{
	buf_printf(out,
	    ngettext("%zu renewal was handed over.", "%zu renewals were handed over.", count),
	    count);
}

static void
person_chosen(struct app *a, const char *login, void *arg)
{
	struct wish *w = arg, *now = wish_new(a, w->what, w->said, w->targets);
	const json_t *first;
	size_t count = count_of(w, &first);

	now->args = json_pack("{s:s}", "to", login);
	if (count == 1)
		ask(now,
		    mem_printf(_("Hand renewal %lld of %s over to %s?"),
			(long long)number_of(first, "renewal"), text_of(first, "name"), login));
	else
		ask(now, mem_printf(ngettext("Hand %zu renewal over to %s?",
					"Hand %zu renewals over to %s?", count),
			     count, login));
}

static void
hand_over(struct app *a, json_t *targets)
{
	struct wish *w = wish_new(a, "hand-over", handed_over, targets);
	const json_t *first;

	if (count_of(w, &first))
		person_choose(a, _("Hand the renewal over"),
		    &(struct person_choice){person_chosen, NULL, wish_free, w});
	else
		act(a, w);
}

/* ---- all of them ---- */

void
renewal_bulk(struct app *a, enum action action, json_t *targets)
{
	static const struct {
		enum action action;
		void (*run)(struct app *a, json_t *targets);
	} acts[] = {
	    {ACTION_CLAIM, claim},
	    {ACTION_POSTPONE, postpone},
	    {ACTION_PAUSE, pause_or_go_on},
	    {ACTION_HAND_OVER, hand_over},
	};

	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		if (acts[i].action == action)
			acts[i].run(a, targets);
	json_decref(targets);
}
