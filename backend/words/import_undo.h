/* What taking an import back would do and did, by what monitor.undo-import answers, for the command line and the console. */
#ifndef WORDS_IMPORT_UNDO_H
#define WORDS_IMPORT_UNDO_H

#include <jansson.h>

struct buf;

/* The question, of the answer to a dry run: which list, whose import and when, and what of it will be taken back. now: seconds since
 * the epoch. */
void words_import_undo_question(const json_t *would, int64_t now, struct buf *out);
/* What was taken back, in a line, without those that stay. */
void words_import_undone(const json_t *ok, struct buf *out);

#endif
