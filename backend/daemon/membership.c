#include "daemon/membership.h"

#include "base/config.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "base/sys.h"
#include "base/text.h"

#include <errno.h>
#include <grp.h>
#include <jansson.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>

enum { ENTRY_MAX_BYTES = 4 << 20, GROUPS_MAX = 65536, LOGIN_MAX = 128, MEMBERS_MAX = 400 };

static const char *const usual_readers[] = {"caduca-read"}, *const usual_operators[] = {"caduca"},
			 *const usual_administrators[] = {"caduca-admin"};

const char *const *
membership_groups(const struct config *c, enum right right, size_t *count)
{
	const struct {
		char **set;
		size_t count;
		const char *const *usual;
	} of[] = {
	    [RIGHT_READ] = {c->readers, c->readers_count, usual_readers},
	    [RIGHT_OPERATE] = {c->operators, c->operators_count, usual_operators},
	    [RIGHT_ADMINISTER] = {c->administrators, c->administrators_count, usual_administrators},
	};
	_Static_assert(sizeof(of) / sizeof(*of) == RIGHT_COUNT, "every right has its groups");

	*count = of[right].count ? of[right].count : 1;
	return of[right].count ? (const char *const *)of[right].set : of[right].usual;
}

/* The child's own arguments follow its role; they are freed. */
static pid_t
start_child(char **argv, size_t count, int *fd, struct err *err)
{
	const struct spawn child = {.session = SPAWN_HERE,
	    .fds = {SPAWN_SOCKET, SPAWN_NULL, STDERR_FILENO},
	    .fd_count = 3,
	    .socket = fd};
	pid_t pid = spawn_program(&child, NULL, argv, err);

	for (size_t i = 0; i < count; i++)
		free(argv[i]);
	free(argv);
	return pid;
}

/* Room for every group with its right beside it, behind the program and its role. */
static char **
begin_arguments(const struct config *c, const char *role, size_t *n)
{
	char **argv = mem_array(
	    5 + 2 * (c->readers_count + c->operators_count + c->administrators_count + RIGHT_COUNT),
	    sizeof(*argv));

	argv[0] = mem_strdup("caducad");
	argv[1] = mem_strdup("--role");
	argv[2] = mem_strdup(role);
	*n = 3;
	return argv;
}

pid_t
membership_ask(const struct config *c, uid_t uid, int *fd, struct err *err)
{
	size_t n, count;
	char **argv = begin_arguments(c, "membership", &n);

	argv[n++] = mem_printf("%u", (unsigned)uid);
	for (int right = RIGHT_ADMINISTER; right >= 0; right--) {
		const char *const *names = membership_groups(c, (enum right)right, &count);

		for (size_t i = 0; i < count; i++) {
			argv[n++] = mem_strdup(right_text((enum right)right));
			argv[n++] = mem_strdup(names[i]);
		}
	}
	return start_child(argv, n, fd, err);
}

pid_t
membership_ask_members(const struct config *c, int *fd, struct err *err)
{
	size_t n, count;
	char **argv = begin_arguments(c, "members", &n);

	for (int right = RIGHT_ADMINISTER; right >= RIGHT_OPERATE; right--) {
		const char *const *names = membership_groups(c, (enum right)right, &count);

		for (size_t i = 0; i < count; i++)
			argv[n++] = mem_strdup(names[i]);
	}
	return start_child(argv, n, fd, err);
}

/* ---- the child ---- */

/* An entry may be longer than any room that one thinks of: a group with a thousand members. */
static int
ask_passwd(uid_t uid, struct passwd *pw, char **room, struct passwd **found)
{
	int rc = ERANGE;

	for (size_t size = 4096; rc == ERANGE && size <= ENTRY_MAX_BYTES; size *= 4) {
		*room = mem_resize(*room, size, 1);
		rc = getpwuid_r(uid, pw, *room, size, found);
	}
	return rc;
}

/* 0 and its entry in *group, or that there is none (*found NULL); else the system could not tell. The caller frees *room. */
static int
ask_group(const char *name, struct group *group, char **room, struct group **found)
{
	int rc = ERANGE;

	*found = NULL;
	for (size_t size = 4096; rc == ERANGE && size <= ENTRY_MAX_BYTES; size *= 4) {
		*room = mem_resize(*room, size, 1);
		rc = getgrnam_r(name, group, *room, size, found);
	}
	/* what some name services say of one that they do not have; getpwnam_r(3) */
	return rc == ENOENT || rc == ESRCH || rc == EBADF || rc == EPERM ? 0 : rc;
}

/* Its number; (gid_t)-1 where there is none. */
static int
ask_gid(const char *name, gid_t *gid)
{
	struct group group, *found;
	char *room = NULL;
	int rc = ask_group(name, &group, &room, &found);

	*gid = found ? group.gr_gid : (gid_t)-1;
	free(room);
	return rc;
}

static gid_t *
groups_of(const struct passwd *pw, int *count)
{
	gid_t *groups = NULL;
	int room = 64;

	do {
		groups = mem_resize(groups, (size_t)room, sizeof(*groups));
		*count = room;
		if (getgrouplist(pw->pw_name, pw->pw_gid, groups, count) >= 0)
			return groups;
		room = *count > room ? *count : room * 2;
	} while (room <= GROUPS_MAX);
	*count = 0;
	return groups;
}

/* One line to the backend. Steals. */
static void
say(json_t *said)
{
	char *line = json_dumps(said, JSON_COMPACT);

	if (line && !sys_write_all(STDIN_FILENO, line, strlen(line), NULL))
		sys_write_all(STDIN_FILENO, "\n", 1, NULL);
	free(line);
	json_decref(said);
}

static void
report(const char *login, const char *right, const char *group)
{
	char *clean = text_cleaned(login, LOGIN_MAX);
	json_t *said = json_pack("{s:s}", "login", clean);

	if (right) {
		json_object_set_new(said, "right", json_string(right));
		json_object_set_new(said, "group", json_string(group));
	}
	say(said);
	free(clean);
}

/* The groups stand in order of their rights, the highest first. */
static int
find_right(const struct passwd *pw, int count, char **named, const char **right, const char **name)
{
	int mine = 0, rc = 0;
	gid_t *groups = groups_of(pw, &mine), gid;

	for (int i = 0; i + 1 < count && !*right && !rc; i += 2) {
		rc = ask_gid(named[i + 1], &gid);
		for (int k = 0; !rc && gid != (gid_t)-1 && k < mine && !*right; k++)
			if (groups[k] == gid) {
				*right = named[i];
				*name = named[i + 1];
			}
	}
	free(groups);
	return rc;
}

int
membership_main(int argc, char **argv)
{
	struct passwd pw, *found = NULL;
	const char *right = NULL, *group = NULL;
	char *room = NULL, *number;
	uid_t uid = argc > 1 ? (uid_t)strtoul(argv[1], NULL, 10) : 0;
	int rc;

	if (argc < 2)
		return 2;
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody else would end one that hangs */
	rc = ask_passwd(uid, &pw, &room, &found);
	if (rc == ENOENT || rc == ESRCH || rc == EBADF || rc == EPERM)
		rc = 0;
	if (!rc && found)
		rc = find_right(found, argc - 2, argv + 2, &right, &group);
	number = mem_printf("%u", (unsigned)uid);
	if (!rc)
		report(found ? found->pw_name : number, right, group);
	free(number);
	free(room);
	return rc ? 1 : 0;
}

int
membership_members_main(int argc, char **argv)
{
	json_t *members = json_object(); /* by login, for each is said once */
	json_t *list = json_array();
	const char *login;
	json_t *one;
	int rc = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int i = 1; i < argc && !rc; i++) {
		struct group group, *found;
		char *room = NULL;

		rc = ask_group(argv[i], &group, &room, &found);
		for (char **m = found ? found->gr_mem : NULL; m && *m; m++) {
			char *clean = text_cleaned(*m, LOGIN_MAX);

			if (json_object_size(members) < MEMBERS_MAX)
				json_object_set_new(members, clean, json_true());
			free(clean);
		}
		free(room);
	}
	json_object_foreach(members, login, one)
		json_array_append_new(list, json_string(login));
	json_decref(members);
	if (rc)
		json_decref(list);
	else
		say(json_pack("{s:o}", "members", list));
	return rc ? 1 : 0;
}
