#include "tests/screen/doing.h"

#include "tests/screen/moment.h"
#include "tests/screen/pty.h"

#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

int
script_number(const char **arg)
{
	char *end;
	long n = strtol(*arg, &end, 10);

	if (end == *arg)
		printf("Bail out! a number is missing before '%s'\n", *arg), exit(2);
	*arg = end + strspn(end, " ");
	return (int)n;
}

static const struct {
	const char *name;
	const char *bytes;
	VTermKey key; /* when there are no bytes: as the terminal's modes say */
} key_names[] = {
    {"Enter", "\r", 0},
    {"Esc", "\033", 0},
    {"Tab", "\t", 0},
    {"S-Tab", "\033[Z", 0},
    {"Space", " ", 0},
    {"Backspace", "\177", 0},
    {"Less", "<", 0},
    {"Up", NULL, VTERM_KEY_UP},
    {"Down", NULL, VTERM_KEY_DOWN},
    {"Left", NULL, VTERM_KEY_LEFT},
    {"Right", NULL, VTERM_KEY_RIGHT},
    {"Home", NULL, VTERM_KEY_HOME},
    {"End", NULL, VTERM_KEY_END},
    {"PageUp", NULL, VTERM_KEY_PAGEUP},
    {"PageDown", NULL, VTERM_KEY_PAGEDOWN},
    {"Insert", NULL, VTERM_KEY_INS},
    {"Delete", NULL, VTERM_KEY_DEL},
};

static bool
key_add(struct buf *out, const char *name, size_t len)
{
	unsigned n;
	int used = 0;
	char copy[16];

	if (len >= sizeof(copy))
		return false;
	memcpy(copy, name, len);
	copy[len] = '\0';
	for (size_t i = 0; i < sizeof(key_names) / sizeof(*key_names); i++)
		if (!strcmp(key_names[i].name, copy)) {
			if (key_names[i].bytes) {
				buf_puts(out, key_names[i].bytes);
				return true;
			}
			vterm_keyboard_key(h.vterm, key_names[i].key, VTERM_MOD_NONE);
			buf_reserve(out, 32);
			out->len += vterm_output_read(h.vterm, out->data + out->len, 32);
			return true;
		}
	if (sscanf(copy, "F%2u%n", &n, &used) == 1 && (size_t)used == len) {
		vterm_keyboard_key(h.vterm, (VTermKey)VTERM_KEY_FUNCTION((int)n), VTERM_MOD_NONE);
		buf_reserve(out, 32);
		out->len += vterm_output_read(h.vterm, out->data + out->len, 32);
	} else if (sscanf(copy, "0x%2x%n", &n, &used) == 1 && (size_t)used == len) {
		buf_putc(out, (char)n);
	} else if (len == 3 && copy[0] == 'C' && copy[1] == '-') {
		buf_putc(out, (char)(copy[2] & 0x1f));
	} else if (len > 2 && copy[0] == 'A' && copy[1] == '-') {
		buf_printf(out, "\033%s", copy + 2);
	} else {
		return false;
	}
	return true;
}

bool
do_keys(const char *arg)
{
	struct buf bytes = {0};

	if (!pty_begin())
		return false;
	while (*arg) {
		const char *end = *arg == '<' ? strchr(arg, '>') : NULL;

		if (!end) {
			buf_putc(&bytes, *arg++);
			continue;
		}
		if (!key_add(&bytes, arg + 1, (size_t)(end - arg) - 1)) {
			buf_release(&bytes);
			return fail("there is no key %.*s>", (int)(end - arg), arg);
		}
		arg = end + 1;
	}
	pty_send(bytes.data, bytes.len);
	buf_release(&bytes);
	return true;
}

bool
do_paste(const char *arg)
{
	struct buf bytes = {0};

	if (!pty_begin())
		return false;
	buf_puts(&bytes, "\033[200~");
	for (; *arg; arg++) {
		unsigned n;

		if (arg[0] != '\\' || !arg[1]) {
			buf_putc(&bytes, *arg);
			continue;
		}
		arg++;
		if (*arg == 'x' && sscanf(arg + 1, "%2x", &n) == 1) {
			buf_putc(&bytes, (char)n);
			arg += 2;
		} else {
			buf_putc(&bytes, *arg == 'n' ? '\n' : *arg == 't' ? '\t' : *arg);
		}
	}
	buf_puts(&bytes, "\033[201~");
	pty_send(bytes.data, bytes.len);
	buf_release(&bytes);
	return true;
}

bool
do_resize(const char *arg)
{
	struct winsize size = {0};

	if (!pty_begin())
		return false;
	h.rows = script_number(&arg);
	h.columns = script_number(&arg);
	size.ws_row = (unsigned short)h.rows;
	size.ws_col = (unsigned short)h.columns;
	vterm_set_size(h.vterm, h.rows, h.columns);
	return ioctl(h.master, TIOCSWINSZ, &size) == 0 || fail("%s", strerror(errno));
}

static bool
signal_send(pid_t pid, const char *name)
{
	static const struct {
		const char *name;
		int number;
	} rows[] = {{"HUP", SIGHUP}, {"INT", SIGINT}, {"QUIT", SIGQUIT}, {"KILL", SIGKILL},
	    {"TERM", SIGTERM}, {"STOP", SIGSTOP}, {"TSTP", SIGTSTP}, {"CONT", SIGCONT},
	    {"ABRT", SIGABRT}, {"SEGV", SIGSEGV}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!strcmp(rows[i].name, name))
			return kill(pid, rows[i].number) == 0 || fail("%s", strerror(errno));
	return fail("there is no signal %s", name);
}

bool
do_signal(const char *arg)
{
	return pty_begin() && signal_send(h.pid, arg);
}

/* The first child of a process; 0: it has none. */
static pid_t
child_of(pid_t pid)
{
	char path[64];
	FILE *f;
	int child = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	f = fopen(path, "re");
	if (!f || fscanf(f, "%d", &child) != 1)
		child = 0;
	if (f)
		fclose(f);
	return child;
}

static bool
has_child(const void *arg)
{
	(void)arg;
	return h.ended || child_of(h.pid) > 0;
}

bool
do_signal_child(const char *arg)
{
	bool begun = pty_begin() && pty_pump(has_child, NULL, "waiting for its child");
	pid_t pid = begun ? child_of(h.pid) : 0;

	return pid > 0 ? signal_send(pid, arg) : fail("it has no child");
}

bool
do_signal_grandchild(const char *arg)
{
	pid_t pid = pty_begin() ? child_of(h.pid) : 0;

	pid = pid > 0 ? child_of(pid) : 0;
	return pid > 0 ? signal_send(pid, arg) : fail("it has no grandchild");
}

bool
do_sh(const char *arg)
{
	int status = -1;
	pid_t pid;

	if (!pty_settle())
		return false;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		if (freopen("/dev/null", "r", stdin)) /* the script is ours */
			execl("/bin/sh", "sh", "-c", arg, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status == 0 ||
	       fail("it ended with %d", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

bool
do_hangup(const char *arg)
{
	(void)arg;
	h.at_once = false;
	moment_note_children();
	pty_take();
	close(h.master);
	h.master = -1;
	return true;
}
