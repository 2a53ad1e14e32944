#include "daemon/ticketing/jira_calls.h"

#include "base/mem.h"

#include <string.h>

struct call *
call_new(int64_t id, const struct jira_ask *ask)
{
	struct call *c = mem_alloc(sizeof(*c));

	*c = (struct call){.id = id,
	    .is_file = ask->call && !strcmp(ask->call, "fetch"),
	    .who = mem_strdup(ask->who),
	    .asker = mem_strdup(ask->asker),
	    .done = ask->done,
	    .ctx = ask->ctx,
	    .owner = ask->owner};
	return c;
}

void
call_append(struct call_list *l, struct call *c)
{
	if (!l->end)
		l->end = &l->first;
	*l->end = c;
	l->end = &c->next;
}

struct call *
call_remove(struct call_list *l, int64_t id, const char *who)
{
	for (struct call **at = &l->first; *at; at = &(*at)->next) {
		struct call *c = *at;

		if (c->is_token != (who != NULL) || (who ? strcmp(c->who, who) != 0 : c->id != id))
			continue;
		*at = c->next;
		if (!c->next)
			l->end = at;
		c->next = NULL;
		return c;
	}
	return NULL;
}

bool
call_token_refused(const struct call *c, const char *code)
{
	static const char *const codes[] = {"no-token", "token-refused", "captcha", "login-page"};

	if (c->is_file && !strcmp(code, "login-page"))
		return false;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(codes[i], code))
			return true;
	return false;
}

void
call_end(struct call *c, const struct jira_answer *answer)
{
	if (c->done)
		c->done(c->ctx, answer);
	free(c->who);
	free(c->asker);
	free(c);
}

static struct call *
empty(struct call_list *l)
{
	struct call *first = l->first;

	*l = (struct call_list){0};
	return first;
}

void
calls_fail(struct call_list *l, const char *code)
{
	struct call *c = empty(l), *next;
	json_t *args = json_object();

	for (; c; c = next) {
		next = c->next;
		call_end(c, &(struct jira_answer){.code = code ? code : c->refused,
				.args = args,
				.sent = code && !c->is_token});
	}
	json_decref(args);
}

void
calls_forget(struct call_list *l, const void *owner)
{
	for (struct call *c = l->first; c; c = c->next) {
		jira_done_fn *done = c->owner == owner ? c->done : NULL;

		if (!done)
			continue;
		c->done = NULL;
		done(c->ctx, NULL);
	}
}

size_t
calls_of(const struct call_list *l, const char *asker)
{
	size_t count = 0;

	for (const struct call *c = l->first; c; c = c->next)
		count += c->asker && !strcmp(c->asker, asker);
	return count;
}

void
calls_release(struct call_list *l)
{
	struct call *c = empty(l), *next;

	for (; c; c = next) {
		next = c->next;
		call_end(c, NULL);
	}
}
