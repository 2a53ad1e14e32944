#include "daemon/state/renewals_of_tickets.h"

#include "base/mem.h"
#include "store/tickets.h"

struct noting {
	struct renewals_of_tickets *list;
	bool by_steps;
};

static bool
note_renewal(const struct ticket_use *u, void *arg)
{
	const struct noting *n = arg;
	struct renewals_of_tickets *l = n->list;

	if (!u->renewal || (n->by_steps && u->by_hand))
		return true;
	for (size_t i = 0; i < l->count; i++)
		if (l->ids[i] == u->renewal)
			return true;
	l->ids = mem_resize(l->ids, l->count + 1, sizeof(*l->ids));
	l->ids[l->count++] = u->renewal;
	return true;
}

void
renewals_of_ticket(
    struct renewals_of_tickets *l, struct store *store, int64_t ticket, bool by_steps)
{
	store_ticket_use_each(store, ticket, note_renewal, &(struct noting){l, by_steps}, NULL);
}
