/* The left pane: phases, and under them their steps. All steps are listed where they fit, else
 * those of the phase under the cursor, so that the whole way is always in sight. What the choices
 * made leave out is not listed unless something was gathered there. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/term/wrap.h"
#include "words/words.h"

enum { LINES_MOST = 256 };

/* A line of the pane: a step, or the head of the phase that it is the first of. */
struct line {
	const json_t *step;
	bool head;
};

struct phase_count {
	int done, all, ready, old; /* old: done with names that have changed since */
	bool undecided;
};

static bool
same_phase(const json_t *a, const json_t *b)
{
	return a && b && number_of(a, "phase") == number_of(b, "phase");
}

static struct phase_count
count_phase(const json_t *renewal, const json_t *of)
{
	const json_t *steps = json_object_get(renewal, "steps");
	struct phase_count n = {.undecided = true};
	size_t i;
	const json_t *step;

	json_array_foreach(steps, i, step) {
		if (!same_phase(step, of) || !renewal_step_shown(step))
			continue;
		n.undecided &= flag_of(step, "undecided");
		n.all++;
		n.done += renewal_step_settled(step);
		n.old += names_are_old(renewal, step);
		n.ready += flag_of(step, "ready") || renewal_step_waits(step) ||
			   renewal_step_state(step) == STATE_DOING;
	}
	return n;
}

/* only: list the steps of that step's phase alone; NULL: of all. */
static int
list_lines(const struct panel *p, struct line *lines, bool all)
{
	const json_t *steps = json_object_get(renewal_model_get(p->model), "steps");
	const json_t *at = panel_step(p), *step, *last = NULL;
	int count = 0;
	size_t i;

	json_array_foreach(steps, i, step) {
		if (!renewal_step_shown(step) || count > LINES_MOST - 2)
			continue;
		if (!same_phase(step, last))
			lines[count++] = (struct line){step, true};
		last = step;
		if (all || same_phase(step, at))
			lines[count++] = (struct line){step, false};
	}
	return count;
}

/* ---- drawing ---- */

/* Its number and title: of one that does not fit the words that do. */
static void
draw_title(struct canvas *c, int row, int column, int room, unsigned style, const json_t *one)
{
	char *text = mem_printf("%s %s", text_of(one, "number"), text_of(one, "title"));
	struct buf cut = {0};

	wrap_words(text, room, &cut);
	canvas_text(c, row, column, room, style, buf_str(&cut));
	buf_release(&cut);
	free(text);
}

static void
draw_head(const struct panel *p, const json_t *first, int row, int column, int width)
{
	struct canvas *c = p->app->canvas;
	const json_t *r = renewal_model_get(p->model);
	const json_t *phase =
	    json_array_get(json_object_get(r, "phases"), (size_t)number_of(first, "phase"));
	struct phase_count n = count_phase(r, first);
	bool done = n.done == n.all;
	const char *mark = n.old ? "!" : done ? "✓" : n.ready ? "▶" : " ";
	unsigned style = n.old         ? STYLE_WARNING
			 : n.undecided ? STYLE_DIM
			 : done        ? STYLE_GOOD
				       : STYLE_HEADING;
	const json_t *days = json_object_get(phase, "days");
	char *counted = !done ? mem_printf("%d/%d", n.done, n.all)
			: json_is_integer(days)
			    ? mem_printf(_("%lld d"), (long long)json_integer_value(days))
			    : mem_strdup("");
	int room = width - 4 - text_width(counted) - 1;

	canvas_text(c, row, column + 1, 1, style, mark);
	draw_title(c, row, column + 3, room, style, phase);
	canvas_text(c, row, column + width - text_width(counted) - 1, -1, STYLE_DIM, counted);
	free(counted);
}

/* How long it has been waited for, or whose turn it is. */
static void
age_of(const struct panel *p, const json_t *step, struct buf *out)
{
	int64_t since = number_of(step, "since");

	if (renewal_step_waits(step) && since)
		words_age(clock_wall(p->app->clock) - since, out);
}

static void
draw_step(const struct panel *p, const json_t *step, int row, int column, int width)
{
	struct canvas *c = p->app->canvas;
	const struct state_look *look = state_look(step);
	bool ready = flag_of(step, "ready"), todo = renewal_step_state(step) == STATE_TODO;
	unsigned style = flag_of(step, "undecided") || (todo && !ready) ? STYLE_DIM : look->style;
	struct buf age = {0};
	int room;

	age_of(p, step, &age);
	room = width - 8 - (age.len ? text_width(age.data) + 1 : 0);
	if (names_are_old(renewal_model_get(p->model), step))
		canvas_text(c, row, column + 4, 1, STYLE_WARNING, "!");
	else
		canvas_text(c, row, column + 4, 1, style, todo && ready ? "▶" : look->mark);
	draw_title(c, row, column + 6, room, todo && ready ? STYLE_TEXT : style, step);
	if (age.len)
		canvas_text(
		    c, row, column + width - text_width(age.data) - 1, -1, STYLE_DIM, age.data);
	buf_release(&age);
}

/* Of the lines the one under the cursor; 0 when there is none. */
static int
cursor_line(const struct panel *p, const struct line *lines, int count)
{
	const json_t *at = panel_step(p);

	for (int i = 0; i < count; i++)
		if (!lines[i].head && lines[i].step == at)
			return i;
	return 0;
}

void
steps_draw(struct panel *p, int row, int column, int width, int height)
{
	struct line lines[LINES_MOST];
	int count = list_lines(p, lines, true);
	struct viewport *v = &p->steps;

	if (count > height)
		count = list_lines(p, lines, false);
	viewport_go(v, (size_t)cursor_line(p, lines, count));
	viewport_fit(v, (size_t)count, height);
	for (int i = 0; i < height && (int)v->top + i < count; i++) {
		const struct line *line = &lines[(int)v->top + i];
		if (line->head) {
			draw_head(p, line->step, row + i, column, width);
			continue;
		}
		draw_step(p, line->step, row + i, column, width);
		if (v->top + (size_t)i == v->cursor)
			canvas_tint(p->app->canvas, row + i, column, width, STYLE_SELECTED);
	}
}

/* ---- the cursor ---- */

/* Among the steps that are listed, whatever part of them is in sight. */
bool
steps_move(struct panel *p, enum action action)
{
	const json_t *steps = json_object_get(renewal_model_get(p->model), "steps"), *step;
	const json_t *shown[LINES_MOST], *at = panel_step(p);
	struct viewport all = {0};
	size_t i;

	json_array_foreach(steps, i, step) {
		if (!renewal_step_shown(step) || all.count == LINES_MOST)
			continue;
		if (step == at)
			all.cursor = all.count;
		shown[all.count++] = step;
	}
	if (!viewport_act(&all, action))
		return false;
	if (all.count)
		panel_go(p, text_of(shown[all.cursor], "key"));
	return true;
}
