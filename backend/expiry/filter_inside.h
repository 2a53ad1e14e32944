/* What reading and matching a filter share. */
#ifndef EXPIRY_FILTER_INSIDE_H
#define EXPIRY_FILTER_INSIDE_H

#include "expiry/days.h"
#include "expiry/row_renewal.h"

enum comparison { CONTAINS, EQUAL, LESS, AT_MOST, MORE, AT_LEAST };

enum { FIELD_ANY = -1, FIELD_SAVED = -2 }; /* bare text; a saved filter */

enum value_kind {
	VALUE_TEXT,  /* text */
	VALUE_ANY,   /* "*": there is one */
	VALUE_NONE,  /* "cap": there is none */
	VALUE_TERMS, /* one of the values whose bits are set */
	VALUE_NUMBER,
	VALUE_DAYS,
	VALUE_PORT, /* of the host in text */
	VALUE_WORD, /* of the renewal */
	VALUE_SAVED
};

struct value {
	enum value_kind kind;
	char *text;     /* folded */
	int64_t number; /* an urgency's rank */
	uint64_t bits;
	struct days days;
	enum renewal_word word;
	struct filter *saved;
};

struct term {
	bool negated;
	int field; /* enum field, FIELD_ANY or FIELD_SAVED */
	enum comparison how;
	struct value *values; /* any of them may hold */
	size_t count;
};

struct filter {
	struct term *terms; /* all must hold */
	size_t count;
};

/* Urgencies are ranked from ok up, so that ">=" means "as urgent or more". */
int64_t filter_urgency_rank(int64_t urgency);

#endif
