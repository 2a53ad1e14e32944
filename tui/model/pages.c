#include "tui/model/pages.h"

#include "base/mem.h"
#include "base/members.h"
#include "tui/model/link.h"

struct pages {
	struct link *link;
	const char *operation, *member;
	const char *flag; /* NULL: none */
	struct pages_owner owner;
	json_t *coming; /* NULL: none is under way */
	int64_t after;  /* the id of the last row that came; 0 */
	bool again;
};

static void ask_page(struct pages *p);

static void
finish(struct pages *p)
{
	json_t *rows = p->coming;
	bool again = p->again;

	p->coming = NULL;
	p->again = false;
	p->owner.arrived(rows, p->owner.arg);
	json_decref(rows);
	if (again)
		pages_ask(p);
}

static void
got_page(const json_t *ok, const json_t *error, void *arg)
{
	struct pages *p = arg;
	json_t *page = json_object_get(ok, p->member);
	int64_t last;

	if (error) {
		json_decref(p->coming);
		p->coming = NULL;
		p->again = false;
		p->owner.failed(error, p->owner.arg);
		return;
	}
	last = json_object_get(ok, "next")
		   ? number_of(ok, "next")
		   : number_of(json_array_get(page, json_array_size(page) - 1), "id");
	if (json_object_get(ok, "next") || last > p->after || !json_array_size(p->coming))
		json_array_extend(p->coming, page);
	/* An operation without pages gives the same rows for ever: what does not grow is the end. */
	if (last > p->after) {
		p->after = last;
		ask_page(p);
	} else {
		finish(p);
	}
}

static void
ask_page(struct pages *p)
{
	json_t *args = json_pack("{s:I}", "after", (json_int_t)p->after);

	if (p->flag)
		json_object_set_new(args, p->flag, json_true());
	link_call(p->link, p->operation, args, got_page, p);
}

void
pages_flag(struct pages *p, const char *flag, bool on)
{
	p->flag = on ? flag : NULL;
}

bool
pages_busy(const struct pages *p)
{
	return p->coming != NULL;
}

void
pages_ask(struct pages *p)
{
	p->again = p->coming != NULL;
	if (p->again)
		return;
	p->coming = json_array();
	p->after = 0;
	ask_page(p);
}

void
pages_told(struct pages *p, int64_t id, json_t *data)
{
	size_t i;
	json_t *row;

	json_array_foreach(p->coming, i, row)
		if (number_of(row, "id") == id)
			json_object_update_existing(row, data);
}

struct pages *
pages_new(
    struct link *link, const char *operation, const char *member, const struct pages_owner *owner)
{
	struct pages *p = mem_alloc(sizeof(*p));

	*p =
	    (struct pages){.link = link, .operation = operation, .member = member, .owner = *owner};
	return p;
}

void
pages_free(struct pages *p)
{
	if (!p)
		return;
	link_forget(p->link, p);
	json_decref(p->coming);
	free(p);
}
