/* A few lines to type, over the lower part of the screen: a ticket's key, a reason, the fields of
 * a service. It stays, with all that was typed, until its owner says that it was taken: what is
 * refused is told below its field, and a conflict or a lost connection costs nothing.
 *
 * `initial` is what a line said when it was opened, or what somebody else has made of it since: a line that says
 * something else was typed in here. */
#include "tui/screens/dialog.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/screens/confirm.h"
#include "tui/screens/conflict.h"
#include "tui/screens/form_frame.h"
#include "tui/screens/frame.h"
#include "tui/term/wrap.h"
#include "tui/view/field.h"
#include "tui/view/screen.h"
#include "words/words.h"

struct line {
	struct field field;
	char *label, *hint, *initial;
	bool may_be_empty;
};

struct dialog {
	struct screen screen;
	char *title, *text;
	struct line lines[DIALOG_LINES_MOST];
	size_t count, focus, top; /* top: the first line shown */
	size_t refused;           /* the line that `problem` is about */
	char *problem;            /* NULL none */
	bool sending;
	char *merged; /* what he changed that was kept, in words; NULL, "" nothing */
	struct dialog_owner owner;
};

void
dialog_add(struct screen *s, const char *label, const char *hint, const char *text)
{
	struct dialog *in = (struct dialog *)s;
	struct line *line;

	if (in->count == DIALOG_LINES_MOST)
		return;
	line = &in->lines[in->count++];
	line->label = mem_strdup(label);
	line->hint = mem_strdup(hint ? hint : "");
	field_set(&line->field, text ? text : "");
	line->initial = mem_strdup(field_value(&line->field)); /* on one line, and clean */
}

void
dialog_may_be_empty(struct screen *s)
{
	struct dialog *in = (struct dialog *)s;

	in->lines[in->count - 1].may_be_empty = true;
}

void
dialog_refuse(struct screen *s, size_t i, const char *text)
{
	struct dialog *in = (struct dialog *)s;

	in->sending = false;
	in->refused = i < in->count ? i : in->focus;
	in->focus = in->refused;
	mem_replace(&in->problem, text);
}

bool
dialog_changed(const struct screen *s, size_t i)
{
	const struct dialog *in = (const struct dialog *)s;

	return strcmp(field_value(&in->lines[i].field), in->lines[i].initial) != 0;
}

static bool
any_changed(const struct dialog *in)
{
	for (size_t i = 0; i < in->count; i++)
		if (dialog_changed(&in->screen, i))
			return true;
	return false;
}

/* The next line, round and round, that has to be filled and is not; the one with the cursor: no other is. */
static size_t
next_missing(const struct dialog *in)
{
	size_t i = in->focus;

	do {
		const struct line *line = &in->lines[i = (i + 1) % in->count];
		const char *text = field_value(&line->field);

		if (!line->may_be_empty && !text[strspn(text, " ")])
			break;
	} while (i != in->focus);
	return i;
}

const char *
dialog_merged(const struct screen *s)
{
	const struct dialog *in = (const struct dialog *)s;

	return in->merged ? in->merged : "";
}

void
dialog_done(struct screen *s, struct app *a, const char *text)
{
	const char *merged = dialog_merged(s);
	char *said = mem_printf("%s%s%s", text, *text && *merged ? " " : "", merged);

	app_close(a, s); /* it is gone */
	if (*said)
		app_say(a, STYLE_GOOD, said);
	free(said);
}

/* ---- drawing ---- */

static int
label_width(const struct dialog *in, int columns)
{
	int width = 0;

	for (size_t i = 0; i < in->count; i++)
		if (text_width(in->lines[i].label) > width)
			width = text_width(in->lines[i].label);
	return width > columns / 2 ? columns / 2 : width;
}

static void
draw_line(struct dialog *in, struct canvas *c, int row, size_t i, int label)
{
	bool focused = i == in->focus;

	canvas_text(c, row, 1, label, focused ? STYLE_KEY : STYLE_TEXT, in->lines[i].label);
	if (in->owner.hidden) {
		const char *dots = *field_value(&in->lines[i].field) ? "••••••••" : "";

		canvas_fill(c, row, label + 2, canvas_columns(c) - label - 3, STYLE_INPUT, ' ');
		canvas_text(c, row, label + 2, canvas_columns(c) - label - 3, STYLE_INPUT, dots);
		if (focused)
			canvas_cursor(c, row, label + 2 + text_width(dots));
		return;
	}
	field_draw(&in->lines[i].field, c, row, label + 2, canvas_columns(c) - label - 3, focused);
}

/* The lines from top on that fit, with the one being typed in among them. */
static int
draw_lines(struct dialog *in, struct canvas *c, int row, int height)
{
	int label = label_width(in, canvas_columns(c));

	if (in->focus < in->top)
		in->top = in->focus;
	if (in->focus >= in->top + (size_t)height)
		in->top = in->focus - (size_t)height + 1;
	for (size_t i = in->top; i < in->count && height > 0; i++, height--)
		draw_line(in, c, row++, i, label);
	return row;
}

static void
dialog_draw(struct screen *s, struct app *a)
{
	struct dialog *in = (struct dialog *)s;
	struct canvas *c = a->canvas;
	int rows = canvas_rows(c), width = canvas_columns(c) - 2, said, height, row;
	const char *below = in->sending   ? _("Saving…")
			    : in->problem ? in->problem
					  : in->lines[in->focus].hint;
	bool goes_on = next_missing(in) != in->focus;
	int below_lines = wrap_lines(below, width),
	    head = form_frame_rule_lines(a, in->title, goes_on);

	below_lines = below_lines < 1 ? 1 : below_lines > 3 ? 3 : below_lines;
	said = wrap_lines(in->text, width);
	said = said > rows / 3 ? rows / 3 : said;
	height = rows - 1 - head - below_lines - said;
	height = (int)in->count < height ? (int)in->count : height;
	row = rows - 1 - head - below_lines - said - height;
	for (int i = row; i < rows; i++)
		canvas_fill(c, i, 0, canvas_columns(c), STYLE_TEXT, ' ');
	form_frame_rule(a, row, in->title, goes_on);
	row += head;
	row += wrap_draw(c, row, 1, width, said, STYLE_TEXT, in->text);
	row = draw_lines(in, c, row, height);
	wrap_draw(c, row, 1, width, below_lines, in->problem ? STYLE_ERROR : STYLE_DIM, below);
	frame_draw_footer(a, CONTEXT_FORM);
}

/* ---- keys ---- */

static bool
dialog_key(struct screen *s, struct app *a, uint32_t key)
{
	struct dialog *in = (struct dialog *)s;

	(void)a;
	return field_key(&in->lines[in->focus].field, key);
}

static void
dialog_paste(struct screen *s, struct app *a, const char *text)
{
	struct dialog *in = (struct dialog *)s;

	(void)a;
	field_paste(&in->lines[in->focus].field, text);
}

static void
submit(struct dialog *in, struct app *a)
{
	const char *texts[DIALOG_LINES_MOST];

	if (in->sending)
		return;
	mem_replace(&in->problem, NULL);
	for (size_t i = 0; i < in->count; i++)
		texts[i] = field_value(&in->lines[i].field);
	in->sending = true;
	in->owner.submit(a, &in->screen, texts, in->owner.arg); /* may be gone now */
}

/* ---- somebody else saved first ---- */

static void
submit_again(struct dialog *in, struct app *a)
{
	if (any_changed(in))
		submit(in, a);
	else
		dialog_done(&in->screen, a, _("It stays as the other saved it."));
}

static void
settled(struct app *a, const enum conflict_choice *choices, bool now, void *arg)
{
	struct dialog *in = arg;

	for (size_t i = 0; i < in->count; i++)
		if (choices[i] == CONFLICT_THEIRS)
			field_set(&in->lines[i].field, in->lines[i].initial);
	if (now)
		submit_again(in, a);
}

/* Where both changed it, what was typed stays for now, and what they made of it is told below. */
static void
meet_line(struct dialog *in, struct conflict *c, const struct dialog_theirs *t, size_t i)
{
	struct line *line = &in->lines[i];
	char *mine = mem_strdup(field_value(&line->field));
	const char *was = t->was ? t->was[i] : line->initial;
	bool touched = strcmp(mine, line->initial) != 0;

	conflict_add(c, line->label, t->members[i], was, t->now[i], touched ? mine : was);
	if (touched && strcmp(was, t->now[i]) != 0 && strcmp(mine, t->now[i]) != 0) {
		char *text =
		    mem_printf(_("Changed meanwhile to: %s"), *t->now[i] ? t->now[i] : "—");
		dialog_refuse(&in->screen, i, text);
		free(text);
	}
	if (strcmp(was, t->now[i]) != 0) {
		field_set(&line->field, t->now[i]);
		mem_replace(&line->initial, field_value(&line->field));
	}
	if (touched)
		field_set(&line->field, mine);
	free(mine);
}

void
dialog_meet(struct screen *s, struct app *a, const struct dialog_theirs *t)
{
	struct dialog *in = (struct dialog *)s;
	const struct conflict_owner owner = {settled, in};
	struct conflict *c = conflict_new(a, t->what, t->changes);

	in->sending = false;
	for (size_t i = 0; t->now && i < in->count; i++)
		meet_line(in, c, t, i);
	free(in->merged);
	in->merged = conflict_merged(c);
	if (conflict_clashes(c)) {
		conflict_open(c, a, &owner);
		return;
	}
	conflict_free(c);
	if (t->now)
		submit_again(in, a);
	else
		submit(in, a);
}

static void
discard(struct app *a, void *arg)
{
	(void)arg;
	app_pop(a);
}

static bool
leave(const struct dialog *in, struct app *a)
{
	if (!any_changed(in))
		return false; /* the app leaves */
	app_push(a, confirm_new(_("Throw away what you typed?"), false, discard, NULL));
	return true;
}

static bool
dialog_act(struct screen *s, struct app *a, enum action action)
{
	struct dialog *in = (struct dialog *)s;

	switch ((int)action) {
	case ACTION_NEXT_FIELD:
		in->focus = (in->focus + 1) % in->count;
		return true;
	case ACTION_PREVIOUS_FIELD:
		in->focus = (in->focus + in->count - 1) % in->count;
		return true;
	case ACTION_ACCEPT:
		if (next_missing(in) != in->focus)
			in->focus = next_missing(in);
		else
			submit(in, a);
		return true;
	case ACTION_SAVE:
		submit(in, a);
		return true;
	case ACTION_BACK:
	case ACTION_QUIT:
		return leave(in, a);
	default:
		return false;
	}
}

static void
dialog_free(struct screen *s, struct app *a)
{
	struct dialog *in = (struct dialog *)s;

	(void)a;
	if (in->owner.gone)
		in->owner.gone(in->owner.arg);
	for (size_t i = 0; i < in->count; i++) {
		if (in->owner.secret)
			field_wipe(&in->lines[i].field);
		field_release(&in->lines[i].field);
		free(in->lines[i].label);
		free(in->lines[i].hint);
		free(in->lines[i].initial);
	}
	free(in->title);
	free(in->text);
	free(in->problem);
	free(in->merged);
	free(in);
}

struct screen *
dialog_new(const char *title, const char *text, const struct dialog_owner *owner)
{
	static const struct screen_class class = {.context = CONTEXT_FORM,
	    .over = true,
	    .draw = dialog_draw,
	    .key = dialog_key,
	    .paste = dialog_paste,
	    .act = dialog_act,
	    .free = dialog_free};
	struct dialog *in = mem_alloc(sizeof(*in));

	in->screen.class = &class;
	in->title = mem_strdup(title);
	in->text = mem_strdup(text ? text : "");
	in->owner = *owner;
	return &in->screen;
}
