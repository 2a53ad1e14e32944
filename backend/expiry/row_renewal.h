/* What filters and orders ask of the open renewal that a row is in: its number, who has it, what it waits for. */
#ifndef EXPIRY_ROW_RENEWAL_H
#define EXPIRY_ROW_RENEWAL_H

#include "base/terms.h"
#include "expiry/field.h"

struct row_renewal {
	int64_t id; /* 0: it is in none */
	enum renewal_state state;
	const char *owner;         /* login; "" nobody */
	const char *waiting_on;    /* "" it is our turn */
	const char *contradiction; /* the code of what is seen against it; "" nothing */
	const char
	    *follow_up; /* the first day on which to look at it again, "2026-11-26"; "" none */
	bool answered;  /* a ticket of it was, and nobody has looked since */
	const char *me; /* login of whoever asks; "" not known */
	int64_t now;
};

/* What can be asked of it beside texts and its number. */
enum renewal_word {
	RENEWAL_WORD_NONE,
	RENEWAL_WORD_ME,
	RENEWAL_WORD_NOBODY,
	RENEWAL_WORD_OPEN,
	RENEWAL_WORD_PAUSED,
	RENEWAL_WORD_CLOSED,
	RENEWAL_WORD_OURS,
	RENEWAL_WORD_THEIRS,
	RENEWAL_WORD_DUE,
	RENEWAL_WORD_ANSWERED,
	RENEWAL_WORD_CONTRADICTION
};

/* What a word means in such a field ("jo" in FIELD_WHO); NONE: nothing, it is text. folded: text_folded. */
enum renewal_word row_renewal_word(enum field field, const char *folded);
/* What the i-th of the words is called that mean something in such a field; NULL after the last. */
const char *row_renewal_word_name(enum field field, size_t i, bool catalan);
bool row_renewal_is(const struct row_renewal *r, enum renewal_word word);
/* Its text in FIELD_WHO and FIELD_PENDING; "" none. */
const char *row_renewal_text(const struct row_renewal *r, enum field field);

#endif
