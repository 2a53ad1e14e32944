#include "ctl/inspector.h"
#include "ctl/child_talk.h"

#include "base/config.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/spawn.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>

enum { PASSWORD_MOST = 1024 };

/* ---- the child ---- */

static char **
arguments(const struct config *config, const char *program)
{
	size_t folders = config ? config->ca_folders_count : 0, n = 0;
	char **argv = mem_array(5 + 2 * folders, sizeof(*argv));

	argv[n++] = mem_strdup(program);
	argv[n++] = mem_strdup("--role");
	argv[n++] = mem_strdup("inspect");
	if (!config)
		argv[n++] = mem_strdup("--no-system-store");
	for (size_t i = 0; i < folders; i++) {
		argv[n++] = mem_strdup("--ca-folder");
		argv[n++] = mem_strdup(config->ca_folders[i]);
	}
	return argv;
}

/* The pid, and our end of the socket in *fd. */
static pid_t
start(const struct config *config, int *fd, struct err *err)
{
	const struct spawn child = {.session = SPAWN_HERE,
	    .fds = {SPAWN_SOCKET, SPAWN_SOCKET, STDERR_FILENO},
	    .fd_count = 3,
	    .socket = fd};
	char *program = path_sibling("caducad"), **argv = arguments(config, program);
	pid_t pid = spawn_program(&child, program, argv, err);

	for (size_t i = 0; argv[i]; i++)
		free(argv[i]);
	free(argv);
	free(program);
	return pid;
}

json_t *
inspector_ask(
    const struct config *config, json_t *request, const int *fds, size_t count, struct err *err)
{
	json_t *answer = NULL;
	bool late = false;
	int fd, status = 0;
	pid_t pid = start(config, &fd, err);

	if (pid > 0) {
		err_set(err, "inspect-crashed", "%s", "");
		if (child_send(fd, request, fds, count) == 0)
			answer = child_hear(fd, INSPECTOR_WAIT_MS, &late);
		if (late)
			err_set(err, "inspect-timeout", "%s", "");
		close(fd);
		if (!answer)
			kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		if (!answer && WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
			err_set(err, "inspect-timeout", "%s", "");
	}
	json_decref(request);
	return answer;
}

/* ---- the password ---- */

/* Adds one key of the terminal. 0: go on, 1: done, -1: given up. */
static int
type_key(char *text, size_t *len, char key)
{
	enum { CONTROL_C = 3, CONTROL_D = 4, BACKSPACE = 8, CONTROL_U = 21, DELETE = 127 };

	switch (key) {
	case '\r':
	case '\n':
		return 1;
	case CONTROL_C:
	case CONTROL_D:
		return -1;
	case CONTROL_U:
		*len = 0;
		return 0;
	case BACKSPACE:
	case DELETE:
		while (
		    *len && (text[*len - 1] & 0xc0) == 0x80) /* the rest of a character of UTF-8 */
			(*len)--;
		if (*len)
			(*len)--;
		return 0;
	default:
		if (*len < PASSWORD_MOST)
			text[(*len)++] = key;
		return 0;
	}
}

/* Signals of keys are off as well, so that nothing can leave the terminal mute. */
static int
read_quietly(int tty, const char *prompt, char *text, size_t *len)
{
	struct termios before, quiet;
	int state = 0;
	char key;

	if (tcgetattr(tty, &before) < 0)
		return -1;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
	quiet.c_cc[VMIN] = 1;
	quiet.c_cc[VTIME] = 0;
	tcsetattr(tty, TCSAFLUSH, &quiet);
	sys_write_all(tty, prompt, strlen(prompt), NULL);
	while (!state) {
		ssize_t n = read(tty, &key, 1);

		if (n < 0 && errno == EINTR)
			continue;
		state = n == 1 ? type_key(text, len, key) : -1;
	}
	explicit_bzero(&key, 1);
	tcsetattr(tty, TCSAFLUSH, &before);
	sys_write_all(tty, "\n", 1, NULL);
	return state;
}

int
inspector_ask_password(const char *prompt, struct err *err)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC), pipe_fds[2] = {-1, -1};
	char text[PASSWORD_MOST];
	size_t len = 0;

	if (tty < 0)
		return err_set(err, "not-a-terminal", "%s", "");
	if (read_quietly(tty, prompt, text, &len) < 0)
		err_set(err, "cancelled", "%s", "");
	else if (pipe2(pipe_fds, O_CLOEXEC) < 0)
		err_errno(err, "cannot make a pipe");
	else /* a pipe holds more than a password, so this does not wait */
		sys_write_all(pipe_fds[1], text, len, NULL);
	explicit_bzero(text, sizeof(text));
	close(tty);
	sys_close(&pipe_fds[1]);
	return pipe_fds[0];
}
