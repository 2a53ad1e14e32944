#include "store/leftovers.h"

#include "base/log.h"
#include "base/mem.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static bool
is_copy(const char *name, const char *database, const char *copy)
{
	static const char *const beside[] = {"", "-wal", "-journal", ".lock"};
	const char *hole = strchr(copy, 'X');
	size_t base = strlen(database), prefix = (size_t)(hole - copy);
	const char *at = name + base;

	if (strncmp(name, database, base) != 0 || strncmp(at, copy, prefix) != 0)
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

void
leftovers_remove(const char *path)
{
	const char *slash = strrchr(path, '/'), *database = slash ? slash + 1 : path;
	char *folder = slash ? mem_strndup(path, (size_t)(slash - path + 1)) : mem_strdup("./");
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char *name = is_copy(entry->d_name, database, LEFTOVERS_RESTORE) ||
				     is_copy(entry->d_name, database, LEFTOVERS_BACKUP)
				 ? mem_printf("%s%s", folder, entry->d_name)
				 : NULL;

		if (name && unlink(name) == 0)
			log_info("'%s', a copy that was not ended, was removed", name);
		free(name);
	}
	if (dir)
		closedir(dir);
	free(folder);
}
