/* From a monitor, or from the marked ones, to a renewal: the one that is open, or a new one, once that was
 * agreed to. Monitors that share a certificate share a renewal; which they are is asked of the backend first
 * (monitor.get for each), and said in the question.
 *
 * struct start lives from the key to the last answer: `asked` counts the monitors still to come, then the
 * user says which others of the same certificate go with it, agrees or chooses a procedure, then the
 * renewals are opened; each of the ways out frees it exactly once. While a question or the panel
 * is about to open (awaited), keys that are typed ahead wait for it. What is in an open renewal already is left
 * out, and named in the question. With an origin and a ticket the same is done for an alert (renewal_start_alert.c). */
#include "tui/screens/renewal_start.h"

#include "base/clock.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "tui/app.h"
#include "tui/model/done_acts.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/renewal_read.h"
#include "tui/screens/bulk.h"
#include "tui/screens/confirm.h"
#include "tui/screens/menu.h"
#include "tui/screens/renewal/panel.h"
#include "tui/screens/renewal_bulk.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { MARKS_MOST = 200, NAMED_MOST = 5 };

/* One renewal to begin: monitors of one certificate. */
struct group {
	char *certificate; /* SHA-256; "" not known: a group of its own */
	json_t *monitors;
	char title[ROW_ENDPOINT_BYTES]; /* of the first */
};

struct start {
	struct app *app;
	struct group *groups;
	size_t count;
	size_t asked; /* monitors whose certificate is still to come */
	struct bulk
	    out; /* monitors left out: their renewal is open; then renewals that could not be begun */
	json_t *
	    claims; /* renewals that are open, to be claimed with them (renewal_bulk.h); NULL: none */
	char *origin, *ticket; /* NULL: from the list; none */
	char *alert;           /* to be recorded before the renewals begin; NULL: none */
	json_t *procedures;    /* that can be chosen from */
	bool chosen;
	const json_t *sharing; /* of procedures: others that have the same certificate */
	bool with[MENU_MOST];  /* … that are to be in the renewal too */
	bool passed;           /* that was said */
	uint64_t awaited;      /* its next question, or the renewal, is about to open; 0: not */
};

static void
await(struct start *b)
{
	b->awaited = app_await(b->app);
}

/* False: it is not wanted any more, and opens nothing. */
static bool
arrived(struct start *b)
{
	bool wanted = b->awaited && app_arrived(b->app, b->awaited);

	b->awaited = 0;
	return wanted;
}

static void
start_free(void *arg)
{
	struct start *b = arg;

	arrived(b);
	for (size_t i = 0; i < b->count; i++) {
		free(b->groups[i].certificate);
		json_decref(b->groups[i].monitors);
	}
	free(b->groups);
	bulk_release(&b->out);
	free(b->origin);
	free(b->ticket);
	free(b->alert);
	json_decref(b->procedures);
	json_decref(b->claims);
	free(b);
}

/* ---- what is asked ---- */

/* "api, seu +1, www…" */
static void
add_claims(const struct start *b, struct buf *text)
{
	size_t count = json_array_size(b->claims);
	struct buf names = {0};

	for (size_t i = 0; i < count && i < NAMED_MOST; i++)
		buf_printf(
		    &names, "%s%s", i ? ", " : "", text_of(json_array_get(b->claims, i), "name"));
	if (count)
		buf_printf(text,
		    ngettext("%zu renewal that is open is claimed: %s%s.",
			"%zu renewals that are open are claimed: %s%s.", count),
		    count, buf_str(&names), count > NAMED_MOST ? "…" : "");
	if (count)
		buf_putc(text, ' ');
	buf_release(&names);
}

static char *
question_of(const struct start *b)
{
	struct buf names = {0}, text = {0};
	size_t monitors = 0;

	add_claims(b, &text);

	for (size_t i = 0; i < b->count; i++)
		monitors += json_array_size(b->groups[i].monitors);
	if (b->count == 1 && monitors == 1) {
		buf_printf(&text, _("Begin the renewal of %s?"), b->groups[0].title);
		bulk_add_to(&b->out, b->app, &text);
		return buf_steal(&text);
	}
	for (size_t i = 0; i < b->count && i < NAMED_MOST; i++) {
		size_t more = json_array_size(b->groups[i].monitors) - 1;
		buf_printf(&names, "%s%s", i ? ", " : "", b->groups[i].title);
		if (more)
			buf_printf(&names, " +%zu", more);
	}
	buf_printf(&text,
	    ngettext("%zu distinct certificate in %zu monitors: one renewal. Begin "
		     "it? %s%s",
		"%zu distinct certificates in %zu monitors: a renewal for each. "
		"Begin them? %s%s",
		b->count),
	    b->count, monitors, buf_str(&names), b->count > NAMED_MOST ? "…" : "");
	buf_release(&names);
	if (b->out.left_out && b->count <= NAMED_MOST)
		buf_putc(&text, '.');
	bulk_add_to(&b->out, b->app, &text);
	return buf_steal(&text);
}

/* ---- opening ---- */

static void
say_begun(size_t count, struct buf *out)
{
	buf_printf(
	    out, ngettext("%zu renewal was begun.", "%zu renewals were begun.", count), count);
}

/* It can be taken back, and is open before whoever began it. */
void
renewal_start_begun(struct app *a, const json_t *ok, bool opens)
{
	const json_t *renewal = json_object_get(ok, "renewal");
	const char *name =
	    *text_of(renewal, "domain") ? text_of(renewal, "domain") : text_of(renewal, "title");
	int64_t id = number_of(renewal, "id");
	char *said = mem_printf(_("renewal %lld of %s was begun"), (long long)id, name);

	done_acts_add(a->done, said, clock_wall(a->clock),
	    json_pack("[o]", done_item(name, "renewal.open", NULL, ok)));
	if (opens)
		panel_open(a, id);
	else
		app_say(a, STYLE_GOOD, said);
	free(said);
}

/* One renewal opens and need not be said; what stayed behind has to be. */
static void
say_with_left_out(struct start *b, const json_t *error)
{
	struct buf text = {0};

	if (error)
		bulk_leave_out_error(&b->out, bulk_place(&b->out), b->groups[0].title, error);
	else
		say_begun(1, &text);
	bulk_say(&b->out, b->app, buf_str(&text));
	buf_release(&text);
}

static void
one_opened(const json_t *ok, const json_t *error, void *arg)
{
	struct start *b = arg;
	struct app *a = b->app;
	bool opens;

	opens = arrived(b);
	if (number_of(json_object_get(ok, "renewal"), "id"))
		renewal_start_begun(a, ok, opens);
	if (b->out.left_out)
		say_with_left_out(b, error);
	else if (error)
		app_say_error(a, error);
	start_free(b);
}

static void
all_begun(struct app *a, void *start)
{
	(void)a;
	start_free(start);
}

static void
recorded(const json_t *ok, const json_t *error, void *arg)
{
	(void)ok;
	if (error)
		app_say_error(arg, error);
}

/* What is asked for first is done first: it is there when they look for it. */
static void
record_alert(const struct start *b)
{
	if (b->alert)
		link_call(b->app->link, "alert.record", json_pack("{s:s}", "text", b->alert),
		    recorded, b->app);
}

/* NULL: it is one renewal alone, which opens (one_opened). What was left out in the question is said with the rest. */
static struct bulk_calls *
calls_of(struct start *b)
{
	struct bulk_calls *calls;

	if (b->count == 1 && !json_array_size(b->claims))
		return NULL;
	calls = bulk_calls_new(
	    b->app, &(struct bulk_owner){
			.done = json_array_size(b->claims) ? renewal_bulk_say_claimed : say_begun,
			.end = all_begun,
			.arg = b});
	*bulk_of(calls) = b->out;
	b->out = (struct bulk){0};
	return calls;
}

/* procedure NULL: that of each one's kind. */
static void
open_all(struct start *b, const char *procedure, bool planned)
{
	struct bulk_calls *calls = calls_of(b);
	json_t *target;
	size_t n;

	await(b);
	record_alert(b);
	for (size_t i = 0; i < b->count; i++) {
		json_t *args = json_pack("{s:O, s:s}", "monitors", b->groups[i].monitors, "origin",
		    b->origin ? b->origin : "list");

		if (b->ticket)
			json_object_set_new(args, "ticket", json_string(b->ticket));
		if (procedure)
			json_object_set_new(args, "procedure", json_string(procedure));
		if (planned)
			json_object_set_new(args, "type", json_string("planned"));
		if (calls)
			bulk_call(calls, b->groups[i].title, "renewal.open", args);
		else
			link_call(b->app->link, "renewal.open", args, one_opened, b);
	}
	json_array_foreach(b->claims, n, target)
		renewal_bulk_claim(calls, target);
	if (calls)
		bulk_calls_end(calls);
}

static void
agreed(struct app *a, void *arg)
{
	(void)a;
	open_all(arg, NULL, false);
}

/* ---- by which procedure ---- */

/* A new environment is what a host may be that was never seen; else it is merely out of sight. */
static void
chosen(struct app *a, size_t i, void *arg)
{
	struct start *b = arg;
	const json_t *list = json_object_get(b->procedures, "procedures");
	bool planned = i >= json_array_size(list);
	const json_t *one = json_array_get(list, planned ? 0 : i);

	(void)a;
	b->chosen = true;
	open_all(b, text_of(one, "name"), planned);
}

static void
choice_gone(void *arg)
{
	struct start *b = arg;

	if (!b->chosen)
		start_free(b);
}

static void
offer_procedures(struct start *b)
{
	const struct menu_owner owner = {chosen, choice_gone, b};
	const json_t *list = json_object_get(b->procedures, "procedures"), *one;
	char *question = question_of(b);
	struct screen *screen = menu_new(_("Begin a renewal"), question, &owner);
	size_t i;

	json_array_foreach(list, i, one) {
		char *text = mem_printf("%s\n%s",
		    flag_of(one, "usual") ? _("The usual one for its kind of certificate.")
					  : _("Not the usual one for its kind of certificate."),
		    text_of(one, "text"));
		menu_add(screen, text_of(one, "title"), text);
		free(text);
	}
	if (json_array_size(list)) {
		char *title = mem_printf(
		    _("A new environment, by: %s"), text_of(json_array_get(list, 0), "title"));
		menu_add_if(screen, title,
		    _("It serves nothing yet: there is no certificate to compare with."),
		    flag_of(b->procedures, "may_be_planned")
			? NULL
			: _("only for a host of which no certificate was seen"));
		free(title);
	}
	arrived(b);
	app_push(b->app, screen);
	free(question);
}

/* ---- with whom ---- */

static void
add_marked(struct app *a, size_t chosen_line, void *arg)
{
	struct start *b = arg;
	const json_t *one;
	size_t i;

	(void)a;
	(void)chosen_line;
	json_array_foreach(b->sharing, i, one) {
		if (i < MENU_MOST && b->with[i])
			json_array_append(b->groups[0].monitors, json_object_get(one, "id"));
	}
	b->passed = true;
	offer_procedures(b);
}

static void
sharing_gone(void *arg)
{
	struct start *b = arg;

	if (!b->passed)
		start_free(b);
}

/* False: there are none. They are marked, for what is served in several places is renewed in all of them. */
static bool
offer_sharing(struct start *b)
{
	const struct menu_owner owner = {add_marked, sharing_gone, b};
	json_t *list = json_object_get(b->procedures, "sharing"), *one;
	struct screen *screen;
	size_t i = 0;

	while (i < json_array_size(list))
		if (numbers_have(b->groups[0].monitors, number_of(json_array_get(list, i), "id")))
			json_array_remove(list, i);
		else
			i++;
	if (!json_array_size(list))
		return false;
	b->sharing = list;
	screen = menu_new(_("The same certificate is served elsewhere too"),
	    _("Are these renewed with it? Space marks one or takes the mark away; Return goes on."),
	    &owner);
	json_array_foreach(list, i, one) {
		char *endpoint = number_of(one, "port") ? endpoint_text(text_of(one, "host"),
							      (int)number_of(one, "port"))
							: mem_strdup(text_of(one, "host"));
		char *title = strcmp(endpoint, text_of(one, "name"))
				  ? mem_printf("%s (%s)", text_of(one, "name"), endpoint)
				  : mem_strdup(endpoint);

		if (i < MENU_MOST) {
			b->with[i] = true;
			menu_add_mark(screen, title, &b->with[i]);
		}
		free(title);
		free(endpoint);
	}
	arrived(b);
	app_push(b->app, screen);
	return true;
}

static void
got_procedures(const json_t *ok, const json_t *error, void *arg)
{
	struct start *b = arg;
	bool wanted = app_awaits(b->app, b->awaited);

	if (error && wanted)
		app_say_error(b->app, error);
	if (error || !wanted) {
		start_free(b);
		return;
	}
	b->procedures = json_deep_copy(ok);
	if (!offer_sharing(b))
		offer_procedures(b);
}

/* ---- which certificates ---- */

static const char *
title_of(const json_t *row)
{
	return *text_of(row, "name") ? text_of(row, "name") : text_of(row, "host");
}

static void
add_monitor(struct start *b, const json_t *row)
{
	const char *certificate = text_of(row, "sha256");
	struct group *g = NULL;

	for (size_t i = 0; *certificate && i < b->count && !g; i++)
		if (!strcmp(b->groups[i].certificate, certificate))
			g = &b->groups[i];
	if (!g) {
		b->groups = mem_resize(b->groups, b->count + 1, sizeof(*b->groups));
		g = &b->groups[b->count++];
		*g = (struct group){mem_strdup(certificate), json_array(), ""};
		snprintf(g->title, sizeof(g->title), "%s", title_of(row));
	}
	json_array_append(g->monitors, json_object_get(row, "id"));
}

static void
ask(struct start *b)
{
	struct screen *screen;
	char *question;

	if (!b->count && !json_array_size(b->claims)) {
		bulk_say(&b->out, b->app, "");
		start_free(b);
		return;
	}
	if (!b->count) { /* none is left to begin: claiming alone is not asked about */
		arrived(b);
		open_all(b, NULL, false);
		return;
	}
	if (b->count == 1 && !json_array_size(b->claims)) {
		link_call(b->app->link, "renewal.procedures",
		    json_pack("{s:O}", "monitor", json_array_get(b->groups[0].monitors, 0)),
		    got_procedures, b);
		return;
	}
	question = question_of(b);
	screen = confirm_new(question, true, agreed, b);
	confirm_drops_with(screen, start_free);
	arrived(b);
	app_push(b->app, screen);
	free(question);
}

static void
leave_out_open(struct start *b, size_t place, const json_t *row, int64_t renewal)
{
	char *why = mem_printf(_("its renewal %lld is open already"), (long long)renewal);

	bulk_leave_out_at(&b->out, place, title_of(row), why);
	free(why);
}

/* One monitor that is asked for: an error names none, as where the backend is lost. */
struct asking {
	struct start *start;
	size_t place; /* bulk.h */
	char title[ROW_ENDPOINT_BYTES];
};

static void
got(const json_t *ok, const json_t *error, void *arg)
{
	struct asking *one = arg;
	struct start *b = one->start;
	const json_t *row = json_object_get(ok, "row"), *renewal = json_object_get(row, "renewal");

	b->asked--;
	if (error)
		bulk_leave_out_error(&b->out, one->place, one->title, error);
	else if (json_is_object(renewal))
		leave_out_open(b, one->place, row, number_of(renewal, "id"));
	else if (row)
		add_monitor(b, row);
	free(one);
	if (!b->asked && app_awaits(b->app, b->awaited))
		ask(b);
	else if (!b->asked)
		start_free(b);
}

static void
ask_for(struct start *b, int64_t id)
{
	const struct row *r = model_find(b->app->model, id);
	struct asking *one = mem_alloc(sizeof(*one));

	*one = (struct asking){.start = b, .place = bulk_place(&b->out)};
	snprintf(one->title, sizeof(one->title), "%s", r ? row_title(r) : "—");
	link_call(b->app->link, "monitor.get", json_pack("{s:I}", "id", (json_int_t)id), got, one);
}

/* From the list, and no alert. */
static const struct renewal_cause no_cause = {NULL, NULL, NULL};

/* NULL, and said: it may not be. */
static struct start *
start_new(struct app *a, size_t count, const struct renewal_cause *cause)
{
	struct start *b;

	if (!app_offers(a, ACTION_BEGIN)) { /* opening one is for everybody, beginning it is not */
		app_say_not_offered(a);
		return NULL;
	}
	if (count > MARKS_MOST) {
		app_sayf(a, STYLE_WARNING, _("At most %d monitors at once, please."), MARKS_MOST);
		return NULL;
	}
	b = mem_alloc(sizeof(*b));
	*b = (struct start){.app = a,
	    .asked = count,
	    .origin = mem_strdup(cause->origin),
	    .ticket = cause->ticket && *cause->ticket ? mem_strdup(cause->ticket) : NULL,
	    .alert = mem_strdup(cause->alert)};
	return b;
}

static void
ask_for_all(struct start *b, const int64_t *ids, size_t count)
{
	await(b);
	for (size_t i = 0; i < count; i++)
		ask_for(b, ids[i]);
}

void
renewal_start_with(
    struct app *a, const int64_t *ids, size_t count, const struct renewal_cause *cause)
{
	struct start *b = start_new(a, count, cause);

	if (b)
		ask_for_all(b, ids, count);
}

void
renewal_start_and_claim(struct app *a, const int64_t *ids, size_t count, json_t *targets)
{
	struct start *b = start_new(a, count, &no_cause);

	if (b) {
		b->claims = renewal_bulk_to_claim(a, targets, &b->out);
		ask_for_all(b, ids, count);
	}
	json_decref(targets);
}

void
renewal_start_one(struct app *a, int64_t monitor)
{
	const struct row *r = model_find(a->model, monitor);

	if (!r)
		app_say(a, STYLE_WARNING, _("That monitor was retired meanwhile."));
	else if (r->renewal)
		panel_open(a, r->renewal);
	else
		renewal_start_with(a, &monitor, 1, &no_cause);
}

void
renewal_start_to_claim(struct app *a, const struct row *row)
{
	renewal_start_one(a, row->id);
	app_sayf(a, STYLE_TEXT, _("No renewal of %s is open: begin one, and it is yours."),
	    row_title(row));
}

void
renewal_start_marked(struct app *a, const int64_t *ids, size_t count, struct bulk *out)
{
	struct start *b;

	if (!count) {
		bulk_say(out, a, "");
	} else if ((b = start_new(a, count, &no_cause))) {
		b->out = *out;
		*out = (struct bulk){0};
		ask_for_all(b, ids, count);
	}
	bulk_release(out);
}
