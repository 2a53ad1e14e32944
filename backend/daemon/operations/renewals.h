/* What the files of operations on renewals share. */
#ifndef DAEMON_OPERATIONS_RENEWALS_H
#define DAEMON_OPERATIONS_RENEWALS_H

#include <jansson.h>

struct err;
struct session;
struct loaded_renewal;

/* The renewal whose number is args.id, from the store, also a closed one; -1 after answering. */
int renewal_load(struct session *s, json_int_t id, const json_t *args, struct loaded_renewal *t);

/* The new state in short, and what comes next: what every act is answered with. */
json_t *renewal_state_json(const struct session *s, const struct loaded_renewal *t);
void renewal_answer(struct session *s, json_int_t id, const struct loaded_renewal *t);
/* Answers why an act was not done; with the present state on "conflict". t may be NULL or hold nothing. */
void renewal_refuse(
    struct session *s, json_int_t id, const struct err *err, const struct loaded_renewal *t);

#endif
