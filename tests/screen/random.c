#include "tests/screen/random.h"

#include "tests/screen/doing.h"
#include "tests/screen/pty.h"

#include "base/text.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

enum {
	BURST_MOST = 24, /* keys until the program is to have dealt with them */
	HOME_EVERY = 96, /* keys until it is led back */
	SCREENS_MOST = 8 /* that stand over the first */
};

/* The same keys for the same seed everywhere (xorshift64). */
static uint64_t state;

static unsigned
lot(unsigned below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 32) % below);
}

static const char *const named[] = {"<Enter>", "<Enter>", "<Enter>", "<Esc>", "<Esc>", "<Tab>",
    "<S-Tab>", "<Backspace>", "<Up>", "<Down>", "<Left>", "<Right>", "<Home>", "<End>", "<PageUp>",
    "<PageDown>", "<Insert>", "<Delete>", "<F1>", "<F2>", "<F3>", "<F4>", "<F5>", "<F10>",
    "<Space>", "<C-a>", "<C-e>", "<C-k>", "<C-l>", "<C-u>", "<C-w>", "<C-d>", "<C-f>", "<C-z>",
    "<A-x>"};

static const char *const pasted[] = {"q", "www.exemple.cat", "SIS-77\\nqqq\\x1b[A",
    "\\x1b]52;c;x\\x07",
    "-----BEGIN CERTIFICATE REQUEST-----\\nAAAA\\n-----END CERTIFICATE REQUEST-----\\n",
    "l\\xc2\\xb7l \\xe2\\x80\\xae \\xff", "/tmp", "31/12/2026"};

static void
resize_by_lot(void)
{
	static const int sizes[][2] = {{24, 80}, {50, 160}, {10, 40}, {3, 12}, {24, 80}, {40, 100}};
	const int *to = sizes[lot(sizeof(sizes) / sizeof(*sizes))];
	char text[32];

	snprintf(text, sizeof(text), "%d %d", to[0], to[1]);
	do_resize(text);
}

static void
key_by_lot(void)
{
	unsigned n = lot(1000);

	if (n < 4) {
		resize_by_lot();
	} else if (n < 14) {
		do_paste(pasted[lot(sizeof(pasted) / sizeof(*pasted))]);
	} else if (n < 34) { /* what no keyboard sends */
		char byte = (char)(0x80 + lot(0x80));
		pty_send(&byte, 1);
	} else if (n < 380) {
		do_keys(named[lot(sizeof(named) / sizeof(*named))]);
	} else {
		char byte = (char)(' ' + lot(0x7f - ' '));
		pty_send(&byte, 1);
	}
}

/* ---- what it began ---- */

static size_t
read_whole(const char *path, char *into, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, into, size - 1);

	if (fd >= 0)
		close(fd);
	n = n < 0 ? 0 : n;
	into[n] = '\0';
	return (size_t)n;
}

/* The console itself, before it is the program that it will be, or one that works on its user's files, reads
 * a list of his or makes one. */
static bool
may_run(long pid)
{
	char path[64], line[4096];
	const char *name;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%ld/cmdline", pid);
	len = read_whole(path, line, sizeof(line));
	name = strrchr(line, '/') ? strrchr(line, '/') + 1 : line;
	if (!len || !strcmp(name, "caduca"))
		return true;
	for (size_t i = 0; i + 1 < len; i++)
		if (!line[i])
			line[i] = ' ';
	return strstr(line, "caducad --role files") || strstr(line, "caducad --role list") ||
	       strstr(line, "caducad --role export") || fail("it began '%.200s'", line);
}

/* Of the guard, of the console, and of theirs. */
static bool
children_are_known(long pid, int depth)
{
	char path[64], list[4096], *at = list, *end;

	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", pid, pid);
	read_whole(path, list, sizeof(list));
	for (long child; (child = strtol(at, &end, 10)) > 0 && end > at; at = end)
		if (!may_run(child) || (depth && !children_are_known(child, depth - 1)))
			return false;
	return true;
}

/* ---- the whole ---- */

static bool
ended_done(const void *arg)
{
	(void)arg;
	return h.ended || (h.told.bytes_read == h.sent && (int)h.told.rows == h.rows &&
			      (int)h.told.columns == h.columns);
}

/* It has dealt with the keys, or was left by one of them. */
static bool
dealt_with(const char *home)
{
	if (!pty_pump(ended_done, NULL, "waiting for it to deal with the keys") && !h.ended)
		return false;
	h.raw.len = h.mark = 0;
	if (!h.ended)
		return children_are_known(h.pid, 2);
	if (!WIFEXITED(h.status) || WEXITSTATUS(h.status))
		return fail("it ended with %d",
		    WIFSIGNALED(h.status) ? 128 + WTERMSIG(h.status) : WEXITSTATUS(h.status));
	pty_again();
	return pty_settle() && do_keys(home);
}

bool
check_random(const char *arg)
{
	int count = script_number(&arg), seed = script_number(&arg);
	int burst;

	state = (uint64_t)seed * 2654435761u + 88172645463325252u;
	for (int done = 0, back = 0; done < count; done += burst) {
		burst = 1 + (int)lot(BURST_MOST);
		for (int i = 0; i < burst && !h.ended; i++)
			key_by_lot();
		if (!dealt_with(arg)) {
			printf("# after %d keys\n", done + burst);
			return false;
		}
		if (done + burst - back < HOME_EVERY)
			continue;
		back = done + burst;
		for (int i = 0; i < SCREENS_MOST && !h.ended;
		     i++) /* what was typed is thrown away */
			do_keys(pty_settle() && screen_has("n no") ? "s" : "<Esc>");
		if (!dealt_with(arg) || !do_keys(arg) || !dealt_with(arg))
			return false;
	}
	for (int i = 0; i < SCREENS_MOST && !h.ended; i++)
		do_keys(pty_settle() && screen_has("n no") ? "s" : "<Esc>");
	return do_resize("24 80") && dealt_with(arg);
}
