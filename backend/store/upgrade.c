/* Bringing a database of before up to date. What an older program needs is made first, a copy beside it; then all
 * steps run in one transaction, so that there is no database of a version between two programs. */
#include "store/statement.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sys.h"
#include "base/version.h"
#include "store/backup.h"
#include "store/copy.h"
#include "store/leftovers.h"
#include "store/migrate.h"
#include "store/store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { TRIED_BYTES = 64 * 1024 };

/* "PATH.version-11-20261130T001500Z"; the caller frees. */
static char *
name_of_copy(const struct store *s, int version)
{
	const time_t now = (time_t)clock_wall(s->clock);
	char when[32] = "";
	struct tm tm;

	if (gmtime_r(&now, &tm))
		strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &tm);
	return mem_printf("%s" LEFTOVERS_VERSION "%d-%s", s->path, version, when);
}

static int
write_copy(struct store *s, const char *part, struct err *err)
{
	struct store_copy *copy = store_copy_start(s, err);
	int rc = copy ? 1 : -1, fd;

	while (rc > 0)
		rc = store_copy_step(copy, err);
	if (!rc) {
		unlink(part);
		fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		rc = fd < 0 ? err_errno(err, "cannot make '%s'", part)
			    : backup_write(store_copy_fd(copy), fd, err);
		sys_close(&fd);
	}
	store_copy_free(copy);
	return rc;
}

static int
keep_copy(struct store *s, int version, struct err *err)
{
	char *name = name_of_copy(s, version), *part = mem_printf("%s" LEFTOVERS_PART, name);
	int rc = write_copy(s, part, err);

	if (!rc && rename(part, name) < 0)
		rc = err_errno(err, "cannot make '%s'", name);
	if (!rc && (rc = sys_sync_folder_of(name, err)) < 0)
		unlink(name);
	if (rc)
		unlink(part);
	else
		mem_replace(&s->before, name);
	free(part);
	free(name);
	return rc;
}

/* A commit that the disk refused may stand in the log all the same, and whoever opens it next would read it as made; only
 * this connection knows that it does not count. Until it is out of there, the copy stays. */
static void
drop_steps(struct store *s)
{
	int rc = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	if (!s->before)
		return;
	if (rc)
		log_error("the log of '%s' could not be emptied: what it was before is '%s'",
		    s->path, s->before);
	else
		unlink(s->before); /* of what is as it was */
	mem_replace(&s->before, NULL);
}

int
store_upgrade(struct store *s, bool keep, struct err *err)
{
	const char *const *steps;
	struct err why = {0};
	int newest, version, rc = 0;

	steps = migrate_steps(&newest);
	version = migrate_identify(s->db, newest, err);
	if (version < 0 || version == newest)
		return version < 0 ? -1 : 0;
	if (version && keep)
		rc = keep_copy(s, version, &why);
	if (!rc && (rc = migrate_run(s->db, steps, newest, &why)) < 0)
		drop_steps(s);
	if (!rc)
		return 0;
	if (!version)
		return err_set(err, why.code, "%s", why.text);
	return err_set(err, "upgrade-failed",
	    "'%s' stays at version %d of its tables, and does not become %d: %s", s->path, version,
	    newest, why.text);
}

const char *
store_before(const struct store *s)
{
	return s->before;
}

static int
put_program(struct store *s, const char *version, struct err *err)
{
	struct statement q;

	if (store_begin(s, err) < 0)
		return -1;
	q = statement_of(s, QUERY_PROGRAM_PUT);
	bind_text(&q, version);
	if (statement_run(&q, err) == 0 && store_commit(s, err) == 0)
		return 0;
	store_rollback(s);
	return -1;
}

/* For whoever opens it with an older program one day. Not worth failing for. */
void
store_note_program(struct store *s)
{
	struct statement q = statement_of(s, QUERY_PROGRAM_GET);
	bool same = false;

	while (statement_next(&q, NULL) > 0)
		same = !strcmp(column_text(&q), CADUCA_VERSION);
	if (!same)
		put_program(s, CADUCA_VERSION, NULL);
}

/* The one row that no reader minds: what follows the version in it is blank. */
int
store_try_write(struct store *s, struct err *err)
{
	char *blank = mem_printf("%-*s", TRIED_BYTES, CADUCA_VERSION);
	int rc = put_program(s, blank, err);

	free(blank);
	return rc ? rc : put_program(s, CADUCA_VERSION, err);
}
