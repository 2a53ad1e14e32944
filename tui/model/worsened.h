/* What got worse a moment ago, so that it can stand out once. A batch begins with the first one, and is over so many
 * milliseconds after it was first drawn, whatever else got worse meanwhile. */
#ifndef TUI_MODEL_WORSENED_H
#define TUI_MODEL_WORSENED_H

#include "tui/model/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORSENED_MS = 1000, WORSENED_MOST = 256 };

struct worsened {
	int64_t ids[WORSENED_MOST]; /* of the batch; those beyond are counted only */
	size_t count;               /* of the batch */
	int64_t drawn_at;           /* monotonic ms; 0: not yet */
	uint64_t batches;           /* that there have been */
};

/* A row is in more of a hurry than before, or is not reached any more. What was not known cannot have got worse. */
bool worsened_is(const struct row *before, const struct row *after);
void worsened_add(struct worsened *w, int64_t id);
/* About to draw: the time of a new batch begins, an old one ends. */
void worsened_drawing(struct worsened *w, int64_t mono_ms);
bool worsened_has(const struct worsened *w, int64_t id);

#endif
