/* The order of rows as a person says it: "dies", "servei,-dies": names of fields in either
 * language, commas between, a minus for the other way round. What is unknown comes last either way,
 * and rows that are equal in all of it stand in the order of their ids: an order is total, so a
 * list never shuffles between drawings. */
#ifndef EXPIRY_SORT_H
#define EXPIRY_SORT_H

#include "expiry/field.h"

enum { SORT_MAX = 4 };

struct sort {
	struct sort_key {
		enum field field;
		bool descending;
	} keys[SORT_MAX];
	size_t count;
};

/* By start-by, what must begin first on top: the order of the list. */
extern const struct sort sort_default;

int sort_parse(const char *text, struct sort *sort, struct field_fault *fault);

/* Below, equal to or above 0 as a comes before, with or after b; 0 only for the same id. */
int sort_compare(
    const struct sort *sort, const struct row_reader *reader, const void *a, const void *b);

#endif
