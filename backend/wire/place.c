/* Where the backend is, and starting a personal one. Twenty clients may start at once and
 * one daemon may be ending: whoever finds nobody takes the flock "start.lock", looks again, and only then
 * spawns; the others find the new one when the lock comes to them. */
#include "wire/place.h"

#include "base/config.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/spawn.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#define LOG_NAME "caducad.log"

enum { START_WAIT_MS = 15000, CONNECT_WAIT_S = 15, READY_FD = 3 };

/* Also while it is stopped: an empty list of one's own would look like the team's. */
static bool
machine_has_team(void)
{
	return access(PATH_TEAM_RUNTIME, F_OK) == 0 || access(PATH_TEAM_STATE, F_OK) == 0;
}

void
client_place_find(
    struct client_place *p, const char *option, const struct config *config, bool personal)
{
	const char *env = getenv("CADUCA_SOCKET");

	*p = (struct client_place){0};
	if (config && config->given)
		p->config = mem_strdup(config->given);
	if (personal) {
		p->socket = path_personal_socket();
		return;
	}
	if (option && *option) {
		p->socket = mem_strdup(option);
	} else if (env && *env) {
		p->socket = mem_strdup(env);
	} else if (config && config->socket && *config->socket) {
		p->socket = mem_strdup(config->socket);
		p->team = true;
	} else if (machine_has_team()) {
		p->socket = mem_strdup(PATH_TEAM_SOCKET);
		p->team = true;
	}
	p->named = p->socket != NULL;
	if (!p->named)
		p->socket = path_personal_socket();
}

void
client_place_release(struct client_place *p)
{
	free(p->socket);
	free(p->config);
	*p = (struct client_place){0};
}

/* A personal socket is our own: another uid behind it would be shown what we type. */
static int
check_peer(int fd, const struct client_place *p, struct err *err)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (p->named)
		return 0;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0)
		return err_errno(err, "cannot tell who listens on '%s'", p->socket);
	if (peer.uid != geteuid())
		return err_set(
		    err, "not-ours", "'%s' is served by uid %u", p->socket, (unsigned)peer.uid);
	return 0;
}

int
place_connect(const struct client_place *p, struct err *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval wait = {.tv_sec = CONNECT_WAIT_S};
	int fd;

	if (strlen(p->socket) >= sizeof(address.sun_path))
		return err_set(
		    err, "path-too-long", "the path of the socket is too long: '%s'", p->socket);
	memcpy(address.sun_path, p->socket, strlen(p->socket) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_errno(err, "cannot make a socket");
	/* the queue of one that is stopped fills up */
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		bool silent = errno == EAGAIN;
		err_errno(err, "cannot connect to '%s'", p->socket);
		if (err)
			err->code = silent ? PLACE_SILENT : "no-backend";
		close(fd);
		return -1;
	}
	wait.tv_sec = 0;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (check_peer(fd, p, err) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* What the daemon said when it cannot serve, "CODE text"; nothing where it had no time to. */
static int
refused_start(char *text, const char *program, const char *state, struct err *err)
{
	static const char *const codes[] = {"newer-database", "upgrade-failed", "corrupt-database",
	    "disk-full", "read-only", "locked", "denied", "not-ours", "remote-filesystem",
	    "not-a-database", "io"};
	char *space, *log;

	text[strcspn(text, "\n")] = '\0';
	space = strchr(text, ' ');
	if (!space) {
		log = path_join(state, LOG_NAME);
		err_set(err, "cannot-start", "cannot start '%s'", program);
		err_text(err, "log", log);
		free(log);
		return -1;
	}
	*space = '\0';
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(codes[i], text)) {
			err_set(err, codes[i], "%s", space + 1);
			return err_text(err, "folder", state);
		}
	return err_set(err, "cannot-start", "%s", space + 1);
}

/* The daemon says "ready" when it serves. */
static int
wait_ready(int fd, const char *program, const char *state, struct err *err)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	char text[512];
	size_t used = 0;
	ssize_t n;

	while (used < sizeof(text) - 1) {
		if (poll(&poll_fd, 1, START_WAIT_MS) <= 0)
			return err_set(
			    err, "cannot-start", "the backend did not say that it is ready");
		n = read(fd, text + used, sizeof(text) - 1 - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		used += (size_t)n;
	}
	text[used] = '\0';
	return strncmp(text, "ready", 5) != 0 ? refused_start(text, program, state, err) : 0;
}

static int
run_daemon(const struct client_place *p, const char *program, int log, int ready, struct err *err)
{
	const struct spawn child = {.session = SPAWN_DETACHED,
	    .fds = {SPAWN_NULL, SPAWN_NULL, log, ready}, /* the last is READY_FD */
	    .fd_count = READY_FD + 1};
	char *ready_text = mem_printf("%d", READY_FD);
	const char *const argv[] = {program, "--personal", "--socket", p->socket, "--ready-fd",
	    ready_text, p->config ? "--config" : NULL, p->config, NULL};
	int rc = spawn_program(&child, program, (char *const *)(uintptr_t)argv, err);

	free(ready_text);
	return rc;
}

static bool
is_regular(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

int
place_check_log(struct err *err)
{
	char *state = path_state(), *path = path_join(state, LOG_NAME);
	struct stat st;
	int rc = 0;

	if (lstat(path, &st) < 0)
		rc = errno == ENOENT ? 0 : err_errno(err, "cannot look at '%s'", path);
	else if (!S_ISREG(st.st_mode))
		rc = err_set(err, "not-a-file", "'%s'", path);
	else if (access(path, W_OK) < 0)
		rc = err_errno(err, "cannot write to '%s'", path);
	free(path);
	free(state);
	return rc;
}

static int
start_daemon(const struct client_place *p, const char *state, struct err *err)
{
	char *program = path_sibling("caducad"), *log_path = path_join(state, LOG_NAME);
	/* a FIFO is not waited for; one that is no file is done without (place_check_log says so) */
	int log = open(log_path,
	    O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	int ready[2] = {-1, -1}, rc;

	if (log >= 0 && !is_regular(log))
		sys_close(&log);
	if (pipe2(ready, O_CLOEXEC) < 0)
		rc = err_errno(err, "cannot make a pipe");
	else
		rc = run_daemon(p, program, log < 0 ? SPAWN_NULL : log, ready[1], err);
	sys_close(&ready[1]);
	if (!rc)
		rc = wait_ready(ready[0], program, state, err);
	sys_close(&ready[0]);
	sys_close(&log);
	free(program);
	free(log_path);
	return rc;
}

/* The one that has our state may have been started with another runtime folder than ours, or none. */
static int
connect_by_state(const struct client_place *p, const char *state)
{
	char *socket = path_state_socket(state);
	struct client_place there = {.socket = socket};
	int fd = strcmp(socket, p->socket) != 0 ? place_connect(&there, NULL) : -1;

	free(socket);
	return fd;
}

int
place_start(const struct client_place *p, struct err *err)
{
	char *state = path_state(), *lock_path = path_join(state, "start.lock");
	int lock = -1, fd = -1;

	if (sys_mkdir_private(state, err) < 0)
		goto out;
	lock = sys_lock(lock_path, START_WAIT_MS, err);
	if (lock < 0)
		goto out;
	fd = place_connect(p, err);
	if (fd < 0)
		fd = connect_by_state(p, state);
	if (fd < 0 && !start_daemon(p, state, err))
		fd = place_connect(p, err);
out:
	sys_close(&lock);
	free(lock_path);
	free(state);
	return fd;
}
