/* Renewals as a plain page, unwrapped: the record of one, and all that a person has open. What they
 * need is asked for page after page first. And what the procedures of one say of themselves, wrapped to be read. */
#include "tui/screens/report.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/renewal_read.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "words/report.h"
#include "words/words.h"

/* The renewals are gone through one by one; of the first alone the record is made. */
struct report {
	struct app *app;
	char *who;   /* NULL: the record of one */
	json_t *ids; /* of the renewals */
	size_t at;   /* the one being asked for */
	json_t *shown, *steps, *values, *trail;
	struct buf text;
};

static void ask(struct report *p);

static void
forget_one(struct report *p)
{
	json_decref(p->shown);
	json_decref(p->steps);
	json_decref(p->values);
	json_decref(p->trail);
	p->shown = p->steps = p->values = p->trail = NULL;
}

static void
report_free(struct report *p)
{
	forget_one(p);
	json_decref(p->ids);
	buf_release(&p->text);
	free(p->who);
	free(p);
}

static void
write_one(struct report *p)
{
	const json_t *renewal = json_object_get(p->shown, "renewal");

	if (p->who)
		words_handover_add(renewal, p->trail, clock_wall(p->app->clock), &p->text);
	else
		words_record(renewal, p->steps, p->values, p->trail, &p->text);
	forget_one(p);
	p->at++;
}

/* ---- asking ---- */

static bool
failed(struct report *p, const json_t *error)
{
	if (!error)
		return false;
	app_say_error(p->app, error);
	report_free(p);
	return true;
}

static void
got_shown(const json_t *ok, const json_t *error, void *arg)
{
	struct report *p = arg;

	if (failed(p, error))
		return;
	p->shown = json_deep_copy(ok);
	ask(p);
}

/* The first page has the values; an empty one is the last. */
static void
got_steps(const json_t *ok, const json_t *error, void *arg)
{
	struct report *p = arg;
	json_t *page = json_object_get(ok, "steps");

	if (failed(p, error))
		return;
	if (!p->steps)
		p->steps = json_array();
	json_array_extend(p->steps, page);
	if (json_object_get(ok, "values"))
		p->values = json_deep_copy(json_object_get(ok, "values"));
	if (!json_array_size(page) && !p->values)
		p->values = json_object();
	if (!json_array_size(page))
		json_object_set_new(p->shown, "whole", json_true());
	ask(p);
}

static void
got_trail(const json_t *ok, const json_t *error, void *arg)
{
	struct report *p = arg;
	json_t *page = json_object_get(ok, "events");

	if (failed(p, error))
		return;
	if (!p->trail)
		p->trail = json_array();
	json_array_extend(p->trail, page);
	if (!json_array_size(page))
		write_one(p);
	ask(p);
}

static void
ask(struct report *p)
{
	json_int_t id = json_integer_value(json_array_get(p->ids, p->at));
	const json_t *last = json_array_get(p->trail, json_array_size(p->trail) - 1);

	if (p->at == json_array_size(p->ids)) {
		term_plain(buf_str(&p->text));
		report_free(p);
	} else if (!p->shown) {
		link_call(p->app->link, "renewal.show", json_pack("{s:I}", "id", id), got_shown, p);
	} else if (!p->who && !json_object_get(p->shown, "whole")) {
		link_call(p->app->link, "renewal.records",
		    json_pack(
			"{s:I, s:I}", "id", id, "after", (json_int_t)json_array_size(p->steps)),
		    got_steps, p);
	} else {
		link_call(p->app->link, "renewal.trail",
		    json_pack("{s:I, s:I}", "id", id, "after", (json_int_t)number_of(last, "seq")),
		    got_trail, p);
	}
}

void
report_record(struct app *a, int64_t renewal)
{
	struct report *p = mem_alloc(sizeof(*p));

	p->app = a;
	p->ids = json_pack("[I]", (json_int_t)renewal);
	ask(p);
}

/* ---- what procedures say of themselves ---- */

/* To be read, so at blanks where the terminal would break words. */
static void
add_wrapped(struct buf *out, const char *text, int width)
{
	while (*text) {
		size_t line = strcspn(text, "\n");
		char *rest = mem_strndup(text, line), *at = rest;

		do {
			size_t fits = wrap_fit(at, width);

			buf_add(out, at, fits);
			buf_putc(out, '\n');
			at += fits + strspn(at + fits, " ");
		} while (*at);
		free(rest);
		text += line + (text[line] == '\n');
	}
}

static void
got_introductions(const json_t *ok, const json_t *error, void *arg)
{
	struct app *a = arg;
	int width = canvas_columns(a->canvas) - 1;
	struct buf text = {0};
	const json_t *one;
	size_t i;

	if (error) {
		app_say_error(a, error);
		return;
	}
	json_array_foreach(json_object_get(ok, "introductions"), i, one) {
		if (i)
			buf_putc(&text, '\n');
		add_wrapped(&text, text_of(one, "title"), width);
		buf_putc(&text, '\n');
		add_wrapped(&text, text_of(one, "text"), width);
	}
	if (text.len)
		term_plain(text.data);
	else
		app_say(a, STYLE_TEXT, _("The procedure says nothing of itself."));
	buf_release(&text);
}

void
report_introduction(struct app *a, int64_t renewal)
{
	link_call(a->link, "renewal.introduction", json_pack("{s:I}", "id", (json_int_t)renewal),
	    got_introductions, a);
}

void
report_handover(struct app *a, const char *who, const json_t *ids)
{
	struct report *p = mem_alloc(sizeof(*p));

	p->app = a;
	p->who = mem_strdup(who);
	p->ids = json_deep_copy(ids);
	words_handover(who, json_array_size(ids), clock_wall(a->clock), &p->text);
	ask(p);
}
