/* Why a row of a list changes nothing, or what is to be done about it: the notes of monitor.import, in the user's language. */
#ifndef WORDS_IMPORT_NOTES_H
#define WORDS_IMPORT_NOTES_H

#include <jansson.h>

#include <stdbool.h>

struct buf;

/* What stands behind the row: of its result's "note", with the monitor that it names. Nothing where there is no note. */
void words_import_note(const json_t *result, struct buf *out);

/* "3 left out: revoked", a line for each note of rows that are left out; counts: {note: how many}. */
void words_import_left_out(const json_t *counts, struct buf *out);
/* Whether a row with that note is left out. */
bool words_import_leaves_out(const char *note);

#endif
