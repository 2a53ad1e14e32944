#include "wire/conversation.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/members.h"
#include "wire/channel.h"
#include "wire/loop.h"

#include <unistd.h>

static void
heard(struct channel *ch, json_t *object, void *arg)
{
	struct conversation *c = arg;

	(void)ch;
	c->line(c->worker, object);
}

static void
closed(struct channel *ch, void *arg)
{
	struct conversation *c = arg;

	(void)ch;
	loop_stop(c->loop);
}

void
conversation_begin(struct conversation *c, size_t max_line,
    void (*line)(struct worker *w, json_t *object), struct worker *worker)
{
	const struct channel_owner owner = {.line = heard, .closed = closed, .arg = c};

	c->line = line;
	c->worker = worker;
	c->loop = loop_new(clock_system());
	c->channel = channel_new(c->loop, STDIN_FILENO, STDIN_FILENO, max_line, &owner);
}

void
conversation_run(struct conversation *c)
{
	loop_run(c->loop);
}

void
conversation_end(struct conversation *c)
{
	channel_free(c->channel);
	loop_free(c->loop);
}

void
conversation_answer(struct conversation *c, const json_t *object,
    const struct conversation_operation *operations, size_t count)
{
	struct err err = {.code = "unknown-operation"};
	const char *name = text_of(object, "do");
	json_t *ok = NULL;

	for (size_t i = 0; i < count; i++)
		if (!strcmp(operations[i].name, name)) {
			err = (struct err){0};
			ok = operations[i].fn(c->worker, json_object_get(object, "args"), &err);
		}
	channel_send(c->channel, json_pack("{s:I, s:o}", "id", number_of(object, "id"),
				     ok ? "ok" : "error", ok ? ok : err_json(&err)));
}
