/* One turn of the loop: keys, answers and events change what is in memory and set flags of the
 * painter; before_wait, called once when the turn is over, paints if it must, puts the rest of the
 * work into timers, and then the program waits. What takes long (an order, a filter) is done in
 * slices between two looks at the keyboard. An action goes to the screen on top, then to the table
 * of entries that main handed in, then to the few that are the app's own. */
#include "tui/app.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/members.h"
#include "base/path.h"
#include "base/saved_filters.h"
#include "tui/alarm.h"
#include "tui/model/done_acts.h"
#include "tui/model/files.h"
#include "tui/model/inbox.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/monitor_detail.h"
#include "tui/model/people.h"
#include "tui/model/remembered.h"
#include "tui/model/today_rows.h"
#include "tui/model/worsened.h"
#include "tui/spoken.h"
#include "tui/term/term.h"
#include "tui/typeahead.h"
#include "tui/view/screen.h"
#include "wire/loop.h"
#include "words/words.h"

#include <poll.h>

enum {
	SLICE_MS = 1,        /* of work between two looks at the keyboard */
	PAINT_EVERY_MS = 100 /* at most so often for what the backend sends */
};

/* What is due before the next wait. */
struct painter {
	struct timer *work, *paint, *rest, *calm;
	struct alarm alarm;
	uint64_t painted; /* model_changes that are on the screen */
	size_t rows;      /* of the list, as painted */
	int64_t at;       /* monotonic ms of the last painting */
	bool now, later;  /* paint at once; or soon */
	bool small;       /* the terminal is too small to work in */
};

/* ---- screens ---- */

struct screen *
app_top(const struct app *a)
{
	return a->depth ? a->stack[a->depth - 1] : NULL;
}

/* The screen that s is drawn over; NULL for the lowest. */
static struct screen *
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

bool
app_push(struct app *a, struct screen *s)
{
	if (a->depth == (int)(sizeof(a->stack) / sizeof(a->stack[0]))) {
		s->class->free(s, a);
		return false;
	}
	a->stack[a->depth++] = s;
	tell_where(a);
	keys_reset(a->keys);
	a->painter->now = true;
	return true;
}

void
app_pop(struct app *a)
{
	struct screen *s = app_top(a);

	if (a->depth <= 1)
		return;
	a->depth--;
	s->class->free(s, a);
	tell_where(a);
	keys_reset(a->keys);
	a->painter->now = true;
}

void
app_close(struct app *a, struct screen *s)
{
	for (bool there = app_below(a, s); there; there = app_below(a, s))
		app_pop(a);
}

void
app_await(struct app *a)
{
	a->awaited++;
}

void
app_arrived(struct app *a)
{
	a->awaited -= a->awaited > 0;
}

static void
app_quit(struct app *a)
{
	loop_stop(a->loop);
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
			app_quit(a);
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

static uint64_t
chosen_on(const struct screen *s)
{
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
	a->postponed_chosen = chosen_on(app_top(a));
}

void
app_forget_typed(struct app *a)
{
	typeahead_forget(a->typeahead);
	a->awaited = 0;
	a->postponed = ACTION_NONE;
}

void
app_act(struct app *a, enum action action)
{
	a->painter->now = true;
	if (!app_offers(a, action)) {
		app_say_not_offered(a);
		return;
	}
	if (is_too_early(a, action)) {
		postpone(a, action);
		return;
	}
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
	a->painter->later = true;
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
	a->painter->later = true;
}

void
app_say_error(struct app *a, const json_t *error)
{
	buf_clear(&a->message);
	words_error(string_of(error, "code"), json_object_get(error, "args"), &a->message);
	a->message_style = STYLE_ERROR;
	a->painter->later = true;
}

void
app_changed(struct app *a)
{
	a->painter->later = true;
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

static void
show_changed(void *arg)
{
	app_changed(arg);
}

/* ---- the inbox ---- */

static void
inbox_arrived(const json_t *data, void *arg)
{
	struct app *a = arg;

	inbox_told(a->inbox, data);
}

static void
inbox_changed(void *arg)
{
	struct app *a = arg;

	today_rows_inbox_changed(a->today);
	app_changed(a);
}

/* Said in the last line, and no more than that: whoever works goes on. */
static void
file_offered(void *arg)
{
	struct app *a = arg;
	const struct inbox_offer *o = inbox_offer(a->inbox);
	struct buf key = {0};

	if (!app_offers(a, ACTION_INBOX))
		return;
	keys_describe_first(a->keys, CONTEXT_RENEWAL, ACTION_INBOX, &key);
	app_sayf(a, STYLE_GOOD, _("%s came and fits renewal %lld: %s takes it."), o->name,
	    (long long)o->renewal, buf_str(&key));
	buf_release(&key);
}

/* ---- what needs a hand ---- */

static void
lines_changed(void *arg)
{
	app_tell(arg, "today-lines", NULL);
	app_changed(arg);
}

static void
lines_failed(const json_t *error, void *arg)
{
	app_say_error(arg, error);
}

/* ---- keys ---- */

static void
key_pressed(struct app *a, uint32_t key)
{
	struct screen *s = app_top(a);
	bool pending = false;
	struct buf before = {0};
	enum action action;

	a->painter->now = true;
	buf_clear(&a->message);
	/* Keys typed ahead find what those before them asked for; more text only asks anew. */
	if (model_busy(a->model) && !keys_typed(s->class->context, key)) {
		model_prepare(a->model);
		model_work(a->model, clock_mono(a->clock) + SLICE_MS);
		model_prepare(a->model);
	}
	if (!a->painter->small && s->class->key && s->class->key(s, a, key))
		return;
	keys_describe_pending(a->keys, &before);
	action = keys_feed(a->keys, s->class->context, key, &pending);
	if (action == ACTION_NONE && !pending && !a->painter->small && !s->class->over &&
	    a->ways->dead_key)
		a->ways->dead_key(a, s->class->context, buf_str(&before), key);
	else if (!a->painter->small || action == ACTION_QUIT || action == ACTION_REFRESH)
		app_act(a, action);
	buf_release(&before);
}

static void
input_handle(struct app *a, const struct input *in)
{
	struct screen *s = app_top(a);

	if (in->kind == INPUT_KEY)
		key_pressed(a, in->key);
	else if (s->class->paste && !a->painter->small)
		s->class->paste(s, a, in->paste);
	a->painter->now = true;
}

/* The wheel moves as the keys do. What is about to open is not clicked ahead. */
static void
mouse_used(struct app *a, const struct input *in)
{
	enum { WHEEL_LINES = 3 };
	struct screen *s = app_top(a);

	a->painter->now = true;
	buf_clear(&a->message);
	keys_reset(a->keys);
	if (a->painter->small)
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
	return app_top(a) == a->postponed_on && a->message.len &&
	       (a->message_style == STYLE_WARNING || a->message_style == STYLE_ERROR);
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
	if (app_top(a) == a->postponed_on && chosen_on(app_top(a)) == a->postponed_chosen)
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

static void
input_came(struct app *a, const struct input *in)
{
	bool out = in->kind == INPUT_KEY && in->key == K_ESCAPE,
	     awaited = a->awaited || a->postponed;

	act_postponed(a);
	handle_typed_ahead(a);
	if (out) /* nobody is kept waiting */
		app_forget_typed(a);
	if (!out && is_opening(a))
		typeahead_keep(a->typeahead, app_top(a), in);
	else if (!out || !awaited)
		input_handle(a, in);
}

static void
input_arrived(int fd, short revents, void *arg)
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
			a->painter->now = true;
			break;
		case INPUT_END:
			app_quit(a);
			return;
		}
}

/* ---- painting ---- */

static void
draw_stack(struct app *a)
{
	int from = a->depth - 1;

	while (from > 0 && a->stack[from]->class->over)
		from--;
	for (int i = from; i < a->depth; i++) {
		if (a->config->plain)
			canvas_unselect(a->canvas); /* the cursor is that of the last */
		a->stack[i]->class->draw(a->stack[i], a);
	}
}

static void
speak(struct app *a)
{
	const struct screen *top = app_top(a);
	struct buf said = {0};

	if (!a->config->plain)
		return;
	if (top->class->say)
		top->class->say(top, a, &said);
	spoken_draw(a->canvas, buf_str(&a->message), buf_str(&said));
	buf_release(&said);
}

static void
draw_too_small(struct canvas *c)
{
	canvas_printf(c, 0, 0, -1, STYLE_TEXT, _("At least %d×%d, please."), SCREEN_LEAST_COLUMNS,
	    SCREEN_LEAST_ROWS + canvas_kept(c));
	canvas_text(c, 1, 0, -1, STYLE_DIM, _("Nothing but q acts meanwhile."));
}

static void
paint(struct app *a)
{
	struct painter *p = a->painter;
	int64_t until = clock_mono(a->clock) + SLICE_MS;

	model_prepare(a->model);
	while (model_has_work(a->model) &&
	       clock_mono(a->clock) < until) { /* a short list is done at once */
		model_work(a->model, until);
		model_prepare(a->model);
	}
	spoken_make_room(a->canvas, a->config->plain);
	p->small = canvas_rows(a->canvas) < SCREEN_LEAST_ROWS ||
		   canvas_columns(a->canvas) < SCREEN_LEAST_COLUMNS;
	canvas_clear(a->canvas);
	canvas_cursor(a->canvas, -1, -1);
	if (p->small) {
		draw_too_small(a->canvas);
	} else {
		draw_stack(a);
		speak(a);
	}
	term_paint(a->canvas);
	p->at = clock_mono(a->clock);
	p->painted = model_changes(a->model);
	p->rows = model_count(a->model);
	p->now = p->later = false;
}

static void
paint_due(void *arg)
{
	struct app *a = arg;

	a->painter->paint = NULL;
	a->painter->now = true;
}

static void
work_due(void *arg)
{
	struct app *a = arg;

	a->painter->work = NULL;
	if (!model_work(a->model, clock_mono(a->clock) + SLICE_MS))
		a->painter->now = true;
}

/* The keyboard has rested: what waited for that moves now. */
static void
rest_due(void *arg)
{
	struct app *a = arg;

	a->painter->rest = NULL;
	a->painter->later |= !model_frozen(a->model);
}

/* What stood out for a moment does no more. */
static void
calm_due(void *arg)
{
	struct app *a = arg;

	a->painter->calm = NULL;
	a->painter->now = true;
}

/* Whoever hears the screen is told, unless something else was. */
static void
look_for_worse(struct app *a)
{
	struct painter *p = a->painter;
	size_t count = model_worsened_count(a->model);

	if (!alarm_raised(&p->alarm, a->model, a->config, clock_mono(a->clock)))
		return;
	p->later = true;
	if (a->config->plain && !a->message.len)
		app_sayf(a, STYLE_WARNING,
		    ngettext("%zu monitor got worse.", "%zu monitors got worse.", count), count);
}

static void
before_wait(void *arg)
{
	struct app *a = arg;
	struct painter *p = a->painter;
	int64_t since = clock_mono(a->clock) - p->at;

	act_postponed(a);
	handle_typed_ahead(a);
	look_for_worse(a);
	p->later |= model_changes(a->model) != p->painted;
	if (!model_is_ready(a->model) && p->rows < (size_t)canvas_rows(a->canvas))
		p->now |= model_total(a->model) > p->rows; /* the first screenful does not wait */
	if (p->now || (p->later && since >= PAINT_EVERY_MS)) {
		loop_cancel(a->loop, p->paint);
		p->paint = NULL;
		paint(a);
	} else if (p->later && !p->paint) {
		p->paint = loop_timer(a->loop, PAINT_EVERY_MS - since, paint_due, a);
	}
	if (model_worsened_count(a->model) && !p->calm)
		p->calm = loop_timer(a->loop, WORSENED_MS, calm_due, a);
	if (model_has_work(a->model) && !p->work)
		p->work = loop_timer(a->loop, 0, work_due, a);
	if (model_frozen(a->model) && !p->rest)
		p->rest = loop_timer(a->loop, MODEL_REST_MS / 4, rest_due, a);
	if (!p->paint && !p->work && !p->calm && !a->postponed && !typeahead_over(a->typeahead))
		term_idle();
}

/* ---- beginning and end ---- */

/* One line holds the first only, and not its folder: what is wrong comes last in it. */
static void
say_complaints(struct app *a)
{
	size_t settings = json_array_size(a->config->complaints),
	       all = settings + keys_complaint_count(a->keys);
	struct buf text = {0};
	const char *first, *file;

	if (term_notice())
		app_say(a, STYLE_WARNING, words_notice(term_notice()));
	if (!all)
		return;
	if (settings)
		words_complaint(json_array_get(a->config->complaints, 0), &text);
	else
		buf_puts(&text, keys_complaint(a->keys, 0));
	first = file = buf_str(&text);
	for (const char *end = first + strcspn(first, ":"), *c = first; c < end; c++)
		if (*c == '/')
			file = c + 1;
	if (all > 1)
		app_sayf(a, STYLE_WARNING, "1/%zu %s", all, file);
	else
		app_say(a, STYLE_WARNING, file);
	buf_release(&text);
}

/* ---- from one start to the next ---- */

static void
recall(struct app *a)
{
	static const char *const faults[] = {
	    [REMEMBERED_DAMAGED] =
		N_("What was remembered of the console is damaged, and left out."),
	    [REMEMBERED_FOREIGN] =
		N_("What was remembered of the console is another user's, and left out."),
	    [REMEMBERED_NEWER] =
		N_("What was remembered of the console is of a newer version, and left out."),
	};
	char *folder = path_state();
	enum remembered_fault fault;

	a->remembered = remembered_new();
	fault = remembered_load(a->remembered, folder);
	if (fault != REMEMBERED_WELL)
		app_say(a, STYLE_WARNING, _(faults[fault]));
	free(folder);
}

static void
open_first(struct app *a)
{
	const char *left = remembered_view(a->remembered);

	a->entries->open(a);
	for (const struct app_entry *e = a->entries; e->action && !a->filter_given; e++)
		if (e->name && !strcmp(context_name(e->view), left))
			open_entry(a, e->action);
	a->view = view_shown(a);
}

/* The screens have said what they were like when they went. */
static void
remember(struct app *a)
{
	char *folder = path_state();

	remembered_set_view(
	    a->remembered, a->view == a->entries->view ? "" : context_name(a->view));
	/* There is no screen any more to say on that it could not be written; the next start is as this one was. */
	remembered_save(a->remembered, folder, NULL);
	remembered_free(a->remembered);
	free(folder);
}

static void
app_free(struct app *a)
{
	while (a->depth) {
		struct screen *s = a->stack[--a->depth];
		s->class->free(s, a);
	}
	monitor_detail_free(a->monitor_detail);
	today_rows_free(a->today);
	inbox_free(a->inbox);
	people_free(a->people);
	saved_filters_free(a->filters);
	remember(a);
	files_free(a->files);
	link_free(a->link);
	done_acts_free(a->done);
	model_free(a->model);
	canvas_free(a->canvas);
	typeahead_free(a->typeahead);
	json_decref(a->notices);
	buf_release(&a->message);
	loop_free(a->loop);
	free(a->status.hindered);
	free(a->status.trouble);
}

static struct saved_filters *
filters_of_user(void)
{
	struct saved_filters *filters = saved_filters_new();
	char *folder = path_user_config();

	saved_filters_load(filters, folder);
	free(folder);
	return filters;
}

int
app_run(const struct config *config, const struct client_place *place, struct keys *keys,
    const char *filter, const struct app_entry *entries, const struct app_ways *ways,
    struct link_owner (*listener)(struct app *a))
{
	struct painter painter = {.now = true};
	struct app a = {.clock = clock_system(),
	    .config = config,
	    .keys = keys,
	    .entries = entries,
	    .ways = ways,
	    .filter_given = filter,
	    .painter = &painter};
	const struct link_owner owner = listener(&a);
	const struct inbox_owner inbox_owner = {inbox_changed, file_offered, &a};
	const struct today_rows_owner today_owner = {lines_changed, lines_failed, &a};
	int rows, columns;

	a.loop = loop_new(a.clock);
	a.typeahead = typeahead_new();
	a.model = model_new(a.clock);
	a.link = link_new(a.loop, place, &owner);
	a.people = people_new(a.link);
	a.done = done_acts_new();
	a.filters = filters_of_user();
	a.files = files_new(a.loop, inbox_arrived, &a);
	a.inbox = inbox_new(a.link, a.files, &inbox_owner);
	a.today = today_rows_new(a.link, a.inbox, &today_owner);
	a.monitor_detail = monitor_detail_new(a.loop, a.link, show_changed, &a);
	term_size(&rows, &columns);
	a.canvas = canvas_new(rows, columns);
	canvas_ascii(a.canvas, term_is_ascii());
	recall(&a);
	open_first(&a);
	say_complaints(&a);
	loop_watch(a.loop, term_fd(), POLLIN, input_arrived, &a);
	loop_after_turn(a.loop, before_wait, &a);
	loop_run(a.loop);
	app_free(&a);
	return 0;
}
