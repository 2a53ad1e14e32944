#include "store/trouble.h"

#include <errno.h>

/* SQLite says only that the disk refused; why is in errno (EFBIG: the limit on a file's size). That
 * is all that sqlite3_system_errno looks at, too, and it does not look after a COMMIT. */
static const char *
code_of_errno(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return "disk-full";
	case EROFS:
	case EACCES:
	case EPERM:
		return "read-only";
	default:
		return "io";
	}
}

static bool
is_from_system(int rc)
{
	return (rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN;
}

static const char *
code_of(int rc, int system_errno)
{
	static const struct {
		int rc;
		const char *code;
	} codes[] = {
	    {SQLITE_FULL, "disk-full"},
	    {SQLITE_READONLY, "read-only"},
	    {SQLITE_PERM, "read-only"},
	    {SQLITE_BUSY, "locked"},
	    {SQLITE_LOCKED, "locked"},
	    {SQLITE_CORRUPT, "corrupt-database"},
	    {SQLITE_NOTADB, "not-a-database"},
	};

	if (is_from_system(rc))
		return code_of_errno(system_errno);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].rc == (rc & 0xff))
			return codes[i].code;
	return "io";
}

int
trouble_set(sqlite3 *db, int rc, struct err *err, const char *doing)
{
	const int system_errno = errno;
	const char *path = sqlite3_db_filename(db, "main");

	if (is_from_system(rc) && system_errno)
		return err_set(err, code_of(rc, system_errno), "cannot %s '%s': %s: %s", doing,
		    path ? path : "", sqlite3_errstr(rc), err_reason(system_errno));
	return err_set(err, code_of(rc, system_errno), "cannot %s '%s': %s", doing,
	    path ? path : "", sqlite3_errmsg(db));
}

bool
trouble_is_doubt(int rc)
{
	if (rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC)
		return true;
	return (rc & 0xff) == SQLITE_IOERR && strcmp(code_of(rc, errno), "disk-full") != 0;
}
