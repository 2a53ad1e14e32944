/* What a restoring, a backup or an upgrade that was killed left beside the database: its copy, with what SQLite makes beside
 * that, and a second name of the database, by which it was about to be kept. */
#ifndef STORE_LEFTOVERS_H
#define STORE_LEFTOVERS_H

/* Behind the path of the database: the copy's name, for mkostemp. */
#define LEFTOVERS_RESTORE ".restore-XXXXXX"
#define LEFTOVERS_BACKUP ".backup-XXXXXX"

/* The names of what is whole and stays begin so behind that path; the second, while it is written, ends so. */
#define LEFTOVERS_REPLACED ".replaced-"
#define LEFTOVERS_VERSION ".version-"
#define LEFTOVERS_PART ".part"

struct err;

/* Removes it, and puts the log back that a restoring had moved aside: where that fails, -1 with err of errno, and the database
 * is not to be opened without it. The caller holds the lock of the database at path, so that nobody is restoring. */
int leftovers_clear(const char *path, struct err *err);

#endif
