/* One line of text over the footer, for a search or a filter. Its owner follows every key. */
#include "tui/screens/prompt.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/screens/frame.h"
#include "tui/view/field.h"
#include "tui/view/screen.h"

struct prompt {
	struct screen screen;
	struct field field;
	const char *label, *hint; /* translated: live as long as the program; hint may be NULL */
	struct prompt_owner owner;
};

static void
prompt_draw(struct screen *s, struct app *a)
{
	struct prompt *p = (struct prompt *)s;
	struct canvas *c = a->canvas;
	int row = canvas_rows(c) - 1, at;

	/* What is wrong so far stands above what is typed. */
	if (!frame_draw_message(a, row - 1) && p->hint) {
		canvas_fill(c, row - 1, 0, canvas_columns(c), STYLE_TEXT, ' ');
		canvas_text(c, row - 1, 1, -1, STYLE_DIM, p->hint);
	}
	canvas_fill(c, row, 0, canvas_columns(c), STYLE_TEXT, ' ');
	at = 1 + canvas_text(c, row, 1, -1, STYLE_KEY, p->label);
	field_draw(&p->field, c, row, at, canvas_columns(c) - at - 1, true);
}

static bool
prompt_key(struct screen *s, struct app *a, uint32_t key)
{
	struct prompt *p = (struct prompt *)s;

	if (!field_key(&p->field, key))
		return false;
	p->owner.changed(a, field_value(&p->field), p->owner.arg);
	return true;
}

static void
prompt_paste(struct screen *s, struct app *a, const char *text)
{
	struct prompt *p = (struct prompt *)s;

	field_paste(&p->field, text);
	p->owner.changed(a, field_value(&p->field), p->owner.arg);
}

static void
finish(struct prompt *p, struct app *a, bool accepted)
{
	struct prompt_owner owner = p->owner;
	char *text = mem_strdup(field_value(&p->field));

	app_pop(a);
	owner.done(a, text, accepted, owner.arg);
	free(text);
}

static bool
prompt_act(struct screen *s, struct app *a, enum action action)
{
	switch ((int)action) {
	case ACTION_ACCEPT:
	case ACTION_SAVE:
		finish((struct prompt *)s, a, true);
		return true;
	case ACTION_BACK:
	case ACTION_QUIT:
		finish((struct prompt *)s, a, false);
		return true;
	default:
		return action != ACTION_REFRESH;
	}
}

static void
prompt_free(struct screen *s, struct app *a)
{
	struct prompt *p = (struct prompt *)s;

	(void)a;
	field_release(&p->field);
	free(p);
}

struct screen *
prompt_new(const char *label, const char *hint, const char *text, const struct prompt_owner *owner)
{
	static const struct screen_class class = {.context = CONTEXT_FORM,
	    .over = true,
	    .draw = prompt_draw,
	    .key = prompt_key,
	    .paste = prompt_paste,
	    .act = prompt_act,
	    .free = prompt_free};
	struct prompt *p = mem_alloc(sizeof(*p));

	p->screen.class = &class;
	p->label = label;
	p->hint = hint;
	p->owner = *owner;
	field_set(&p->field, text);
	return &p->screen;
}
