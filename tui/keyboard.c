/* What is typed, pasted and clicked, from the terminal to the screen on top. What was typed ahead of a screen that is about to
 * open, and an act that waits for the answer of the one before it, have their turn here too. */
#include "tui/keyboard.h"

#include "base/clock.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/term/term.h"
#include "tui/typeahead.h"
#include "tui/view/screen.h"
#include "wire/loop.h"
#include "words/words.h"

/* Over another screen one types, but for menus and the like: there nothing is said beside the text. */
static bool
says_dead_keys(const struct app *a, const struct screen *s)
{
	return a->ways->dead_key && !a->small &&
	       !(s->class->over && s->class->context == CONTEXT_FORM);
}

static void
key_pressed(struct app *a, uint32_t key)
{
	struct screen *s = app_top(a);
	bool pending = false;
	struct buf before = {0};
	enum action action;

	a->repaint = true;
	buf_clear(&a->message);
	/* Keys typed ahead find what those before them asked for; more text only asks anew. */
	if (model_busy(a->model) && !keys_typed(s->class->context, key)) {
		model_prepare(a->model);
		model_work(a->model, clock_mono(a->clock) + APP_SLICE_MS);
		model_prepare(a->model);
	}
	if (!a->small && s->class->key && s->class->key(s, a, key))
		return;
	keys_describe_pending(a->keys, &before);
	action = keys_feed(a->keys, s->class->context, key, &pending);
	if (action == ACTION_NONE && !pending && says_dead_keys(a, s))
		a->ways->dead_key(a, s->class->context, buf_str(&before), key);
	else if (!a->small || action == ACTION_QUIT || action == ACTION_REFRESH)
		app_act(a, action);
	buf_release(&before);
}

static void
input_handle(struct app *a, const struct input *in)
{
	struct screen *s = app_top(a);

	if (in->kind == INPUT_KEY)
		key_pressed(a, in->key);
	else if (s->class->paste && !a->small)
		s->class->paste(s, a, in->paste);
	a->repaint = true;
}

/* The wheel moves as the keys do. What is about to open is not clicked ahead. */
static void
mouse_used(struct app *a, const struct input *in)
{
	enum { WHEEL_LINES = 3 };
	struct screen *s = app_top(a);

	a->repaint = true;
	buf_clear(&a->message);
	keys_reset(a->keys);
	if (a->small)
		return;
	if (in->mouse == MOUSE_CLICK) {
		if (s->class->click)
			s->class->click(s, a, in->row, in->column);
		return;
	}
	for (int i = 0; i < WHEEL_LINES; i++)
		app_act(a, in->mouse == MOUSE_WHEEL_UP ? ACTION_UP : ACTION_DOWN);
}

/* Something was asked for that is about to open over the top screen, or to be done on it. */
static bool
is_opening(const struct app *a)
{
	struct screen *s = app_top(a);

	return link_state(a->link) == LINK_UP &&
	       (a->awaited || a->postponed || (s->class->opening && s->class->opening(s)));
}

/* It has opened: what was typed ahead is for it, and may ask for another. */
static void
handle_typed_ahead(struct app *a)
{
	struct input in;

	if (!typeahead_over(a->typeahead) || is_opening(a))
		return;
	while (app_below(a, app_top(a)) == typeahead_over(a->typeahead) &&
	       typeahead_next(a->typeahead, &in)) {
		input_handle(a, &in);
		if (is_opening(a)) {
			typeahead_move(a->typeahead, app_top(a));
			return;
		}
	}
	typeahead_forget(a->typeahead);
}

/* It was refused, and opened nothing: what was typed after it was not meant for what stands there. */
static bool
was_refused(const struct app *a)
{
	return app_top(a) == a->postponed_on && app_warns(a);
}

/* The act before it is answered: it is done as its key would do it now, and then what was typed after it. Where it would be
 * done to something else by now, nobody has seen that. */
static void
act_postponed(struct app *a)
{
	enum action action = a->postponed;
	struct input in;

	if (!action || link_is_acting(a->link))
		return;
	a->postponed = ACTION_NONE;
	buf_clear(&a->message);
	model_prepare(a->model);
	if (app_top(a) == a->postponed_on && app_chosen(a) == a->postponed_chosen)
		app_act(a, action);
	else
		app_say(a, STYLE_WARNING,
		    _("What stood under the cursor is gone: nothing more was done."));
	if (was_refused(a))
		typeahead_forget(a->typeahead);
	while (!is_opening(a) && typeahead_next(a->typeahead, &in))
		input_handle(a, &in);
	typeahead_move(a->typeahead, app_top(a));
}

void
keyboard_turn(struct app *a)
{
	act_postponed(a);
	handle_typed_ahead(a);
	app_leave_when_done(a);
}

static void
input_came(struct app *a, const struct input *in)
{
	bool out = in->kind == INPUT_KEY && in->key == K_ESCAPE,
	     awaited = a->awaited || a->postponed;

	keyboard_turn(a);
	if (out) /* nobody is kept waiting */
		app_forget_typed(a);
	a->repaint |= link_is_silent(a->link); /* it says what becomes of the keys */
	if (!out && is_opening(a))
		typeahead_keep(a->typeahead, app_top(a), in);
	else if (!out || !awaited)
		input_handle(a, in);
}

void
keyboard_read(int fd, short revents, void *arg)
{
	struct app *a = arg;
	struct input in;
	int rows, columns;

	(void)fd;
	(void)revents;
	while (term_read(&in))
		switch (in.kind) {
		case INPUT_NONE:
			break;
		case INPUT_KEY:
		case INPUT_PASTE:
			input_came(a, &in);
			break;
		case INPUT_MOUSE:
			if (!is_opening(a))
				mouse_used(a, &in);
			break;
		case INPUT_RESIZE:
			term_size(&rows, &columns);
			canvas_resize(a->canvas, rows, columns);
			a->resized = true;
			break;
		case INPUT_END:
			loop_stop(a->loop);
			return;
		}
}

bool
keyboard_waits(const struct app *a)
{
	return a->postponed || typeahead_over(a->typeahead);
}
