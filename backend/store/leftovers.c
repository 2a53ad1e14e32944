#include "store/leftovers.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sys.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What follows the name of the database. */
static bool
is_copy(const char *at, const char *copy)
{
	static const char *const beside[] = {"", "-wal", "-journal", ".lock"};
	const char *hole = strchr(copy, 'X');
	size_t prefix = (size_t)(hole - copy);

	if (strncmp(at, copy, prefix) != 0)
		return false;
	at += prefix;
	for (size_t i = 0; i < strlen(hole); i++, at++)
		if (!isalnum((unsigned char)*at))
			return false;
	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++)
		if (!strcmp(at, beside[i]))
			return true;
	return false;
}

static bool
begins(const char *at, const char *with)
{
	return !strncmp(at, with, strlen(with));
}

static bool
ends(const char *at, const char *with)
{
	return strlen(at) >= strlen(with) && !strcmp(at + strlen(at) - strlen(with), with);
}

static bool
is_left(const char *path, const char *name, const char *at)
{
	return is_copy(at, LEFTOVERS_RESTORE) || is_copy(at, LEFTOVERS_BACKUP) ||
	       (begins(at, LEFTOVERS_VERSION) && ends(at, LEFTOVERS_PART)) ||
	       (begins(at, LEFTOVERS_REPLACED) && sys_same_file(path, name));
}

static bool
exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* The database got its second name, and that its log, which may hold what was acknowledged last. Where it has a log of its
 * own by now, both stay, and so does the name that the other one belongs to. */
static int
give_up_name(const char *path, const char *name, struct err *err)
{
	char *log = mem_printf("%s-wal", path), *moved = mem_printf("%s-wal", name);
	int rc = 0;

	if (exists(moved) && exists(log))
		log_warning("'%s' is kept: it was left aside, and '%s' is there", moved, log);
	else if (exists(moved) && rename(moved, log) < 0)
		rc = err_errno(err, "cannot move '%s' back to '%s'", moved, log);
	else
		unlink(name);
	free(moved);
	free(log);
	return rc;
}

static int
clear_one(const char *path, const char *name, const char *at, struct err *err)
{
	if (!is_left(path, name, at))
		return 0;
	if (begins(at, LEFTOVERS_REPLACED))
		return give_up_name(path, name, err);
	if (unlink(name) == 0)
		log_info("'%s', a copy that was not ended, was removed", name);
	return 0;
}

int
leftovers_clear(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/'), *database = slash ? slash + 1 : path;
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path + 1)) : mem_strdup("./");
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int rc = 0;

	while (!rc && dir && (entry = readdir(dir))) {
		char *name;

		if (!begins(entry->d_name, database))
			continue;
		name = mem_printf("%s%s", folder, entry->d_name);
		rc = clear_one(path, name, entry->d_name + strlen(database), err);
		free(name);
	}
	if (dir)
		closedir(dir);
	free(folder);
	return rc;
}
