#include "daemon/news.h"

#include "base/mem.h"

const char *
news_event(enum news_kind kind)
{
	static const char *const events[] = {
#define X(id, event) [NEWS_##id] = event,
		NEWS(X)
#undef X
	};

	return events[kind];
}

void
news_add(struct news *n, enum news_kind kind, int64_t id)
{
	for (size_t i = n->at; i < n->count; i++)
		if (n->items[i].kind == kind && n->items[i].id == id)
			return;
	n->items = mem_resize(n->items, n->count + 1, sizeof(*n->items));
	n->items[n->count++] = (struct news_item){kind, id};
}

bool
news_next(struct news *n, struct news_item *item)
{
	if (n->at == n->count)
		return false;
	*item = n->items[n->at++];
	if (n->at == n->count)
		n->at = n->count = 0;
	return true;
}

void
news_release(struct news *n)
{
	free(n->items);
	*n = (struct news){0};
}
