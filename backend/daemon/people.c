#include "daemon/people.h"

#include "base/mem.h"
#include "daemon/push.h"
#include "daemon/session_inside.h"

static int
compare_sessions(const void *a, const void *b)
{
	const struct session *x = *(struct session *const *)a, *y = *(struct session *const *)b;
	int d = strcmp(x->login, y->login);

	if (d)
		return d;
	return (x->renewal > y->renewal) - (x->renewal < y->renewal);
}

/* The greeted ones, each login's together. The caller frees. */
static const struct session **
sorted(const struct server *server, size_t *count)
{
	const struct session **all = mem_array(server->count, sizeof(*all));

	*count = 0;
	for (const struct session *s = server->sessions; s; s = s->next)
		if (s->greeted)
			all[(*count)++] = s;
	qsort(all, *count, sizeof(*all), compare_sessions);
	return all;
}

static void
add_session(struct person *p, const struct session *s)
{
	bool known = p->renewal_count && p->renewals[p->renewal_count - 1] == s->renewal;

	if (!p->login || s->since < p->since)
		p->since = s->since;
	p->login = s->login;
	p->right = s->right;
	p->consoles += s->following;
	p->others += !s->following;
	if (s->renewal && !known && p->renewal_count < PERSON_RENEWALS_MOST)
		p->renewals[p->renewal_count++] = s->renewal;
}

void
people_each(const struct server *server, bool (*each)(const struct person *p, void *arg), void *arg)
{
	size_t count, i = 0;
	const struct session **all;
	bool more = true;

	if (!server)
		return;
	all = sorted(server, &count);
	while (more && i < count) {
		struct person p = {0};

		do
			add_session(&p, all[i++]);
		while (i < count && !strcmp(all[i]->login, p.login));
		more = each(&p, arg);
	}
	free(all);
}

void
people_at(struct session *s, int64_t renewal)
{
	if (s->renewal == renewal)
		return;
	s->renewal = renewal;
	server_news(s->server, NEWS_PEOPLE, 0);
}
