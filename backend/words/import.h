/* What became, or would become, of a row of a list, by what monitor.import answers of it. */
#ifndef WORDS_IMPORT_H
#define WORDS_IMPORT_H

#include <jansson.h>

#include <stdbool.h>

struct buf;

/* "added", "edited here since", by the state of a result: what became of it, or in a trial what would. */
const char *words_import_state(const char *state);
/* How many are in a state: "3 added", "1 bad". */
void words_import_count(const char *state, size_t n, struct buf *out);
/* What became of a list: "3 added, 0 changed, 12 the same, 1 bad". */
void words_import_counts(size_t added, size_t changed, size_t same, size_t bad, struct buf *out);
/* What a field of a list is called; one that is not known as it is. */
const char *words_import_field(const char *name);
/* How it is known what a column is ("name", "content", "user"): "by its name". */
const char *words_import_by(const char *by);
/* What a list or a monitor has in that field, in a line; "—" nothing. */
void words_import_value(const char *name, const json_t *value, struct buf *out);
/* What is said after the state: what it changes, why it is bad, and in which cell (""); nothing where there is nothing. said: what
 * the list says (the row of monitor.import), for one that is new; NULL: that is known. */
void words_import_result(
    const json_t *result, const json_t *said, const char *cell, struct buf *out);
/* Is it something that a person said: no number of a line? */
bool words_import_is_said(const char *name);

#endif
