/* How a filter of the audit trail goes on (trail_query.h): with what its language knows, and with the monitors and renewals
 * that are in memory. */
#include "base/mem.h"
#include "base/saved_filters.h"
#include "tui/model/model.h"
#include "tui/model/trail_query.h"
#include "tui/model/trail_words.h"
#include "words/trail.h"
#include "words/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
trail_place_at(const char *text, size_t at, struct filter_place *p)
{
	filter_place_among(trail_field_from, text, at, p);
}

bool
trail_is_who(const struct filter_place *p)
{
	return p->part == FILTER_VALUE && p->field == TRAIL_WHO;
}

/* ---- what the language knows ---- */

/* Where a word of it is offered: how many were. */
struct offering {
	const struct filter_place *place;
	filter_offer_fn *offer;
	void *arg;
	size_t count;
};

/* Steals the word. */
static void
offer_word(struct offering *o, char *word)
{
	if (filter_goes_on(o->place, word)) {
		o->offer(word, o->arg);
		o->count++;
	}
	free(word);
}

static void
offer_fields(struct offering *o, bool catalan)
{
	for (int f = 0; f < TRAIL_FIELD_COUNT; f++) {
		char *name = trail_field_name((enum trail_field)f, catalan);

		offer_word(o, mem_printf("%s:", name));
		free(name);
	}
}

static void
offer_values(struct offering *o, bool catalan)
{
	char *family;

	switch (o->place->field) {
	case TRAIL_WHO:
		offer_word(o, trail_word_name(TRAIL_ME, catalan));
		break;
	case TRAIL_WHAT:
		for (size_t i = 0; (family = trail_family_name(i, catalan)); i++)
			offer_word(o, family);
		break;
	case TRAIL_DAY:
	case TRAIL_SINCE:
	case TRAIL_UNTIL:
		offer_word(o, trail_word_name(TRAIL_TODAY, catalan));
		offer_word(o, trail_word_name(TRAIL_YESTERDAY, catalan));
		break;
	default:
		break;
	}
}

/* Of a family that is typed whole, whatever it is called: "servei" is gone on with "service.add". */
static void
offer_codes(struct offering *o)
{
	const char *typed = o->place->typed, *family = trail_family(typed);
	char *prefix = family ? mem_printf("%s.", family) : mem_strdup(typed), *code;

	for (size_t i = 0; strchr(prefix, '.') && (code = words_trail_code(i)); i++) {
		if (!strncmp(code, prefix, strlen(prefix)))
			o->offer(code, o->arg);
		free(code);
	}
	free(prefix);
}

/* One that cannot be read as it is now would be refused. */
static void
offer_saved(struct offering *o, const struct trail_reader *by)
{
	for (size_t i = 0; i < saved_filters_count(by->saved); i++) {
		json_t *args = trail_query(saved_filters_text(by->saved, i), by, NULL, NULL);

		if (args)
			offer_word(o, mem_strdup(saved_filters_name(by->saved, i)));
		json_decref(args);
	}
}

void
trail_offer(const struct filter_place *p, bool catalan, const struct trail_reader *by,
    filter_offer_fn *offer, void *arg)
{
	struct offering o = {p, offer, arg, 0};
	void (*const of_language)(struct offering * o, bool catalan) =
	    p->part == FILTER_NAME ? offer_fields : offer_values;

	if (p->part == FILTER_SAVED) {
		offer_saved(&o, by);
		return;
	}
	of_language(&o, catalan);
	if (!o.count)
		of_language(&o, !catalan);
	if (p->part == FILTER_VALUE && p->field == TRAIL_WHAT)
		offer_codes(&o);
}

/* ---- what is in memory ---- */

struct telling {
	void (*tell)(const char *text, void *arg);
	void *arg;
};

static bool
tell_title(const struct row *row, void *arg)
{
	const struct telling *t = arg;

	t->tell(row_title(row), t->arg);
	return true;
}

static bool
tell_renewal(const struct row *row, void *arg)
{
	const struct telling *t = arg;
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)row->renewal);
	if (row->renewal)
		t->tell(number, t->arg);
	return true;
}

void
trail_texts(const struct filter_place *p, const struct model *m,
    void (*tell)(const char *text, void *arg), void *arg)
{
	struct telling t = {tell, arg};

	if (p->part == FILTER_VALUE && p->field == TRAIL_MONITOR)
		model_each(m, tell_title, &t);
	else if (p->part == FILTER_VALUE && p->field == TRAIL_RENEWAL)
		model_each(m, tell_renewal, &t);
}

const char *
trail_wanted(const struct filter_place *p)
{
	if (p->part != FILTER_VALUE)
		return NULL;
	switch (p->field) {
	case TRAIL_RENEWAL:
		return _("The number of a renewal");
	case TRAIL_DAY:
	case TRAIL_SINCE:
	case TRAIL_UNTIL:
		return _("A day, such as 30/11/2026; also today or yesterday");
	default:
		return NULL;
	}
}
