#include "store/leftovers.h"

#include "base/log.h"
#include "base/mem.h"

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
is_same_file(const char *a, const char *b)
{
	struct stat one, other;

	return lstat(a, &one) == 0 && lstat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

static bool
is_left(const char *path, const char *name, const char *at)
{
	return is_copy(at, LEFTOVERS_RESTORE) || is_copy(at, LEFTOVERS_BACKUP) ||
	       (begins(at, LEFTOVERS_VERSION) && ends(at, LEFTOVERS_PART)) ||
	       (begins(at, LEFTOVERS_REPLACED) && is_same_file(path, name));
}

/* Its second name had got its log already, which may hold what was acknowledged last. False: it is still there. */
static bool
move_log_back(const char *path, const char *name)
{
	char *log = mem_printf("%s-wal", path), *moved = mem_printf("%s-wal", name);
	bool done = access(moved, F_OK) < 0 || rename(moved, log) == 0;

	if (!done)
		log_error("the log '%s' cannot be moved back to '%s'", moved, log);
	free(moved);
	free(log);
	return done;
}

static void
remove_one(const char *path, const char *name, const char *at)
{
	if (begins(at, LEFTOVERS_REPLACED) && !move_log_back(path, name))
		return;
	if (unlink(name) == 0)
		log_info("'%s', a copy that was not ended, was removed", name);
}

void
leftovers_remove(const char *path)
{
	const char *slash = strrchr(path, '/'), *database = slash ? slash + 1 : path;
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path + 1)) : mem_strdup("./");
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *name;

		if (!begins(entry->d_name, database))
			continue;
		name = mem_printf("%s%s", folder, entry->d_name);
		if (is_left(path, name, entry->d_name + strlen(database)))
			remove_one(path, name, entry->d_name + strlen(database));
		free(name);
	}
	if (dir)
		closedir(dir);
	free(folder);
}
