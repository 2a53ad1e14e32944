#include "store/migrate.h"

#include "store/trouble.h"

#define SCHEMA_TEXTS
#include "store_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdint.h>
#include <sys/stat.h>

enum { HEADER_BYTES = 100, HEADER_VERSION_AT = 60, HEADER_APPLICATION_AT = 68 };

const char *const *
migrate_steps(int *count)
{
	*count = SCHEMA_COUNT;
	return schema_texts;
}

const char *
migrate_remote_name(long f_type)
{
	static const struct {
		uint32_t type;
		const char *name;
	} remote[] = {
		{NFS_SUPER_MAGIC, "NFS"},
		{SMB_SUPER_MAGIC, "SMB"},
		{0xff534d42, "CIFS"},
		{0xfe534d42, "SMB"},
		{AFS_SUPER_MAGIC, "AFS"},
		{CODA_SUPER_MAGIC, "Coda"},
		{0x0bd00bd0, "Lustre"},
	};

	/* f_type is a signed long: the high bit of a 32-bit magic is extended on some machines. */
	for (size_t i = 0; i < sizeof(remote) / sizeof(remote[0]); i++)
		if (remote[i].type == (uint32_t)f_type)
			return remote[i].name;
	return NULL;
}

static int
too_new(struct err *err, const char *path, int64_t version, int newest)
{
	return err_set(err, "newer-database",
	    "'%s' is of version %lld, and this program knows them up to %d", path,
	    (long long)version, newest);
}

static int
another_program(struct err *err, const char *path)
{
	return err_set(err, "not-a-database", "'%s' is a database of another program", path);
}

static uint32_t
big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* An application id of 0 is judged by migrate_run: the first migration may be in the log alone. */
static int
check_header(const unsigned char *header, ssize_t len, const char *path, int newest,
    struct err *err)
{
	static const char magic[16] = "SQLite format 3";
	uint32_t application;

	if (!len)
		return 0;
	if (len < HEADER_BYTES || memcmp(header, magic, sizeof(magic)) != 0)
		return err_set(err, "not-a-database", "'%s' is not a database", path);
	application = big_endian(header + HEADER_APPLICATION_AT);
	if (application != 0 && application != MIGRATE_APPLICATION_ID)
		return another_program(err, path);
	if (application && big_endian(header + HEADER_VERSION_AT) > (uint32_t)newest)
		return too_new(err, path, big_endian(header + HEADER_VERSION_AT), newest);
	return 0;
}

int
migrate_check_file(const char *path, int newest, struct err *err)
{
	unsigned char header[HEADER_BYTES];
	struct stat st;
	ssize_t len;
	int rc = -1;
	/* O_NONBLOCK: a FIFO is refused, not waited for. */
	int fd = open(path, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);

	if (fd < 0)
		return err_errno(err, "cannot open '%s'", path);
	if (fstat(fd, &st) < 0)
		err_errno(err, "cannot look at '%s'", path);
	else if (!S_ISREG(st.st_mode))
		err_set(err, "io", "'%s' is not a regular file", path);
	else if ((st.st_mode & 077) && fchmod(fd, st.st_mode & 0700) < 0)
		err_errno(err, "cannot make '%s' private", path);
	else if ((len = pread(fd, header, sizeof(header), 0)) < 0)
		err_errno(err, "cannot read '%s'", path);
	else
		rc = check_header(header, len, path, newest, err);
	close(fd);
	return rc;
}

static int
execute(sqlite3 *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return rc ? trouble_set(db, rc, err, "migrate") : 0;
}

/* The first column of the first row; -1 on an error, which no number asked for here can be. */
static int64_t
ask(sqlite3 *db, const char *sql, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int64_t answer = -1;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	if (!rc && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		answer = sqlite3_column_int64(stmt, 0);
	else
		trouble_set(db, rc, err, "read");
	sqlite3_finalize(stmt);
	return answer;
}

static int
take_step(sqlite3 *db, const char *step, int version, struct err *err)
{
	char numbers[96];
	int64_t broken;

	snprintf(numbers, sizeof(numbers), "PRAGMA application_id = %d; PRAGMA user_version = %d",
	    MIGRATE_APPLICATION_ID, version);
	if (execute(db, "BEGIN IMMEDIATE", err) < 0)
		return -1;
	if (execute(db, step, err) < 0 || execute(db, numbers, err) < 0)
		goto undo;
	broken = ask(db, "SELECT count(*) FROM pragma_foreign_key_check", err);
	if (broken > 0)
		err_set(err, "corrupt-database",
		    "version %d would leave %lld references to nothing", version,
		    (long long)broken);
	if (broken == 0 && !execute(db, "COMMIT", err))
		return 0;
undo:
	if (!sqlite3_get_autocommit(db))
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

int
migrate_run(sqlite3 *db, const char *const *steps, int count, struct err *err)
{
	const char *path = sqlite3_db_filename(db, "main");
	int64_t application = ask(db, "PRAGMA application_id", err);
	int64_t version = application < 0 ? -1 : ask(db, "PRAGMA user_version", err);
	int64_t tables = version < 0 ? -1 : ask(db, "SELECT count(*) FROM sqlite_schema", err);
	int rc = 0;

	if (tables < 0)
		return -1;
	if (application != MIGRATE_APPLICATION_ID && (application || version || tables))
		return another_program(err, path);
	if (version > count)
		return too_new(err, path, version, count);
	if (version == count)
		return 0;
	/* A step may build a table anew under its old name: references are checked at its end. */
	if (execute(db, "PRAGMA foreign_keys = OFF", err) < 0)
		return -1;
	while (!rc && version < count) {
		rc = take_step(db, steps[version], (int)version + 1, err);
		version++;
	}
	return execute(db, "PRAGMA foreign_keys = ON", rc ? NULL : err) < 0 ? -1 : rc;
}
