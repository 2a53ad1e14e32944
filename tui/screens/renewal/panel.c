/* The panel of a renewal: the way on the left, the step under the cursor on the right, and Return does the
 * next thing. What is shown comes from tui/model/renewal_model.h, which asks for what is missing and calls
 * `changed`; the parts of the screen are the other files of this folder, over panel_inside.h.
 *
 * The cursor is a step's key, never a line: it goes on by itself when a step was finished here, and stays
 * when somebody else changed something. A step is read in full only when it is under the cursor; a key that
 * needs more of it than the outline is remembered until it has come (pending), and then done, unless another
 * screen is on top.
 * Where there is room for one pane only, Tab goes from one to the other. */
#include "tui/screens/renewal/panel.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/model/inbox.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/paste_file.h"
#include "tui/screens/frame.h"
#include "tui/screens/journal.h"
#include "tui/screens/notices.h"
#include "tui/screens/renewal/panel_inside.h"
#include "tui/screens/report.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/page.h"
#include "words/words.h"

enum { HEAD_ROWS = 2, BOTH_FROM_COLUMNS = 70, LEFT_MOST = 54 };

/* ---- the step under the cursor ---- */

const json_t *
panel_step(const struct panel *p)
{
	return renewal_step(renewal_model_get(p->model), p->step);
}

void
panel_go(struct panel *p, const char *key)
{
	if (!p->step || strcmp(p->step, key) != 0)
		p->page.top = 0;
	mem_replace(&p->step, key);
}

void
panel_go_next(struct panel *p)
{
	const json_t *next = json_object_get(renewal_model_get(p->model), "next");
	const char *key = text_of(next, "step");

	if (*key)
		panel_go(p, key);
}

static bool act_on_step(struct panel *p, enum action action);

static void
do_pending(struct panel *p)
{
	enum action action = p->pending;

	p->pending = ACTION_NONE;
	if (p->pasted)
		panel_use_pasted(p);
	else
		act_on_step(p, action);
}

/* Nothing comes any more that it would be done with: what was typed after it is not held for it. */
static void
forget_pending(struct panel *p)
{
	p->pending = ACTION_NONE;
	mem_replace(&p->inbox_file, NULL);
	panel_forget_pasted(p);
}

static void
changed(void *arg)
{
	struct panel *p = arg;
	const json_t *steps = json_object_get(renewal_model_get(p->model), "steps");

	if (!p->placed && json_array_size(steps)) {
		const char *answered = step_answered_key(renewal_model_get(p->model));

		p->placed = true;
		if (*answered)
			panel_go(p, answered);
		else
			panel_go_next(p);
	}
	if (!panel_step(p)) /* it went, as those of the urgent channel do when it is left */
		panel_go_next(p);
	if (!panel_step(p) && json_array_size(steps))
		panel_go(p, text_of(json_array_get(steps, 0), "key"));
	if (p->pending && renewal_step_read(panel_step(p)) && app_top(p->app) == &p->screen)
		do_pending(p);
	else if (p->pending && p->step)
		renewal_model_want(
		    p->model, p->step); /* where its page is not shown, nobody else asks */
	if (p->pending && !renewal_model_is_coming(p->model) && link_state(p->app->link) == LINK_UP)
		forget_pending(p);
	app_changed(p->app);
}

/* ---- drawing ---- */

static void
part(struct buf *out)
{
	if (out->len)
		buf_puts(out, " · ");
}

/* As the lists have it. */
static void
add_expiry(const struct panel *p, const json_t *r, struct buf *out)
{
	if (!words_renewal_end(r))
		return;
	part(out);
	words_expiry_brief(words_renewal_end(r), clock_wall(p->app->clock), out);
}

static void
add_finish(const json_t *r, struct buf *out)
{
	if (!*text_of(r, "finish"))
		return;
	part(out);
	buf_printf(out, "%s ", _("done at the earliest on"));
	read_date(r, "finish", out);
}

/* How it stands as a whole: closed, paused, urgent, whose. Beside the names of others a name alone would say nothing. */
static void
add_standing(const json_t *r, bool company, struct buf *out)
{
	const char *owner = text_of(r, "owner");

	part(out);
	if (*owner && company)
		buf_printf(out, _("%s has it"), owner);
	else
		buf_puts(out, *owner ? owner : _("nobody's"));
	if (flag_of(r, "urgent"))
		buf_printf(out, " · %s", _("urgent channel"));
	if (*text_of(r, "paused_until")) {
		buf_printf(out, " · %s ", _("paused until"));
		read_date(r, "paused_until", out);
	}
}

/* The subject name, and how many more it is for. */
static void
add_names(const json_t *r, struct buf *out)
{
	size_t count = json_array_size(json_object_get(r, "names"));

	if (*text_of(r, "domain"))
		buf_printf(out, " · %s", text_of(r, "domain"));
	if (count > 1)
		buf_printf(out, " +%zu", count - 1);
}

static void
add_urgent(const struct panel *p, struct buf *out)
{
	struct buf key = {0};

	part(out);
	app_describe_key(p->app, CONTEXT_RENEWAL, ACTION_URGENT, &key);
	if (key.len)
		buf_printf(out, _("too late for the ordinary way: %s is the urgent one"), key.data);
	else
		buf_puts(out, _("too late for the ordinary way"));
	buf_release(&key);
}

static void
add_done(const struct panel *p, struct buf *out)
{
	struct buf key = {0};

	part(out);
	app_describe_key(p->app, CONTEXT_RENEWAL, ACTION_CLOSE, &key);
	if (key.len)
		buf_printf(out, _("everything is done: %s closes it"), key.data);
	else
		buf_puts(out, _("everything is done"));
	buf_release(&key);
}

/* The second line of the head, part by part. */
struct head_line {
	struct buf *out;
	struct buf one; /* the part that is being made */
	int room;
};

/* A part is never cut: where there is no room for it the brief one stands there, or nothing. The first one always stands. */
static void
put_part(struct head_line *h, const char *brief)
{
	int room = h->room - text_width(buf_str(h->out)) - (h->out->len ? text_width(" · ") : 0);
	const char *text = buf_str(&h->one);

	if (h->out->len && text_width(text) > room)
		text = brief && text_width(brief) <= room ? brief : "";
	if (*text) {
		part(h->out);
		buf_puts(h->out, text);
	}
	buf_clear(&h->one);
}

static void
put_urgent(const struct panel *p, struct head_line *h)
{
	struct buf key = {0}, brief = {0};

	app_describe_key(p->app, CONTEXT_RENEWAL, ACTION_URGENT, &key);
	if (key.len)
		buf_printf(&brief, _("late: %s is urgent"), key.data);
	add_urgent(p, &h->one);
	put_part(h, buf_str(&brief));
	buf_release(&key);
	buf_release(&brief);
}

/* What asks for something comes first. */
static void
add_state(const struct panel *p, const json_t *r, struct buf *out)
{
	const char *against = text_of(r, "contradiction");
	bool closed = number_of(r, "closed_at") != 0, company;
	struct head_line h = {.out = out, .room = canvas_columns(p->app->canvas) - 2};

	buf_puts(&h.one, *against ? words_contradiction_short(against) : "");
	put_part(&h, NULL);
	panel_company_add(p, &h.one);
	company = h.one.len != 0;
	put_part(&h, NULL);
	buf_puts(&h.one, flag_of(r, "answered") ? _("they answered") : "");
	put_part(&h, NULL);
	if (closed) { /* the date is of what it replaced */
		buf_printf(&h.one, "%s ",
		    renewal_end_from(text_of(r, "outcome")) == END_WITHDRAWN ? _("taken back on")
									     : _("closed on"));
		words_date(number_of(r, "closed_at"), &h.one);
	} else if (panel_is_done(p)) {
		add_done(p, &h.one);
	}
	put_part(&h, NULL);
	if (!closed)
		add_expiry(p, r, &h.one);
	put_part(&h, NULL);
	add_standing(r, company, &h.one);
	put_part(&h, NULL);
	if (!*against && flag_of(r, "offers_urgent"))
		put_urgent(p, &h);
	if (!closed)
		add_finish(r, &h.one);
	put_part(&h, NULL);
	buf_puts(&h.one, text_of(r, "title"));
	put_part(&h, NULL);
	buf_release(&h.one);
}

static void
draw_head(struct panel *p, const json_t *r)
{
	struct canvas *c = p->app->canvas;
	struct buf text = {0};
	unsigned style = STYLE_HEADING;

	buf_printf(&text, _("Renewal %lld"), (long long)p->id);
	add_names(r, &text);
	frame_draw_bar(p->app, text.data);
	buf_clear(&text);
	frame_trouble(p->app, &text);
	if (text.len) {
		style = STYLE_ERROR;
	} else if (r) {
		if (*text_of(r, "contradiction") || flag_of(r, "offers_urgent"))
			style = STYLE_WARNING;
		add_state(p, r, &text);
	}
	canvas_fill(c, 1, 0, canvas_columns(c), style, ' ');
	canvas_text(c, 1, 1, canvas_columns(c) - 2, style, buf_str(&text));
	buf_release(&text);
}

static void
draw_page(struct panel *p, int row, int column, int width, int height)
{
	const json_t *step = panel_step(p);
	struct page *page;

	if (!step)
		return;
	renewal_model_want(p->model, p->step);
	if (renewal_step_kind(step) == STEP_FILE && !renewal_step_settled(step))
		inbox_inspect(p->app->inbox, false); /* what fits is shown with the step */
	page = panel_page(p, step);
	page_draw(page, p->app->canvas, row, column, width, height, &p->page);
	page_free(page);
}

static void
draw_panes(struct panel *p, int rows, int columns)
{
	struct canvas *c = p->app->canvas;
	int height = rows - HEAD_ROWS - 1, left = columns * 45 / 100;

	/* Two panes beside each other are read out as one line. */
	if (columns < BOTH_FROM_COLUMNS || p->app->config->plain) {
		if (p->right)
			draw_page(p, HEAD_ROWS, 1, columns - 2, height);
		else
			steps_draw(p, HEAD_ROWS, 0, columns, height);
		return;
	}
	left = left > LEFT_MOST ? LEFT_MOST : left;
	steps_draw(p, HEAD_ROWS, 0, left, height);
	for (int i = 0; i < height; i++)
		canvas_text(c, HEAD_ROWS + i, left, 1, p->right ? STYLE_KEY : STYLE_RULE, "│");
	draw_page(p, HEAD_ROWS, left + 2, columns - left - 3, height);
}

static void
draw_waiting(struct panel *p)
{
	const json_t *error = renewal_model_error(p->model);
	struct buf text = {0};

	if (error)
		words_error(text_of(error, "code"), json_object_get(error, "args"), &text);
	else
		buf_puts(&text, _("Loading…"));
	wrap_draw(p->app->canvas, HEAD_ROWS + 1, 2, canvas_columns(p->app->canvas) - 4, 4,
	    error ? STYLE_ERROR : STYLE_DIM, text.data);
	buf_release(&text);
}

/* At the bottom: what is done in Jira where there is one, and on a ticket where there is one. A settled step has its file. */
static bool
offered(const void *arg, enum action action)
{
	const struct panel *p = arg;
	const json_t *r = renewal_model_get(p->model), *step = panel_step(p);
	bool on_ticket =
	    action == ACTION_FETCH || action == ACTION_COMMENT || action == ACTION_ATTACH;

	if ((on_ticket || action == ACTION_REQUEST) && !p->app->status.jira)
		return false;
	if (on_ticket &&
	    (!json_array_size(json_object_get(r, "ticket_states")) || renewal_step_settled(step)))
		return false;
	if (action == ACTION_TAKE_OVER && (!*text_of(r, "owner") || number_of(r, "closed_at")))
		return false;
	return panel_offers(p, action);
}

static void
panel_draw(struct screen *s, struct app *a)
{
	struct panel *p = (struct panel *)s;
	const json_t *r = renewal_model_get(p->model);

	draw_head(p, r);
	if (r)
		draw_panes(p, canvas_rows(a->canvas) - notices_rows(a), canvas_columns(a->canvas));
	else
		draw_waiting(p);
	notices_draw(a);
	frame_draw_footer_of(a, CONTEXT_RENEWAL, &(struct footer){.offered = offered, .arg = p});
}

/* "1.2 Esperar el .csr i la clau: waiting" */
static void
panel_say(const struct screen *s, const struct app *a, struct buf *out)
{
	const struct panel *p = (const struct panel *)s;
	const json_t *step = panel_step(p);

	(void)a;
	if (step)
		buf_printf(out, "%s %s: %s", text_of(step, "number"), text_of(step, "title"),
		    _(state_look(step)->word));
	if (step && flag_of(step, "ready") && renewal_step_state(step) == STATE_TODO)
		buf_printf(out, ", %s", _("ready"));
}

/* ---- keys ---- */

static void
show_plain(const struct panel *p)
{
	const json_t *step = panel_step(p);
	struct page *page;
	char *text;

	if (!step)
		return;
	page = panel_page(p, step);
	text = page_plain(page);
	term_plain(text);
	free(text);
	page_free(page);
}

static bool
panel_move(struct panel *p, enum action action)
{
	switch ((int)action) {
	case ACTION_UP:
	case ACTION_DOWN:
	case ACTION_GOTO_FIRST:
	case ACTION_GOTO_LAST:
		return p->right ? viewport_act(&p->page, action) : steps_move(p, action);
	case ACTION_PAGE_UP: /* the steps are few: pages are of the text */
	case ACTION_PAGE_DOWN:
		return viewport_act(&p->page, action);
	case ACTION_SWITCH:
		p->right = !p->right;
		return true;
	default:
		return false;
	}
}

/* What the step offers there is told by no outline of it. */
static bool
is_of_whole_step(enum action action)
{
	static const enum action of_whole[] = {ACTION_COPY, ACTION_LINK, ACTION_REMINDER,
	    ACTION_COMMENT, ACTION_FETCH, ACTION_ATTACH, ACTION_REJECT, ACTION_EXCLUDE, ACTION_SET,
	    ACTION_PLAIN};

	for (size_t i = 0; i < sizeof(of_whole) / sizeof(of_whole[0]); i++)
		if (of_whole[i] == action)
			return true;
	return false;
}

static bool
act_on_step(struct panel *p, enum action action)
{
	switch ((int)action) {
	case ACTION_NEXT:
		panel_next(p);
		return true;
	case ACTION_PLAIN:
		show_plain(p);
		return true;
	case ACTION_RECORD:
		report_record(p->app, p->id);
		return true;
	case ACTION_INTRODUCTION:
		report_introduction(p->app, p->id);
		return true;
	default:
		return panel_action(p, action);
	}
}

static bool
panel_act(struct screen *s, struct app *a, enum action action)
{
	struct panel *p = (struct panel *)s;

	forget_pending(p);
	if (panel_move(p, action))
		return true;
	if (action == ACTION_VIEW_JOURNAL) {
		journal_open_renewal(a, p->id);
		return true;
	}
	if (!renewal_model_get(p->model)) {
		if ((action == ACTION_NEXT || is_of_whole_step(action)) &&
		    !renewal_model_error(p->model))
			p->pending = action;
		return p->pending != ACTION_NONE;
	}
	if (is_of_whole_step(action) && panel_step(p) && !renewal_step_read(panel_step(p)) &&
	    link_state(p->app->link) == LINK_UP) {
		p->pending = action;
		renewal_model_want(p->model, p->step);
		if (!renewal_model_is_coming(p->model)) {
			forget_pending(p);
			app_say(a, STYLE_WARNING, _("Nothing can be done here yet."));
		}
		return true;
	}
	return act_on_step(p, action);
}

/* The content of a file, for the step that waits for one; any other paste is swallowed. */
static void
panel_paste(struct screen *s, struct app *a, const char *text)
{
	struct panel *p = (struct panel *)s;

	(void)a;
	if (!paste_is_document(text))
		return;
	panel_forget_pasted(p);
	p->pasted = mem_strdup(text);
	panel_use_pasted(p);
}

static bool
panel_opening(const struct screen *s)
{
	return ((const struct panel *)s)->pending != ACTION_NONE;
}

static void
connected(struct renewal_model *m, const json_t *data)
{
	(void)data;
	renewal_model_ask(m);
}

static void
panel_event(struct screen *s, struct app *a, const char *name, const json_t *data)
{
	static const struct {
		const char *name;
		void (*fn)(struct renewal_model *m, const json_t *data);
	} events[] = {
	    {"renewal", renewal_model_event}, {"ticket", renewal_model_ticket}, {"up", connected}};
	struct panel *p = (struct panel *)s;

	(void)a;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (!strcmp(events[i].name, name))
			events[i].fn(p->model, data);
	if (!strcmp(name, "up") ||
	    (!strcmp(name, "ticket-request") && number_of(data, "renewal") == p->id))
		panel_ask_requests(p);
}

static void
panel_free(struct screen *s, struct app *a)
{
	struct panel *p = (struct panel *)s;

	link_forget(a->link, p);
	panel_archive_free(p);
	panel_talk_free(p);
	panel_forget_pasted(p);
	free(p->inbox_file);
	renewal_model_free(p->model);
	json_decref(p->requests);
	free(p->step);
	free(p);
}

static struct panel *
open_panel(struct app *a, int64_t id)
{
	static const struct screen_class class = {.context = CONTEXT_RENEWAL,
	    .draw = panel_draw,
	    .say = panel_say,
	    .paste = panel_paste,
	    .act = panel_act,
	    .opening = panel_opening,
	    .event = panel_event,
	    .renewal = panel_renewal,
	    .free = panel_free};
	struct panel *p = mem_alloc(sizeof(*p));

	p->screen.class = &class;
	p->app = a;
	p->id = id;
	p->page.text = true;
	p->steps.above = 1; /* the head of the phase */
	p->model = renewal_model_new(a->link, id, changed, p);
	renewal_model_tell(p->model, panel_acted);
	app_push(a, &p->screen);
	panel_ask_requests(p);
	return p;
}

void
panel_open(struct app *a, int64_t id)
{
	open_panel(a, id);
}

void
panel_open_at(struct app *a, int64_t id, const char *step)
{
	struct panel *p = open_panel(a, id);

	if (!*step)
		return;
	p->placed = true;
	panel_go(p, step);
}

void
panel_open_inbox(struct app *a)
{
	const struct inbox_offer *o = inbox_offer(a->inbox);
	struct panel *p = (struct panel *)app_top(a);

	if (!o->name) {
		app_say(a, STYLE_TEXT, _("Nothing new in the inbox fits an open renewal."));
		return;
	}
	if (app_top(a)->class->context != CONTEXT_RENEWAL || p->id != o->renewal)
		p = open_panel(a, o->renewal);
	p->placed = true;
	panel_go(p, o->step);
	p->pending = ACTION_NEXT; /* as soon as the step is here */
	mem_replace(&p->inbox_file, o->name);
	changed(p);
}
