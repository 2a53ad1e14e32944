#include "tui/screens/journal_line.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/model.h"
#include "tui/screens/frame.h"
#include "tui/screens/ticket_page.h"
#include "tui/view/page.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/trail.h"
#include "words/words.h"

#include <string.h>

enum { HEAD_ROWS = 1 };

struct journal_line {
	struct screen screen;
	json_t *event;
	const struct trail_known *known;
	struct viewport port;
};

/* ---- the text ---- */

static void
line(struct page *p, const char *label, const struct buf *text)
{
	if (!text->len)
		return;
	page_addf(p, STYLE_TEXT, 0, "%s: %s", label, buf_str(text));
	page_hang(p, 2);
}

/* Proven, declared and root's acts are told apart in a sentence. */
static void
write_who(struct page *p, const json_t *event)
{
	static const char *const how[] = {
	    [TRAIL_PROVEN] = N_("Proven: the system says which account it was."),
	    [TRAIL_ROOT] = N_("Proven: the system says that it was root."),
	    [TRAIL_DECLARED] =
		N_("Declared: whoever sat there said so himself, in a shared account."),
	    [TRAIL_DECLARED_AS_ROOT] = N_("Declared: whoever sat there said so himself, as root."),
	};
	static const unsigned styles[] = {[TRAIL_PROVEN] = STYLE_DIM,
	    [TRAIL_ROOT] = STYLE_KEY,
	    [TRAIL_DECLARED] = STYLE_WARNING,
	    [TRAIL_DECLARED_AS_ROOT] = STYLE_WARNING};
	enum trail_by by = trail_by(event);

	page_addf(p, STYLE_TEXT, 0, "%s: %s", _("Who"), text_of(event, "login"));
	page_addf(
	    p, styles[by], 2, "%s (uid %lld)", _(how[by]), (long long)number_of(event, "uid"));
}

static void
write_change(const char *label, const char *was, const char *is, void *arg)
{
	struct page *p = arg;

	if (*label)
		page_add(p, STYLE_HEADING, 0, label);
	page_addf(p, STYLE_DIM, 2, "%s: %s", _("before"), was);
	page_hang(p, 2);
	page_addf(p, STYLE_TEXT, 2, "%s: %s", _("after"), is);
	page_hang(p, 2);
}

static struct page *
page_of(const struct journal_line *j)
{
	struct page *p = page_new();
	struct buf text = {0};

	words_date_time(number_of(j->event, "at"), &text);
	buf_puts(&text, " (");
	words_date_time_utc(number_of(j->event, "at"), &text);
	buf_putc(&text, ')');
	line(p, _("When"), &text);
	write_who(p, j->event);
	buf_clear(&text);
	buf_printf(&text, "%s (%s)", words_trail_what(j->event), text_of(j->event, "what"));
	line(p, _("What"), &text);
	buf_clear(&text);
	words_trail_subject(j->known, j->event, &text);
	line(p, _("Of what"), &text);
	buf_clear(&text);
	words_trail_step(j->known, j->event, &text);
	line(p, _("Step"), &text);
	page_gap(p);
	words_trail_each_change(j->known, j->event, write_change, p);
	page_gap(p);
	page_addf(p, STYLE_DIM, 0, "%s: %s", _("Hash"), text_of(j->event, "hash"));
	buf_release(&text);
	return p;
}

/* ---- the screen ---- */

static void
journal_line_draw(struct screen *s, struct app *a)
{
	struct journal_line *j = (struct journal_line *)s;
	struct canvas *c = a->canvas;
	struct page *page = page_of(j);
	char *title =
	    mem_printf(_("Line %lld of the audit trail"), (long long)number_of(j->event, "seq"));

	frame_draw_bar(a, title);
	page_draw(
	    page, c, HEAD_ROWS, 1, canvas_columns(c) - 2, canvas_rows(c) - HEAD_ROWS - 1, &j->port);
	frame_draw_footer(a, CONTEXT_ENTRY);
	page_free(page);
	free(title);
}

static bool
is_of(const json_t *event, const char *family)
{
	return !strncmp(text_of(event, "what"), family, strlen(family));
}

static void
open_subject(struct app *a, const json_t *event)
{
	int64_t id = number_of(event, "subject");

	if (is_of(event, "renewal."))
		a->ways->renewal(a, id, text_of(json_object_get(event, "after"), "step"));
	else if (is_of(event, "ticket."))
		ticket_page_open(a, id);
	else if (is_of(event, "monitor.") && model_find(a->model, id))
		a->ways->monitor(a, id);
	else if (is_of(event, "monitor."))
		app_say(a, STYLE_WARNING, _("This monitor is not watched any more."));
	else
		app_say(a, STYLE_WARNING, _("This line is of nothing that has a page."));
}

static bool
journal_line_act(struct screen *s, struct app *a, enum action action)
{
	struct journal_line *j = (struct journal_line *)s;

	if (viewport_act(&j->port, action))
		return true;
	if (action != ACTION_OPEN)
		return false;
	open_subject(a, j->event);
	return true;
}

static void
journal_line_free(struct screen *s, struct app *a)
{
	struct journal_line *j = (struct journal_line *)s;

	(void)a;
	json_decref(j->event);
	free(j);
}

void
journal_line_open(struct app *a, const json_t *event, const struct trail_known *known)
{
	static const struct screen_class class = {.context = CONTEXT_ENTRY,
	    .draw = journal_line_draw,
	    .act = journal_line_act,
	    .free = journal_line_free};
	struct journal_line *j = mem_alloc(sizeof(*j));

	*j = (struct journal_line){.screen = {&class},
	    .event = json_deep_copy(event),
	    .known = known,
	    .port = {.text = true}};
	app_push(a, &j->screen);
}
