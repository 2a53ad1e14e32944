/* What the words of the audit trail need to know beside its lines, asked of the backend: of a renewal and of a step once for all
 * the lines that are about it. */
#ifndef CTL_TRAIL_ASK_H
#define CTL_TRAIL_ASK_H

#include "words/trail.h"

struct ctl;

struct trail_ask {
	struct trail_known known; /* for words/trail.h, while this is there and where it is */
	struct ctl *ctl;
	json_t *
	    answers; /* by what was asked: {"renewal 12": …, "step 12 a/b": …}; null: there is none */
};

void trail_ask_begin(struct trail_ask *t, struct ctl *ctl);
void trail_ask_end(struct trail_ask *t);

#endif
