/* The child's end of a role (wire/role.h): it hears lines on its descriptor 0, a Unix stream socket, answers there, and ends when
 * that is closed.
 *
 * Most are asked {"id":7,"do":"…","args":{…}} and answer each line, in order, with {"id":7,"ok":{…}} or
 * {"id":7,"error":{"code":"…","args":{…}}}: conversation_answer, from a table of what there is to ask. */
#ifndef WIRE_CONVERSATION_H
#define WIRE_CONVERSATION_H

#include <jansson.h>

#include <stddef.h>

struct channel;
struct err;
struct loop;
struct worker; /* what a child has in memory: each defines its own */

struct conversation {
	struct loop *loop;
	struct channel *channel;
	struct worker *worker;
	/* One line; the channel keeps its reference. */
	void (*line)(struct worker *w, json_t *object);
};

/* Nothing is heard before conversation_run. max_line: bytes. worker: may be NULL; `line` gets it. */
void conversation_begin(struct conversation *c, size_t max_line,
    void (*line)(struct worker *w, json_t *object), struct worker *worker);
void conversation_run(struct conversation *c); /* until the peer closes */
void conversation_end(struct conversation *c);

/* fn: what is answered as "ok", a new reference, or NULL with err. What it queues by channel_send_fd goes with that. */
struct conversation_operation {
	const char *name;
	json_t *(*fn)(struct worker *w, const json_t *args, struct err *err);
};

/* One line, of one of the operations, else "unknown-operation". */
void conversation_answer(struct conversation *c, const json_t *object,
    const struct conversation_operation *operations, size_t count);

#endif
