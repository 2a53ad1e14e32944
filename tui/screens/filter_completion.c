#include "tui/screens/filter_completion.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/screens/filter_language.h"
#include "words/words.h"

enum { OFFERED_MOST = 60 };

/* What was offered, each once; those past the most are not said, but what all have in common is of them, too. */
struct offered {
	const struct filter_place *place;
	char *words[OFFERED_MOST];
	size_t count;
	bool more;
	size_t common; /* bytes that all begin with */
};

static void
add(const char *word, void *arg)
{
	struct offered *o = arg;
	size_t same = 0;

	for (size_t i = 0; i < o->count; i++)
		if (!strcmp(o->words[i], word))
			return;
	if (!o->count)
		o->common = strlen(word);
	while (o->count && same < o->common && o->words[0][same] == word[same])
		same++;
	if (o->count)
		o->common = same;
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

/* What they have in common, in whole characters, where that is more than was typed. */
static char *
goes_on_with(const struct offered *o)
{
	const char *word = o->words[0];
	size_t len = o->common;
	char *common, *folded;
	bool more;

	while (len && ((unsigned char)word[len] & 0xc0) == 0x80)
		len--;
	common = mem_strndup(word, len);
	folded = text_folded(common);
	more = strlen(folded) > strlen(o->place->typed);
	free(folded);
	if (o->count == 1 || more)
		return common;
	free(common);
	return NULL;
}

/* What is of the language stands before what is of the rows: "jo" before the logins. */
static void
offer(struct offered *o, const struct filtered *l, const struct filter_language *language)
{
	size_t words;

	language->words(l, o->place, add, o);
	words = o->count;
	language->texts(l, o->place, add_text, o);
	qsort(o->words + words, o->count - words, sizeof(o->words[0]), by_word);
}

static void
release(struct offered *o)
{
	for (size_t i = 0; i < o->count; i++)
		free(o->words[i]);
}

/* Of a field that is complete now, "servei:". */
static void
say_values(const struct filtered *l, const struct filter_language *language, const char *name)
{
	struct filter_place place;
	struct offered o = {.place = &place};
	const char *wanted;

	language->place(name, strlen(name), &place);
	offer(&o, l, language);
	wanted = language->wanted(&place);
	if (o.count)
		say_offered(l->app, &o);
	else if (wanted)
		app_say(l->app, STYLE_DIM, wanted);
	release(&o);
	free(place.typed);
}

char *
filter_completion(const struct filtered *l, const struct filter_language *language,
    const char *text, size_t at, size_t *from)
{
	struct filter_place place;
	struct offered o = {.place = &place};
	const char *wanted;
	char *more = NULL;

	language->place(text, at, &place);
	*from = place.start;
	offer(&o, l, language);
	more = o.count ? goes_on_with(&o) : NULL;
	wanted = language->wanted(&place);
	if (o.count > 1)
		say_offered(l->app, &o);
	else if (!o.count)
		app_say(l->app, wanted ? STYLE_DIM : STYLE_WARNING,
		    wanted ? wanted : _("Nothing goes on so."));
	else if (place.part == FILTER_NAME)
		say_values(l, language, more);
	release(&o);
	free(place.typed);
	return more;
}
