/* Reading a row of monitor.list, short or full. */
#ifndef EXPORTING_LISTED_ROW_H
#define EXPORTING_LISTED_ROW_H

#include "base/terms.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct deadlines;

/* Of a short row; false: no certificate was seen. */
bool row_deadlines(const json_t *row, struct deadlines *d);
enum urgency row_level(const json_t *row, int64_t now); /* of a short row computed with `now` */
uint64_t row_raised(const json_t *row); /* PROBLEM_BITs of those that nobody accepted */
bool row_has_problem(const json_t *row, enum problem problem);
/* When what it serves ends, in s: its certificate, or a CA above it that ends sooner. false: no certificate was seen. */
bool row_ends(const json_t *row, int64_t *end);
bool row_days(const json_t *row, int64_t now, int64_t *days); /* until then; false: as above */

/* Appends what is wrong with a row in a few words: how the last probe failed and since when, else
 * its problems. */
void row_state(const json_t *row, int64_t now, struct buf *out);

#endif
