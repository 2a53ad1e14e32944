/* The program tells when it is idle, and how much it had read by then (struct tty_idle): what
 * it wrote before that is in the kernel's buffer, and reading it until nothing is left gives the
 * whole screen. That is all the synchronisation there is; a program that tells nothing is
 * watched until a text appears. */
#include "tests/screen/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <utmp.h>

struct pty h = {
    .rows = 24, .columns = 80, .tells = true, .master = -1, .idle_fd = -1, .cursor_shown = true};

bool
fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(h.why, sizeof(h.why), fmt, ap);
	va_end(ap);
	return false;
}

static _Noreturn void
die(const char *what)
{
	printf("Bail out! %s: %s\n", what, strerror(errno));
	exit(2);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- what libvterm tells ---- */

static int
on_property(VTermProp property, VTermValue *value, void *user)
{
	(void)user;
	if (property == VTERM_PROP_ALTSCREEN)
		h.alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		h.cursor_shown = value->boolean;
	if (property == VTERM_PROP_MOUSE)
		h.mouse = value->number != VTERM_PROP_MOUSE_NONE;
	return 1;
}

static int
on_cursor(VTermPos to, VTermPos from, int visible, void *user)
{
	(void)from;
	(void)visible;
	(void)user;
	h.cursor = to;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property, .movecursor = on_cursor};

/* ---- the program and its terminal ---- */

static void
child_look(int flags)
{
	if (!h.ended && waitpid(h.pid, &h.status, flags) == h.pid)
		h.ended = true;
}

/* Takes what the program has written; false when nothing was there. */
static bool
take(void)
{
	char bytes[65536];
	ssize_t n = h.master < 0 ? 0 : read(h.master, bytes, sizeof(bytes));

	if (n <= 0)
		return false;
	buf_add(&h.raw, bytes, (size_t)n);
	vterm_input_write(h.vterm, bytes, (size_t)n);
	return true;
}

void
pty_take(void)
{
	while (take())
		;
	vterm_screen_flush_damage(h.screen);
}

static void
told_read(void)
{
	struct tty_idle idle;

	while (read(h.idle_fd, &idle, sizeof(idle)) == (ssize_t)sizeof(idle))
		h.told = idle;
}

/* True when the program has dealt with all that was sent, at the size that is. */
static bool
is_idle(void)
{
	return h.told.bytes_read == h.sent && (int)h.told.rows == h.rows &&
	       (int)h.told.columns == h.columns;
}

/* Lets the program run until done() or the end of patience. */
bool
pty_pump(bool (*done)(const void *arg), const void *arg, const char *what)
{
	int64_t end = now_ms() + PATIENCE_MS;

	for (;;) {
		struct pollfd p[2] = {{.fd = h.master, .events = POLLIN},
		    {.fd = h.tells ? h.idle_fd : -1, .events = POLLIN}};
		int64_t left = end - now_ms();

		child_look(WNOHANG);
		told_read();
		pty_take(); /* what was written before the program told is there by now */
		if (done(arg))
			return true;
		if (left <= 0)
			return fail("%s: not within %d s", what, PATIENCE_MS / 1000);
		if (p[0].fd >= 0 && poll(p, 1, 0) == 1 && p[0].revents == POLLHUP)
			p[0].fd = -1; /* nobody holds the terminal any more */
		if (h.ended && p[0].fd < 0)
			return fail("%s: the program has ended", what);
		poll(p, 2, left < 50 ? (int)left : 50);
	}
}

static bool
idle_done(const void *arg)
{
	(void)arg;
	return is_idle();
}

bool
pty_wait_idle(void)
{
	return pty_pump(idle_done, NULL, "waiting for it to be idle");
}

/* Before a check, and before the next thing is done: what was sent is to be dealt with. */
bool
pty_settle(void)
{
	bool at_once = h.at_once;

	h.at_once = false;
	child_look(WNOHANG);
	if (at_once)
		return true;
	if (h.tells && !h.ended && h.master >= 0)
		return pty_wait_idle();
	pty_take();
	return true;
}

/* What is written from here on answers what is done now. */
bool
pty_begin(void)
{
	bool settled = pty_settle();

	h.mark = h.raw.len;
	return settled;
}

void
pty_send(const char *bytes, size_t len)
{
	int64_t end = now_ms() + PATIENCE_MS;

	while (len && h.master >= 0 && !h.ended && now_ms() < end) {
		ssize_t n = write(h.master, bytes, len > 1024 ? 1024 : len);

		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
			h.sent += (uint64_t)n;
		} else {
			struct pollfd p = {.fd = h.master, .events = POLLIN | POLLOUT};

			poll(&p, 1, 50);
			pty_take();
			child_look(WNOHANG);
		}
	}
}

/* ---- starting and ending ---- */

static struct {
	char **argv;
	char *const *settings;
	int setting_count;
} begun;

/* The child, which becomes the program at that terminal. */
static void
become(int slave, int idle)
{
	static const char *const unset[] = {
	    "NO_COLOR", "LANGUAGE", "LINES", "COLUMNS", "COLORTERM"};
	char number_text[16];

	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL); /* a shell in the background ignores these two */
	signal(SIGQUIT, SIG_DFL);
	if (login_tty(slave))
		_exit(127);
	for (size_t i = 0; i < sizeof(unset) / sizeof(*unset); i++)
		unsetenv(unset[i]);
	snprintf(number_text, sizeof(number_text), "%d", idle);
	setenv("CADUCA_TEST_IDLE_FD", number_text, 1);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	for (int i = 0; i < begun.setting_count; i++)
		if (strchr(begun.settings[i], '='))
			putenv(begun.settings[i]);
		else
			unsetenv(begun.settings[i]);
	execvp(begun.argv[0], begun.argv);
	printf("cannot run %s: %s\n", begun.argv[0], strerror(errno));
	_exit(127);
}

void
pty_start(char **argv, char *const *settings, int setting_count)
{
	struct winsize size = {
	    .ws_row = (unsigned short)h.rows, .ws_col = (unsigned short)h.columns};
	int idle[2], slave;

	h.vterm = vterm_new(h.rows, h.columns);
	vterm_set_utf8(h.vterm, 1);
	h.screen = vterm_obtain_screen(h.vterm);
	vterm_screen_set_callbacks(h.screen, &callbacks, NULL);
	vterm_screen_enable_altscreen(h.screen, 1);
	vterm_screen_reset(h.screen, 1);
	begun.argv = argv;
	begun.settings = settings;
	begun.setting_count = setting_count;
	signal(SIGPIPE, SIG_IGN);
	if (pipe(idle))
		die("pipe");
	fcntl(idle[0], F_SETFD, FD_CLOEXEC);
	fcntl(idle[0], F_SETFL, O_NONBLOCK);
	if (openpty(&h.master, &slave, NULL, NULL, &size))
		die("openpty");
	tcgetattr(slave, &h.before); /* nobody can have changed it yet */
	fcntl(h.master, F_SETFL, O_NONBLOCK);
	fcntl(h.master, F_SETFD, FD_CLOEXEC);
	h.pid = fork();
	if (h.pid < 0)
		die("fork");
	if (h.pid == 0)
		become(slave, idle[1]);
	close(idle[1]);
	close(slave);
	h.idle_fd = idle[0];
}

void
pty_end(void)
{
	int64_t end = now_ms() + PATIENCE_MS / 4;

	if (h.master >= 0)
		close(h.master);
	while (!h.ended && now_ms() < end) {
		child_look(WNOHANG);
		poll(NULL, 0, 5);
	}
	if (!h.ended) {
		kill(h.pid, SIGKILL);
		child_look(0);
	}
	vterm_free(h.vterm);
	buf_release(&h.raw);
}

void
pty_again(void)
{
	pty_end();
	close(h.idle_fd);
	h.ended = h.alternate = h.mouse = false;
	h.cursor_shown = true;
	h.sent = 0;
	h.told = (struct tty_idle){0};
	h.mark = 0;
	pty_start(begun.argv, begun.settings, begun.setting_count);
}
