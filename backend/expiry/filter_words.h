/* What people call the values of a field of type TERM or LEVEL (expiry/field.h): the words that the screens have for
 * them, in both languages, the texts of base/terms.h, and some more. Neither case nor accents matter, and a hyphen is as
 * good as a blank, so that no such word needs quotes. */
#ifndef EXPIRY_FILTER_WORDS_H
#define EXPIRY_FILTER_WORDS_H

#include "expiry/field.h"

/* The values that a word names, each by its bit; 0: none. One that is not the whole name of any value, unless `whole`,
 * names all of those in whose names it is: "chain" four problems. */
uint64_t filter_word_values(enum field field, const char *word, bool whole);
/* Is a row's text, as base/terms.h has it, one of the values whose bits are set? */
bool filter_value_is(enum field field, uint64_t values, const char *text);
/* How many values such a field has, and what one of them is called, to be typed: blanks are hyphens. The caller frees. */
size_t filter_value_count(enum field field);
char *filter_value_name(enum field field, size_t value, bool catalan);
/* The other name number i of a value, from 0; NULL: it has no more. The caller frees. */
char *filter_value_other_name(enum field field, size_t value, size_t i);

/* The urgency that a letter (X ! U C A . · ?) or a word of either language names; -1 when none
 * does. */
int urgency_from_word(const char *word);

#endif
