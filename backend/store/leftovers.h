/* What a restoring or a backup that was killed left beside the database: its copy, with what SQLite makes beside that. */
#ifndef STORE_LEFTOVERS_H
#define STORE_LEFTOVERS_H

/* Behind the path of the database: the copy's name, for mkostemp. */
#define LEFTOVERS_RESTORE ".restore-XXXXXX"
#define LEFTOVERS_BACKUP ".backup-XXXXXX"

/* Removes it; the caller holds the lock of the database at path, so that nobody is restoring. */
void leftovers_remove(const char *path);

#endif
