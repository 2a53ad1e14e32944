/* Where the backend is, and starting a personal one (design section 1). Twenty clients may start at once and
 * one daemon may be ending: whoever finds nobody takes the flock "start.lock", looks again, and only then
 * spawns; the others find the new one when the lock comes to them. */
#include "wire/place.h"

#include "base/config.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>

enum { START_WAIT_MS = 15000, CONNECT_WAIT_S = 15, READY_FD = 3 };

void
client_place_find(struct client_place *p, const char *option, const struct config *config)
{
	const char *env = getenv("CADUCA_SOCKET");

	*p = (struct client_place){0};
	p->named = true;
	if (config && config->given)
		p->config = mem_strdup(config->given);
	if (option && *option)
		p->socket = mem_strdup(option);
	else if (env && *env)
		p->socket = mem_strdup(env);
	else if (config && config->socket && *config->socket)
		p->socket = mem_strdup(config->socket);
	else if (access("/run/caduca", F_OK) == 0)
		p->socket = mem_strdup(PATH_TEAM_SOCKET);
	else {
		p->socket = path_personal_socket();
		p->named = false;
	}
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

static _Noreturn void
become_daemon(const char *program, const struct client_place *p, const char *log, int ready)
{
	char ready_text[16];
	int null, out;

	setsid();
	if (fork() != 0)
		_exit(0);
	null = open("/dev/null", O_RDWR);
	out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK,
	    0600); /* a FIFO: not waited for */
	if (null < 0 || dup2(ready, READY_FD) < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(out >= 0 ? out : null, 2) < 0)
		_exit(71);
	close_range(READY_FD + 1, ~0U, 0);
	if (chdir("/") < 0)
		_exit(71);
	snprintf(ready_text, sizeof(ready_text), "%d", READY_FD);
	execl(program, program, "--personal", "--socket", p->socket, "--ready-fd", ready_text,
	    p->config ? "--config" : (char *)NULL, p->config, (char *)NULL);
	_exit(72);
}

/* The daemon says "ready", or "CODE text" when it cannot serve. */
static int
wait_ready(int fd, const char *program, struct err *err)
{
	static const char *const codes[] = {"newer-database", "corrupt-database", "disk-full",
	    "read-only", "locked", "denied", "not-ours", "remote-filesystem", "not-a-database",
	    "io"};
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	char text[512], *space;
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
	if (!strncmp(text, "ready", 5))
		return 0;
	text[strcspn(text, "\n")] = '\0';
	space = strchr(text, ' ');
	if (!space)
		return err_set(err, "cannot-start", "cannot start '%s'", program);
	*space = '\0';
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(codes[i], text))
			return err_set(err, codes[i], "%s", space + 1);
	return err_set(err, "cannot-start", "%s", space + 1);
}

static int
spawn(const struct client_place *p, const char *state, struct err *err)
{
	char *program = path_sibling("caducad"), *log = path_join(state, "caducad.log");
	int ready[2] = {-1, -1}, rc = -1;
	pid_t pid;

	if (access(program, X_OK) < 0) {
		err_errno(err, "cannot start '%s'", program);
		if (err)
			err->code = "cannot-start";
		goto out;
	}
	if (pipe2(ready, O_CLOEXEC) < 0) {
		err_errno(err, "cannot make a pipe");
		goto out;
	}
	pid = fork();
	if (pid < 0) {
		err_errno(err, "cannot start '%s'", program);
		goto out;
	}
	if (!pid)
		become_daemon(program, p, log, ready[1]);
	sys_close(&ready[1]);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	rc = wait_ready(ready[0], program, err);
out:
	sys_close(&ready[0]);
	sys_close(&ready[1]);
	free(program);
	free(log);
	return rc;
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
	if (fd < 0 && !spawn(p, state, err))
		fd = place_connect(p, err);
out:
	sys_close(&lock);
	free(lock_path);
	free(state);
	return fd;
}
