/* Backups: those that the setting `backup` asks for, every so many hours, and those that a person asks for.
 *
 * The copy is made here, in pieces between which the loop serves everybody; writing it where it is kept is a child's
 * work (daemon/backup_worker.h), for the disk there may hang. One at a time, the others wait for their turn. */
#ifndef DAEMON_BACKUPS_H
#define DAEMON_BACKUPS_H

#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>

struct backups;
struct clock;
struct config;
struct loop;
struct session;
struct status_listener;
struct store;
struct writer;

enum {
	BACKUPS_QUEUE_MAX = 8,
	BACKUPS_WAIT_MS = 30 * 60 * 1000, /* of one child */
	BACKUPS_RETRY_MS = 10 * 60 * 1000 /* after one that failed */
};

struct backups_setup {
	const struct clock *clock;
	const struct config *config;
	struct loop *loop;
	struct store *store;
	struct writer *writer;
	const char
	    *spare; /* a folder on another disk, for the copy where the database's is full; NULL */
	const struct status_listener *status; /* told when backups_json is another */
};

/* answer is the child's line; NULL: err says why there is none. */
typedef void backed_up_fn(
    struct session *s, json_int_t id, const json_t *answer, const struct err *err);

struct backups *backups_new(const struct backups_setup *setup);
void backups_free(struct backups *b); /* what is under way is given up; nobody is told */
void backups_start(
    struct backups *b); /* looks for the newest one, and makes the next when it is due */
bool backups_busy(const struct backups *b);

/* The client is to hand over the file to write to: his end of wire/handover.h, the function's. */
typedef void backup_file_fn(struct session *s, json_int_t id, int end);

/* ask: for the file; NULL: one more in the folder of the settings. -1 with "busy" or "no-backup-folder". */
int backups_ask(struct backups *b, struct session *s, json_int_t id, backup_file_fn *ask,
    backed_up_fn *done, struct err *err);
/* The client is gone: nobody is told how what it asked for ends. */
void backups_forget(struct backups *b, const struct session *s);

/* null where no folder is set; else "folder", "every" (hours), "last" (0: none yet), "path" and "bytes" of the last one, and
 * where the last attempt failed "failed_at" and "error". */
json_t *backups_json(const struct backups *b);

#endif
