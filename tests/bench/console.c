/* The console on a pseudo-terminal of 80x24, timed and weighed, on the backend that listens at SOCKET.
 *
 *     console PHASE ROWS SOCKET
 *
 * Runs $BUILD/caduca, which is to load ROWS monitors whose names all begin with "host-" (0: enough to fill the screen),
 * and prints one line of JSON. PHASE is
 *   start   ms from the fork to the first full screen, and until all rows are counted; then memory, and the bytes of
 *           three seconds in which nothing changes
 *   bytes   bytes of cursor moves and pages with the pane and without it, of both in each of the views, and of three seconds
 *           of each view in which nothing changes
 *   views   ms from the key that ends it to the last of what a change of view, an order and a filter draw
 *   storm   how often the whole screen is painted for 200 sizes, a few milliseconds apart
 *   keys    ms from a key to the first byte that follows it, until the cursor stands on the other row, and the latter
 *           without waits for a processor: to be run while the backend probes
 *
 * libvterm reads what is written, so that "full" and "moved" are what a person would see. Bytes are counted until
 * the console says that it is idle (tui/term/term.h) and nothing came for a while: what the backend answers to a
 * move belongs to the move. Where it is allowed to, this program goes before others: it is the stop watch. */
#include "base/mem.h"
#include "base/sys.h"
#include "tui/term/tty.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <vterm.h>

enum {
	ROWS = 24,
	COLUMNS = 80,
	LIST_TOP = 3,   /* first row of the list */
	LIST_PANE = 12, /* its height with the pane */
	LIST_FULL = 20, /* and without */
	MARGIN =
	    2, /* the timed cursor turns so many rows before the edge, so that nothing scrolls */
	MOVES = 10,
	PAGES = 10,
	KEYS = 500,
	GAP_LEAST_MS = 5,
	GAP_SPREAD_MS = 20,
	QUIET_MS = 200,
	REST_MS = 2000, /* what was asked for meanwhile has come, such as the count of view 2 */
	STILL_MS = 3000,
	VIEWS = 6,
	SIZES = 200,
	SIZES_EVERY_MS = 2,
	PATIENCE_MS = 60000
};

static struct {
	pid_t pid;
	int master, idle_fd;
	VTerm *vterm;
	VTermScreen *screen;
	size_t rows;             /* that the backend has */
	uint64_t sent, received; /* bytes */
	struct tty_idle told;    /* the last that it told */
	double last_at;          /* ms, of the last byte received */
	double told_at;          /* ms, of the last that it told */
	int clears;              /* of the whole screen */
} console;

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void screen_print(FILE *out);

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "console: %s\n", what);
	if (console.pid > 0) {
		kill(console.pid, SIGKILL);
		screen_print(stderr);
	}
	exit(1);
}

/* ---- the terminal ---- */

static void
console_start(const char *program, const char *socket)
{
	struct winsize size = {.ws_row = ROWS, .ws_col = COLUMNS};
	char number[16];
	int idle[2];

	if (pipe2(idle, O_NONBLOCK) < 0)
		die("no pipe");
	snprintf(number, sizeof(number), "%d", idle[1]);
	setenv("CADUCA_TEST_IDLE_FD", number, 1);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	console.vterm = vterm_new(ROWS, COLUMNS);
	vterm_set_utf8(console.vterm, 1);
	console.screen = vterm_obtain_screen(console.vterm);
	vterm_screen_reset(console.screen, 1);
	console.pid = forkpty(&console.master, NULL, NULL, &size);
	if (console.pid < 0)
		die("no pseudo-terminal");
	if (console.pid == 0) {
		close(idle[0]);
		execl(program, program, "--socket", socket, (char *)NULL);
		_exit(127);
	}
	close(idle[1]);
	console.idle_fd = idle[0];
	sys_nonblocking(console.master);
}

/* Waits at most ms for something, and takes what is there; true when bytes came. */
static bool
console_take(double ms)
{
	struct pollfd p[2] = {
	    {.fd = console.master, .events = POLLIN}, {.fd = console.idle_fd, .events = POLLIN}};
	struct timespec wait = {
	    .tv_sec = (time_t)(ms / 1e3), .tv_nsec = (long)(ms * 1e6) % 1000000000};
	char bytes[65536];
	struct tty_idle idle;
	ssize_t n;

	ppoll(p, 2, &wait, NULL);
	n = read(console.master, bytes, sizeof(bytes));
	if (n > 0) {
		console.last_at = now_ms();
		console.received += (uint64_t)n;
		vterm_input_write(console.vterm, bytes, (size_t)n);
		for (const char *at = bytes;
		     (at = memmem(at, (size_t)(bytes + n - at), "\x1b[2J", 4)); at++)
			console.clears++;
	} else if (n < 0 && errno == EIO) {
		die("the program has ended");
	}
	while (read(console.idle_fd, &idle, sizeof(idle)) == (ssize_t)sizeof(idle))
		console.told = idle, console.told_at = now_ms();
	return n > 0;
}

static void
console_wait(bool (*done)(void), const char *what)
{
	double end = now_ms() + PATIENCE_MS;

	while (!done()) {
		if (now_ms() > end)
			die(what);
		console_take(50);
	}
}

static bool
is_quiet(void)
{
	return console.told.bytes_read == console.sent && now_ms() - console.last_at > QUIET_MS;
}

static bool
is_at_rest(void)
{
	return is_quiet() && now_ms() - console.last_at > REST_MS;
}

/* Bytes of a while in which nothing changes. */
static json_t *
stillness(void)
{
	uint64_t before;

	console_wait(is_at_rest, "it does not rest");
	before = console.received;
	for (double end = now_ms() + STILL_MS; now_ms() < end;)
		console_take(50);
	return json_integer((json_int_t)(console.received - before));
}

static void
press(const char *keys)
{
	size_t len = strlen(keys);

	if (sys_write_all(console.master, keys, len, NULL) < 0)
		die("cannot type");
	console.sent += len;
}

/* ---- what a person sees ---- */

static char
seen_at(int row, int column)
{
	VTermScreenCell cell;

	vterm_screen_get_cell(console.screen, (VTermPos){.row = row, .col = column}, &cell);
	return cell.chars[0] > ' ' && cell.chars[0] < 127 ? (char)cell.chars[0]
	       : cell.chars[0] > 127                      ? '?'
							  : ' ';
}

static void
seen_row(int row, char out[COLUMNS + 1])
{
	for (int i = 0; i < COLUMNS; i++)
		out[i] = seen_at(row, i);
	out[COLUMNS] = 0;
}

static void
screen_print(FILE *out)
{
	char text[COLUMNS + 1];

	for (int i = 0; i < ROWS; i++) {
		seen_row(i, text);
		fprintf(out, "|%s|\n", text);
	}
}

static bool
is_full(void)
{
	char text[COLUMNS + 1];

	for (int i = 0; i < LIST_PANE; i++) {
		seen_row(LIST_TOP + i, text);
		if (!strstr(text, "host-"))
			return false;
	}
	seen_row(ROWS - 1, text);
	return strspn(text, " ") < COLUMNS;
}

/* The counters of all levels, "X12 !3 U0 …", add up to the rows. Where those are 0, what is wrong stands in their place. */
static bool
is_loaded(void)
{
	char text[COLUMNS + 1];
	const char *p = text;
	size_t sum = 0;

	if (!console.rows)
		return is_full();
	seen_row(1, text);
	for (int i = 0; i < 7; i++) {
		while (*p && !isdigit((unsigned char)*p))
			p++;
		sum += strtoul(p, (char **)(uintptr_t)&p, 10);
	}
	return sum == console.rows;
}

/* The row of the cursor: its background is not the terminal's. */
static int
cursor_row(void)
{
	for (int i = 0; i < LIST_FULL; i++) {
		VTermScreenCell cell;

		vterm_screen_get_cell(
		    console.screen, (VTermPos){.row = LIST_TOP + i, .col = COLUMNS / 2}, &cell);
		if (!VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
			return LIST_TOP + i;
	}
	return -1;
}

/* ---- phases ---- */

/* The number that follows key at the beginning of a line of a file of /proc; 0 when there is none. */
static long
proc_number(long pid, const char *file, const char *key)
{
	char *path = mem_printf("/proc/%ld/task/%ld/%s", pid, pid, file), line[256];
	FILE *f = fopen(path, "re");
	long number = 0;

	while (f && !number && fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)))
			number = strtol(line + strlen(key), NULL, 10);
	if (f)
		fclose(f);
	free(path);
	return number;
}

/* Resident memory of the console and of the parent that guards its terminal, in kB. */
static long
memory_kb(void)
{
	long inner = proc_number(console.pid, "children", "");

	return proc_number(console.pid, "status", "VmRSS:") +
	       proc_number(inner, "status", "VmRSS:");
}

/* Milliseconds that the console and this program have waited for a processor while others had it: what a busy machine
 * adds to every figure. 0 where the kernel does not tell. */
static double
waited_ms(void)
{
	long inner = proc_number(console.pid, "children", "");
	double sum = 0;

	for (int i = 0; i < 2; i++) {
		long pid = i ? inner : (long)getpid();
		char *path = mem_printf("/proc/%ld/schedstat", pid);
		unsigned long long ran, waited;
		FILE *f = fopen(path, "re");

		if (f && fscanf(f, "%llu %llu", &ran, &waited) == 2)
			sum += (double)waited / 1e6;
		if (f)
			fclose(f);
		free(path);
	}
	return sum;
}

static json_t *
phase_start(double began)
{
	double full, loaded, waited;

	console_wait(is_full, "the screen does not fill");
	full = console.last_at - began;
	waited = waited_ms();
	console_wait(is_loaded, "the rows do not come");
	loaded = console.last_at - began;
	return json_pack("{s:f, s:f, s:f, s:o, s:I}", "full_ms", full, "waited_ms", waited,
	    "loaded_ms", loaded, "still", stillness(), "memory_kb", (json_int_t)memory_kb());
}

/* Bytes that each of count presses of a key costs. */
static json_t *
weigh(const char *keys, int count)
{
	json_t *costs = json_array();

	for (int i = 0; i < count; i++) {
		uint64_t before;

		console_wait(is_quiet, "it is not idle");
		before = console.received;
		press(keys);
		console_wait(is_quiet, "it is not idle");
		json_array_append_new(costs, json_integer((json_int_t)(console.received - before)));
	}
	return costs;
}

static json_t *
still_views(void)
{
	json_t *costs = json_array();

	for (int i = 1; i <= VIEWS; i++) {
		const char key[] = {(char)('0' + i), '\0'};

		press(key);
		json_array_append_new(costs, stillness());
	}
	return costs;
}

/* Of each view, what a move costs and what a page. */
static json_t *
weigh_views(void)
{
	json_t *views = json_array();

	for (int i = 1; i <= VIEWS; i++) {
		const char key[] = {(char)('0' + i), '\0'};

		press(key);
		console_wait(is_at_rest, "it does not rest");
		press("gg");
		json_array_append_new(views, json_pack("{s:o, s:o}", "move", weigh("j", MOVES),
						 "page", weigh("\x1b[6~", MOVES)));
	}
	press("1");
	return views;
}

static json_t *
phase_bytes(double began)
{
	json_t *costs = json_object();

	(void)began;
	console_wait(is_loaded, "the rows do not come");
	console_wait(is_quiet, "it is not idle");
	json_object_set_new(costs, "move_pane", weigh("j", MOVES));
	json_object_set_new(costs, "page_pane", weigh("\x1b[6~", PAGES));
	weigh("v", 1), weigh("gg", 1);
	json_object_set_new(costs, "move", weigh("j", MOVES));
	json_object_set_new(costs, "page", weigh("\x1b[6~", PAGES));
	json_object_set_new(costs, "scroll", weigh("j", MOVES));
	json_object_set_new(costs, "views", weigh_views());
	json_object_set_new(costs, "still", still_views());
	return costs;
}

/* Until it has nothing to do any more. */
static json_t *
settle_ms(const char *key)
{
	double at;

	console_wait(is_at_rest, "it does not rest");
	at = now_ms();
	press(key);
	for (double end = at + PATIENCE_MS; console.told.bytes_read != console.sent;) {
		if (now_ms() > end)
			die("it is not done");
		console_take(100);
	}
	return json_real(console.told_at - at);
}

static json_t *
phase_views(double began)
{
	static const struct {
		const char *what, *typed, *key;
	} changes[] = {
	    {"view 5, where the list was", "", "5"},
	    {"the list, where view 5 was", "", "1"},
	    {"order by name", ":ordena monitor", "\r"},
	    {"order by days", ":ordena dies", "\r"},
	    {"a letter of a filter", "fhost-0", "1"},
	    {"no filter any more", "\x15", "\r"},
	};
	json_t *times = json_object();

	(void)began;
	console_wait(is_loaded, "the rows do not come");
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		press(changes[i].typed);
		json_object_set_new(times, changes[i].what, settle_ms(changes[i].key));
	}
	return times;
}

static bool
has_last_size(void)
{
	return console.told.columns == COLUMNS - (SIZES - 1) % 2;
}

static json_t *
phase_storm(double began)
{
	int before;

	(void)began;
	console_wait(is_loaded, "the rows do not come");
	console_wait(is_at_rest, "it does not rest");
	before = console.clears;
	for (int i = 0; i < SIZES; i++) {
		struct winsize size = {.ws_row = ROWS, .ws_col = (unsigned short)(COLUMNS - i % 2)};
		double end = now_ms() + SIZES_EVERY_MS;

		ioctl(console.master, TIOCSWINSZ, &size);
		while (now_ms() < end)
			console_take(end - now_ms());
	}
	console_wait(has_last_size, "it does not take its size");
	console_wait(is_at_rest, "it does not rest");
	return json_pack("{s:i}", "paintings", console.clears - before);
}

/* One key, and what it took: ms until anything is written, until the cursor has moved, and the latter without the waits
 * for a processor. */
static void
time_key(const char *key, json_t *first, json_t *moved, json_t *own)
{
	int row = cursor_row();
	double waited = waited_ms(), at = now_ms(), took;
	bool any = false;

	press(key);
	for (double end = at + PATIENCE_MS; cursor_row() == row;) {
		if (now_ms() > end)
			die("the cursor does not move");
		if (console_take(1000) && !any) {
			json_array_append_new(first, json_real(console.last_at - at));
			any = true;
		}
	}
	json_array_append_new(moved, json_real(console.last_at - at));
	took = console.last_at - at - (waited_ms() - waited);
	json_array_append_new(own, json_real(took > 0 ? took : 0));
}

static json_t *
phase_keys(double began)
{
	json_t *first = json_array(), *moved = json_array(), *own = json_array();
	const char *key = "j";

	(void)began;
	console_wait(is_loaded, "the rows do not come");
	if (!console.rows)
		console_wait(is_quiet, "it is not idle"); /* all of them are there */
	for (int i = 0; i < KEYS; i++) {
		double end = now_ms() + GAP_LEAST_MS + i * 7 % GAP_SPREAD_MS;

		while (now_ms() < end)
			console_take(1);
		if (cursor_row() >= LIST_TOP + LIST_PANE - MARGIN)
			key = "k";
		else if (cursor_row() <= LIST_TOP + MARGIN)
			key = "j";
		time_key(key, first, moved, own);
	}
	return json_pack("{s:o, s:o, s:o}", "first_ms", first, "moved_ms", moved, "own_ms", own);
}

static const struct {
	const char *name;
	json_t *(*run)(double began);
} phases[] = {{"start", phase_start}, {"bytes", phase_bytes}, {"keys", phase_keys},
    {"views", phase_views}, {"storm", phase_storm}};

int
main(int argc, char **argv)
{
	const char *build = getenv("BUILD");
	char *program = mem_printf("%s/caduca", build ? build : "build");
	json_t *result = NULL;
	double began;

	if (argc != 4)
		die("console PHASE ROWS SOCKET");
	console.rows = strtoul(argv[2], NULL, 10);
	began = now_ms();
	console_start(program, argv[3]);
	setpriority(PRIO_PROCESS, 0, -10); /* the console does not inherit it */
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (!strcmp(phases[i].name, argv[1]))
			result = phases[i].run(began);
	if (!result)
		die("no such phase");
	json_dumpf(result, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(result);
	kill(console.pid, SIGTERM);
	close(console.master);
	waitpid(console.pid, NULL, 0);
	vterm_free(console.vterm);
	free(program);
	return 0;
}
