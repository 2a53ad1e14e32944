/* Texts with holes: "Generació CSR {{domain}}". What stands in a hole is asked of the caller
 * by name; the template does not know what a renewal or a site is. A part in double brackets, as in "el certificat[[,
 * que caduca el {{expires}}]]", is left out where a value in it is missing or empty.
 *
 * TEMPLATE_WIKI is for the body of a Jira ticket: what is filled in is escaped so that it
 * reads as itself, and stays raw inside {code} and {noformat} blocks, where nothing can be
 * escaped and a value that would end the block is refused. The template's own words are wiki
 * text already and pass as they are. */
#ifndef PROCEDURE_TEMPLATE_H
#define PROCEDURE_TEMPLATE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

enum template_mode { TEMPLATE_PLAIN, TEMPLATE_WIKI };

enum { TEMPLATE_NAME_MAX = 127 }; /* bytes of a name between the braces */

/* The value of a name, or NULL when there is none: then *instead may be set to what says so in words. Both have
 * to live until the next call. */
typedef const char *template_lookup(void *ctx, const char *name, const char **instead);

/* Appends the text with its holes filled. -1 when something is wrong: code "missing-value" or
 * "bad-value" with the name and the line of the template, "bad-template" for braces that do
 * not close. Even then all that can be filled is appended, and in a hole that cannot stands what was given
 * instead, or "(?)": a name between braces never gets out. The error tells of the first mistake. */
int template_expand(struct buf *out, const char *text, enum template_mode mode,
    template_lookup *lookup, void *ctx, struct err *err);

/* Is given each name in a text with the line it is on (from 1); optional: in a part that is left out without it. */
typedef void template_visit(void *ctx, const char *name, int line, bool optional);

/* Calls visit for each name; -1 when the braces do not close ("bad-template"). */
int template_names(const char *text, template_visit *visit, void *ctx, struct err *err);

#endif
