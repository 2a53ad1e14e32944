#include "base/path.h"

#include "base/mem.h"
#include "base/sys.h"

#include <pwd.h>
#include <sys/stat.h>

char *
path_join(const char *folder, const char *name)
{
	size_t n = strlen(folder);

	return mem_printf("%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", name);
}

char *
path_absolute(const char *path)
{
	char *here = *path == '/' ? NULL : getcwd(NULL, 0),
	     *whole = here ? path_join(here, path) : mem_strdup(path);

	free(here);
	return whole;
}

/* $HOME may be unset (cron, systemd): the passwd entry then. */
char *
path_home(void)
{
	const char *env = getenv("HOME");
	struct passwd pw, *found = NULL;
	char room[4096];

	if (env && env[0] == '/')
		return mem_strdup(env);
	if (!getpwuid_r(geteuid(), &pw, room, sizeof(room), &found) && found)
		return mem_strdup(pw.pw_dir);
	return mem_strdup("/");
}

static char *
xdg(const char *variable, const char *fallback)
{
	const char *env = getenv(variable);
	char *base, *path;

	if (env && env[0] == '/')
		return path_join(env, "caduca");
	base = path_home();
	path = mem_printf("%s/%s/caduca", base, fallback);
	free(base);
	return path;
}

char *
path_state(void)
{
	return xdg("XDG_STATE_HOME", ".local/state");
}

char *
path_user_config(void)
{
	return xdg("XDG_CONFIG_HOME", ".config");
}

char *
path_state_socket(const char *state)
{
	return path_join(state, "socket");
}

char *
path_personal_socket(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char *folder, *path;
	struct stat st;

	/* su and cron leave the variable of another user behind, or none: the folder must be ours. Root may write to any,
	 * and what it made there would shut out its owner. */
	if (runtime && runtime[0] == '/' && stat(runtime, &st) == 0 && st.st_uid == geteuid() &&
	    access(runtime, W_OK | X_OK) == 0)
		folder = path_join(runtime, "caduca");
	else
		folder = path_state();
	path = path_join(folder, "socket");
	free(folder);
	return path;
}

static char *
beside(const char *name)
{
	char *self = sys_own_path(), *slash, *path;

	slash = self ? strrchr(self, '/') : NULL;
	if (!slash) {
		free(self);
		return mem_printf("%s/bin/%s", CADUCA_PREFIX, name);
	}
	*slash = '\0';
	path = path_join(self, name);
	free(self);
	return path;
}

char *
path_sibling(const char *program)
{
	return beside(program);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && access(path, X_OK) == 0;
}

/* Under /usr a program is called "locale" too: the C library's, beside ours. */
char *
path_locale(void)
{
	char *built = beside("locale"), *installed;

	if (is_folder(built))
		return built;
	free(built);
	installed = beside("../share/locale");
	if (is_folder(installed))
		return installed;
	free(installed);
	return mem_strdup(CADUCA_PREFIX "/share/locale");
}
