/* How what the audit trail is about is called: monitors from the rows in memory, renewals and their steps asked of the
 * backend, once each, when they are drawn. Of an answer only what words/trail.h needs is kept. */
#ifndef TUI_MODEL_TRAIL_NAMES_H
#define TUI_MODEL_TRAIL_NAMES_H

#include "words/trail.h"

struct link;
struct model;
struct trail_names;

/* changed: a name came that was asked for. */
struct trail_names *trail_names_new(
    struct link *link, const struct model *model, void (*changed)(void *arg), void *arg);
void trail_names_free(struct trail_names *n); /* NULL is fine */
/* What is drawn; names that are not known are asked for. Borrowed. */
const struct trail_known *trail_names_asking(struct trail_names *n);
/* The same, and nothing is asked for: for a search through many lines. */
const struct trail_known *trail_names_known(struct trail_names *n);
void trail_names_forget(struct trail_names *n); /* they may have changed */

#endif
