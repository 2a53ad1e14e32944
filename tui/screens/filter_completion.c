#include "tui/screens/filter_completion.h"

#include "base/mem.h"
#include "base/text.h"
#include "expiry/filter_complete.h"
#include "tui/app.h"
#include "tui/view/source.h"
#include "words/words.h"

enum { OFFERED_MOST = 60 };

/* What was offered, each once. */
struct offered {
	const struct filter_place *place;
	char *words[OFFERED_MOST];
	size_t count;
	bool more;
};

static void
add(const char *word, void *arg)
{
	struct offered *o = arg;

	for (size_t i = 0; i < o->count; i++)
		if (!strcmp(o->words[i], word))
			return;
	if (o->count == OFFERED_MOST)
		o->more = true;
	else
		o->words[o->count++] = mem_strdup(word);
}

static void
add_text(const char *text, void *arg)
{
	struct offered *o = arg;

	filter_offer_text(o->place, text, add, o);
}

static int
by_word(const void *a, const void *b)
{
	char *x = text_folded(*(char *const *)a), *y = text_folded(*(char *const *)b);
	int order = strcmp(x, y);

	free(x);
	free(y);
	return order;
}

/* As many bytes as all words begin with, whole characters. */
static size_t
common_length(const struct offered *o)
{
	size_t len = strlen(o->words[0]);

	for (size_t i = 1; i < o->count; i++) {
		size_t same = 0;

		while (same < len && o->words[i][same] == o->words[0][same])
			same++;
		len = same;
	}
	while (len && ((unsigned char)o->words[0][len] & 0xc0) == 0x80)
		len--;
	return len;
}

static void
say_offered(struct app *a, const struct offered *o)
{
	struct buf all = {0};

	for (size_t i = 0; i < o->count; i++)
		buf_printf(&all, "%s%s", i ? "  " : "", o->words[i]);
	buf_puts(&all, o->more ? " …" : "");
	app_say(a, STYLE_DIM, buf_str(&all));
	buf_release(&all);
}

/* What they have in common, where that is more than was typed. */
static char *
goes_on_with(const struct offered *o)
{
	char *common = mem_strndup(o->words[0], common_length(o)), *folded = text_folded(common);
	bool more = strlen(folded) > strlen(o->place->typed);

	free(folded);
	if (o->count == 1 || more)
		return common;
	free(common);
	return NULL;
}

static void
offer(struct offered *o, struct app *a, const struct source *source, unsigned rows)
{
	const struct filter_place *p = o->place;
	size_t words;

	filter_offer(p, rows, words_is_catalan(), a->filters, add, o);
	words = o->count; /* "jo" goes before the logins */
	if (p->part != FILTER_VALUE || !source->class->texts)
		return;
	if (p->field == FIELD_KIND) /* or one of certificates */
		source->class->texts(source, FIELD_CERTIFICATE_KIND, add_text, o);
	if (field_type(p->field) != FIELD_TEXT && p->field != FIELD_WHO &&
	    p->field != FIELD_PENDING)
		return;
	source->class->texts(source, (int)p->field, add_text, o);
	qsort(o->words + words, o->count - words, sizeof(o->words[0]), by_word);
}

/* What is to be typed where there is nothing to choose from. */
static void
say_wanted(struct app *a, const struct filter_place *p)
{
	enum field_type type = p->part == FILTER_VALUE ? field_type(p->field) : FIELD_TEXT;

	if (type == FIELD_NUMBER)
		app_say(a, STYLE_DIM, _("< > = and a number, such as <30"));
	else if (type == FIELD_TIME)
		app_say(a, STYLE_DIM, _("A day, or from one to another: 30/11/2026-06/12/2026"));
	else
		app_say(a, STYLE_WARNING, _("Nothing goes on so."));
}

static void
release(struct offered *o)
{
	for (size_t i = 0; i < o->count; i++)
		free(o->words[i]);
}

/* Of a field that is complete now, "servei:". */
static void
say_values(struct app *a, const struct source *source, unsigned rows, const char *name)
{
	char nothing[] = "";
	const struct filter_place place = {
	    FILTER_VALUE, (enum field)field_from(name, strlen(name) - 1), 0, nothing};
	struct offered o = {.place = &place};

	offer(&o, a, source, rows);
	if (o.count)
		say_offered(a, &o);
	else if (field_type(place.field) == FIELD_NUMBER || field_type(place.field) == FIELD_TIME)
		say_wanted(a, &place);
	release(&o);
}

char *
filter_completion(struct app *a, const struct source *source, unsigned rows, const char *text,
    size_t at, size_t *from)
{
	struct filter_place place;
	struct offered o = {.place = &place};
	char *more = NULL;

	filter_place_at(text, at, &place);
	*from = place.start;
	offer(&o, a, source, rows);
	more = o.count ? goes_on_with(&o) : NULL;
	if (o.count > 1)
		say_offered(a, &o);
	else if (!o.count)
		say_wanted(a, &place);
	else if (place.part == FILTER_NAME)
		say_values(a, source, rows, more);
	release(&o);
	free(place.typed);
	return more;
}
