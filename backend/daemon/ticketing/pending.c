#include "daemon/ticketing/pending.h"

#include "base/mem.h"
#include "daemon/ticketing/request_flow.h"

#include <string.h>

struct pending *
pending_find(const struct pending_list *l, int64_t id)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->items[i].id == id)
			return &l->items[i];
	return NULL;
}

static void
list_remove(struct pending_list *l, struct pending *p)
{
	size_t i = (size_t)(p - l->items);

	free(p->login);
	l->count--;
	memmove(p, p + 1, (l->count - i) * sizeof(*p));
}

static struct pending *
list_add(struct pending_list *l, int64_t id)
{
	l->items = mem_resize(l->items, l->count + 1, sizeof(*l->items));
	l->items[l->count] = (struct pending){.id = id};
	return &l->items[l->count++];
}

void
pending_note(struct pending_list *l, const struct ticket_request *r)
{
	struct pending *p = pending_find(l, r->id);

	if (ticket_request_ended(r) && (!p || !p->flying)) {
		if (p)
			list_remove(l, p);
		return;
	}
	if (!p)
		p = list_add(l, r->id);
	p->spoken_to = r->kind == REQUEST_COMMENT || r->kind == REQUEST_ATTACH ? r->ticket : 0;
	p->state = r->state;
	p->sought = request_is_sought(r);
	p->next_at = r->next_at;
	mem_replace(&p->login, r->login);
}

void
pending_release(struct pending_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i].login);
	free(l->items);
	*l = (struct pending_list){0};
}

int64_t
pending_wait(const struct pending *p, int64_t now)
{
	int64_t wait = p->next_at - now;

	return !p->next_at || wait < 0 || wait > REQUEST_WAIT_MOST ? 0 : wait;
}

bool
pending_goes_on(const struct pending *p)
{
	return !p->flying && (p->state == REQUEST_QUEUED || p->sought);
}

bool
pending_precedes(const struct pending *earlier, const struct pending *p)
{
	return p->spoken_to && earlier->spoken_to == p->spoken_to && earlier->id < p->id &&
	       (earlier->state == REQUEST_QUEUED || earlier->state == REQUEST_SENDING ||
		   earlier->state == REQUEST_UNCERTAIN);
}
