/* Writing a backup: from a copy that is whole (store/copy.h) to where it is kept. The place may be a disk that does not
 * answer, so a process of its own does this (daemon/backup_worker.h). */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "base/err.h"

#include <stdint.h>

struct backup {
	char *path;
	int64_t at; /* when it was made, as its name says; 0: there is none */
	int64_t bytes;
};

void backup_release(struct backup *b);

/* Writes all of `from` to the regular file `to`, whatever was in it, and syncs it. After -1 `to` is empty: half a backup
 * must not be taken for one. */
int backup_write(int from, int to, struct err *err);

/* Makes "caduca-YYYYMMDDTHHMMSSZ.db" of the second `at` in folder (made 0700 where it is not there), 0600: written
 * under another name, synced, examined as store_examine does by reading it back ("backup-damaged"), and then renamed.
 * Only after that are the oldest ones of such a name removed, so that `keep` stay, and what an earlier one left half;
 * where that fails the answer is 0 all the same, and err says why. */
int backup_make(
    const char *folder, int from, int64_t at, int keep, struct backup *b, struct err *err);

/* The newest one in folder. 0 also when there is none, or no such folder: at is 0 then. */
int backup_newest(const char *folder, struct backup *b, struct err *err);

#endif
