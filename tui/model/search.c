#include "tui/model/search.h"

void
search_start(
    struct search *s, size_t count, size_t from, int step, model_match_fn *match, void *arg)
{
	*s = (struct search){match ? SEARCH_UNDER_WAY : SEARCH_IDLE, match, arg, from, count, step};
}

void
search_some(struct search *s, const struct row *rows, const uint32_t *slots, size_t count,
    int64_t now, int looks)
{
	for (; looks > 0 && s->state == SEARCH_UNDER_WAY; looks--) {
		if (!s->left || !count) {
			s->state = SEARCH_NONE;
			return;
		}
		if (s->at >= count) /* before the first is SIZE_MAX */
			s->at = s->step > 0 ? 0 : count - 1;
		if (s->match(&rows[slots[s->at]], now, s->arg)) {
			s->state = SEARCH_FOUND;
			return;
		}
		s->left--;
		s->at += (size_t)s->step;
	}
}
