/* One line of text over the footer, for a search or a filter. Its owner follows every key. */
#include "tui/screens/prompt.h"

#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/screens/frame.h"
#include "tui/term/wrap.h"
#include "tui/view/field.h"
#include "tui/view/screen.h"

struct prompt {
	struct screen screen;
	struct field field;
	const char *label, *hint; /* translated: live as long as the program; hint may be NULL */
	struct prompt_owner owner;
	prompt_complete_fn *complete;                             /* NULL: it does not */
	void (*save)(struct app *a, const char *text, void *arg); /* NULL: as Return */
	char *hint_typed;                                         /* NULL: the same hint */
};

static void
prompt_draw(struct screen *s, struct app *a)
{
	struct prompt *p = (struct prompt *)s;
	struct canvas *c = a->canvas;
	const char *hint = p->hint_typed && p->field.text.len ? p->hint_typed : p->hint;
	int row = canvas_rows(c) - 1, width = canvas_columns(c) - 2, at;

	/* What is wrong so far stands above what is typed. */
	if (!frame_draw_message(a, row - 1) && hint) {
		int lines = wrap_lines(hint, width);
		for (int i = 1; i <= lines; i++)
			canvas_fill(c, row - i, 0, canvas_columns(c), STYLE_TEXT, ' ');
		wrap_draw(c, row - lines, 1, width, lines, STYLE_DIM, hint);
	}
	canvas_fill(c, row, 0, canvas_columns(c), STYLE_TEXT, ' ');
	at = 1 + canvas_text(c, row, 1, -1, STYLE_KEY, p->label);
	field_draw(&p->field, c, row, at, canvas_columns(c) - at - 1, true);
}

static void
changed(struct prompt *p, struct app *a)
{
	prompt_mark(&p->screen, 0, 0);
	p->owner.changed(a, field_value(&p->field), p->owner.arg);
}

static bool
prompt_key(struct screen *s, struct app *a, uint32_t key)
{
	struct prompt *p = (struct prompt *)s;

	if (!field_key(&p->field, key))
		return false;
	changed(p, a);
	return true;
}

static void
prompt_paste(struct screen *s, struct app *a, const char *text)
{
	struct prompt *p = (struct prompt *)s;

	field_paste(&p->field, text);
	changed(p, a);
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

/* What the owner says of what was there before comes after what is wrong with it: it is what was asked for. */
static void
complete(struct prompt *p, struct app *a)
{
	size_t from;
	char *more, *said;

	if (!p->complete)
		return;
	more = p->complete(a, field_value(&p->field), p->field.at, &from, p->owner.arg);
	if (!more)
		return;
	said = mem_strdup(buf_str(&a->message));
	field_replace(&p->field, from, p->field.at, more);
	changed(p, a);
	if (*said)
		app_say(a, STYLE_DIM, said);
	free(said);
	free(more);
}

static bool
prompt_act(struct screen *s, struct app *a, enum action action)
{
	struct prompt *p = (struct prompt *)s;

	switch ((int)action) {
	case ACTION_SAVE:
		if (p->save) {
			p->save(a, field_value(&p->field), p->owner.arg);
			return true;
		}
		finish(p, a, true);
		return true;
	case ACTION_ACCEPT:
		finish(p, a, true);
		return true;
	case ACTION_NEXT_FIELD:
		complete(p, a);
		return true;
	case ACTION_BACK:
	case ACTION_QUIT:
		finish(p, a, false);
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
	free(p->hint_typed);
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

void
prompt_completes(struct screen *prompt, prompt_complete_fn *fn)
{
	((struct prompt *)prompt)->complete = fn;
}

void
prompt_saves(struct screen *prompt, void (*fn)(struct app *a, const char *text, void *arg))
{
	((struct prompt *)prompt)->save = fn;
}

void
prompt_hint(struct screen *prompt, char *hint)
{
	((struct prompt *)prompt)->hint_typed = hint;
}

void
prompt_mark(struct screen *prompt, size_t at, size_t len)
{
	struct prompt *p = (struct prompt *)prompt;

	p->field.wrong_at = at;
	p->field.wrong_len = len;
}

void
prompt_complete(struct screen *s, struct app *a)
{
	if (s && s->class->act == prompt_act)
		complete((struct prompt *)s, a);
}
