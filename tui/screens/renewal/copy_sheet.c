/* The sheet of fields to copy into somebody else's form, in its order. Return shows the value under
 * the cursor alone on a bare line, to be selected with the mouse, and ticks it, and so does the next
 * key with the next one, until Esc; the ticks are kept by the backend, so the sheet can be left at any
 * moment. The points that are to be confirmed after doing something (DO-CONFIRM) are the same with
 * nothing to copy.
 *
 * The user's own number is never sent: it comes from his own file (tui/model/nif.h), is shown masked, and
 * is typed once. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/nif.h"
#include "base/text.h"
#include "tui/model/nif.h"
#include "tui/screens/dialog.h"
#include "tui/screens/frame.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "words/words.h"

#include <string.h>

enum { HEAD_ROWS = 2 };

struct sheet {
	struct screen screen;
	struct panel *panel;
	char *step;
	struct viewport port;
	char nif[32]; /* masked; "" none is known */
};

static const json_t *
sheet_step(const struct sheet *h)
{
	return renewal_step(renewal_model_get(h->panel->model), h->step);
}

/* The fields, or the points. */
static const json_t *
items_of(const struct sheet *h)
{
	const json_t *step = sheet_step(h), *fields = json_object_get(step, "fields");

	return json_array_size(fields) ? fields : json_object_get(step, "points");
}

static const json_t *
item_at(const struct sheet *h)
{
	return json_array_get(items_of(h), h->port.cursor);
}

static bool
is_type(const json_t *item, enum form_field_type type)
{
	return form_field_type_from(text_of(item, "type")) == (int)type;
}

static void
read_nif(struct sheet *h)
{
	char nif[NIF_BYTES];

	h->nif[0] = '\0';
	if (nif_load(nif))
		nif_mask(nif, h->nif);
	explicit_bzero(nif, sizeof(nif));
}

/* ---- drawing ---- */

static const char *
shown_value(const struct sheet *h, const json_t *item)
{
	if (is_type(item, FORM_FIELD_PRIVATE))
		return *h->nif ? h->nif : _("(typed once; Enter)");
	if (is_type(item, FORM_FIELD_EMPTY))
		return _("(left empty on purpose)");
	return text_of(item, "value");
}

static unsigned
value_style(const json_t *item)
{
	if (is_type(item, FORM_FIELD_EMPTY) || is_type(item, FORM_FIELD_PRIVATE))
		return STYLE_DIM;
	if (*text_of(item, "missing"))
		return STYLE_WARNING;
	return is_type(item, FORM_FIELD_VARIABLE) ? STYLE_KEY : STYLE_TEXT;
}

static int
name_width(const struct sheet *h, int columns)
{
	const json_t *items = items_of(h), *item;
	int width = 0, most = columns * 2 / 5;
	size_t i;

	json_array_foreach(items, i, item) {
		int own = text_width(text_of(item, "name")) + (*text_of(item, "group") ? 2 : 0);
		width = own > width ? own : width;
	}
	return width < most ? width : most;
}

static void
draw_item(const struct sheet *h, const json_t *item, int row, int name)
{
	struct canvas *c = h->panel->app->canvas;
	bool on = flag_of(item, "ticked");
	int indent = *text_of(item, "group") ? 2 : 0;

	canvas_printf(c, row, 1, 3, on ? STYLE_GOOD : STYLE_DIM, "[%s]", on ? "✓" : " ");
	if (*text_of(item, "text")) { /* a point */
		canvas_text(c, row, 5, -1, on ? STYLE_GOOD : STYLE_TEXT, text_of(item, "text"));
		return;
	}
	canvas_text(c, row, 5 + indent, name - indent, STYLE_TEXT, text_of(item, "name"));
	canvas_text(c, row, 5 + name + 2, -1, value_style(item), shown_value(h, item));
}

/* Whether its row lacks the end of its name, of its value or of its text. */
static bool
is_cut(const struct sheet *h, const json_t *item, int columns, int name)
{
	int indent = *text_of(item, "group") ? 2 : 0;

	if (*text_of(item, "text"))
		return text_width(text_of(item, "text")) > columns - 5;
	return text_width(text_of(item, "name")) > name - indent ||
	       text_width(shown_value(h, item)) > columns - name - 7;
}

/* What is to be known of the one under the cursor. */
static void
hint_text(const struct sheet *h, const json_t *item, struct buf *out, unsigned *style)
{
	const json_t *attach = json_object_get(item, "attach");
	const char *hint = text_of(item, "hint");
	const char *lacks = text_of(item, "missing");

	*style = attach || *lacks ? STYLE_WARNING : STYLE_DIM;
	if (attach)
		buf_printf(out, "%s %s (%.16s…) · %s", _("attach"),
		    *text_of(attach, "name") ? text_of(attach, "name") : text_of(attach, "role"),
		    text_of(attach, "sha256"), hint);
	else if (*lacks)
		buf_printf(out, _("Not known yet: %s"),
		    words_asked_name(renewal_model_get(h->panel->model), lacks));
	else
		buf_puts(out, hint);
}

/* Below the fields, above the footer: the whole of what the row under the cursor has no room for,
 * and the hint. Returns the rows that they take, at least one. */
static int
draw_below(const struct sheet *h, int name)
{
	struct canvas *c = h->panel->app->canvas;
	const json_t *item = item_at(h);
	int columns = canvas_columns(c), width = columns - 2, end = canvas_rows(c) - 1, whole = 0,
	    told;
	struct buf text = {0}, hint = {0};
	unsigned style;

	hint_text(h, item, &hint, &style);
	if (is_cut(h, item, columns, name)) {
		if (*text_of(item, "text"))
			buf_puts(&text, text_of(item, "text"));
		else
			buf_printf(&text, "%s: %s", text_of(item, "name"), shown_value(h, item));
		whole = wrap_lines(text.data, width);
		whole = whole > canvas_rows(c) / 3 ? canvas_rows(c) / 3 : whole;
	}
	told = wrap_lines(buf_str(&hint), width);
	told = told > 2 ? 2 : told < 1 && !whole ? 1 : told;
	wrap_draw(c, end - told - whole, 1, width, whole, STYLE_TEXT, buf_str(&text));
	wrap_draw(c, end - told, 1, width, told, style, buf_str(&hint));
	buf_release(&text);
	buf_release(&hint);
	return whole + told;
}

static void
sheet_draw(struct screen *s, struct app *a)
{
	struct sheet *h = (struct sheet *)s;
	const json_t *items = items_of(h), *step = sheet_step(h);
	int name = name_width(h, canvas_columns(a->canvas)), height;
	size_t count = json_array_size(items), ticked = 0, i;
	const json_t *item;
	const char *text = text_of(step, "text");
	char *title = mem_printf("%s %s", text_of(step, "number"), text_of(step, "title"));

	renewal_model_want(h->panel->model, h->step);
	frame_draw_bar(a, title);
	free(title);
	height = canvas_rows(a->canvas) - HEAD_ROWS - 1 - draw_below(h, name);
	viewport_fit(&h->port, count, height);
	json_array_foreach(items, i, item)
		ticked += flag_of(item, "ticked");
	if (*text) /* its first paragraph: the panel has them all */
		canvas_printf(a->canvas, 1, 1, -1, STYLE_DIM, _("%zu/%zu ticked · %.*s"), ticked,
		    count, (int)strcspn(text, "\n"), text);
	else
		canvas_printf(a->canvas, 1, 1, -1, STYLE_DIM, _("%zu/%zu ticked"), ticked, count);
	for (i = h->port.top; i < count && i < h->port.top + (size_t)height; i++) {
		int row = HEAD_ROWS + (int)(i - h->port.top);
		draw_item(h, json_array_get(items, i), row, name);
		if (i == h->port.cursor)
			canvas_tint(a->canvas, row, 0, canvas_columns(a->canvas), STYLE_SELECTED);
	}
	frame_draw_footer(a, CONTEXT_SHEET);
}

/* ---- ticks ---- */

static void
ticked(const json_t *error, void *arg)
{
	struct sheet *h = arg;
	struct panel *p = h->panel;

	if (error) {
		app_say_error(p->app, error);
		return;
	}
	if (!renewal_step_settled(sheet_step(h)))
		return;
	panel_go_next(p);
	app_close(p->app, &h->screen); /* h is gone */
	app_say(p->app, STYLE_GOOD, _("All is ticked: the step is done."));
}

static void
tick(struct sheet *h, bool on)
{
	renewal_model_do(h->panel->model, "tick", h->step,
	    json_pack("{s:I, s:b}", "index", (json_int_t)h->port.cursor, "ticked", on), NULL,
	    ticked, h);
}

/* ---- the user's own number ---- */

static void
nif_typed(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	struct sheet *h = arg;
	struct err err = {0};
	struct buf text = {0};

	if (nif_save(texts[0], &err) < 0) {
		words_err(&err, &text);
		dialog_refuse(inputs, 0, buf_str(&text));
		buf_release(&text);
		return;
	}
	app_close(a, inputs);
	read_nif(h);
	app_say(a, STYLE_GOOD, _("Kept in your own folder; nobody else can read it."));
}

static void
ask_nif(struct sheet *h, struct app *a)
{
	const struct dialog_owner owner = {.submit = nif_typed, .arg = h, .secret = true};
	struct screen *inputs = dialog_new(_("Your own NIF"),
	    _("It is asked once, and kept in a file of yours that only you can read. It is never "
	      "sent to the backend."),
	    &owner);

	dialog_add(inputs, "NIF", _("Eight digits and the letter, or a NIE."), "");
	app_push(a, inputs);
}

/* ---- keys ---- */

static bool more(uint32_t key, void *arg);

static bool
has_next(const struct sheet *h)
{
	return h->port.cursor + 1 < json_array_size(items_of(h));
}

/* Which field it is, for which the value stands above. series: a key goes on with the next one. */
static void
show_alone(struct sheet *h, const json_t *item, const char *value, bool series)
{
	bool goes_on = series && has_next(h), empty = is_type(item, FORM_FIELD_EMPTY);
	char *prompt = mem_printf("%s%s%s · %zu/%zu · %s", text_of(item, "name"), empty ? " " : "",
	    empty ? _("(left empty on purpose)") : "", h->port.cursor + 1,
	    json_array_size(items_of(h)),
	    goes_on ? _("a key: next field, Esc: back") : _("press a key to come back"));

	term_plain_as(value, prompt, is_type(item, FORM_FIELD_PRIVATE), goes_on ? more : NULL, h);
	free(prompt);
}

/* False when there is nothing to show: then nothing is ticked either. */
static bool
show_value(struct sheet *h, struct app *a, bool series)
{
	const json_t *item = item_at(h);
	char nif[NIF_BYTES];
	bool good = true;

	if (is_type(item, FORM_FIELD_PRIVATE)) {
		good = nif_load(nif);
		if (good)
			show_alone(h, item, nif, series);
		else
			ask_nif(h, a);
		explicit_bzero(nif, sizeof(nif));
	} else if (is_type(item, FORM_FIELD_EMPTY) && !series) {
		app_say(a, STYLE_TEXT, _("Nothing is written in this field."));
	} else if (*text_of(item, "missing")) {
		panel_ask_lacking(h->panel, text_of(item, "missing"));
		good = false;
	} else if (*text_of(item, "value") || is_type(item, FORM_FIELD_EMPTY)) {
		show_alone(h, item, text_of(item, "value"), series);
	}
	return good;
}

/* Shows the field, ticks it, and goes to the one after it. */
static bool
next(struct sheet *h, struct app *a)
{
	const json_t *item = item_at(h);
	bool was = flag_of(item, "ticked");

	if (!item || !show_value(h, a, true))
		return false;
	if (!was)
		tick(h, true);
	if (has_next(h))
		h->port.cursor++;
	return true;
}

/* A key while a value is shown alone. */
static bool
more(uint32_t key, void *arg)
{
	struct sheet *h = arg;

	return key != K_ESCAPE && key != 'q' && next(h, h->panel->app);
}

/* All values, a line each, to read or to copy at once; the user's own stays masked. */
static void
show_all(const struct sheet *h)
{
	const json_t *items = items_of(h), *item;
	struct buf text = {0};
	size_t i;

	json_array_foreach(items, i, item) {
		if (*text_of(item, "missing")) {
			panel_ask_lacking(h->panel, text_of(item, "missing"));
			return;
		}
	}
	json_array_foreach(items, i, item)
		if (*text_of(item, "text"))
			buf_printf(&text, "%s\n", text_of(item, "text"));
		else
			buf_printf(&text, "%s: %s\n", text_of(item, "name"), shown_value(h, item));
	term_plain(buf_str(&text));
	buf_release(&text);
}

static bool
sheet_act(struct screen *s, struct app *a, enum action action)
{
	struct sheet *h = (struct sheet *)s;
	const json_t *item = item_at(h);

	if (viewport_act(&h->port, action))
		return true;
	switch ((int)action) {
	case ACTION_NEXT:
		next(h, a);
		return true;
	case ACTION_TICK:
		if (item)
			tick(h, !flag_of(item, "ticked"));
		return true;
	case ACTION_COPY:
		if (item)
			show_value(h, a, false);
		return true;
	case ACTION_PLAIN:
		show_all(h);
		return true;
	default:
		return false;
	}
}

static void
sheet_free(struct screen *s, struct app *a)
{
	struct sheet *h = (struct sheet *)s;

	(void)a;
	term_plain_forget(h);
	renewal_model_forget(h->panel->model, h);
	free(h->step);
	free(h);
}

struct screen *
sheet_new(struct panel *p, const char *step)
{
	static const struct screen_class class = {
	    .context = CONTEXT_SHEET, .draw = sheet_draw, .act = sheet_act, .free = sheet_free};
	struct sheet *h = mem_alloc(sizeof(*h));
	const json_t *items, *item;
	size_t i;

	h->screen.class = &class;
	h->panel = p;
	h->step = mem_strdup(step);
	read_nif(h);
	items = items_of(h);
	json_array_foreach(items, i, item)
		if (flag_of(item, "ticked"))
			h->port.cursor = i + 1;
	if (h->port.cursor >= json_array_size(items))
		h->port.cursor = 0;
	return &h->screen;
}
