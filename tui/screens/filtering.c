#include "tui/screens/filtering.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/people.h"
#include "tui/screens/filter_completion.h"
#include "tui/screens/prompt.h"
#include "words/words.h"

void
filtering_init(struct filtering *f, const struct filtered *of,
    const struct filter_language *language, const char *hint)
{
	*f = (struct filtering){.of = *of,
	    .language = language ? language : &filter_of_rows,
	    .hint = hint,
	    .text = mem_strdup(""),
	    .draft = mem_strdup("")};
}

void
filtering_release(struct filtering *f)
{
	free(f->text);
	free(f->before);
	free(f->draft);
	free(f->to_save.text);
}

bool
filtering_set(struct filtering *f, const char *text, struct field_fault *fault)
{
	struct buf why = {0};
	bool set = f->language->set(&f->of, text, fault, &why);

	if (set)
		mem_replace(&f->text, text);
	else
		app_say(f->of.app, STYLE_WARNING, buf_str(&why));
	buf_release(&why);
	return set;
}

void
filtering_recall(struct filtering *f, const char *text, const char *left_out)
{
	struct field_fault fault = {0};
	struct buf why = {0};

	if (*text && f->language->set(&f->of, text, &fault, &why))
		mem_replace(&f->text, text);
	else if (*text)
		app_sayf(f->of.app, STYLE_WARNING, "%s %s", _(left_out), buf_str(&why));
	buf_release(&why);
}

void
filtering_describe(
    const struct filtering *f, size_t passed, size_t all, bool busy, int width, struct buf *out)
{
	char *counts = mem_printf(" (%zu/%zu%s)", passed, all, busy ? "…" : ""), *text;
	int room = width - text_width(counts) - text_width(_("filter: %s")) + (int)strlen("%s");

	text = *f->text && room > 0 ? text_cleaned(f->text, (size_t)room) : NULL;
	if (text)
		buf_printf(out, _("filter: %s"), text);
	if (text)
		buf_puts(out, counts);
	free(text);
	free(counts);
}

/* ---- the prompt ---- */

static void
filter_changed(struct app *a, const char *text, void *arg)
{
	struct field_fault fault = {0};

	if (!filtering_set(arg, text, &fault))
		prompt_mark(app_top(a), fault.at, fault.len);
}

/* Keys waited for that, and nothing was typed meanwhile: it is as if the key were pressed now. */
static void
people_came(void *arg)
{
	struct app *a = arg;

	if (app_arrived(a, a->completing))
		prompt_complete(app_top(a), a);
	app_changed(a);
}

/* Where a login goes on, whom the team knows must have come, which was asked for when the prompt opened. */
static bool
must_wait(const struct app *a, const struct filter_language *language, const char *text, size_t at)
{
	struct filter_place place;
	bool must;

	language->place(text, at, &place);
	must = language->is_who(&place) && !people_are_known(a->people);
	free(place.typed);
	return must;
}

static char *
complete_filter(struct app *a, const char *text, size_t at, size_t *from, void *arg)
{
	const struct filtering *f = arg;

	if (!must_wait(a, f->language, text, at))
		return filter_completion(&f->of, f->language, text, at, from);
	a->completing = app_await(a);
	people_await_known(a->people, people_came, a);
	return NULL;
}

static void
save_filter(struct app *a, const char *text, void *arg)
{
	struct filtering *f = arg;
	struct field_fault fault = {0};

	f->to_save.language = f->language->saved;
	if (filtering_set(f, text, &fault))
		filter_save_ask(a, text, &f->to_save);
	else
		prompt_mark(app_top(a), fault.at, fault.len);
}

static void ask(struct filtering *f, const char *text);

/* What is no filter is asked again: part of it is not what was wanted. Left with Esc, it is what
 * the prompt opens with the next time: who leaves to look something up types nothing twice. */
static void
filter_done(struct app *a, const char *text, bool accepted, void *arg)
{
	struct filtering *f = arg;
	struct field_fault fault = {0};
	bool whole = filtering_set(f, text, &fault);

	mem_replace(&f->draft, whole ? "" : text);
	if (!accepted) {
		app_say(a, STYLE_TEXT, "");
		filtering_set(f, f->before, &fault);
	} else if (!whole) {
		ask(f, text);
		prompt_mark(app_top(a), fault.at, fault.len);
	}
}

static void
ask(struct filtering *f, const char *text)
{
	const struct prompt_owner owner = {filter_changed, filter_done, f};
	struct screen *prompt = prompt_new(_("Filter: "), _(f->hint), text, &owner);
	struct buf complete = {0}, save = {0};

	app_push(f->of.app, prompt);
	keys_describe_first(f->of.app->keys, CONTEXT_FORM, ACTION_NEXT_FIELD, &complete);
	keys_describe_first(f->of.app->keys, CONTEXT_FORM, ACTION_SAVE, &save);
	prompt_hint(prompt, mem_printf(_("%s completes  %s saves it under a name"),
				buf_str(&complete), buf_str(&save)));
	buf_release(&complete);
	buf_release(&save);
	prompt_completes(prompt, complete_filter);
	prompt_saves(prompt, save_filter);
}

void
filtering_ask(struct filtering *f, const char *text)
{
	mem_replace(&f->before, f->text);
	people_ask_known(f->of.app->people);
	ask(f, text ? text : *f->draft ? f->draft : f->text);
}

bool
filtering_act(struct filtering *f, enum action action)
{
	switch ((int)action) {
	case ACTION_FILTER:
		filtering_ask(f, NULL);
		return true;
	case ACTION_BACK:
		if (!*f->text)
			return false;
		filtering_set(f, "", NULL);
		return true;
	default:
		return false;
	}
}
