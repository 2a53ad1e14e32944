#include "daemon/ticketing/facts.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MOST = 300 /* bytes */ };

json_t *
facts_of_issue(const json_t *issue)
{
	return json_pack("{s:O?, s:O?, s:O?, s:O?, s:O?, s:O?, s:O?, s:O?, s:O?}", "title",
	    json_object_get(issue, "summary"), "status", json_object_get(issue, "status"),
	    "category", json_object_get(issue, "category"), "assignee",
	    json_object_get(issue, "assignee"), "reporter", json_object_get(issue, "reporter"),
	    "created_at", json_object_get(issue, "created"), "changed_at",
	    json_object_get(issue, "updated"), "comments", json_object_get(issue, "comments"),
	    "attachments", json_object_get(issue, "attachments"));
}

static int64_t
number_in(const json_t *issue)
{
	return strtoll(text_of(issue, "id"), NULL, 10);
}

bool
facts_are_of(const json_t *issue, int64_t number)
{
	return !number || number_in(issue) == number;
}

static bool
put_text(char **to, const json_t *issue, const char *name)
{
	char *clean = text_cleaned(text_of(issue, name), TEXT_MOST);
	bool other = strcmp(clean, *to ? *to : "") != 0;

	if (other)
		mem_replace(to, clean);
	free(clean);
	return other;
}

static bool
put_number(int64_t *to, int64_t number)
{
	bool other = number && *to != number;

	if (other)
		*to = number;
	return other;
}

bool
facts_apply(const json_t *issue, struct ticket *t)
{
	int category = ticket_category_from(text_of(issue, "category"));
	bool other = put_text(&t->key, issue, "key");

	other |= put_text(&t->title, issue, "summary");
	other |= put_text(&t->status, issue, "status");
	other |= put_text(&t->assignee, issue, "assignee");
	other |= put_number(&t->number, number_in(issue));
	other |= put_number(&t->created_at, number_of(issue, "created"));
	other |= put_number(&t->changed_at, number_of(issue, "updated"));
	if (category >= 0 && t->category != (enum ticket_category)category) {
		t->category = (enum ticket_category)category;
		other = true;
	}
	return other;
}

/* ---- what is new ---- */

static bool
commented(const json_t *before, const json_t *now, bool (*ours)(const char *, const void *),
    const void *arg)
{
	const json_t *b = json_object_get(before, "comments"),
		     *n = json_object_get(now, "comments");
	const json_t *last = json_object_get(n, "last");
	bool more = number_of(n, "count") > number_of(b, "count") ||
		    number_of(last, "at") > number_of(json_object_get(b, "last"), "at");

	return more && !ours(text_of(last, "author"), arg);
}

static bool
has_attachment(const json_t *list, const char *id)
{
	return object_with(list, "id", id) != NULL;
}

static bool
attached(const json_t *before, const json_t *now, bool (*ours)(const char *, const void *),
    const void *arg)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(now, "attachments"), i, one)
		if (!has_attachment(json_object_get(before, "attachments"), text_of(one, "id")) &&
		    !ours(text_of(one, "author"), arg))
			return true;
	return false;
}

bool
facts_answered(const json_t *before, const json_t *now,
    bool (*ours)(const char *author, const void *arg), const void *arg)
{
	const int done = TICKET_DONE;

	if (!before)
		return false;
	if (ticket_category_from(text_of(now, "category")) == done &&
	    ticket_category_from(text_of(before, "category")) != done)
		return true;
	return commented(before, now, ours, arg) || attached(before, now, ours, arg);
}

void
facts_show(const json_t *facts, json_t *ticket)
{
	static const char *const members[] = {"title", "status", "category", "assignee", "reporter",
	    "created_at", "changed_at", "comments", "attachments"};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (json_object_get(facts, members[i]))
			json_object_set(ticket, members[i], json_object_get(facts, members[i]));
}
