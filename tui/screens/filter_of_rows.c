/* The language of expiry/filter.h, on the rows of a list. */
#include "expiry/filter.h"
#include "tui/app.h"
#include "tui/model/people.h"
#include "tui/screens/filter_language.h"
#include "tui/view/source.h"
#include "words/words.h"

static bool
set(const struct filtered *l, const char *text, struct field_fault *fault, struct buf *why)
{
	const struct saved_filters *trail = l->app->filters[SAVED_OF_TRAIL];
	struct filter *f = filter_parse(text, l->kind, l->app->filters[SAVED_OF_ROWS], fault);

	if (!f) {
		words_fault(fault, why);
		if (saved_filters_find(trail, fault->word, strlen(fault->word)) &&
		    !strcmp(fault->code, "filter-saved"))
			buf_printf(why, " %s",
			    _("There is one of the audit trail, which only view 6 can be asked."));
		return false;
	}
	if (!*text) {
		filter_free(f);
		f = NULL;
	}
	l->rows->class->filter(l->rows, f);
	return true;
}

static void
words(const struct filtered *l, const struct filter_place *p, filter_offer_fn *offer, void *arg)
{
	filter_offer(p, l->kind, words_is_catalan(), l->app->filters[SAVED_OF_ROWS], offer, arg);
}

static bool
is_who(const struct filter_place *p)
{
	return p->part == FILTER_VALUE && p->field == FIELD_WHO;
}

static void
texts(const struct filtered *l, const struct filter_place *p, filter_text_fn *tell, void *arg)
{
	const struct source *rows = l->rows;

	if (p->part != FILTER_VALUE || !rows->class->texts)
		return;
	if (p->field == FIELD_KIND) /* or one of certificates */
		rows->class->texts(rows, FIELD_CERTIFICATE_KIND, tell, arg);
	if (field_type((enum field)p->field) == FIELD_TEXT || p->field == FIELD_WHO ||
	    p->field == FIELD_PENDING)
		rows->class->texts(rows, p->field, tell, arg);
	if (is_who(p))
		people_each_known(l->app->people, tell, arg);
}

static const char *
wanted(const struct filter_place *p)
{
	enum field_type type =
	    p->part == FILTER_VALUE ? field_type((enum field)p->field) : FIELD_TEXT;

	if (type == FIELD_NUMBER)
		return _("< > = and a number, such as <30");
	if (type == FIELD_TIME)
		return _("A day, or from one to another: 30/11/2026-06/12/2026");
	return NULL;
}

const struct filter_language filter_of_rows = {.saved = SAVED_OF_ROWS,
    .set = set,
    .place = filter_place_at,
    .words = words,
    .texts = texts,
    .is_who = is_who,
    .wanted = wanted};
