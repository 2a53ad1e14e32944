/* What the files of operations on monitors share. */
#ifndef DAEMON_OPERATIONS_MONITORS_H
#define DAEMON_OPERATIONS_MONITORS_H

#include <jansson.h>

#include <stdint.h>

struct daemon;
struct err;
struct monitor;
struct row;
struct session;

/* The monitor whose number is args.id; NULL after answering. */
struct row *monitor_row(struct session *s, json_int_t id, const json_t *args);
/* Answers that the version which args name is no longer that of the row. */
void monitor_conflict(struct session *s, json_int_t id, const json_t *args, const struct row *row);
/* Another has its endpoint: which. */
void monitor_duplicate(struct session *s, json_int_t id, const struct row *row);

/* The fields that were said, into *m: NULL, or the arguments of "bad-argument". Of a refused one nothing is known. To say the
 * service that its pattern gives it already does not make it so by hand. */
json_t *monitor_said_parse(const struct daemon *d, struct monitor *m, const json_t *args);

/* Within a transaction: a new one, with its line in the trail. */
int monitor_insert(struct session *s, struct monitor *m, struct err *err);
/* After the commit: it is in memory and probed. Takes over what *m has. */
struct row *monitor_watch(struct daemon *d, struct monitor *m);

/* Within a transaction: m in the place of the row's, with its line in the trail. */
int monitor_write_edit(
    struct session *s, const struct row *row, struct monitor *m, struct err *err);
/* After the commit: memory follows, and another endpoint is probed. Takes over what *m has. */
void monitor_apply_edit(struct daemon *d, struct row *row, struct monitor *m);
/* What a change of these members left as they are now is as it was before it: NULL. Else the first that was changed since. */
const char *monitor_restore_members(struct monitor *m, const json_t *before, const json_t *after);
/* The login of who changed that member last after that line of the trail, the caller's; NULL: nobody is known. */
char *monitor_changed_by(const struct daemon *d, int64_t monitor, int64_t seq, const char *member);
/* The answer, just after the commit: what was written last is its line in the trail. */
json_t *monitor_changed_json(const struct daemon *d, const struct row *row);

#endif
