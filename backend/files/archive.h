/* One file into the team's archive, by machine: whole or not at all, and never over another.
 *
 * The folder is beneath a root that the settings name, usually where a share is mounted. Folders
 * that are missing are made, with their parents, but the root never; and into a root that is empty
 * nothing is put, since that is what the place of a mount looks like while nothing is mounted there.
 *
 * The source's digest is compared first. Its bytes go to a hidden file of the same folder, 0600
 * from its first byte, then fsync; then it gets its name by a rename that does not replace, where
 * the share has none by a link, and where it has neither by a placeholder that only one can make
 * (O_EXCL); the folder is synced; and at last it is read back by its whole path from the root, so
 * that a mount that was lost meanwhile is noticed. A file of that name with the same digest counts
 * as archived. */
#ifndef FILES_ARCHIVE_H
#define FILES_ARCHIVE_H

#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>

struct archive_job {
	const char *root, *folder; /* folder: components with '/' between, none of them ".." */
	const char *source, *name, *sha256;
	bool private; /* 0600 for good, not what the umask leaves */
};

/* The answer that files/worker.h tells of: "how" is "renamed", "linked" or "exclusive", absent for
 * one that was there; "mode" what the file system made of it. NULL with err's code:
 *   source-missing source-denied source-differs (not what was recorded) is-…
 *   archive-no-root archive-not-mounted archive-name archive-not-a-folder
 *   archive-reserved (the name of a device of Windows)
 *   archive-exists (another file of that name)  archive-busy (somebody is at it)
 *   archive-denied archive-read-only archive-full archive-lost (its mount) archive-differs io */
json_t *archive_file(const struct archive_job *job, struct err *err);

#endif
