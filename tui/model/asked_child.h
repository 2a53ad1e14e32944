/* A child that is asked one thing after another: a request goes out with the answer of the one before it. One that does not answer
 * in time is taken for stuck: it is killed, what was asked of it is refused, and another one is started for the next request. */
#ifndef TUI_MODEL_ASKED_CHILD_H
#define TUI_MODEL_ASKED_CHILD_H

#include <jansson.h>

#include <stddef.h>

struct asked_child;
struct loop;

/* ok, or error {code, args} and ok NULL, and the descriptor that came with it, the callee's; -1 none. */
typedef void asked_child_fn(const json_t *ok, const json_t *error, int fd, void *arg);

struct asked_child_kind {
	const char *role;
	size_t max_line;    /* of an answer */
	const char *lost;   /* the code of an answer that will not come, for the child is gone */
	const char *silent; /* or it did not answer in time */
	int wait_ms;
};

/* It is started when it is first asked. kind: lives on. */
struct asked_child *asked_child_new(struct loop *l, const struct asked_child_kind *kind);
void asked_child_free(
    struct asked_child *c); /* NULL is fine, also within an answer; none is given any more */

/* Steals args and the descriptor that goes with it (-1: none). Answers after this call returned. */
void asked_child_call(struct asked_child *c, const char *operation, json_t *args, int fd,
    asked_child_fn *fn, void *arg);
/* No answer will be given to arg any more. */
void asked_child_forget(struct asked_child *c, const void *arg);

#endif
