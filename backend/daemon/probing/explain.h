/* Clients that wait for one probe to be explained (operation probe.explain). */
#ifndef DAEMON_PROBING_EXPLAIN_H
#define DAEMON_PROBING_EXPLAIN_H

#include <jansson.h>

#include <stdint.h>

struct explanation;
struct session;

void explanation_add(struct explanation **list, int64_t ticket, struct session *s, json_int_t id);
/* Answers who waits for this ticket, if anyone does. NULL: the worker ended over it. */
void explanation_answer(struct explanation **list, int64_t ticket, const json_t *result);
/* Nobody waits in this session any more; NULL: in none. */
void explanation_forget(struct explanation **list, const struct session *s);

#endif
