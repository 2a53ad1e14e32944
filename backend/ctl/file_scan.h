/* Files that may hold certificates, as a person names them: some files, and folders with what is below them. Nothing here is
 * parsed: a file is opened with the user's own rights, and told apart by the bytes that any such file has somewhere (PEM's
 * BEGIN of RFC 7468, the SEQUENCE that DER begins with, base64 of that, the magic numbers of Java keystores), so that a
 * folder of ten thousand others costs no child each.
 *
 * In a folder no link is followed, so that nothing outside of it is read; what is no regular file is not opened, so that
 * nothing waits; depth, entries and bytes are bounded. A file that is named itself is opened whatever it is, without
 * waiting, for its reader to say why it is none (pki/document_read.h). */
#ifndef CTL_FILE_SCAN_H
#define CTL_FILE_SCAN_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	SCAN_DEPTH_MOST = 16,         /* folders within folders */
	SCAN_ENTRIES_MOST = 100000,   /* names in all folders together */
	SCAN_FILES_MOST = 20000,      /* that are given on */
	SCAN_FILE_BYTES = 1024 * 1024 /* of one: what its reader takes (pki/document.h) */
};

struct scan {
	/* Each file that may hold some, with a descriptor that is closed afterwards. named: by the person. False: enough. */
	bool (*file)(const char *path, int fd, bool named, void *arg);
	/* What could not be looked at: a folder, a file that is too large. May be NULL. */
	void (*trouble)(const char *path, const struct err *why, void *arg);
	void *arg;
	/* counted along */
	size_t entries, files;
	size_t others;         /* regular files that cannot hold any */
	size_t links, special; /* not followed, not opened */
	bool stopped;          /* file said so */
};

/* A file or a folder. -1 with err: "scan-too-deep", "scan-too-many" (most), or of errno where path itself cannot be opened. */
int scan_path(struct scan *s, const char *path, struct err *err);

#endif
