#include "tui/screens/line_search.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/screens/prompt.h"
#include "words/words.h"

static void
find(struct line_search *s, struct app *a, size_t at, int step)
{
	size_t count = s->count(s->arg);

	if (!s->found) {
		app_say(a, STYLE_WARNING, _("Nothing was searched for yet."));
		return;
	}
	for (size_t n = 0; n < count; n++, at += (size_t)step) {
		if (at >= count) /* before the first is SIZE_MAX */
			at = step > 0 ? 0 : count - 1;
		if (s->has(s->arg, a, at, s->found)) {
			viewport_go(s->port, at);
			return;
		}
	}
	app_sayf(a, STYLE_WARNING, _("Not found: %s"), s->found);
}

static void
typed(struct app *a, const char *text, void *arg)
{
	struct line_search *s = arg;

	free(s->found);
	s->found = *text ? text_folded(text) : NULL;
	if (s->found)
		find(s, a, s->from, 1);
}

/* Said once more when there is none: the key took the message away. */
static void
done(struct app *a, const char *text, bool accepted, void *arg)
{
	struct line_search *s = arg;

	typed(a, accepted ? text : "", s);
	if (!accepted)
		viewport_go(s->port, s->from);
}

bool
line_search_act(struct line_search *s, struct app *a, enum action action)
{
	const struct prompt_owner owner = {typed, done, s};

	switch ((int)action) {
	case ACTION_SEARCH:
		s->from = s->port->cursor;
		app_push(a, prompt_new(_("Search: "), NULL, "", &owner));
		return true;
	case ACTION_SEARCH_NEXT:
		find(s, a, s->port->cursor + 1, 1);
		return true;
	case ACTION_SEARCH_PREVIOUS:
		find(s, a, s->port->cursor - 1, -1);
		return true;
	default:
		return false;
	}
}

void
line_search_release(struct line_search *s)
{
	free(s->found);
}
