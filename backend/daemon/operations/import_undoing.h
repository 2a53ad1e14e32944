/* What lines of an import in the trail did is taken back: first it is judged (undoing_judge), which is all of a dry run; then it
 * is written (undoing_write); then memory follows (undoing_follow). */
#ifndef DAEMON_OPERATIONS_IMPORT_UNDOING_H
#define DAEMON_OPERATIONS_IMPORT_UNDOING_H

#include "base/err.h"
#include "store/imported.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct actor;
struct daemon;
struct undoing;

/* What was added and changed, and heads and tickets beside; what becomes of them. */
struct undoing_counts {
	size_t added, changed, beside;
	size_t retired, reverted, beside_undone;
	size_t left; /* that stay, for somebody changed them since */
};

/* whole: all parts of it came. Of one that did not, also what a later list says of its monitors stays. */
struct undoing *undoing_new(struct daemon *d, int64_t import, bool whole);
void undoing_free(struct undoing *u); /* NULL is fine */

/* The lines of a part, in the order of the parts. */
int undoing_read(struct undoing *u, const struct import_part *part, struct err *err);
/* Of all that were read. */
void undoing_judge(struct undoing *u);
struct undoing_counts undoing_counts(const struct undoing *u);
/* Is there anything to be written? */
bool undoing_any(const struct undoing *u);
/* The first ones of those that stay: {"id","name","error"} each; lives as u. */
json_t *undoing_left(const struct undoing *u);

/* Within a transaction, with its line in the trail. */
int undoing_write(struct undoing *u, const struct actor *actor, struct err *err);
/* After the commit. */
void undoing_follow(struct undoing *u);

#endif
