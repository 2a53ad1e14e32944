/* What a line of the audit trail (an event of the operation "log") says, for whoever reads it on the command line or on the
 * console. A line has numbers and codes ("renewal.choose", 12, the members that changed). Here it gets the names of its
 * monitor or renewal, as they are called now or were called then, and its members in words. What nobody can name any
 * more, or what a newer backend wrote, is shown as it stands. */
#ifndef WORDS_TRAIL_H
#define WORDS_TRAIL_H

#include <jansson.h>

struct buf;

/* How names that are not in the line are come by. */
struct trail_known {
	/* That member of what the backend answers to the operation. args is stolen. NULL: there is no such answer, or not
	 * yet. Borrowed until the next call. */
	const json_t *(*ask)(void *arg, const char *operation, const char *member, json_t *args);
	void *arg;
};

/* How it is known who did it. Proven is what the kernel said of the uid; declared what somebody said of himself in a
 * shared account, of which root's may be one. */
enum trail_by { TRAIL_PROVEN, TRAIL_ROOT, TRAIL_DECLARED, TRAIL_DECLARED_AS_ROOT };
enum trail_by trail_by(const json_t *event);

/* "op1", "op1 (declared)", "anna (root)". */
void words_trail_who(const json_t *event, struct buf *out);
/* Of somebody, in the past: "changed it". */
const char *words_trail_what(const json_t *event);
/* What an event may be, as its code ("monitor.edit"): the i-th that there are words for; NULL: no more. The caller's. */
char *words_trail_code(size_t i);
/* A member of a monitor, a service or a ticket; NULL: it is none that says something to a person. */
const char *words_trail_field(const char *name);
/* A value of a field of a monitor, to be shown: a kind or a type in words, any other as it is. The caller's. */
json_t *words_trail_value(const char *field, const json_t *value);
/* Of what: "renewal 12 www.exemple.cat"; nothing where it is of nothing. */
void words_trail_subject(const struct trail_known *known, const json_t *event, struct buf *out);
/* The step of the renewal that it is of: "2.3 Amb quina CA es renova?"; nothing where it is of none. */
void words_trail_step(const struct trail_known *known, const json_t *event, struct buf *out);

/* A change in words. label "": what it is of goes without saying; was and is: "—" where it was nothing. */
typedef void trail_change_fn(const char *label, const char *was, const char *is, void *arg);
void words_trail_each_change(
    const struct trail_known *known, const json_t *event, trail_change_fn *fn, void *arg);
/* Step and changes in a line: "service: Tràmits → Seu; tags: dmz". */
void words_trail_change(const struct trail_known *known, const json_t *event, struct buf *out);

#endif
