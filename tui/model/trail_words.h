/* The words of the audit trail's filter (trail_query.h), in both languages: its fields, the kinds of lines, and what else
 * has a name. Neither case nor accents matter. */
#ifndef TUI_MODEL_TRAIL_WORDS_H
#define TUI_MODEL_TRAIL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum trail_field {
	TRAIL_MONITOR,
	TRAIL_RENEWAL,
	TRAIL_WHO,
	TRAIL_WHAT,
	TRAIL_DAY,
	TRAIL_SINCE,
	TRAIL_UNTIL,
	TRAIL_FIELD_COUNT
};

/* The field of a name of len bytes; -1: there is none such. */
int trail_field_from(const char *name, size_t len);
/* What it is called; the caller frees. */
char *trail_field_name(enum trail_field field, bool catalan);

enum trail_word { TRAIL_ME, TRAIL_TODAY, TRAIL_YESTERDAY, TRAIL_WORD_COUNT };
bool trail_word_is(enum trail_word word, const char *text);
char *trail_word_name(enum trail_word word, bool catalan); /* the caller frees */

/* The family that a word names, as codes begin ("monitor"); NULL: none. */
const char *trail_family(const char *word);
/* What the i-th is called; NULL: no more. The caller frees. */
char *trail_family_name(size_t i, bool catalan);

#endif
