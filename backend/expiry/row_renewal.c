#include "expiry/row_renewal.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct {
	enum field field;
	const char *word; /* folded */
	enum renewal_word means;
} words[] = {
    {FIELD_WHO, "jo", RENEWAL_WORD_ME},
    {FIELD_WHO, "me", RENEWAL_WORD_ME},
    {FIELD_WHO, "ningu", RENEWAL_WORD_NOBODY},
    {FIELD_WHO, "nobody", RENEWAL_WORD_NOBODY},
    {FIELD_RENEWAL, "oberta", RENEWAL_WORD_OPEN},
    {FIELD_RENEWAL, "obertes", RENEWAL_WORD_OPEN},
    {FIELD_RENEWAL, "open", RENEWAL_WORD_OPEN},
    {FIELD_RENEWAL, "pausada", RENEWAL_WORD_PAUSED},
    {FIELD_RENEWAL, "en pausa", RENEWAL_WORD_PAUSED},
    {FIELD_RENEWAL, "paused", RENEWAL_WORD_PAUSED},
    {FIELD_RENEWAL, "tancada", RENEWAL_WORD_CLOSED},
    {FIELD_RENEWAL, "closed", RENEWAL_WORD_CLOSED},
    {FIELD_PENDING, "nosaltres", RENEWAL_WORD_OURS},
    {FIELD_PENDING, "ours", RENEWAL_WORD_OURS},
    {FIELD_PENDING, "ells", RENEWAL_WORD_THEIRS},
    {FIELD_PENDING, "theirs", RENEWAL_WORD_THEIRS},
    {FIELD_PENDING, "seguiment", RENEWAL_WORD_DUE},
    {FIELD_PENDING, "due", RENEWAL_WORD_DUE},
    {FIELD_PENDING, "contestat", RENEWAL_WORD_ANSWERED},
    {FIELD_PENDING, "respost", RENEWAL_WORD_ANSWERED},
    {FIELD_PENDING, "answered", RENEWAL_WORD_ANSWERED},
    {FIELD_PENDING, "contradiccio", RENEWAL_WORD_CONTRADICTION},
    {FIELD_PENDING, "contradiction", RENEWAL_WORD_CONTRADICTION},
};

enum renewal_word
row_renewal_word(enum field field, const char *folded)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].field == field && !strcmp(words[i].word, folded))
			return words[i].means;
	return RENEWAL_WORD_NONE;
}

/* Its day of follow-up has come, by the date here. */
static bool
is_due(const struct row_renewal *r)
{
	char today[sizeof("2026-11-26")];
	time_t now = (time_t)r->now;
	struct tm here;

	if (!*r->follow_up || !localtime_r(&now, &here) ||
	    !strftime(today, sizeof(today), "%Y-%m-%d", &here))
		return false;
	return strcmp(r->follow_up, today) <= 0;
}

bool
row_renewal_is(const struct row_renewal *r, enum renewal_word word)
{
	switch (word) {
	case RENEWAL_WORD_NONE:
		break;
	case RENEWAL_WORD_ME:
		return *r->owner && !strcmp(r->owner, r->me);
	case RENEWAL_WORD_NOBODY:
		return !*r->owner;
	case RENEWAL_WORD_OPEN:
		return r->id && r->state == RENEWAL_OPEN;
	case RENEWAL_WORD_PAUSED:
		return r->id && r->state == RENEWAL_PAUSED;
	case RENEWAL_WORD_CLOSED:
		return r->id && r->state == RENEWAL_CLOSED;
	case RENEWAL_WORD_OURS: /* who answered has been waited for */
		return r->id && r->state == RENEWAL_OPEN && (!*r->waiting_on || r->answered);
	case RENEWAL_WORD_THEIRS:
		return r->id && r->state == RENEWAL_OPEN && *r->waiting_on && !r->answered;
	case RENEWAL_WORD_DUE:
		return is_due(r);
	case RENEWAL_WORD_ANSWERED:
		return r->answered;
	case RENEWAL_WORD_CONTRADICTION:
		return *r->contradiction != '\0';
	}
	return false;
}

const char *
row_renewal_text(const struct row_renewal *r, enum field field)
{
	return field == FIELD_WHO ? r->owner : r->waiting_on;
}
