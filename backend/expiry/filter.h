/* The language in which people say which monitors they mean, on the console and the command line:
 *
 *   seu 8443           words with blanks between must all hold; bare text is looked for in name,
 *                      host, service and issuer, without regard to case or accents
 *   a.exemple.cat:8443 a host and its port
 *   servei:seu         the field contains the text; servei=seu: it is the text; servei:*: any
 *   tag:dmz,pre        commas: one of these
 *   "Via Oberta" servei:"Via Oberta"    quotes keep blanks, commas and colons
 *   -entorn:pre !seu   not
 *   urgencia:X urgencia:critic          letters or words of either language
 *   urgency:>=due      as urgent or more
 *   dies<30 days>=0    numbers; a row without the number does not match
 *   renovacio:12       in that renewal; renovacio:* in an open one; renovacio:pausada
 *   qui:anna           who has it; qui:jo whoever asks, qui:ningu nobody
 *   pendent:CTTI       for whom it waits; pendent:nosaltres, ells; pendent:seguiment the day to look at it has
 *                      come, pendent:respost a ticket was answered, pendent:contradiccio what is seen is against it */
#ifndef EXPIRY_FILTER_H
#define EXPIRY_FILTER_H

#include "expiry/field.h"

struct filter;

/* NULL and *fault when the text cannot be read. An empty text matches every row. */
struct filter *filter_parse(const char *text, struct field_fault *fault);
void filter_free(struct filter *f); /* NULL is fine */

bool filter_match(const struct filter *f, const struct row_reader *reader, const void *row);

/* The urgency that a letter (X ! U C A . · ?) or a word of either language names; -1 when none
 * does. */
int urgency_from_word(const char *word);

#endif
