/* Where nothing was done from here, it is the last import of whoever sits here: that one was made elsewhere, and the backend
 * knows of it. An import that was made here is asked about in the same way, by its number. What it says would be undone is
 * asked, and what it says was is told.
 *
 * The question holds what it was about: where somebody types u again or does something else before the answer, that act is
 * still the one that is taken back. What could not be, for the connection was lost, can be taken back again; what somebody
 * changed since is named, and stays. */
#include "tui/screens/undo.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/done_acts.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/screens/bulk.h"
#include "tui/screens/confirm.h"
#include "tui/screens/monitor_bulk.h"
#include "tui/screens/services.h"
#include "words/import_undo.h"
#include "words/words.h"

enum { NAMED_MOST = 3 };

struct undoing {
	struct app *app;
	struct done_act act;
	json_t *lost; /* items of which nobody knows */
};

static void
undoing_free(void *arg)
{
	struct undoing *u = arg;

	done_act_release(&u->act);
	json_decref(u->lost);
	free(u);
}

/* It was not agreed to: it is the last one again. */
static void
put_back(void *arg)
{
	struct undoing *u = arg;

	done_acts_add(u->app->done, u->act.said, u->act.at, json_incref(u->act.items));
	undoing_free(u);
}

static void
say_undone(size_t count, struct buf *out)
{
	buf_printf(out, ngettext("%zu thing was undone.", "%zu things were undone.", count), count);
}

/* What becomes of what was added, said in the question; an act is of one kind. */
static const struct {
	const char *operation, *becomes; /* msgid */
	void (*done)(size_t count, struct buf *out);
	void (*one)(const char *name, struct buf *out);
} additions[] = {
    {"monitor.retire", N_("It is retired, and its history stays."), monitor_say_retired,
	monitor_say_one_retired},
    {"service.remove", N_("It is removed, and its monitors stay."), services_say_removed, NULL},
};

/* Its place among them; -1: nothing was added. */
static int
addition_of(const json_t *items)
{
	for (size_t i = 0; i < sizeof(additions) / sizeof(*additions); i++)
		if (!strcmp(text_of(json_array_get(items, 0), "do"), additions[i].operation))
			return (int)i;
	return -1;
}

/* It could not be asked, or not be written: that may be over the next time. Any other refusal stays. */
static bool
is_passing(const char *code)
{
	static const char *const codes[] = {"connection-lost", "answer-lost", "disk-full",
	    "read-only", "denied", "io", "no-descriptors", "no-workers", "too-many-requests",
	    "too-many-open", "clock-behind", "locked", "unrecorded"};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(codes[i], code))
			return true;
	return false;
}

static void
each_undone(size_t i, const json_t *ok, const json_t *error, void *arg)
{
	struct undoing *u = arg;

	if (json_object_get(ok, "row"))
		model_put(u->app->model, json_object_get(ok, "row"));
	if (error && is_passing(text_of(error, "code")))
		json_array_append(u->lost, json_array_get(u->act.items, i));
}

static void
all_undone(struct app *a, void *arg)
{
	struct undoing *u = arg;

	model_rest(a->model);
	app_tell(a, "services", NULL);
	done_acts_add(a->done, u->act.said, u->act.at, json_incref(u->lost));
	undoing_free(u);
}

static void
agreed(struct app *a, void *arg)
{
	struct undoing *u = arg;
	int addition = addition_of(u->act.items);
	struct bulk_calls *calls = bulk_calls_new(
	    a, &(struct bulk_owner){.done = addition < 0 ? say_undone : additions[addition].done,
		   .one = addition < 0 ? NULL : additions[addition].one,
		   .each = each_undone,
		   .end = all_undone,
		   .arg = u,
		   .undoes = true});
	json_t *item;
	size_t i;

	json_array_foreach(u->act.items, i, item)
		bulk_call(calls, text_of(item, "name"), text_of(item, "do"),
		    json_incref(json_object_get(item, "args")));
	bulk_calls_end(calls);
}

/* "api, www, correu +9" */
static void
add_names(const json_t *items, struct buf *out)
{
	size_t count = json_array_size(items), i;
	const json_t *item;

	json_array_foreach(items, i, item) {
		if (i == NAMED_MOST)
			break;
		buf_printf(out, "%s%s", i ? ", " : "", text_of(item, "name"));
	}
	if (count > NAMED_MOST)
		buf_printf(out, " +%zu", count - NAMED_MOST);
}

/* ---- an import ---- */

/* The number of the import that was done last from here; 0: something else was. */
static int64_t
last_import(const struct app *a)
{
	const struct done_act *last = done_acts_last(a->done);
	const json_t *item = last ? json_array_get(last->items, 0) : NULL;

	return strcmp(text_of(item, "do"), "monitor.undo-import") != 0
		   ? 0
		   : number_of(json_object_get(item, "args"), "import");
}

static void
forget_import(struct app *a, int64_t import)
{
	struct done_act act;

	if (!import || last_import(a) != import)
		return;
	act = done_acts_pop(a->done);
	done_act_release(&act);
}

static void
import_undone(const json_t *ok, const json_t *error, void *arg)
{
	struct app *a = arg;
	struct bulk out = {0};
	struct buf text = {0};
	const json_t *one;
	size_t i;

	if (error) {
		app_say_error(a, error);
		return;
	}
	forget_import(a, number_of(ok, "import"));
	words_import_undone(ok, &text);
	json_array_foreach(json_object_get(ok, "left"), i, one)
		bulk_leave_out_error(
		    &out, bulk_place(&out), text_of(one, "name"), json_object_get(one, "error"));
	out.left_out += (size_t)number_of(ok, "left_out");
	bulk_say(&out, a, buf_str(&text));
	model_rest(a->model);
	bulk_release(&out);
	buf_release(&text);
}

static void
import_agreed(struct app *a, void *arg)
{
	int64_t *import = arg;

	link_act(a->link, "monitor.undo-import", json_pack("{s:I}", "import", (json_int_t)*import),
	    import_undone, a);
	free(import);
}

static void
import_found(const json_t *ok, const json_t *error, void *arg)
{
	bool wanted;
	struct app *a = app_asked(arg, &wanted);
	struct buf text = {0};
	struct screen *ask;
	int64_t *import;

	if (!wanted)
		return;
	if (error && !is_passing(text_of(error, "code")))
		forget_import(a, last_import(a));
	if (error && strcmp(text_of(error, "code"), "nothing-to-undo") != 0 &&
	    strcmp(text_of(error, "code"), "not-allowed") != 0)
		app_say_error(a, error);
	else if (error)
		app_say(a, STYLE_WARNING, _("Nothing was done from here that can be undone."));
	if (error)
		return;
	words_import_undo_question(ok, clock_wall(a->clock), &text);
	import = mem_alloc(sizeof(*import));
	*import = number_of(ok, "import");
	ask = confirm_new(buf_str(&text), false, import_agreed, import);
	confirm_drops_with(ask, free);
	app_push(a, ask);
	buf_release(&text);
}

static void
ask_import(struct app *a, int64_t import)
{
	json_t *args = json_pack("{s:b}", "dry_run", true);

	if (import)
		json_object_set_new(args, "import", json_integer(import));
	link_call(a->link, "monitor.undo-import", args, import_found, app_ask(a));
}

/* ---- what was done from here ---- */

static char *
question_of(const struct done_act *act, const char *names, const char *ago)
{
	char *what = strstr(act->said, names)
			 ? mem_printf(_("Undo this? %s · %s"), act->said, ago)
			 : mem_printf(_("Undo this? %s (%s) · %s"), act->said, names, ago);
	int addition = addition_of(act->items);
	char *question = mem_printf("%s%s%s", what, addition < 0 ? "" : ". ",
	    addition < 0 ? "" : _(additions[addition].becomes));

	free(what);
	return question;
}

void
undo_ask(struct app *a)
{
	const struct done_act *last = done_acts_last(a->done);
	struct buf ago = {0}, names = {0};
	struct undoing *u;
	struct screen *ask;
	char *question;

	if (!last || last_import(a)) {
		ask_import(a, last_import(a));
		return;
	}
	words_ago(clock_wall(a->clock) - last->at, &ago);
	add_names(last->items, &names);
	question = question_of(last, buf_str(&names), buf_str(&ago));
	u = mem_alloc(sizeof(*u));
	*u = (struct undoing){.app = a, .act = done_acts_pop(a->done), .lost = json_array()};
	ask = confirm_new(question, false, agreed, u);
	confirm_drops_with(ask, put_back);
	app_push(a, ask);
	free(question);
	buf_release(&ago);
	buf_release(&names);
}
