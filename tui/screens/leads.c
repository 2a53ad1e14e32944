/* How long renewals take: for each kind of certificate the lead in force beside the one that was
 * measured; to adopt that is asked about first. */
#include "tui/screens/leads.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/renewal_read.h"
#include "tui/screens/confirm.h"
#include "tui/screens/menu.h"
#include "tui/view/screen.h"
#include "words/words.h"

struct leads {
	struct app *app;
	json_t *list;
	const char *operation, *kind; /* what was agreed to */
	bool asked;                   /* lives on after the list */
	uint64_t awaited;             /* app_await */
};

static void
leads_free(void *arg)
{
	struct leads *l = arg;

	json_decref(l->list);
	free(l);
}

/* ---- changing one ---- */

static void
changed(const json_t *ok, const json_t *error, void *arg)
{
	struct leads *l = arg;

	if (error)
		app_say_error(l->app, error);
	else
		app_sayf(l->app, STYLE_GOOD, _("The lead is %lld days from now on."),
		    (long long)number_of(json_object_get(ok, "lead"), "days"));
	leads_free(l);
}

static void
agreed(struct app *a, void *arg)
{
	struct leads *l = arg;

	link_call(a->link, l->operation, json_pack("{s:s}", "kind", l->kind), changed, l);
}

static void
chosen(struct app *a, size_t i, void *arg)
{
	struct leads *l = arg;
	const json_t *lead = json_array_get(l->list, i);
	const json_t *measured = json_object_get(lead, "measured");
	bool differs =
	    json_is_integer(measured) && json_integer_value(measured) != number_of(lead, "days");
	struct screen *ask;
	char *question;

	l->kind = text_of(lead, "kind");
	l->operation = differs ? "lead.adopt" : "lead.drop";
	l->asked = true;
	question = differs ? mem_printf(_("Plan with %lld days from now on, as measured?"),
				 (long long)json_integer_value(measured))
			   : mem_printf(_("Plan with the configured %lld days again?"),
				 (long long)number_of(lead, "configured"));
	ask = confirm_new(question, false, agreed, l);
	confirm_drops_with(ask, leads_free);
	app_push(a, ask);
	free(question);
}

static void
choice_gone(void *arg)
{
	struct leads *l = arg;

	if (!l->asked)
		leads_free(l);
}

/* ---- showing them ---- */

/* NULL: what was measured can be adopted, or what was adopted taken back. */
static const char *
why_not(const struct app *a, const json_t *lead)
{
	const json_t *measured = json_object_get(lead, "measured");

	if (!app_offers(a, ACTION_ADD)) /* like any other change */
		return app_why_not(a, ACTION_ADD);
	if (json_is_integer(json_object_get(lead, "adopted")))
		return NULL;
	if (!json_is_integer(measured))
		return _("too few closed ones to measure");
	return json_integer_value(measured) == number_of(lead, "days")
		   ? _("what was measured is in force")
		   : NULL;
}

static void
add_phases(const json_t *lead, struct buf *out)
{
	const json_t *phase;
	size_t i;

	json_array_foreach(json_object_get(lead, "phases"), i, phase) {
		buf_printf(out, "%s%s ", out->len ? " · " : "", text_of(phase, "number"));
		words_days(number_of(phase, "days"), out);
	}
}

static void
add_lead(const struct leads *l, struct screen *list, const json_t *lead)
{
	const json_t *measured = json_object_get(lead, "measured");
	int kind = kind_from(text_of(lead, "kind"));
	const char *why = why_not(l->app, lead);
	struct buf title = {0}, text = {0};

	if (why)
		buf_printf(&text, "%s\n", why);
	buf_printf(&title, "%s: ", kind < 0 ? text_of(lead, "kind") : words_kind((enum kind)kind));
	words_days(number_of(lead, "days"), &title);
	buf_printf(&title, " (%s)",
	    json_is_integer(json_object_get(lead, "adopted")) ? _("adopted") : _("configured"));
	if (json_is_integer(measured)) {
		buf_printf(&title, " · %s ", _("measured"));
		words_days(json_integer_value(measured), &title);
	}
	add_phases(lead, &text);
	if (!json_array_size(json_object_get(lead, "phases")))
		buf_printf(&text,
		    ngettext("%lld renewal closed so far; five are needed to measure.",
			"%lld renewals closed so far; five are needed to measure.",
			(unsigned long)number_of(lead, "renewals")),
		    (long long)number_of(lead, "renewals"));
	if (why)
		menu_add_off(list, buf_str(&title), buf_str(&text));
	else
		menu_add(list, buf_str(&title), buf_str(&text));
	buf_release(&title);
	buf_release(&text);
}

static void
got(const json_t *ok, const json_t *error, void *arg)
{
	struct leads *l = arg;
	const struct menu_owner owner = {chosen, choice_gone, l};
	struct screen *list;
	const json_t *lead;
	bool wanted;
	size_t i;

	wanted = app_arrived(l->app, l->awaited);
	if (error && wanted)
		app_say_error(l->app, error);
	if (error || !wanted) {
		leads_free(l);
		return;
	}
	l->list = json_deep_copy(json_object_get(ok, "leads"));
	list = menu_new(_("How long renewals take"),
	    app_offers(l->app, ACTION_ADD)
		? _("Nine of ten renewals were done within the time measured. Enter adopts it, or "
		    "takes it back.")
		: _("Nine of ten renewals were done within the time measured."),
	    &owner);
	json_array_foreach(l->list, i, lead)
		add_lead(l, list, lead);
	app_push(l->app, list);
}

void
leads_open(struct app *a)
{
	struct leads *l = mem_alloc(sizeof(*l));

	l->app = a;
	l->awaited = app_await(a);
	link_call(a->link, "lead.list", json_object(), got, l);
}
