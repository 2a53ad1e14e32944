#include "tui/model/worsened.h"

#include "expiry/attention.h"

static enum urgency
rank_of(const struct row *r)
{
	return attention_urgency((enum attention)r->attention, (enum urgency)r->level);
}

bool
worsened_is(const struct row *before, const struct row *after)
{
	bool known = before->level != URGENCY_UNKNOWN,
	     fails = after->outcome != OUTCOME_OK && after->outcome != OUTCOME_NONE &&
		     after->outcome != OUTCOME_NOT_CHECKED;

	return (known && rank_of(after) < rank_of(before)) ||
	       (before->outcome == OUTCOME_OK && fails);
}

void
worsened_add(struct worsened *w, int64_t id)
{
	if (!w->count)
		w->batches++;
	if (w->count < WORSENED_MOST)
		w->ids[w->count] = id;
	w->count++;
}

void
worsened_drawing(struct worsened *w, int64_t mono_ms)
{
	if (!w->count)
		return;
	if (!w->drawn_at)
		w->drawn_at = mono_ms;
	else if (mono_ms - w->drawn_at >= WORSENED_MS)
		w->count = 0, w->drawn_at = 0;
}

bool
worsened_has(const struct worsened *w, int64_t id)
{
	for (size_t i = 0; i < w->count && i < WORSENED_MOST; i++)
		if (w->ids[i] == id)
			return true;
	return false;
}
