#include "tui/screens/request_serves.h"

#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/screens/menu.h"
#include "tui/view/page.h"
#include "words/words.h"

struct request_serves {
	json_t *others; /* {"id","domain","head"}; of a request only ids */
	bool *marked;   /* one for each */
	bool fixed;     /* written down: it is so */
};

struct request_serves *
request_serves_new(const json_t *draft)
{
	struct request_serves *s = mem_alloc(sizeof(*s));
	json_t *list = json_array();
	const json_t *one;
	size_t i;

	*s = (struct request_serves){.others = list};
	json_array_foreach(json_object_get(draft, "renewals"), i, one) {
		s->fixed |= json_is_integer(one);
		if (json_is_integer(one))
			json_array_append_new(
			    list, json_pack("{s:I}", "id", json_integer_value(one)));
		else
			json_array_append_new(list, json_deep_copy(one));
	}
	s->marked = mem_array(json_array_size(list) + 1, sizeof(*s->marked));
	for (i = 0; i < json_array_size(list); i++)
		s->marked[i] = s->fixed;
	return s;
}

void
request_serves_free(struct request_serves *s)
{
	if (!s)
		return;
	json_decref(s->others);
	free(s->marked);
	free(s);
}

size_t
request_serves_choices(const struct request_serves *s)
{
	size_t count = s->fixed ? 0 : json_array_size(s->others);

	return count < MENU_MOST ? count : MENU_MOST;
}

json_t *
request_serves_ids(const struct request_serves *s)
{
	json_t *ids = json_array();

	for (size_t i = 0; i < json_array_size(s->others); i++)
		if (s->marked[i])
			json_array_append(ids, json_object_get(json_array_get(s->others, i), "id"));
	return ids;
}

size_t
request_serves_count(const struct request_serves *s)
{
	size_t count = 1;

	for (size_t i = 0; i < json_array_size(s->others); i++)
		count += s->marked[i];
	return count;
}

/* The caller frees. */
static char *
name_of(const json_t *other)
{
	return mem_printf(
	    _("renewal %lld %s"), (long long)number_of(other, "id"), text_of(other, "domain"));
}

static void
closed(struct app *a, size_t i, void *arg)
{
	(void)i;
	(void)arg;
	app_changed(a);
}

void
request_serves_ask(struct request_serves *s, struct app *a)
{
	const struct menu_owner owner = {closed, NULL, s};
	struct screen *menu = menu_new(_("Which renewals does the ticket serve too?"),
	    _("Space marks one, or not; Return leaves with those that are marked."), &owner);

	for (size_t i = 0; i < request_serves_choices(s); i++) {
		char *name = name_of(json_array_get(s->others, i));

		menu_add_mark(menu, name, &s->marked[i]);
		free(name);
	}
	app_push(a, menu);
}

void
request_serves_write(const struct request_serves *s, struct page *p, const char *key)
{
	const json_t *one;
	size_t i;

	if (!json_array_size(s->others))
		return;
	page_gap(p);
	if (s->fixed)
		page_add(p, STYLE_HEADING, 0, _("It serves these too:"));
	else
		page_addf(p, STYLE_HEADING, 0,
		    _("Other open renewals of %s, which it could serve too:"),
		    text_of(json_array_get(s->others, 0), "head"));
	json_array_foreach(s->others, i, one) {
		char *name = name_of(one);

		page_addf(p, s->marked[i] ? STYLE_GOOD : STYLE_TEXT, 2, "[%c] %s",
		    s->marked[i] ? 'x' : ' ', name);
		free(name);
	}
	if (!s->fixed && *key)
		page_addf(p, STYLE_KEY, 0, _("%s: choose them, or change the text"), key);
}
