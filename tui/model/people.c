#include "tui/model/people.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "tui/model/link.h"

enum { LOGIN_SHOWN = 40 };

struct people {
	struct link *link;
	json_t *others; /* without ourselves */
	int64_t at;
	bool up;
	json_t *known;           /* as people.known has them; NULL: not answered */
	void (*came)(void *arg); /* NULL: nobody waits */
	void *arg;
};

struct people *
people_new(struct link *k)
{
	struct people *p = mem_alloc(sizeof(*p));

	p->link = k;
	p->others = json_array();
	return p;
}

void
people_free(struct people *p)
{
	if (!p)
		return;
	link_forget(p->link, p);
	json_decref(p->others);
	json_decref(p->known);
	free(p);
}

void
people_told(struct people *p, const json_t *data)
{
	const json_t *one;
	size_t i;

	json_array_clear(p->others);
	json_array_foreach(json_object_get(data, "people"), i, one)
		if (strcmp(text_of(one, "login"), link_login(p->link)) != 0)
			json_array_append(p->others, (json_t *)(uintptr_t)one);
}

/* ---- what is told of us ---- */

/* One that is not told now is told with the next connection. */
static void
heard(const json_t *ok, const json_t *error, void *arg)
{
	(void)ok;
	(void)error;
	(void)arg;
}

static void
tell(const struct people *p)
{
	link_call(
	    p->link, "people.at", json_pack("{s:I}", "renewal", (json_int_t)p->at), heard, p->link);
}

void
people_connected(struct people *p, bool up)
{
	p->up = up;
	json_array_clear(p->others);
	if (up && p->at)
		tell(p);
}

void
people_tell_at(struct people *p, int64_t renewal)
{
	if (p->at == renewal)
		return;
	p->at = renewal;
	if (p->up)
		tell(p);
}

/* ---- reading ---- */

static void
add_login(const json_t *one, size_t before, struct buf *out)
{
	char *clean = text_cleaned(text_of(one, "login"), LOGIN_SHOWN);

	buf_printf(out, "%s%s", before ? ", " : "", clean);
	free(clean);
}

size_t
people_in(const struct people *p, int64_t renewal, struct buf *out)
{
	const json_t *one;
	size_t i, count = 0;

	json_array_foreach(p->others, i, one)
		if (numbers_have(json_object_get(one, "renewals"), renewal))
			add_login(one, count++, out);
	return count;
}

size_t
people_all(const struct people *p, struct buf *out)
{
	const json_t *one, *number;
	size_t i, k;

	json_array_foreach(p->others, i, one) {
		const json_t *renewals = json_object_get(one, "renewals");

		add_login(one, i, out);
		json_array_foreach(renewals, k, number)
			buf_printf(
			    out, "%s%lld", k ? ", " : " (", (long long)json_integer_value(number));
		buf_puts(out, json_array_size(renewals) ? ")" : "");
	}
	return json_array_size(p->others);
}

bool
people_any_in_renewal(const struct people *p)
{
	const json_t *one;
	size_t i;

	json_array_foreach(p->others, i, one)
		if (json_array_size(json_object_get(one, "renewals")))
			return true;
	return false;
}

/* ---- whom the team knows ---- */

static void
got_known(const json_t *ok, const json_t *error, void *arg)
{
	struct people *p = arg;
	void (*came)(void *arg) = p->came;

	(void)error; /* then what the rows say has to do */
	p->known = ok ? json_deep_copy(json_object_get(ok, "people")) : json_array();
	p->came = NULL;
	if (came)
		came(p->arg);
}

void
people_ask_known(struct people *p)
{
	link_forget(p->link, p);
	json_decref(p->known);
	p->known = NULL;
	link_call(p->link, "people.known", NULL, got_known, p);
}

bool
people_are_known(const struct people *p)
{
	return p->known != NULL;
}

void
people_await_known(struct people *p, void (*fn)(void *arg), void *arg)
{
	p->came = fn;
	p->arg = arg;
}

void
people_each_known(const struct people *p, void (*fn)(const char *login, void *arg), void *arg)
{
	const json_t *one;
	size_t i;

	json_array_foreach(p->known, i, one)
		fn(text_of(one, "login"), arg);
}
