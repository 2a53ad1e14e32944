/* Bringing a database of before up to date. What an older program needs is made first, a copy beside it; then all
 * steps run in one transaction, so that there is no database of a version between two programs. */
#include "store/statement.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sys.h"
#include "base/version.h"
#include "store/backup.h"
#include "store/copy.h"
#include "store/migrate.h"
#include "store/store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* "PATH.version-11-20261130T001500Z"; the caller frees. */
static char *
name_of_copy(const struct store *s, int version)
{
	const time_t now = (time_t)clock_wall(s->clock);
	char when[32] = "";
	struct tm tm;

	if (gmtime_r(&now, &tm))
		strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &tm);
	return mem_printf("%s.version-%d-%s", s->path, version, when);
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
	char *name = name_of_copy(s, version), *part = mem_printf("%s.part", name);
	int rc = write_copy(s, part, err);

	if (!rc && rename(part, name) < 0)
		rc = err_errno(err, "cannot make '%s'", name);
	if (!rc)
		rc = sys_sync_folder_of(name, err);
	if (rc)
		unlink(part);
	else
		mem_replace(&s->before, name);
	free(part);
	free(name);
	return rc;
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
	if (!rc)
		rc = migrate_run(s->db, steps, newest, &why);
	if (!rc)
		return 0;
	if (s->before)
		unlink(s->before); /* of what is as it was */
	mem_replace(&s->before, NULL);
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

/* For whoever opens it with an older program one day. Not worth failing for. */
void
store_note_program(struct store *s)
{
	struct statement q = statement_of(s, QUERY_PROGRAM_GET);
	bool same = false;

	while (statement_next(&q, NULL) > 0)
		same = !strcmp(column_text(&q), CADUCA_VERSION);
	if (same || store_begin(s, NULL) < 0)
		return;
	q = statement_of(s, QUERY_PROGRAM_PUT);
	bind_text(&q, CADUCA_VERSION);
	if (statement_run(&q, NULL) < 0 || store_commit(s, NULL) < 0)
		store_rollback(s);
}
