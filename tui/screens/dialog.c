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
#include "tui/screens/path_completion.h"
#include "tui/term/key.h"
#include "tui/term/wrap.h"
#include "tui/view/field.h"
#include "tui/view/screen.h"
#include "words/words.h"

enum { INPUT_MOST = 60 }; /* columns of a field that has what it asks beside it */

struct line {
	struct field field;
	char *label, *hint, *initial;
	bool may_be_empty, is_path;
	enum value_kind values; /* that its text can be chosen from */
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
	struct path_completion paths; /* of the line with the cursor */
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
dialog_chooses(struct screen *s, enum value_kind values)
{
	struct dialog *in = (struct dialog *)s;

	in->lines[in->count - 1].values = values;
}

void
dialog_completes_path(struct screen *s)
{
	struct dialog *in = (struct dialog *)s;

	in->lines[in->count - 1].is_path = true;
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

/* The next required line that is empty, from the cursor round to it again; the one with the cursor: there is no other. */
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

/* Where the dialog's lines stand. */
struct places {
	int label, at, input; /* columns of a label; where a text begins, and how long it is */
	bool beside;          /* what is asked stands to the right of it */
};

/* What any line asks has its room to the right, or none has: the fields are of one length. */
static bool
all_fit(const struct dialog *in, const struct canvas *c, int column)
{
	bool any = false;

	for (size_t i = 0; i < in->count; i++) {
		if (!form_frame_fits(c, column, in->lines[i].hint))
			return false;
		any |= *in->lines[i].hint != '\0';
	}
	return any;
}

static struct places
places_of(const struct dialog *in, const struct canvas *c)
{
	struct places p = {.label = label_width(in, canvas_columns(c))};

	p.at = p.label + 2;
	p.beside = all_fit(in, c, p.at + INPUT_MOST + 2);
	p.input = p.beside ? INPUT_MOST : canvas_columns(c) - p.at - 1;
	return p;
}

static const char *
problem_of(const struct dialog *in, size_t i)
{
	return in->problem && in->refused == i && !in->sending ? in->problem : NULL;
}

static const char *
asked(const struct dialog *in, size_t i)
{
	return i != in->focus ? "" : in->sending ? _("Saving…") : in->lines[i].hint;
}

static const char *
asked_under(const struct dialog *in, const struct places *p, size_t i)
{
	if (i == in->focus && in->paths.names && !in->sending)
		return in->paths.names;
	return p->beside ? "" : asked(in, i);
}

/* Under the one with the cursor a line is kept, so that nothing moves where it asks for nothing. */
static int
lines_under(const struct dialog *in, const struct canvas *c, const struct places *p, size_t i)
{
	int lines = form_frame_under_lines(c, p->at, problem_of(in, i), asked_under(in, p, i));

	return !lines && i == in->focus && !p->beside ? 1 : lines;
}

static void
draw_hidden(const struct dialog *in, struct canvas *c, int row, size_t i, const struct places *p)
{
	const char *dots = *field_value(&in->lines[i].field) ? "••••••••" : "";

	canvas_fill(c, row, p->at, p->input, STYLE_INPUT, ' ');
	canvas_text(c, row, p->at, p->input, STYLE_INPUT, dots);
	if (i == in->focus)
		canvas_cursor(c, row, p->at + text_width(dots));
}

static void
draw_line(struct dialog *in, struct canvas *c, int row, size_t i, const struct places *p)
{
	bool focused = i == in->focus;

	canvas_text(c, row, 1, p->label, focused ? STYLE_KEY : STYLE_TEXT, in->lines[i].label);
	if (in->owner.hidden)
		draw_hidden(in, c, row, i, p);
	else
		field_draw(&in->lines[i].field, c, row, p->at, p->input, focused);
	if (p->beside)
		canvas_text(c, row, p->at + p->input + 2, -1, STYLE_DIM, asked(in, i));
}

static int
lines_from(
    const struct dialog *in, const struct canvas *c, const struct places *p, size_t from, size_t to)
{
	int lines = 0;

	for (size_t i = from; i < to; i++)
		lines += 1 + lines_under(in, c, p, i);
	return lines;
}

/* The lines from top on that fit, with the one being typed in among them. */
static void
draw_lines(struct dialog *in, struct canvas *c, const struct places *p, int row, int height)
{
	int end = row + height;

	if (in->focus < in->top)
		in->top = in->focus;
	while (in->top < in->focus && lines_from(in, c, p, in->top, in->focus + 1) > height)
		in->top++;
	for (size_t i = in->top; i < in->count && row < end; i++) {
		draw_line(in, c, row++, i, p);
		form_frame_under(
		    c, row, p->at, end - row, problem_of(in, i), asked_under(in, p, i));
		row += lines_under(in, c, p, i);
	}
}

static bool
is_offered(const void *arg, enum action action)
{
	const struct dialog *in = arg;

	if (action == ACTION_SAVE)
		return !in->owner.passes;
	return action != ACTION_PICK || in->lines[in->focus].values != VALUES_NONE;
}

static void
dialog_draw(struct screen *s, struct app *a)
{
	struct dialog *in = (struct dialog *)s;
	struct canvas *c = a->canvas;
	struct places p = places_of(in, c);
	enum form_return does = next_missing(in) != in->focus ? RETURN_GOES_TO_MISSING
				: in->owner.passes            ? RETURN_GOES_ON
							      : RETURN_SAVES;
	int rows = canvas_rows(c), width = canvas_columns(c) - 2, row,
	    head = form_frame_rule_lines(a, in->title, does), said = wrap_lines(in->text, width),
	    height = lines_from(in, c, &p, 0, in->count);

	said = said > rows / 3 ? rows / 3 : said;
	height = height < rows - 1 - head - said ? height : rows - 1 - head - said;
	row = rows - 1 - head - said - height;
	for (int i = row; i < rows; i++)
		canvas_fill(c, i, 0, canvas_columns(c), STYLE_TEXT, ' ');
	form_frame_rule(a, row, in->title, does);
	row += head;
	row += wrap_draw(c, row, 1, width, said, STYLE_TEXT, in->text);
	draw_lines(in, c, &p, row, height);
	frame_draw_footer_of(a, CONTEXT_FORM, &(struct footer){.offered = is_offered, .arg = in});
}

/* ---- keys ---- */

static bool
dialog_key(struct screen *s, struct app *a, uint32_t key)
{
	struct dialog *in = (struct dialog *)s;
	struct line *line = &in->lines[in->focus];

	if (key != K_ESCAPE && form_frame_is_sent(a, in->sending))
		return true;
	if (key == K_TAB && line->is_path) {
		mem_replace(&in->problem, NULL);
		path_complete(&in->paths, a, &line->field);
		return true;
	}
	if (!field_key(&line->field, key))
		return false;
	path_completion_clear(&in->paths);
	return true;
}

static void
dialog_paste(struct screen *s, struct app *a, const char *text)
{
	struct dialog *in = (struct dialog *)s;

	if (!form_frame_is_sent(a, in->sending))
		field_paste(&in->lines[in->focus].field, text);
}

static void
submit(struct dialog *in, struct app *a)
{
	const char *texts[DIALOG_LINES_MOST];

	if (in->sending)
		return;
	mem_replace(&in->problem, NULL);
	if (in->owner.closes && link_state(a->link) != LINK_UP) {
		app_say(a, STYLE_ERROR,
		    _("There is no connection with the backend: what you typed stays here."));
		return;
	}
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
	if (form_frame_leave_sent(a, in->sending))
		return true;
	if (!any_changed(in))
		return false; /* the app leaves */
	app_push(a, confirm_new(_("Throw away what you typed?"), false, discard, NULL));
	return true;
}

static void
chosen(struct app *a, const char *value, void *arg)
{
	struct dialog *in = arg;

	(void)a;
	field_set(&in->lines[in->focus].field, value);
}

static void
pick(struct dialog *in, struct app *a)
{
	enum value_kind values = in->lines[in->focus].values;

	if (values == VALUES_NONE)
		app_say(a, STYLE_WARNING, _("There is nothing to choose from: it is typed."));
	else if (!form_frame_is_sent(a, in->sending))
		value_choose(a, values, &(struct value_choice){chosen, in});
}

static bool
dialog_act(struct screen *s, struct app *a, enum action action)
{
	struct dialog *in = (struct dialog *)s;

	switch ((int)action) {
	case ACTION_NEXT_FIELD:
		path_completion_clear(&in->paths);
		in->focus = (in->focus + 1) % in->count;
		return true;
	case ACTION_PREVIOUS_FIELD:
		path_completion_clear(&in->paths);
		in->focus = (in->focus + in->count - 1) % in->count;
		return true;
	case ACTION_ACCEPT:
		if (next_missing(in) != in->focus)
			in->focus = next_missing(in);
		else
			submit(in, a);
		return true;
	case ACTION_PICK:
		pick(in, a);
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
	path_completion_release(&in->paths);
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
