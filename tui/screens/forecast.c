/* View 5: how many certificates end, and by when how many renewals have to begin, in each week of the next twelve months,
 * as bars stacked by urgency; below them how many renewals a month that is, how many it will be as certificates may
 * live shorter, and how many the team closes.
 *
 * All but the last is computed from the rows in memory (expiry/forecast.h), those that pass the filter, anew when one of
 * them changed or the filter did; what the team closes is of all, and left out where there is one. A line is
 * a week; the first and the last are what was before and what comes later. Return opens view 1 with the monitors of
 * the line under the cursor, by the column that is active. */
#include "tui/screens/forecast.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "expiry/forecast.h"
#include "expiry/urgency.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/model/query.h"
#include "tui/model/remembered.h"
#include "tui/screens/expiries.h"
#include "tui/screens/filtering.h"
#include "tui/screens/frame.h"
#include "tui/screens/monitor_source.h"
#include "tui/screens/notices.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/bar.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/forecast.h"
#include "words/words.h"

enum {
	HEAD_ROWS = 3,
	FIGURES_FROM_ROWS = 18, /* of the screen: lower ones have no room for them */
	FIGURES_MOST = 5,
	ENTRIES = FORECAST_WEEKS + 2,
	LABEL = 15, /* "30/11/2026 s49 " */
	COUNT = 5,
	GAP = 3, /* between what stands in one line */
	SECONDS_FILTERED = 60,
	MARK = 2 /* of the active column */
};

/* The monitors as what is filtered: of a source it has only the filter and the texts. */
struct forecast_rows {
	struct source source;
	struct monitor_source monitors; /* whose own filter, view 1's, is left alone */
	struct query *query;            /* NULL: all of them */
	bool changed;                   /* since it was computed */
};

struct forecast_screen {
	struct screen screen;
	struct app *app;
	struct forecast_rows rows;
	struct filtering filter;
	struct forecast forecast;
	size_t passed;    /* the filter */
	uint64_t changes; /* of the model, that it was computed of */
	int64_t computed; /* at that time */
	int64_t until;    /* of the week that it was computed in; 0: it was not */
	enum forecast_kind active;
	struct viewport port;
	json_t *closed; /* months, of renewal.closed; NULL: not here */
};

/* ---- what is filtered ---- */

static void
rows_filter(struct source *source, struct filter *filter)
{
	struct forecast_rows *r = (struct forecast_rows *)source;

	query_free(r->query);
	r->query = filter ? query_filter(filter, r->monitors.link) : NULL;
	r->changed = true;
}

static void
rows_texts(
    const struct source *source, int field, void (*fn)(const char *text, void *arg), void *arg)
{
	const struct source *monitors = &((const struct forecast_rows *)source)->monitors.source;

	monitors->class->texts(monitors, field, fn, arg);
}

/* ---- computing ---- */

static bool
add_row(const struct row *r, void *arg)
{
	struct forecast_screen *f = arg;

	if (f->rows.query && !query_matches(r, model_now(f->app->model), f->rows.query))
		return true;
	f->passed++;
	forecast_add(&f->forecast, &r->deadlines, (enum urgency)r->level, r->kind == KIND_SERVER);
	return true;
}

static void
compute(struct forecast_screen *f)
{
	const struct model *m = f->app->model;
	int64_t now = model_now(m);

	/* what a filter asks may be of the days that are left */
	if (f->until > now && f->changes == model_changes(m) && !f->rows.changed &&
	    (!f->rows.query || now - f->computed < SECONDS_FILTERED))
		return;
	f->rows.changed = false;
	f->computed = now;
	forecast_begin(&f->forecast, now);
	f->passed = 0;
	model_each(m, add_row, f);
	f->until = f->forecast.weeks[0].until;
	f->changes = model_changes(m);
}

/* ---- the lines ---- */

static const struct forecast_count *
count_of(const struct forecast_screen *f, size_t i, enum forecast_kind kind)
{
	if (i == 0)
		return &f->forecast.before[kind];
	return i > FORECAST_WEEKS ? &f->forecast.later[kind]
				  : &f->forecast.weeks[i - 1].counts[kind];
}

static void
add_label(const struct forecast_screen *f, size_t i, struct buf *out)
{
	if (i == 0) {
		buf_puts(out, _("before"));
	} else if (i > FORECAST_WEEKS) {
		buf_puts(out, _("later"));
	} else {
		words_forecast_week(&f->forecast.weeks[i - 1], out);
	}
}

static void
draw_label(const struct forecast_screen *f, size_t i, int row)
{
	struct buf text = {0};

	add_label(f, i, &text);
	canvas_text(
	    f->app->canvas, row, 1, LABEL - 1, i == 1 ? STYLE_KEY : STYLE_TEXT, buf_str(&text));
	buf_release(&text);
}

/* Both halves have the same scale. What is before this week does not make it: its bar may be cut. */
static void
draw_line(struct forecast_screen *f, size_t i, int row, unsigned most)
{
	struct canvas *c = f->app->canvas;
	int half = (canvas_columns(c) - LABEL - 1) / FORECAST_KIND_COUNT;

	draw_label(f, i, row);
	for (int kind = 0; kind < FORECAST_KIND_COUNT; kind++) {
		const struct forecast_count *count = count_of(f, i, (enum forecast_kind)kind);
		int at = LABEL + 1 + kind * half;
		char number[16];

		snprintf(number, sizeof(number), "%*u", COUNT - 1, count->all);
		canvas_text(c, row, at, COUNT, count->all ? STYLE_TEXT : STYLE_DIM,
		    count->all ? number : "   ·");
		if (!f->app->config->plain)
			bar_draw(c, row, at + COUNT, half - COUNT - 1, count->levels, most,
			    term_is_ascii());
	}
	if (i == f->port.cursor)
		canvas_tint(c, row, 0, canvas_columns(c), STYLE_SELECTED);
}

static const char *const names[FORECAST_KIND_COUNT] = {
    [FORECAST_END] = N_("Expire"), [FORECAST_START] = N_("Must begin")};
/* Where those do not fit. */
static const char *const brief_names[FORECAST_KIND_COUNT] = {
    [FORECAST_END] = N_("Expire"), [FORECAST_START] = N_("Begin")};

/* "30/11/2026 w49: Expire 3 (critical 1, ok 2). Must begin 0" */
static void
forecast_say(const struct screen *s, const struct app *a, struct buf *out)
{
	const struct forecast_screen *f = (const struct forecast_screen *)s;

	(void)a;
	add_label(f, f->port.cursor, out);
	for (int kind = 0; kind < FORECAST_KIND_COUNT; kind++) {
		const struct forecast_count *count =
		    count_of(f, f->port.cursor, (enum forecast_kind)kind);
		const char *before = " (";

		buf_printf(out, "%s %s %u", kind ? "." : ":", _(names[kind]), count->all);
		for (int u = 0; u < URGENCY_COUNT; u++)
			if (count->levels[u]) {
				buf_printf(out, "%s%s %u", before, words_urgency((enum urgency)u),
				    count->levels[u]);
				before = ", ";
			}
		buf_puts(out, *before == ',' ? ")" : "");
	}
}

static void
draw_headings(const struct forecast_screen *f, int row)
{
	struct canvas *c = f->app->canvas;
	int half = (canvas_columns(c) - LABEL - 1) / FORECAST_KIND_COUNT;

	canvas_fill(c, row, 0, canvas_columns(c), STYLE_HEADING, ' ');
	canvas_text(c, row, 1, LABEL - 1, STYLE_HEADING, _("Week from"));
	for (int kind = 0; kind < FORECAST_KIND_COUNT; kind++) {
		bool active = kind == (int)f->active,
		     fits = text_width(_(names[kind])) + MARK < half;
		char *name = mem_printf(
		    "%s%s", active ? "▶ " : "  ", fits ? _(names[kind]) : _(brief_names[kind]));

		canvas_text(c, row, LABEL + 1 + kind * half, half,
		    active ? STYLE_KEY : STYLE_HEADING, name);
		free(name);
	}
}

/* ---- the figures ---- */

/* The rule above them too; 0: there is no room. */
static int
draw_figures(struct forecast_screen *f, int below)
{
	struct canvas *c = f->app->canvas;
	struct buf text = {0}, rules = {0};
	int width = canvas_columns(c) - 2, first, lines, row;

	if (canvas_rows(c) < FIGURES_FROM_ROWS)
		return 0;
	words_forecast_month(&f->forecast, f->rows.query ? NULL : f->closed, &text);
	words_forecast_rules(&f->forecast, model_now(f->app->model), &rules);
	first = wrap_lines(buf_str(&text), width);
	lines = first + wrap_lines(buf_str(&rules), width);
	lines = lines < FIGURES_MOST ? lines : FIGURES_MOST;
	row = below - lines;
	canvas_rule(c, row - 1, _("Renewals a month"));
	wrap_draw(c, row, 1, width, first, STYLE_TEXT, buf_str(&text));
	wrap_draw(c, row + first, 1, width, lines - first, STYLE_TEXT, buf_str(&rules));
	buf_release(&text);
	buf_release(&rules);
	return lines + 1;
}

/* ---- drawing ---- */

/* What a year brings, as long or as short as there is room for; the column after it. What should have begun before is none of
 * the year, and must begin all the same. */
static int
draw_year(const struct forecast_screen *f, int row, int right)
{
	const struct forecast *of = &f->forecast;
	unsigned end = 0, start = 0, late = of->before[FORECAST_START].all;
	char *texts[3] = {0};
	int at = 1;

	for (size_t i = 0; i < FORECAST_WEEKS; i++) {
		end += of->weeks[i].counts[FORECAST_END].all;
		start += of->weeks[i].counts[FORECAST_START].all;
	}
	texts[0] = mem_printf(
	    _("in a year %u expire and %u must begin, besides %u from before"), end, start, late);
	texts[1] = mem_printf(_("in a year %u expire and %u must begin"), end, start);
	texts[2] = mem_printf(_("in a year: %u expire, %u begin"), end, start);
	for (size_t i = !late; i < 3; i++)
		if (text_width(texts[i]) <= right) {
			at = 1 + GAP + canvas_text(f->app->canvas, row, 1, -1, STYLE_DIM, texts[i]);
			break;
		}
	for (size_t i = 0; i < 3; i++)
		free(texts[i]);
	return at;
}

/* That there is a filter comes before all else. */
static void
draw_summary(const struct forecast_screen *f, int row)
{
	struct canvas *c = f->app->canvas;
	const unsigned unknown = f->forecast.unknown;
	int right = canvas_columns(c) - 1, at;
	struct buf text = {0};

	if (frame_draw_trouble(f->app, row))
		return;
	filtering_describe(&f->filter, f->passed, model_total(f->app->model), false,
	    canvas_columns(c) * 2 / 3, &text);
	frame_put_right(c, row, &right, 1, STYLE_KEY, buf_str(&text));
	buf_clear(&text);
	if (!model_is_ready(f->app->model))
		buf_puts(&text, _("loading…"));
	else if (unknown)
		buf_printf(&text, ngettext("%u without data", "%u without data", unknown), unknown);
	at = draw_year(f, row, right - (text.len ? text_width(text.data) + GAP : 0));
	at = at == 1 ? draw_year(f, row, right) : at;
	if (text.len)
		frame_put_right(c, row, &right, at,
		    model_is_ready(f->app->model) ? STYLE_URGENCY + URGENCY_UNKNOWN : STYLE_WARNING,
		    text.data);
	buf_release(&text);
}

static void
forecast_draw(struct screen *s, struct app *a)
{
	struct forecast_screen *f = (struct forecast_screen *)s;
	int notice = frame_notice_rows(a),
	    bottom = canvas_rows(a->canvas) - 1 - notice - notices_rows(a);
	unsigned most;

	compute(f);
	most = forecast_most(&f->forecast);
	frame_draw_views(a, ACTION_VIEW_FORECAST);
	draw_summary(f, 1);
	draw_headings(f, 2);
	frame_draw_notice(a, bottom, notice);
	viewport_fit(&f->port, ENTRIES, bottom - HEAD_ROWS - draw_figures(f, bottom));
	for (size_t i = f->port.top; i < ENTRIES && viewport_line(&f->port, i) >= 0; i++)
		draw_line(f, i, HEAD_ROWS + viewport_line(&f->port, i), most);
	notices_draw(a);
	frame_draw_footer_of(a, CONTEXT_FORECAST,
	    &(struct footer){.offered = frame_offers_all, .filtered = *f->filter.text != '\0'});
}

/* ---- acting ---- */

/* View 1, with the monitors of the line. This screen is gone afterwards. */
static void
open_line(struct forecast_screen *f)
{
	const struct forecast_week *weeks = f->forecast.weeks;
	size_t i = f->port.cursor;
	struct buf text = {0};

	buf_puts(&text, f->active == FORECAST_END ? _("expires:") : _("start:"));
	if (i > 0)
		words_date(i > FORECAST_WEEKS ? weeks[FORECAST_WEEKS - 1].until : weeks[i - 1].from,
		    &text);
	buf_putc(&text, '-');
	if (i <= FORECAST_WEEKS) /* the day before */
		words_date((i ? weeks[i - 1].until : weeks[0].from) - 1, &text);
	if (*f->filter.text)
		buf_printf(&text, " %s", f->filter.text);
	expiries_filter(f->app, buf_str(&text));
	buf_release(&text);
}

static void
forecast_ask_filter(struct screen *s, const char *text)
{
	filtering_ask(&((struct forecast_screen *)s)->filter, text);
}

static bool
forecast_act(struct screen *s, struct app *a, enum action action)
{
	struct forecast_screen *f = (struct forecast_screen *)s;

	(void)a;
	if (viewport_act(&f->port, action) || filtering_act(&f->filter, action))
		return true;
	switch ((int)action) {
	case ACTION_SWITCH:
		f->active = f->active == FORECAST_END ? FORECAST_START : FORECAST_END;
		return true;
	case ACTION_OPEN:
		open_line(f);
		return true;
	default:
		return false;
	}
}

static void
got_closed(const json_t *ok, const json_t *error, void *arg)
{
	struct forecast_screen *f = arg;

	if (error)
		return; /* the figure is left out; what is wrong is said where it matters */
	json_decref(f->closed);
	f->closed = json_deep_copy(json_object_get(ok, "months"));
	app_changed(f->app);
}

static void
ask(struct forecast_screen *f)
{
	link_call(f->app->link, "renewal.closed", NULL, got_closed, f);
}

/* A renewal that is gone from the open ones was closed. */
static void
forecast_event(struct screen *s, struct app *a, const char *name, const json_t *data)
{
	(void)a;
	if (!strcmp(name, "up") ||
	    (!strcmp(name, "renewal") && json_is_null(json_object_get(data, "version"))))
		ask((struct forecast_screen *)s);
}

static void
forecast_free(struct screen *s, struct app *a)
{
	struct forecast_screen *f = (struct forecast_screen *)s;

	remembered_put(a->remembered, context_name(CONTEXT_FORECAST), "filter", f->filter.text);
	link_forget(a->link, f);
	filtering_release(&f->filter);
	query_free(f->rows.query);
	json_decref(f->closed);
	free(f);
}

void
forecast_open(struct app *a)
{
	static const struct screen_class class = {.context = CONTEXT_FORECAST,
	    .draw = forecast_draw,
	    .say = forecast_say,
	    .act = forecast_act,
	    .ask_filter = forecast_ask_filter,
	    .event = forecast_event,
	    .free = forecast_free};
	static const struct source_class filtered = {.filter = rows_filter, .texts = rows_texts};
	struct forecast_screen *f = mem_alloc(sizeof(*f));

	*f = (struct forecast_screen){.screen = {&class},
	    .app = a,
	    .rows = {.source.class = &filtered},
	    .port = {.cursor = 1}};
	monitor_source_init(&f->rows.monitors, a->model, a->link);
	filtering_init(&f->filter, &(struct filtered){a, &f->rows.source, ROWS_MONITORS}, NULL,
	    N_("service:seu  kind:CDS-1  tag:dmz  who:me  Tab: what else"));
	filtering_recall(&f->filter,
	    remembered_text(a->remembered, context_name(CONTEXT_FORECAST), "filter"),
	    N_("The filter that was remembered is left out."));
	ask(f);
	app_push(a, &f->screen);
}
