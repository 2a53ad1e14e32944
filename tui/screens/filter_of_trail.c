/* The language of the audit trail (tui/model/trail_query.h), on its lines. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/members.h"
#include "expiry/field.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/people.h"
#include "tui/model/trail_query.h"
#include "tui/screens/filter_language.h"
#include "tui/view/source.h"
#include "tui/view/trail_rows.h"
#include "words/words.h"

static struct trail_reader
reader_of(const struct filtered *l)
{
	const struct app *a = l->app;

	return (struct trail_reader){a->model, link_login(a->link), clock_wall(a->clock),
	    a->filters[SAVED_OF_TRAIL], a->filters[SAVED_OF_ROWS]};
}

static bool
set(const struct filtered *l, const char *text, struct field_fault *fault, struct buf *why)
{
	const struct trail_reader reader = reader_of(l);
	struct err err = {0};
	json_t *asked = trail_query(text, &reader, fault, &err);

	if (asked)
		trail_rows_filter(l->rows, asked);
	else
		buf_printf(why, _("Character %zu: %s"), fault->character, err.text);
	return asked != NULL;
}

static void
words(const struct filtered *l, const struct filter_place *place, filter_offer_fn *offer, void *arg)
{
	const struct trail_reader reader = reader_of(l);

	trail_offer(place, words_is_catalan(), &reader, offer, arg);
}

/* Also whoever did one of the lines that are here: he may be nobody that the team knows any more. */
static void
texts(const struct filtered *l, const struct filter_place *place, filter_text_fn *tell, void *arg)
{
	const struct source *rows = l->rows;

	trail_texts(place, l->app->model, tell, arg);
	if (!trail_is_who(place))
		return;
	people_each_known(l->app->people, tell, arg);
	for (size_t i = 0; i < rows->class->count(rows); i++)
		tell(text_of(rows->class->row(rows, i), "login"), arg);
}

const struct filter_language filter_of_trail = {.saved = SAVED_OF_TRAIL,
    .set = set,
    .place = trail_place_at,
    .words = words,
    .texts = texts,
    .is_who = trail_is_who,
    .wanted = trail_wanted};
