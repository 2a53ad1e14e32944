/* The tax number of a person in Spain: DNI (eight digits and a letter), NIE (X, Y or Z, seven
 * digits and a letter), or the older K, L, M with seven digits. The letter checks the digits:
 * Reial decret 1553/2005 art. 11 for the DNI, Ordre INT/2058/2008 for the NIE. A number is
 * personal: it is asked for, masked and copied, and never stored here. */
#ifndef BASE_NIF_H
#define BASE_NIF_H

#include <stdbool.h>

struct err;

enum { NIF_BYTES = sizeof("12345678Z") };

/* Writes the number as forms want it (capitals, no separators, no ES before it), or fails with code "nif-shape"
 * (not such a number) or "nif-letter" (the letter does not fit: a digit was mistyped). The
 * text of the error never holds the number. */
int nif_normalise(const char *typed, char nif[NIF_BYTES], struct err *err);

/* What a screen may show, "•••••678Z": enough for its owner to know it. UTF-8; nif as
 * nif_normalise wrote it. */
void nif_mask(const char *nif, char masked[32]);

#endif
