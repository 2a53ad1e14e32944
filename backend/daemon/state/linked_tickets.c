#include "daemon/state/linked_tickets.h"

#include "base/mem.h"
#include "daemon/state/roster.h"
#include "store/tickets.h"

#include <jansson.h>

#include <string.h>

struct linking {
	struct roster *roster;
	struct store *store;
};

static void
add_once(json_t **list, const char *key)
{
	if (!*list)
		*list = json_array();
	for (size_t i = 0; i < json_array_size(*list); i++)
		if (!strcmp(json_string_value(json_array_get(*list, i)), key))
			return;
	json_array_append_new(*list, json_string(key));
}

static bool
add_former(const char *key, int64_t at, const char *login, void *arg)
{
	struct row *row = arg;

	(void)at;
	(void)login;
	add_once(&row->former_tickets, key);
	return true;
}

static bool
add_use(const struct ticket_use *u, void *arg)
{
	struct linking *l = arg;
	struct row *row = roster_find(l->roster, u->monitor);
	struct ticket t;

	if (!row || store_ticket_get(l->store, u->ticket, &t, NULL) < 0)
		return true;
	add_once(&row->tickets, t.key);
	ticket_release(&t);
	store_ticket_former_each(l->store, u->ticket, add_former, row, NULL);
	return true;
}

/* What a row had, in the order of the roster. */
struct had {
	struct row *row;
	json_t *keys;
};

static struct had *
empty_rows(struct roster *roster, size_t *count)
{
	struct had *had = NULL;

	*count = 0;
	for (size_t i = 0; i < roster_slots(roster); i++) {
		struct row *row = roster_at(roster, i);

		if (!row->tickets)
			continue;
		had = mem_resize(had, *count + 1, sizeof(*had));
		had[(*count)++] = (struct had){row, row->tickets};
		json_decref(row->former_tickets);
		row->tickets = row->former_tickets = NULL;
	}
	return had;
}

int
linked_tickets_load(struct roster *roster, struct store *store, struct err *err)
{
	struct linking l = {roster, store};
	size_t count, next = 0;
	struct had *had = empty_rows(roster, &count);
	int rc = store_ticket_use_of_monitors(store, add_use, &l, err);

	for (size_t i = 0; i < roster_slots(roster); i++) {
		struct row *row = roster_at(roster, i);
		json_t *old = next < count && had[next].row == row ? had[next++].keys : NULL;

		if (!row->gone && (row->tickets || old) && !json_equal(row->tickets, old))
			roster_changed(roster, row);
		json_decref(old);
	}
	free(had);
	return rc;
}
