/* How the backups are, in words. */
#ifndef WORDS_BACKUP_H
#define WORDS_BACKUP_H

#include <jansson.h>

#include <stdbool.h>

struct buf;

/* backup: the member of that name of "status". The last attempt failed. */
bool words_backup_failed(const json_t *backup);
/* A few words of one that failed: "no backup since 27/11/2026". */
void words_backup_short(const json_t *backup, struct buf *out);
/* When the last one was made, or why none was, and since when there is none. */
void words_backup(const json_t *backup, struct buf *out);

#endif
