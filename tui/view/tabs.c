#include "tui/view/tabs.h"

#include "base/buf.h"
#include "base/text.h"

enum { ROOMY = 2, CLOSE = 1 }; /* cells between views */

void
tabs_put_head(const struct tabs *t, struct buf *out)
{
	const char *whose = t->whose[t->shown];

	buf_printf(out, "%s%s%s", t->program, *t->program && *whose ? " " : "", whose);
	if (out->len)
		buf_puts(out, "  ");
}

void
tabs_put(const struct tab *tab, struct buf *out)
{
	buf_printf(out, tab->marked ? "[%s" : "%s", tab->digit);
	if (tab->form != TAB_DIGIT)
		buf_printf(out, " %s", tab->form == TAB_NAME ? tab->name : tab->brief);
	if (tab->counted && tab->count)
		buf_printf(out, tab->form == TAB_DIGIT ? "·%zu" : " %zu", tab->count);
	buf_puts(out, tab->marked ? "]" : "");
}

static bool
fits(const struct tabs *t, int columns)
{
	struct buf text = {0};
	int width = 1;

	tabs_put_head(t, &text);
	for (size_t i = 0; i < t->count; i++)
		tabs_put(&t->at[i], &text);
	width += text_width(buf_str(&text)) + t->gap * (int)(t->count ? t->count - 1 : 0);
	buf_release(&text);
	return width <= columns;
}

/* ---- what may go, and back ---- */

static void
drop_program(struct tabs *t, size_t i)
{
	(void)i;
	t->program = "";
}

static void
drop_gaps(struct tabs *t, size_t i)
{
	(void)i;
	t->gap = CLOSE;
}

static void
drop_name(struct tabs *t, size_t i)
{
	if (!t->at[i].active)
		t->at[i].form--;
}

static void
drop_count(struct tabs *t, size_t i)
{
	t->at[i].counted = false;
}

static void
drop_whose(struct tabs *t, size_t i)
{
	(void)i;
	t->shown++;
}

static const struct {
	void (*drop)(struct tabs *t, size_t i);
	bool each; /* of each view, from the last one on */
} steps[] = {
    {drop_program, false},
    {drop_gaps, false},
    {drop_name, true}, /* to the brief one */
    {drop_whose, false},
    {drop_name, true}, /* to the digit alone */
    {drop_count, true},
    {drop_whose, false},
};
_Static_assert(TABS_WHOSE == 3, "each of them has its step");

/* Whether it fits then. */
static bool
shorten(struct tabs *t, int columns)
{
	for (size_t step = 0; step < sizeof(steps) / sizeof(steps[0]); step++)
		for (size_t i = steps[step].each ? t->count : 1; i-- > 0;) {
			if (fits(t, columns))
				return true;
			steps[step].drop(t, i);
		}
	return fits(t, columns);
}

/* From the first one on. */
static void
give_back(struct tabs *t, int columns)
{
	for (size_t i = 0; i < t->count; i++) {
		t->at[i].counted = true;
		t->at[i].counted = fits(t, columns);
	}
	for (enum tab_form form = TAB_BRIEF; form <= TAB_NAME; form++)
		for (size_t i = 0; i < t->count; i++) {
			enum tab_form before = t->at[i].form;

			t->at[i].form = before < form ? form : before;
			if (!fits(t, columns))
				t->at[i].form = before;
		}
}

void
tabs_fit(struct tabs *t, int columns)
{
	t->shown = 0;
	t->gap = ROOMY;
	for (size_t i = 0; i < t->count; i++) {
		t->at[i].form = TAB_NAME;
		t->at[i].counted = true;
	}
	if (shorten(t, columns))
		give_back(t, columns);
}
