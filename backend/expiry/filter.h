/* The language in which people say which rows they mean, on the console and the command line:
 *
 *   seu 8443           words with blanks between must all hold; bare text is looked for in name,
 *                      host, service and issuer, without regard to case or accents
 *   a.exemple.cat:8443 a host and its port
 *   servei:seu         the field contains the text; servei=seu: it is the text; servei:*: any;
 *                      servei:cap, service:none: none
 *   tag:dmz,pre        commas: one of these
 *   "Via Oberta" servei:"Via Oberta"    quotes keep blanks, commas and colons, and "cap" from meaning none
 *   -entorn:pre !seu   not
 *   urgencia:X urgencia:critic          letters or words of either language
 *   urgency:>=due      as urgent or more
 *   problema:cadena-incompleta          what the screen calls it, in either language; part of it will do
 *   tipus:CDS-1        of a kind, or of a kind of certificate
 *   dies<30 comenca<7  whole days to the end, and to the day by which work must start
 *   caduca:30/11/2026-06/12/2026        of these days, the last too; inici: is the day to start by, vist:, sondejat:
 *   renovacio:12       in that renewal; renovacio:* in an open one; renovacio:pausada
 *   qui:anna           who has it; qui:jo whoever asks, qui:ningu nobody
 *   pendent:CTTI       for whom it waits; pendent:nosaltres, ells; pendent:seguiment the day to look at it has
 *                      come, pendent:respost a ticket was answered, pendent:contradiccio what is seen is against it
 *   @meves             what is saved under that name (base/saved_filters.h) */
#ifndef EXPIRY_FILTER_H
#define EXPIRY_FILTER_H

#include "expiry/field.h"

struct filter;
struct saved_filters;

/* rows: the kinds of rows that it is for (enum rows_kind); a field that none of them has is a fault; 0: any. saved:
 * what "@name" stands for; NULL: nothing does. NULL and *fault when the text cannot be read. An empty text matches
 * every row. */
struct filter *filter_parse(
    const char *text, unsigned rows, const struct saved_filters *saved, struct field_fault *fault);
void filter_free(struct filter *f); /* NULL is fine */

bool filter_match(const struct filter *f, const struct row_reader *reader, const void *row);

#endif
