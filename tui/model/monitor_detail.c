#include "tui/model/monitor_detail.h"

#include "base/mem.h"
#include "tui/model/link.h"
#include "tui/model/row.h"
#include "wire/loop.h"

enum { REST_MS = 120 };

/* Which state of which row: what changes when its data may have. */
struct mark {
	int64_t id, version, checked_at, seen_at;
	uint64_t problems, accepted;
};

struct monitor_detail {
	struct loop *loop;
	struct link *link;
	void (*changed)(void *arg);
	void *arg;
	struct timer *timer;
	struct mark wanted, asked, here; /* id 0: none; asked: its answer is under way */
	json_t *data;                    /* of here */
};

static bool
same(const struct mark *a, const struct mark *b)
{
	return a->id == b->id && a->version == b->version && a->checked_at == b->checked_at &&
	       a->seen_at == b->seen_at && a->problems == b->problems && a->accepted == b->accepted;
}

struct monitor_detail *
monitor_detail_new(struct loop *l, struct link *k, void (*changed)(void *arg), void *arg)
{
	struct monitor_detail *s = mem_alloc(sizeof(*s));

	*s = (struct monitor_detail){.loop = l, .link = k, .changed = changed, .arg = arg};
	return s;
}

void
monitor_detail_free(struct monitor_detail *s)
{
	if (!s)
		return;
	loop_cancel(s->loop, s->timer);
	link_forget(s->link, s);
	json_decref(s->data);
	free(s);
}

static void
arrived(const json_t *ok, const json_t *error, void *arg)
{
	struct monitor_detail *s = arg;

	/* What the backend refuses is no more: it was retired meanwhile, and the row tells; it is asked for again when
	 * that changes, or with a new connection. Of what was lost with the connection nothing is known: what is
	 * here stays, and the screen says that it may be old. */
	if (!error || link_state(s->link) == LINK_UP) {
		s->here = s->asked;
		json_decref(s->data);
		s->data = json_deep_copy(ok);
	}
	s->asked = (struct mark){0};
	s->changed(s->arg);
}

static void
rested(void *arg)
{
	struct monitor_detail *s = arg;

	s->timer = NULL;
	s->asked = s->wanted;
	link_forget(s->link, s);
	link_call(s->link, "monitor.show", json_pack("{s:I}", "id", (json_int_t)s->wanted.id),
	    arrived, s);
}

void
monitor_detail_want(struct monitor_detail *s, const struct row *r)
{
	const struct mark m = {
	    r->id, r->version, r->checked_at, r->seen_at, r->problems, r->accepted};
	bool under_way = m.id == s->wanted.id && (s->timer || s->asked.id == m.id);

	/* What is here may be of after its mark: a row that became as it was then is not as it is here. */
	if (m.id == s->wanted.id && !same(&m, &s->wanted))
		s->here.checked_at = -1;
	s->wanted = m;
	if (under_way && !same(&m, &s->here))
		return; /* a row that changes all the time must not put its own question off */
	loop_cancel(s->loop, s->timer);
	s->timer = NULL;
	if (same(&m, &s->here) || link_state(s->link) != LINK_UP)
		return;
	s->timer = loop_timer(s->loop, REST_MS, rested, s);
}

void
monitor_detail_stale(struct monitor_detail *s)
{
	s->here.checked_at = s->here.version = -1;
	s->asked = (struct mark){0};
}

const json_t *
monitor_detail_get(const struct monitor_detail *s, int64_t id)
{
	return s->data && s->here.id == id ? s->data : NULL;
}
