/* The backup API needs a database file of its own to write to: a temporary one beside ours, unlinked as soon as it is
 * open. What is passed by a client is only ever written as bytes. The copy says it has a log, as the original: whoever
 * opens it makes an empty one. */
#include "store/copy.h"

#include "store/statement.h"
#include "store/store.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/sys.h"
#include "store/leftovers.h"
#include "store/trouble.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { STEP_PAGES = 256, MB = 1024 * 1024 };

struct store_copy {
	struct store *store;
	sqlite3 *to;
	sqlite3_backup *backup; /* NULL when it is whole, or will not be */
	int fd;
};

/* The temporary file needs no journal and no fsync: it is gone when anything goes wrong. */
static int
open_temporary(struct store_copy *c, char *path, struct err *err)
{
	int rc, why;

	c->fd = mkostemp(path, O_CLOEXEC);
	if (c->fd < 0)
		return err_errno(err, "cannot make '%s'", path);
	errno = 0;
	rc = sqlite3_open_v2(path, &c->to,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (!rc)
		rc = sqlite3_exec(c->to,
		    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF;"
		    "PRAGMA synchronous = OFF;"
		    "PRAGMA cache_size = -1024;",
		    NULL, NULL, NULL);
	why = errno;
	if (unlink(path) < 0)
		log_warning("'%s' stays until the next start: %s", path, strerror(errno));
	errno = why;
	return rc ? trouble_set(c->to, rc, err, "back up to") : 0;
}

static void
end_backup(struct store_copy *c)
{
	sqlite3_backup_finish(c->backup);
	c->backup = NULL;
	if (c->store)
		c->store->copy = NULL;
	c->store = NULL;
}

void
store_copy_abandon(struct store *s)
{
	if (s->copy)
		end_backup(s->copy);
}

/* Steals path, a template of mkostemp. */
static struct store_copy *
copy_to(struct store *s, char *path, struct err *err)
{
	struct store_copy *c;

	if (!s->db || s->copy || !sqlite3_get_autocommit(s->db)) {
		err_set(err, "io", "no backup of '%s' while it is being changed, copied or closed",
		    s->path);
		free(path);
		return NULL;
	}
	c = mem_alloc(sizeof(*c));
	c->fd = -1;
	if (!open_temporary(c, path, err)) {
		c->backup = sqlite3_backup_init(c->to, "main", s->db, "main");
		if (!c->backup)
			trouble_set(c->to, sqlite3_extended_errcode(c->to), err, "back up to");
	}
	free(path);
	if (!c->backup) {
		store_copy_free(c);
		return NULL;
	}
	c->store = s;
	s->copy = c;
	return c;
}

struct store_copy *
store_copy_start(struct store *s, struct err *err)
{
	return copy_to(s, mem_printf("%s" LEFTOVERS_BACKUP, s->path), err);
}

/* What a copy takes, in bytes. */
static int
look_at_size(const struct store *s, uintmax_t *bytes, struct err *err)
{
	struct stat ours, log = {0};
	char *wal = mem_printf("%s-wal", s->path);
	int rc = stat(s->path, &ours);

	if (rc < 0)
		err_errno(err, "cannot look at the size of '%s'", s->path);
	else if (stat(wal, &log) < 0)
		log.st_size = 0;
	free(wal);
	*bytes = rc < 0 ? 0 : (uintmax_t)(ours.st_size + log.st_size);
	return rc;
}

static int
look_at_room(const char *folder, uintmax_t *bytes, struct err *err)
{
	struct statvfs there = {0};
	int rc = statvfs(folder, &there);

	*bytes = rc < 0 ? 0 : (uintmax_t)there.f_bavail * there.f_frsize;
	return rc < 0 ? err_errno(err, "cannot look at the room of '%s'", folder) : 0;
}

struct store_copy *
store_copy_start_in(struct store *s, const char *folder, struct err *err)
{
	uintmax_t size, room;

	if (look_at_size(s, &size, err) < 0 || look_at_room(folder, &room, err) < 0)
		return NULL;
	if (room < 2 * size) {
		err_set(err, "disk-full", "'%s' has no room for a copy", folder);
		return NULL;
	}
	return copy_to(s, mem_printf("%s/backup-XXXXXX", folder), err);
}

int
store_copy_no_room(const struct store *s, const char *spare, struct err *err)
{
	const char *slash = strrchr(s->path, '/');
	char *folder = slash ? mem_strndup(s->path, (size_t)(slash - s->path)) : mem_strdup(".");
	uintmax_t size, room, spare_room = 0;

	look_at_size(s, &size, NULL);
	look_at_room(folder, &room, NULL);
	if (spare)
		look_at_room(spare, &spare_room, NULL);
	err_set(err, "backup-no-room", "no room for a copy of %ju bytes: '%s' has %ju%s%s%s", size,
	    folder, room, spare ? ", '" : "", spare ? spare : "", spare ? "' not twice that" : "");
	err_number(err, "needed", (int64_t)((size + MB - 1) / MB));
	err_text(err, "folder", folder);
	err_number(err, "free", (int64_t)(room / MB));
	if (spare) {
		err_text(err, "spare", spare);
		err_number(err, "spare_free", (int64_t)(spare_room / MB));
	}
	free(folder);
	return -1;
}

int
store_copy_step(struct store_copy *c, struct err *err)
{
	int rc, why;

	if (!c->backup)
		return err_set(err, "io", "the database was opened anew while it was copied");
	if (!sqlite3_get_autocommit(c->store->db))
		return err_set(err, "io", "no backup of '%s' in a transaction", c->store->path);
	errno = 0;
	rc = sqlite3_backup_step(c->backup, STEP_PAGES);
	if (rc == SQLITE_OK)
		return 1;
	why = errno;
	end_backup(c);
	errno = why;
	return rc == SQLITE_DONE ? 0 : trouble_set(c->to, rc, err, "back up to");
}

int
store_copy_fd(const struct store_copy *c)
{
	return c->fd;
}

void
store_copy_free(struct store_copy *c)
{
	if (!c)
		return;
	if (c->backup)
		end_backup(c);
	sqlite3_close(c->to);
	sys_close(&c->fd);
	free(c);
}
