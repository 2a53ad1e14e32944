/* A copy of the live database. The backup API needs a database file of its own to write to: a
 * temporary one beside ours, 0600 and unlinked as soon as it is open. What is passed by a client is
 * only ever written by us, as bytes. The copy says it has a log, as the original: whoever opens it
 * makes an empty one. */
#include "store/statement.h"
#include "store/store.h"

#include "base/mem.h"
#include "base/sys.h"
#include "store/trouble.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { BACKUP_STEP_PAGES = 256, BACKUP_CHUNK_BYTES = 64 * 1024 };

/* The temporary file needs no journal and no fsync: it is gone when anything goes wrong. */
static int
open_temporary(char *path, int *fd, sqlite3 **db, struct err *err)
{
	int rc;

	*fd = mkostemp(path, O_CLOEXEC);
	if (*fd < 0)
		return err_errno(err, "cannot make '%s'", path);
	errno = 0;
	rc = sqlite3_open_v2(
	    path, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (!rc)
		rc = sqlite3_exec(*db,
		    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF;"
		    "PRAGMA synchronous = OFF;"
		    "PRAGMA cache_size = -1024;",
		    NULL, NULL, NULL);
	unlink(path);
	return rc ? trouble_set(*db, rc, err, "back up to") : 0;
}

static int
copy_pages(struct store *s, sqlite3 *to, struct err *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", s->db, "main");
	int rc, why;

	errno = 0;
	if (!backup)
		return trouble_set(to, sqlite3_extended_errcode(to), err, "back up to");
	do
		rc = sqlite3_backup_step(backup, BACKUP_STEP_PAGES);
	while (rc == SQLITE_OK);
	why = errno;
	sqlite3_backup_finish(backup);
	errno = why;
	return rc == SQLITE_DONE ? 0 : trouble_set(to, rc, err, "back up to");
}

static int
copy_bytes(int from, int to, struct err *err)
{
	char *chunk = mem_alloc(BACKUP_CHUNK_BYTES);
	off_t at = 0;
	ssize_t n;
	int rc = 0;

	while (!rc && (n = pread(from, chunk, BACKUP_CHUNK_BYTES, at)) != 0) {
		if (n < 0)
			rc = err_errno(err, "cannot read the copy");
		else
			rc = sys_write_all(to, chunk, (size_t)n, err);
		at += n;
	}
	free(chunk);
	if (!rc && fsync(to) < 0)
		rc = err_errno(err, "cannot write the backup");
	return rc;
}

static int
check_target(const struct store *s, int fd, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_errno(err, "cannot look at the file to back up to");
	if (!S_ISREG(st.st_mode))
		return err_set(err, "io", "the backup does not go to a regular file");
	if (store_is_own_file(s, fd))
		return err_set(err, "io", "the backup would overwrite the database");
	return 0;
}

int
store_backup(struct store *s, int fd, struct err *err)
{
	char *path = NULL;
	sqlite3 *copy = NULL;
	int temporary = -1, rc = -1;

	if (!s->db || !sqlite3_get_autocommit(s->db))
		return err_set(
		    err, "io", "no backup of '%s' while it is being changed or closed", s->path);
	if (check_target(s, fd, err) < 0)
		return -1;
	path = mem_printf("%s.backup-XXXXXX", s->path);
	if (open_temporary(path, &temporary, &copy, err) < 0 || copy_pages(s, copy, err) < 0)
		goto out;
	if (ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0) {
		err_errno(err, "cannot empty the file to back up to");
		goto out;
	}
	rc = copy_bytes(temporary, fd, err);
	/* Half a backup must not be taken for one. */
	if (rc < 0 && ftruncate(fd, 0) < 0)
		err_set(err, "io", "the backup is incomplete, and could not be emptied");
out:
	sqlite3_close(copy);
	sys_close(&temporary);
	free(path);
	return rc;
}
