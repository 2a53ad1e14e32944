/* A question before something is destroyed, over the footer. It names the thing; only the letter
 * of yes does it, and only once the question was on the screen: a key typed ahead is no answer, and nothing is said of it. Of
 * another key it is said that it is none, beside those that are. */
#include "tui/screens/confirm.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/app.h"
#include "tui/keys/keyname.h"
#include "tui/term/term.h"
#include "tui/term/wrap.h"
#include "tui/view/screen.h"
#include "words/words.h"

struct confirm {
	struct screen screen;
	char *question;
	bool plain;       /* nothing is destroyed: Return is yes too */
	bool shown;       /* it was drawn */
	struct buf stray; /* the last key, in words, where it is no answer */
	void (*yes)(struct app *a, void *arg);
	void *arg;
	void (*drop)(void *arg);
};

/* A long question takes as many lines as it needs, above the answers; the whole screen, without a rule, where it is small. */
static void
confirm_draw(struct screen *s, struct app *a)
{
	struct confirm *q = (struct confirm *)s;
	struct canvas *c = a->canvas;
	int width = canvas_columns(c) - 2, last = canvas_rows(c) - 1, at = 1;
	int lines = wrap_lines(q->question, width);

	q->shown = true;
	lines = lines < last ? lines : last;
	for (int row = last - lines; row <= last; row++)
		canvas_fill(c, row, 0, canvas_columns(c), STYLE_TEXT, ' ');
	if (lines < last)
		canvas_rule(c, last - lines - 1, "");
	wrap_draw(c, last - lines, 1, width, lines, STYLE_WARNING, q->question);
	/* TRANSLATORS: the letters that answer a question; both languages' letters always work. */
	at += canvas_text(c, last, at, -1, STYLE_KEY, _("y"));
	at += canvas_printf(c, last, at, -1, STYLE_TEXT, " %s   ", _("yes"));
	at += canvas_text(c, last, at, -1, STYLE_KEY, "n");
	at += canvas_printf(c, last, at, -1, STYLE_TEXT, " %s   ", _("no"));
	if (q->stray.len)
		canvas_printf(c, last, at, -1, STYLE_WARNING, _("%s is no answer."), q->stray.data);
}

static void
confirm_say(const struct screen *s, const struct app *a, struct buf *out)
{
	(void)a;
	buf_printf(out, "%s %s %s, n %s", ((const struct confirm *)s)->question, _("y"), _("yes"),
	    _("no"));
}

/* The question stands, and says which keys answer it. The message is for whoever hears the screen. */
static void
say_stray(struct confirm *q, struct app *a, uint32_t key)
{
	keyname_word(key, &q->stray);
	app_sayf(a, STYLE_WARNING, _("%s is no answer."), buf_str(&q->stray));
}

static bool
confirm_key(struct screen *s, struct app *a, uint32_t key)
{
	struct confirm *q = (struct confirm *)s;
	void (*yes)(struct app *, void *) = q->yes;
	void *arg = q->arg;
	bool agreed = q->shown && (key == 's' || key == 'S' || key == 'y' || key == 'Y' ||
				      (q->plain && key == K_ENTER));

	buf_clear(&q->stray);
	if (agreed || key == 'n' || key == 'N' || key == 'q' || key == K_ESCAPE) {
		if (agreed)
			q->arg = NULL; /* it is yes's from now on */
		app_pop(a);
		if (agreed)
			yes(a, arg);
	} else if (q->shown && key != (K_CTRL | 'c') && key != (K_CTRL | 'l')) {
		say_stray(q, a, key);
	}
	return key != (K_CTRL | 'c') && key != (K_CTRL | 'l');
}

static bool
confirm_act(struct screen *s, struct app *a, enum action action)
{
	(void)s;
	if (action == ACTION_QUIT || action == ACTION_BACK)
		app_pop(a);
	return action != ACTION_REFRESH;
}

static void
confirm_free(struct screen *s, struct app *a)
{
	struct confirm *q = (struct confirm *)s;

	(void)a;
	free(q->question);
	buf_release(&q->stray);
	if (q->arg)
		q->drop(q->arg);
	free(q);
}

struct screen *
confirm_new(const char *question, bool plain, void (*yes)(struct app *a, void *arg), void *arg)
{
	static const struct screen_class class = {.context = CONTEXT_FORM,
	    .over = true,
	    .draw = confirm_draw,
	    .say = confirm_say,
	    .key = confirm_key,
	    .act = confirm_act,
	    .free = confirm_free};
	struct confirm *q = mem_alloc(sizeof(*q));

	*q = (struct confirm){.screen = {&class},
	    .question = mem_strdup(question),
	    .plain = plain,
	    .yes = yes,
	    .arg = arg,
	    .drop = free};
	return &q->screen;
}

void
confirm_drops_with(struct screen *s, void (*drop)(void *arg))
{
	((struct confirm *)s)->drop = drop;
}
