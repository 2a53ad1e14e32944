#include "store/migrate.h"

#include "base/mem.h"
#include "base/version.h"
#include "store/trouble.h"

#define SCHEMA_TEXTS
#include "store_schema.h"

#include <linux/magic.h>
#include <stdint.h>
#include <unistd.h>

/* Of the header of a file of SQLite ("Database File Format", 1.3); numbers are big-endian. */
enum { HEADER_BYTES = 100, USER_VERSION_AT = 60, APPLICATION_ID_AT = 68 };

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
execute(sqlite3 *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return rc ? trouble_set(db, rc, err, "migrate") : 0;
}

/* The first column of the first row. */
static int
ask(sqlite3 *db, const char *sql, int64_t *answer, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	if (!rc && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		*answer = sqlite3_column_int64(stmt, 0);
		rc = 0;
	} else {
		rc = trouble_set(db, rc, err, "read");
	}
	sqlite3_finalize(stmt);
	return rc;
}

static int
run_step(sqlite3 *db, const char *step, int version, struct err *err)
{
	char numbers[96];
	int64_t broken;

	snprintf(numbers, sizeof(numbers), "PRAGMA application_id = %d; PRAGMA user_version = %d",
	    MIGRATE_APPLICATION_ID, version);
	if (execute(db, step, err) < 0 || execute(db, numbers, err) < 0 ||
	    ask(db, "SELECT count(*) FROM pragma_foreign_key_check", &broken, err) < 0)
		return -1;
	if (broken)
		return err_set(err, "corrupt-database",
		    "version %d would leave %lld references to nothing", version,
		    (long long)broken);
	return 0;
}

static int
run_steps(sqlite3 *db, const char *const *steps, int from, int to, struct err *err)
{
	int rc = execute(db, "BEGIN IMMEDIATE", err);

	if (rc)
		return rc;
	for (int version = from; version < to && !rc; version++)
		rc = run_step(db, steps[version], version + 1, err);
	if (!rc)
		rc = execute(db, "COMMIT", err);
	if (rc && !sqlite3_get_autocommit(db))
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

/* Which program wrote it, as far as it says so; the caller frees. */
static char *
program_of(sqlite3 *db)
{
	sqlite3_stmt *stmt = NULL;
	char *version = NULL;

	if (!sqlite3_prepare_v2(db, "SELECT version FROM program", -1, &stmt, NULL) &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		version =
		    mem_printf("by Caduca %.40s, ", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return version ? version : mem_strdup("");
}

static int
refuse_program(const char *path, struct err *err)
{
	return err_set(err, "not-a-database", "'%s' is a database of another program", path);
}

static int
refuse_newer(sqlite3 *db, int version, int newest, struct err *err)
{
	char *program = program_of(db);

	err_set(err, "newer-database",
	    "'%s' was written %swith tables of version %d; this is Caduca " CADUCA_VERSION
	    ", which knows them up to %d",
	    sqlite3_db_filename(db, "main"), program, version, newest);
	free(program);
	return -1;
}

int
migrate_identify(sqlite3 *db, int newest, struct err *err)
{
	const char *path = sqlite3_db_filename(db, "main");
	int64_t application, version, tables;

	if (ask(db, "PRAGMA application_id", &application, err) < 0 ||
	    ask(db, "PRAGMA user_version", &version, err) < 0 ||
	    ask(db, "SELECT count(*) FROM sqlite_schema", &tables, err) < 0)
		return -1;
	if (version < 0 ||
	    (application != MIGRATE_APPLICATION_ID && (application || version || tables)))
		return refuse_program(path, err);
	if (version > newest)
		return refuse_newer(db, (int)version, newest, err);
	return (int)version;
}

static int64_t
number_at(const unsigned char *bytes)
{
	return (int32_t)((uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
			 (uint32_t)bytes[2] << 8 | (uint32_t)bytes[3]);
}

int
migrate_check_header(int fd, const char *name, struct err *err)
{
	static const char magic[] = "SQLite format 3"; /* with its NUL */
	unsigned char header[HEADER_BYTES];
	ssize_t n = pread(fd, header, sizeof(header), 0);
	int64_t version;
	int newest;

	migrate_steps(&newest);
	if (n < 0)
		return err_errno(err, "cannot read '%s'", name);
	if (n < (ssize_t)sizeof(header) || memcmp(header, magic, sizeof(magic)) != 0)
		return err_set(
		    err, "not-a-database", n ? "'%s' is no database" : "'%s' is empty", name);
	version = number_at(header + USER_VERSION_AT);
	if (number_at(header + APPLICATION_ID_AT) != MIGRATE_APPLICATION_ID || version < 0)
		return refuse_program(name, err);
	if (version > newest)
		return err_set(err, "newer-database",
		    "'%s' has tables of version %lld; this is Caduca " CADUCA_VERSION
		    ", which knows them up to %d",
		    name, (long long)version, newest);
	return 0;
}

int
migrate_run(sqlite3 *db, const char *const *steps, int count, struct err *err)
{
	int version = migrate_identify(db, count, err), rc;

	if (version < 0)
		return -1;
	if (version == count)
		return 0;
	/* A step may build a table anew under its old name: references are checked at its end. */
	if (execute(db, "PRAGMA foreign_keys = OFF", err) < 0)
		return -1;
	rc = run_steps(db, steps, version, count, err);
	return execute(db, "PRAGMA foreign_keys = ON", rc ? NULL : err) < 0 ? -1 : rc;
}
