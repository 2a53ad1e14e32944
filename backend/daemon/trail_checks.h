/* The audit trail's hashes computed anew, a piece at each turn of the loop: a trail of years takes seconds. Whoever asks
 * while it is being walked gets the next walk, with all who ask meanwhile. */
#ifndef DAEMON_TRAIL_CHECKS_H
#define DAEMON_TRAIL_CHECKS_H

#include <jansson.h>

struct err;
struct loop;
struct store;
struct trail_checks;

/* head is the last hash; NULL: err says why it does not hold. */
typedef void trail_checked_fn(void *who, json_int_t id, const char *head, const struct err *err);

/* broken: told each time that it does not hold, whoever asked. */
struct trail_checks *trail_checks_new(
    struct loop *loop, struct store *store, void (*broken)(const char *text, void *arg), void *arg);
void trail_checks_free(struct trail_checks *t); /* nobody is told */

/* done is called with who and id, later. */
void trail_checks_ask(struct trail_checks *t, trail_checked_fn *done, void *who, json_int_t id);
void trail_checks_forget(struct trail_checks *t, const void *who);

#endif
