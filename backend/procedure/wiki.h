/* A value in the text of a Jira ticket, written so that it reads there as itself. What Jira's renderer does is the
 * model: links of URLs are made first, of the text as it stands; then a backslash escapes the characters below,
 * unless another backslash stands before it; then emoticons, then phrases, whose marks count only where no letter
 * or digit stands on their outer side. Inside {code} and {noformat} nothing can be escaped. */
#ifndef PROCEDURE_WIKI_H
#define PROCEDURE_WIKI_H

#include "base/buf.h"

#include <stdbool.h>

/* Appends the value, escaped no more than needed: a '-', '_' or '@' within a word stays as it is, and a URL too. */
void wiki_add_value(struct buf *out, const char *value);

/* Appends a character of the text itself that comes right after a value: what both would make together, a line
 * break of two backslashes or the emoticon ";)", is none. */
void wiki_add_after(struct buf *out, char c);

/* Is this the start or the end of a raw block? "{code}", "{code:java}"; the index of its kind, else -1. */
int wiki_raw_mark(const char *text);
/* Would it end the block that it stands in? */
bool wiki_ends_block(const char *value);

#endif
