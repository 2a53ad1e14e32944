/* The columns of the list as a table. For a width, those that matter most are taken while their
 * least widths fit; then they grow to what they would like. */
#include "tui/screens/columns.h"

#include "base/buf.h"
#include "base/text.h"
#include "tui/model/renewal_model.h"
#include "tui/term/canvas.h"
#include "tui/view/highlight.h"
#include "words/words.h"

enum { MARGIN = 2 /* the mark and the letter of urgency */, COLUMNS = 11, RENEWAL = 8, STATE = 10 };

struct column_def {
	const char *heading; /* msgid */
	int least, ideal;    /* width */
	int rank;            /* 0 matters most */
	bool of_renewal;     /* only where there are any */
	bool right;          /* aligned */
	enum row_text field; /* what it shows, where text is NULL */
	void (*text)(const struct row *r, int64_t now, struct buf *out);
};

static const char *const orders[COLUMN_COUNT] = {
    [COLUMN_START_BY] = N_("start by"),
    [COLUMN_EXPIRY] = N_("expiry"),
    [COLUMN_MONITOR] = N_("monitor"),
    [COLUMN_SERVICE] = N_("service"),
    [COLUMN_ENVIRONMENT] = N_("environment"),
    [COLUMN_KIND] = N_("kind"),
    [COLUMN_ISSUER] = N_("issuer"),
    [COLUMN_SEEN] = N_("last seen"),
    [COLUMN_OUTCOME] = N_("outcome"),
};

const char *
column_name(enum column column)
{
	return _(orders[column]);
}

/* ---- what stands in a cell ---- */

static void
date_text(const struct row *r, int64_t now, struct buf *out)
{
	(void)now;
	if (r->not_after)
		words_date(r->not_after, out);
}

static void
days_text(const struct row *r, int64_t now, struct buf *out)
{
	int64_t left = r->not_after - now;

	if (!r->not_after)
		return;
	if (left > -2 * DAY && left < 2 * DAY)
		buf_printf(out, "%lld h", (long long)((left - (left < 0 ? 3599 : 0)) / 3600));
	else
		buf_printf(out, "%lld", (long long)days_left(r->not_after, now));
}

static void
monitor_text(const struct row *r, int64_t now, struct buf *out)
{
	(void)now;
	buf_puts(out, row_title(r));
}

static void
kind_cell(const struct row *r, int64_t now, struct buf *out)
{
	(void)now;
	buf_puts(out, words_kind(r->kind));
}

/* What the date and its letter say already is no news in the state. */
static int
worst_problem(uint32_t problems)
{
	static const uint32_t told =
	    PROBLEM_BIT(PROBLEM_EXPIRED) | PROBLEM_BIT(PROBLEM_PROCEDURE_DOES_NOT_FIT);

	for (int p = 0; p < PROBLEM_COUNT; p++)
		if (problems & ~told & PROBLEM_BIT(p))
			return p;
	return -1;
}

static void
trouble_text(const struct row *r, struct buf *out)
{
	int problem = worst_problem(r->problems);

	if (r->outcome != OUTCOME_OK)
		buf_puts(out, words_outcome_of((enum monitor_type)r->type, r->outcome));
	else if (problem >= 0)
		buf_puts(out, words_problem_short((enum problem)problem));
}

/* What is wrong, and how old what we know is: "timeout · 3 h", "2 min". */
static void
state_text(const struct row *r, int64_t now, struct buf *out)
{
	trouble_text(r, out);
	if (!r->seen_at)
		return;
	buf_puts(out, out->len ? " · " : "");
	words_age(now - r->seen_at, out);
}

static void
renewal_text(const struct row *r, int64_t now, struct buf *out)
{
	const char *against = row_text(r, ROW_AGAINST);

	(void)now;
	if (r->renewal)
		renewal_brief(r->phase, r->phases,
		    *against ? words_contradiction_short(against) : row_text(r, ROW_WAITING), out);
}

static const struct column_def columns[COLUMNS] = {
    {N_("Days"), 5, 5, 1, false, true, ROW_NAME, days_text},
    {N_("Expires"), 10, 10, 2, false, false, ROW_NAME, date_text},
    {N_("Monitor"), 28, 36, 0, false, false, ROW_NAME, monitor_text},
    {N_("Service"), 11, 20, 5, false, false, ROW_SERVICE, NULL},
    {N_("Environment"), 8, 11, 9, false, false, ROW_ENVIRONMENT, NULL},
    {N_("Kind"), 10, 10, 8, false, false, ROW_NAME, kind_cell},
    {N_("Issuer"), 12, 26, 7, false, false, ROW_ISSUER, NULL},
    {N_("Tags"), 10, 16, 10, false, false, ROW_TAGS, NULL},
    [RENEWAL] = {N_("Renewal"), 12, 24, 4, true, false, ROW_NAME, renewal_text},
    [RENEWAL + 1] = {N_("Tickets"), 10, 18, 6, true, false, ROW_TICKETS, NULL},
    [STATE] = {N_("Problem · seen"), 18, 24, 3, false, false, ROW_NAME, state_text},
};

/* ---- layout ---- */

static int
by_rank(int rank)
{
	for (int i = 0; i < COLUMNS; i++)
		if (columns[i].rank == rank)
			return i;
	return 0;
}

void
layout_make(struct layout *l, int width, bool renewals)
{
	int widths[COLUMNS] = {0}, left = width - MARGIN, at = MARGIN;

	*l = (struct layout){.width = width, .renewals = renewals};
	for (int rank = 0; rank < COLUMNS; rank++) {
		int i = by_rank(rank);
		if (left >= columns[i].least + 1 && (renewals || !columns[i].of_renewal)) {
			widths[i] = columns[i].least;
			left -= widths[i] + 1;
		}
	}
	for (int rank = 0; rank < COLUMNS; rank++) {
		int i = by_rank(rank), more = columns[i].ideal - widths[i];
		if (widths[i] && more > 0) {
			more = more < left ? more : left;
			widths[i] += more;
			left -= more;
		}
	}
	for (int i = 0; i < COLUMNS; i++)
		if (widths[i]) {
			l->cells[l->count].column = (uint8_t)i;
			l->cells[l->count].at = at + 1;
			l->cells[l->count++].width = widths[i];
			at += widths[i] + 1;
		}
}

static int
aligned(const struct column_def *d, int at, int width, const char *text)
{
	int used = d->right ? text_width(text) : width;

	return used < width ? at + width - used : at;
}

void
layout_draw_heads(const struct layout *l, struct canvas *c, int row)
{
	canvas_fill(c, row, 0, canvas_columns(c), STYLE_HEADING, ' ');
	for (int i = 0; i < l->count; i++) {
		const struct column_def *d = &columns[l->cells[i].column];
		const char *text = _(d->heading);
		canvas_text(c, row, aligned(d, l->cells[i].at, l->cells[i].width, text),
		    l->cells[i].width, STYLE_HEADING, text);
	}
}

static unsigned
style_of(const struct row *r, int column, bool old)
{
	if (column == 0)
		return STYLE_URGENCY + r->level;
	if (column == RENEWAL && *row_text(r, ROW_AGAINST))
		return STYLE_WARNING;
	if (column != STATE || old)
		return old ? STYLE_DIM : STYLE_TEXT;
	if (r->outcome != OUTCOME_OK || worst_problem(r->problems) >= 0)
		return STYLE_WARNING;
	return STYLE_TEXT;
}

void
layout_draw_row(const struct layout *l, struct canvas *c, int row, const struct row *r, int64_t now,
    const char *found, bool old)
{
	struct buf text = {0};
	unsigned level = STYLE_URGENCY + r->level;

	canvas_fill(c, row, 1, MARGIN, level, ' '); /* up to the days, in one colour: fewer bytes */
	canvas_text(c, row, 1, 1, level, words_urgency_letter((enum urgency)r->level));
	for (int i = 0; i < l->count; i++) {
		int column = l->cells[i].column, at = l->cells[i].at, width = l->cells[i].width;
		const struct column_def *d = &columns[column];
		buf_clear(&text);
		if (d->text)
			d->text(r, now, &text);
		else
			buf_puts(&text, row_text(r, d->field));
		if (column == STATE && text_width(buf_str(&text)) > width) {
			buf_clear(&text); /* what is wrong matters more than its age */
			trouble_text(r, &text);
		}
		if (d->right)
			canvas_fill(c, row, at, width, style_of(r, column, old), ' ');
		highlight_text(c, row, aligned(d, at, width, buf_str(&text)), width,
		    style_of(r, column, old), buf_str(&text), found);
	}
	buf_release(&text);
}
