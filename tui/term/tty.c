/* A signal handler only writes the signal's number into a pipe. The pipe, the terminal and a
 * timer are joined by epoll, so that whoever polls needs no time-out and no care for signals of
 * his own. */
#include "tui/term/tty.h"

#include "base/sys.h"
#include "tui/term/guard.h"
#include "tui/term/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

enum { READ_BYTES = 4096 };

/* Handlers have no argument: hence one static state. */
static struct {
	int events, timer; /* epoll, timerfd; -1 while closed */
	int signals[2];    /* a pipe */
	bool ended;        /* the terminal is gone */
	int idle_fd;       /* -1: nobody wants to know */
	uint64_t bytes_read;
} t = {.events = -1, .timer = -1, .signals = {-1, -1}, .idle_fd = -1};

/* ---- signals ---- */

static void
signal_note(int number)
{
	int error = errno;
	unsigned char byte = (unsigned char)number;

	if (number == SIGHUP || number == SIGTERM || number == SIGINT)
		guard_ended_by(number);
	if (write(t.signals[1], &byte, 1) < 0) {
		/* the pipe is full of signals: one more says nothing new */
	}
	errno = error;
}

static void
signals_set(bool ours)
{
	/* A second SIGTERM ends a console that does not answer the first. */
	static const struct {
		int number, flags;
	} rows[] = {
	    {SIGWINCH, SA_RESTART},
	    {SIGTSTP, SA_RESTART},
	    {SIGCONT, SA_RESTART},
	    {SIGHUP, SA_RESTART | (int)SA_RESETHAND},
	    {SIGTERM, SA_RESTART | (int)SA_RESETHAND},
	    {SIGINT, SA_RESTART | (int)SA_RESETHAND},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct sigaction act = {.sa_flags = rows[i].flags};

		act.sa_handler = ours ? signal_note : SIG_DFL;
		sigemptyset(&act.sa_mask);
		sigaction(rows[i].number, &act, NULL);
	}
}

int
tty_signal(void)
{
	unsigned char byte;

	return read(t.signals[0], &byte, 1) == 1 ? byte : 0;
}

void
tty_stop(void)
{
	signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP); /* stops here; where nobody could ever continue us the kernel forgets it */
	signals_set(true);
}

/* ---- opening and closing ---- */

static void
idle_open(void)
{
	const char *number = getenv("CADUCA_TEST_IDLE_FD");

	t.idle_fd = -1;
	if (number && *number >= '0' && *number <= '9') {
		t.idle_fd = atoi(number);
		if (sys_nonblocking(t.idle_fd) || sys_close_on_exec(t.idle_fd, true))
			t.idle_fd = -1;
	}
}

int
tty_open(struct err *err)
{
	t.events = epoll_create1(EPOLL_CLOEXEC);
	t.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (t.events < 0 || t.timer < 0 || pipe2(t.signals, O_NONBLOCK | O_CLOEXEC))
		return err_errno(err, "cannot wait for the terminal");
	for (int i = 0; i < 3; i++) {
		int fd = i == 0 ? STDIN_FILENO : i == 1 ? t.timer : t.signals[0];
		struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};

		if (epoll_ctl(t.events, EPOLL_CTL_ADD, fd, &e))
			return err_errno(err, "cannot wait for the terminal");
	}
	t.ended = false;
	t.bytes_read = 0;
	idle_open();
	signals_set(true);
	return 0;
}

void
tty_close(void)
{
	if (t.events >= 0)
		signals_set(false);
	sys_close(&t.events);
	sys_close(&t.timer);
	sys_close(&t.signals[0]);
	sys_close(&t.signals[1]);
}

int
tty_fd(void)
{
	return t.events;
}

/* ---- bytes and time ---- */

/* The descriptor is the shell's too, so it is not made non-blocking. */
static ssize_t
read_now(char *bytes, size_t size)
{
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t n;

	if (t.ended || poll(&p, 1, 0) != 1)
		return -1;
	n = read(STDIN_FILENO, bytes, size);
	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
		t.ended = true;
		epoll_ctl(t.events, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
		return 0;
	}
	return n;
}

bool
tty_read(struct decoder *d, bool *end)
{
	char bytes[READ_BYTES];
	uint64_t times;
	ssize_t n = read_now(bytes, sizeof(bytes));

	*end = n == 0;
	if (n > 0) {
		t.bytes_read += (uint64_t)n;
		input_feed(d, bytes, (size_t)n);
		explicit_bzero(bytes, (size_t)n); /* a password, or a key that is pasted */
		return true;
	}
	if (n == 0 || read(t.timer, &times, sizeof(times)) != (ssize_t)sizeof(times))
		return false;
	input_flush(d);
	return true;
}

void
tty_wait(const struct decoder *d)
{
	struct itimerspec when = {0};
	int ms = input_wait_ms(d);

	if (ms >= 0) {
		when.it_value.tv_sec = ms / 1000;
		when.it_value.tv_nsec = ms % 1000 * 1000000L + 1;
	}
	timerfd_settime(t.timer, 0, &when, NULL);
}

void
tty_idle(const struct decoder *d, int rows, int columns)
{
	struct tty_idle idle = {
	    .bytes_read = t.bytes_read, .rows = (uint32_t)rows, .columns = (uint32_t)columns};

	if (t.idle_fd < 0 || input_wait_ms(d) >= 0)
		return;
	if (write(t.idle_fd, &idle, sizeof(idle)) < 0) {
		/* nobody reads it at the moment: the next one will do */
	}
}
