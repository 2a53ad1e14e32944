/* The stack of the screens, and what becomes of an action: it goes to the screen on top, then to the table of entries that main
 * handed in, then to the few that are the app's own. Nothing is painted here: flags say that it must be (painter.c).
 *
 * Quitting waits for what changes something and is not answered yet, which is counted down in the last line. Quitting again
 * leaves at once, any other action stays, and so does what is to be read: that one of them was refused. */
#include "tui/app.h"

#include "base/mem.h"
#include "base/members.h"
#include "tui/model/link.h"
#include "tui/model/people.h"
#include "tui/term/term.h"
#include "tui/typeahead.h"
#include "tui/view/screen.h"
#include "wire/loop.h"
#include "words/words.h"

/* ---- screens ---- */

struct screen *
app_top(const struct app *a)
{
	return a->depth ? a->stack[a->depth - 1] : NULL;
}

struct screen *
app_below(const struct app *a, const struct screen *s)
{
	for (int i = 1; i < a->depth; i++)
		if (a->stack[i] == s)
			return a->stack[i - 1];
	return NULL;
}

/* The highest that is about a renewal says where whoever sits here is. */
static void
tell_where(struct app *a)
{
	int i = a->depth;

	while (i-- > 0)
		if (a->stack[i]->class->renewal) {
			people_tell_at(a->people, a->stack[i]->class->renewal(a->stack[i]));
			return;
		}
	people_tell_at(a->people, 0);
}

/* What was asked for before is not wanted any more. */
static void
drop_awaited(struct app *a)
{
	a->awaited = 0;
	a->moment++;
}

/* What was typed after it was meant for it. */
static void
refuse_screen(struct app *a, struct screen *s)
{
	a->refused = mem_resize(a->refused, a->refused_count + 1, sizeof(struct screen *));
	a->refused[a->refused_count++] = s;
	app_forget_typed(a);
	app_say(a, STYLE_WARNING, _("Too many screens are open here: Esc closes one."));
}

void
app_free_refused(struct app *a)
{
	while (a->refused_count) {
		struct screen *s = a->refused[--a->refused_count];
		s->class->free(s, a);
	}
	free(a->refused);
	a->refused = NULL;
}

void
app_push(struct app *a, struct screen *s)
{
	if (a->depth >= (s->class->over ? APP_SCREENS_MOST : APP_SCREENS)) {
		refuse_screen(a, s);
		return;
	}
	a->stack[a->depth++] = s;
	drop_awaited(a);
	tell_where(a);
	keys_reset(a->keys);
	a->repaint = true;
}

void
app_pop(struct app *a)
{
	struct screen *s = app_top(a);

	if (a->depth <= 1)
		return;
	a->depth--;
	drop_awaited(a);
	s->class->free(s, a);
	tell_where(a);
	keys_reset(a->keys);
	a->repaint = true;
}

void
app_close(struct app *a, struct screen *s)
{
	for (bool there = app_below(a, s); there; there = app_below(a, s))
		app_pop(a);
}

uint64_t
app_await(struct app *a)
{
	a->awaited++;
	return a->moment;
}

bool
app_awaits(const struct app *a, uint64_t asked)
{
	return asked == a->moment;
}

bool
app_arrived(struct app *a, uint64_t asked)
{
	if (!app_awaits(a, asked))
		return false;
	a->awaited -= a->awaited > 0;
	return true;
}

struct app_asking {
	struct app *app;
	uint64_t asked;
};

struct app_asking *
app_ask(struct app *a)
{
	struct app_asking *asking = mem_alloc(sizeof(*asking));

	*asking = (struct app_asking){a, app_await(a)};
	return asking;
}

struct app *
app_asked(struct app_asking *asking, bool *wanted)
{
	struct app *a = asking->app;

	*wanted = app_arrived(a, asking->asked);
	free(asking);
	return a;
}

static bool
is_open(const struct app *a, enum context context)
{
	for (int i = 0; i < a->depth; i++)
		if (a->stack[i]->class->context == context)
			return true;
	return false;
}

/* A view is never open twice, and only the first of them has another above it. */
static void
show_view(struct app *a, const struct app_entry *e)
{
	bool there = is_open(a, e->view);

	while (a->depth > 1 && (!there || app_top(a)->class->context != e->view))
		app_pop(a);
	if (!there)
		e->open(a);
}

static bool
open_entry(struct app *a, enum action action)
{
	const struct app_entry *e = a->entries;

	while (e->action && e->action != action)
		e++;
	if (!e->action)
		return false;
	if (e->name)
		show_view(a, e);
	else
		e->open(a);
	return true;
}

/* The highest one that has a place in the first line. */
static enum context
view_shown(const struct app *a)
{
	for (int i = a->depth; i-- > 0;)
		for (const struct app_entry *e = a->entries; e->action; e++)
			if (e->name && a->stack[i]->class->context == e->view)
				return e->view;
	return a->entries->view;
}

bool
app_offers(const struct app *a, enum action action)
{
	unsigned flags = action_info(action)->flags;

	if (link_is_readonly(a->link))
		return !(flags & (ACTION_CHANGES | ACTION_KEEPS));
	return !(flags & ACTION_CHANGES) || !link_is_reader(a->link);
}

const char *
app_why_not(const struct app *a, enum action action)
{
	if (app_offers(a, action))
		return NULL;
	return link_is_readonly(a->link) ? _("this console only reads")
					 : _("you may only read here");
}

void
app_say_not_offered(struct app *a)
{
	app_say(a, STYLE_WARNING,
	    link_is_readonly(a->link)
		? _("This console only reads: nothing can be changed in it.")
		: _("You may read here, and change nothing: ask whoever administers Caduca for "
		    "it."));
}

void
app_describe_key(const struct app *a, enum context context, enum action action, struct buf *out)
{
	if (app_offers(a, action))
		keys_describe_first(a->keys, context, action, out);
}

static void
say_leaving(struct app *a)
{
	struct buf key = {0};

	keys_describe_first(a->keys, app_top(a)->class->context, ACTION_QUIT, &key);
	app_sayf(a, STYLE_TEXT,
	    ngettext("%zu change is not done yet: it leaves when it is. %s now, Esc stays.",
		"%zu changes are not done yet: it leaves when they are. %s now, Esc stays.",
		a->leaving),
	    a->leaving, buf_str(&key));
	buf_release(&key);
}

/* Asked for again, at once. */
static void
leave(struct app *a)
{
	size_t changing = link_changing(a->link);

	if (a->leaving || !changing) {
		loop_stop(a->loop);
		return;
	}
	a->leaving = changing;
	say_leaving(a);
}

static void
act(struct app *a, enum action action)
{
	struct screen *s = app_top(a);

	if (action == ACTION_NONE || s->class->act(s, a, action) || open_entry(a, action))
		return;
	switch ((int)action) {
	case ACTION_QUIT:
		if (a->depth > 1)
			app_pop(a);
		else
			leave(a);
		break;
	case ACTION_BACK:
		app_pop(a);
		break;
	case ACTION_REFRESH:
		term_redraw();
		break;
	default:
		break;
	}
}

uint64_t
app_chosen(const struct app *a)
{
	const struct screen *s = app_top(a);

	return s->class->chosen ? s->class->chosen(s) : 0;
}

/* It would name a version that is not the last any more. The renewal's panel has its acts in a row of its own. */
static bool
is_too_early(const struct app *a, enum action action)
{
	return action_info(action)->flags & ACTION_CHANGES && link_is_acting(a->link) &&
	       app_top(a)->class->context != CONTEXT_RENEWAL;
}

static void
postpone(struct app *a, enum action action)
{
	a->postponed = action;
	a->postponed_on = app_top(a);
	a->postponed_chosen = app_chosen(a);
}

void
app_forget_typed(struct app *a)
{
	typeahead_forget(a->typeahead);
	drop_awaited(a);
	a->postponed = ACTION_NONE;
	a->leaving = 0;
}

bool
app_warns(const struct app *a)
{
	return a->message.len &&
	       (a->message_style == STYLE_WARNING || a->message_style == STYLE_ERROR);
}

void
app_leave_when_done(struct app *a)
{
	size_t changing;

	if (!a->leaving)
		return;
	changing = link_changing(a->link);
	if (app_warns(a)) {
		a->leaving = 0;
	} else if (!changing) {
		loop_stop(a->loop);
	} else if (changing != a->leaving || !a->message.len) {
		a->leaving = changing;
		say_leaving(a);
	}
}

void
app_act(struct app *a, enum action action)
{
	a->repaint = true;
	if (!app_offers(a, action)) {
		app_say_not_offered(a);
		return;
	}
	if (is_too_early(a, action)) {
		postpone(a, action);
		return;
	}
	if (action != ACTION_QUIT && action != ACTION_NONE)
		a->leaving = 0;
	act(a, action);
	if (action != ACTION_QUIT)
		a->view = view_shown(a);
}

/* ---- messages ---- */

void
app_say(struct app *a, unsigned style, const char *text)
{
	buf_clear(&a->message);
	buf_puts(&a->message, text);
	a->message_style = style;
	a->repaint_soon = true;
}

void
app_sayf(struct app *a, unsigned style, const char *fmt, ...)
{
	va_list ap;

	buf_clear(&a->message);
	va_start(ap, fmt);
	buf_vprintf(&a->message, fmt, ap);
	va_end(ap);
	a->message_style = style;
	a->repaint_soon = true;
}

void
app_say_error(struct app *a, const json_t *error)
{
	buf_clear(&a->message);
	words_error(string_of(error, "code"), json_object_get(error, "args"), &a->message);
	a->message_style = STYLE_ERROR;
	a->repaint_soon = true;
}

void
app_changed(struct app *a)
{
	a->repaint_soon = true;
}

/* ---- what the backend says ---- */

/* What the app does not deal with itself, whichever screens are interested. */
void
app_tell(struct app *a, const char *name, const json_t *data)
{
	for (int i = 0; i < a->depth; i++)
		if (a->stack[i]->class->event)
			a->stack[i]->class->event(a->stack[i], a, name, data);
}
