#include "expiry/row_renewal.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct {
	enum field field;
	enum renewal_word means;
	const char *catalan, *english, *others; /* others: folded, with bars around each; "" none */
} words[] = {
    {FIELD_WHO, RENEWAL_WORD_ME, "jo", "me", ""},
    {FIELD_WHO, RENEWAL_WORD_NOBODY, "ningú", "nobody", ""},
    {FIELD_RENEWAL, RENEWAL_WORD_OPEN, "oberta", "open", "|obertes|"},
    {FIELD_RENEWAL, RENEWAL_WORD_PAUSED, "pausada", "paused", "|en pausa|en-pausa|"},
    {FIELD_RENEWAL, RENEWAL_WORD_CLOSED, "tancada", "closed", ""},
    {FIELD_PENDING, RENEWAL_WORD_OURS, "nosaltres", "ours", ""},
    {FIELD_PENDING, RENEWAL_WORD_THEIRS, "ells", "theirs", ""},
    {FIELD_PENDING, RENEWAL_WORD_DUE, "seguiment", "due", ""},
    {FIELD_PENDING, RENEWAL_WORD_ANSWERED, "respost", "answered", "|contestat|"},
    {FIELD_PENDING, RENEWAL_WORD_CONTRADICTION, "contradicció", "contradiction", ""},
};

static bool
is_among(const char *list, const char *folded)
{
	const char *at = strstr(list, folded);
	size_t len = strlen(folded);

	return len && at && at > list && at[-1] == '|' && at[len] == '|';
}

enum renewal_word
row_renewal_word(enum field field, const char *folded)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].field == field &&
		    (text_folds_to(words[i].catalan, folded) || !strcmp(words[i].english, folded) ||
			is_among(words[i].others, folded)))
			return words[i].means;
	return RENEWAL_WORD_NONE;
}

const char *
row_renewal_word_name(enum field field, size_t i, bool catalan)
{
	for (size_t w = 0; w < sizeof(words) / sizeof(*words); w++)
		if (words[w].field == field && i-- == 0)
			return catalan ? words[w].catalan : words[w].english;
	return NULL;
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
