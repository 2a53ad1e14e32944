/* One turn of the loop: keys, answers and events change what is in memory and set flags of the app; before_wait, called once when
 * the turn is over, lets what was typed have its turn and paints if it must, and then the program waits. */
#include "tui/console.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/path.h"
#include "base/saved_filters.h"
#include "tui/app.h"
#include "tui/keyboard.h"
#include "tui/model/done_acts.h"
#include "tui/model/files.h"
#include "tui/model/inbox.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/monitor_detail.h"
#include "tui/model/people.h"
#include "tui/model/remembered.h"
#include "tui/model/today_rows.h"
#include "tui/painter.h"
#include "tui/term/term.h"
#include "tui/typeahead.h"
#include "tui/view/screen.h"
#include "wire/loop.h"
#include "words/words.h"

#include <poll.h>

struct turn {
	struct app *app;
	struct painter *painter;
};

/* ---- what the models say ---- */

static void
show_changed(void *arg)
{
	app_changed(arg);
}

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
			app_act(a, e->action);
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
	link_close(a->link); /* whoever is answered by that finds all that he knows */
	while (a->depth) {
		struct screen *s = a->stack[--a->depth];
		s->class->free(s, a);
	}
	app_free_refused(a);
	monitor_detail_free(a->monitor_detail);
	today_rows_free(a->today);
	inbox_free(a->inbox);
	people_free(a->people);
	for (int i = 0; i < SAVED_LANGUAGE_COUNT; i++)
		saved_filters_free(a->filters[i]);
	remember(a);
	files_free(a->files);
	link_free(a->link);
	done_acts_free(a->done);
	model_free(a->model);
	canvas_free(a->canvas);
	typeahead_free(a->typeahead);
	json_decref(a->notices);
	json_decref(a->left_out);
	buf_release(&a->message);
	loop_free(a->loop);
	free(a->status.hindered);
	free(a->status.trouble);
}

static void
load_filters(struct app *a)
{
	char *folder = path_user_config();

	for (int i = 0; i < SAVED_LANGUAGE_COUNT; i++) {
		a->filters[i] = saved_filters_new((enum saved_language)i);
		saved_filters_load(a->filters[i], folder);
	}
	free(folder);
}

static void
before_wait(void *arg)
{
	struct turn *t = arg;
	bool settled;

	keyboard_turn(t->app);
	app_free_refused(t->app);
	settled = painter_turn(t->painter);
	if (settled && !keyboard_waits(t->app))
		term_idle();
}

int
console_run(const struct config *config, const struct client_place *place, struct keys *keys,
    const char *filter, const struct app_entry *entries, const struct app_ways *ways,
    struct link_owner (*listener)(struct app *a))
{
	struct app a = {.clock = clock_system(),
	    .config = config,
	    .keys = keys,
	    .entries = entries,
	    .ways = ways,
	    .filter_given = filter,
	    .view = entries->view};
	struct turn turn = {.app = &a, .painter = painter_new(&a)};
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
	load_filters(&a);
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
	loop_watch(a.loop, term_fd(), POLLIN, keyboard_read, &a);
	loop_after_turn(a.loop, before_wait, &turn);
	loop_run(a.loop);
	painter_free(turn.painter);
	app_free(&a);
	return 0;
}
