#include "daemon/operations/ticket_fetches.h"

#include "base/mem.h"
#include "base/sys.h"
#include "daemon/daemon.h"
#include "daemon/session.h"

struct ticket_fetches {
	struct ticket_fetch *first;
};

struct ticket_fetches *
ticket_fetches_new(void)
{
	return mem_alloc(sizeof(struct ticket_fetches));
}

struct ticket_fetch *
ticket_fetch_new(struct session *s, json_int_t id, const json_t *args, char *key)
{
	struct ticket_fetches *all = session_daemon(s)->ticket_fetches;
	struct ticket_fetch *f = mem_alloc(sizeof(*f));

	*f = (struct ticket_fetch){.all = all,
	    .next = all->first,
	    .session = s,
	    .id = id,
	    .args = json_deep_copy(args),
	    .key = key,
	    .password = -1,
	    .kept = -1};
	all->first = f;
	return f;
}

void
ticket_fetch_end(struct ticket_fetch *f)
{
	struct ticket_fetch **at = &f->all->first;

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	json_decref(f->args);
	json_decref(f->attachment);
	sys_close(&f->password);
	sys_close(&f->kept);
	free(f->key);
	free(f);
}

void
ticket_fetches_forget(struct ticket_fetches *all, const struct session *s)
{
	struct ticket_fetch *f = all ? all->first : NULL, *next;

	for (; f; f = next) {
		next = f->next;
		if (f->session == s)
			ticket_fetch_end(f);
	}
}

void
ticket_fetches_free(struct ticket_fetches *all)
{
	while (all && all->first)
		ticket_fetch_end(all->first);
	free(all);
}

struct ticket_fetch *
ticket_fetch_find(struct session *s, json_int_t id)
{
	struct ticket_fetch *f = session_daemon(s)->ticket_fetches->first;

	while (f && (f->session != s || f->id != id))
		f = f->next;
	return f;
}
