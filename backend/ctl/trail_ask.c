#include "ctl/trail_ask.h"

#include "ctl/ctl.h"

#include "base/mem.h"

#include <stdlib.h>

/* What the backend says to a question, once; NULL: nothing. */
static const json_t *
ask(void *arg, const char *operation, const char *member, json_t *args)
{
	struct trail_ask *t = arg;
	char *text = json_dumps(args, JSON_COMPACT | JSON_SORT_KEYS),
	     *key = mem_printf("%s %s", operation, text);
	json_t *ok, *error = NULL, *answer = json_object_get(t->answers, key);

	if (!answer) {
		ok = ctl_try(t->ctl, operation, json_incref(args), &error);
		answer = json_object_get(ok, member);
		answer = answer ? json_incref(answer) : json_null();
		json_object_set_new(t->answers, key, answer);
		json_decref(ok);
		json_decref(error);
	}
	json_decref(args);
	free(key);
	free(text);
	return json_is_object(answer) ? answer : NULL;
}

void
trail_ask_begin(struct trail_ask *t, struct ctl *ctl)
{
	*t = (struct trail_ask){.known = {ask, t}, .ctl = ctl, .answers = json_object()};
}

void
trail_ask_end(struct trail_ask *t)
{
	json_decref(t->answers);
	*t = (struct trail_ask){0};
}
