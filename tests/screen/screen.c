/* screen [-n] [-r ROWS] [-c COLUMNS] [-e NAME[=VALUE]]... [-- PROGRAM [ARGUMENT]...] <SCRIPT
 *
 * Runs a program (by default $BUILD/caduca) on a pseudo-terminal read by libvterm, does what the
 * script says, and prints TAP. 24 rows by 80 columns; TERM=xterm-256color, LC_ALL=C.UTF-8, the rest
 * of the environment without NO_COLOR, LANGUAGE, LINES and COLUMNS; -e sets a variable or, without =,
 * takes it away.
 *
 * The program tells when it is idle (CADUCA_TEST_IDLE_FD, tui/term/term.h): how many bytes it has read and
 * how large it takes the screen to be. So `wait` knows that everything sent was dealt with and
 * painted, and nothing sleeps. Every command waits so by itself first, but for exit, restored and
 * hangup: what stood there before the last key was dealt with is no answer to it; and what until
 * sees is drawn whole before the script goes on. -n is for programs that do not tell, such as a
 * shell: then use `until`. Nothing waits longer than a minute; that is a failure, not a measure.
 *
 * Rows and columns count from 0; a row of -1 is the last. TEXT is the rest of the line as it is. `#`
 * opens a comment line.
 *
 * to do
 *	keys TEXT          types; <Enter> <Esc> <Tab> <S-Tab> <Space> <Backspace> <Up> <Down> <Left>
 *	                   <Right> <Home> <End> <PageUp> <PageDown> <Insert> <Delete> <F1>..<F12>
 *	                   <Less> <C-x> <A-x> <0x1b>
 *	paste TEXT         as a bracketed paste; \n \t \\ and \xHH are what they are in C
 *	resize ROWS COLUMNS
 *	sh COMMAND         another program does something meanwhile; it must end with 0
 *	signal NAME        to the program; signal-child NAME to its first child, signal-grandchild
 *	                   NAME to the first child of that
 *	hangup             the terminal goes away
 *	moment SEED        types keys by lot; what comes next is done in the middle of them (moment.h)
 *	text               prints the screen as comments
 *	save FILE          writes it into one: its rows as text, an empty line, and the look of each row in runs of cells, as
 *	                   "12 3=15/24b": twelve as the terminal has them, three in the colour 15 on 24, bold
 * to check
 *	wait               the program is idle
 *	until TEXT         the text appears; until-gone TEXT: is no longer there
 *	expect TEXT        it stands on the screen, within one row; absent TEXT
 *	expect-row ROW TEXT
 *	cursor ROW COLUMN  visible, there; cursor off
 *	attr ROW COLUMN WORD...
 *	                   bold underline reverse fg=N bg=N fg=own bg=own: these are so; nobold
 *	                   nounderline noreverse
 *	no-colours         no cell has a colour of its own
 *	bytes MAX          at most so many were written since the last thing done
 *	raw-absent HEX     these bytes were never written; raw-present HEX
 *	raw-count N HEX    this byte was written so many times
 *	restored           screen, modes, colours and tty are as they were before the program
 *	random COUNT SEED KEYS
 *	                   types so many keys by lot, from where KEYS lead (random.h)
 *	none-left          what the program had begun when the terminal went away has ended
 *	exit STATUS        the program ends so (128 + n: by signal n) */
#include "tests/screen/doing.h"
#include "tests/screen/moment.h"
#include "tests/screen/pty.h"
#include "tests/screen/random.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

/* ---- the screen as text ---- */

static void
row_text(int row, struct buf *out)
{
	size_t end = out->len;

	for (int column = 0; column < h.columns; column++) {
		VTermScreenCell cell;

		vterm_screen_get_cell(h.screen, (VTermPos){.row = row, .col = column}, &cell);
		if (!cell.chars[0]) {
			buf_putc(out, ' ');
			continue;
		}
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			if (cell.chars[i] != (uint32_t)-1)
				text_encode(out, cell.chars[i]);
		if (cell.chars[0] != ' ')
			end = out->len;
		if (cell.width == 2)
			column++;
	}
	out->len = end;
	buf_add(out, "", 0);
}

static bool
row_has(int row, const char *text)
{
	struct buf line = {0};
	bool found;

	row_text(row, &line);
	found = strstr(buf_str(&line), text) != NULL;
	buf_release(&line);
	return found;
}

bool
screen_has(const void *text)
{
	for (int row = 0; row < h.rows; row++)
		if (row_has(row, text))
			return true;
	return false;
}

static bool
screen_has_not(const void *text)
{
	return !screen_has(text);
}

static void
screen_print(void)
{
	for (int row = 0; row < h.rows; row++) {
		struct buf line = {0};

		row_text(row, &line);
		printf("# %2d|%s\n", row, buf_str(&line));
		buf_release(&line);
	}
}

/* ---- commands: each true when all is well ---- */

static int
row_number(const char **arg)
{
	int row = script_number(arg);

	return row < 0 ? h.rows + row : row;
}

static bool
do_text(const char *arg)
{
	(void)arg;
	if (!pty_settle())
		return false;
	screen_print();
	return true;
}

/* "=15/24b" of a cell: colours of the terminal's own are left out, and a look that is all its own is nothing. */
static void
look_text(const VTermScreenCell *cell, struct buf *out)
{
	const struct {
		bool on;
		char letter;
	} attributes[] = {
	    {cell->attrs.bold, 'b'}, {cell->attrs.underline != 0, 'u'}, {cell->attrs.reverse, 'r'}};
	size_t from = out->len;

	buf_putc(out, '=');
	if (!VTERM_COLOR_IS_DEFAULT_FG(&cell->fg))
		buf_printf(out, "%d", cell->fg.indexed.idx);
	if (!VTERM_COLOR_IS_DEFAULT_BG(&cell->bg))
		buf_printf(out, "/%d", cell->bg.indexed.idx);
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
		if (attributes[i].on)
			buf_putc(out, attributes[i].letter);
	if (out->len == from + 1)
		out->len = from;
	buf_add(out, "", 0);
}

/* Each run begins with a blank but the first; what is the terminal's own at the end is left out. */
static void
row_looks(int row, struct buf *out)
{
	struct buf last = {0}, look = {0};
	int run = 0;

	for (int column = 0; column <= h.columns; column++) {
		VTermScreenCell cell = {0};

		buf_clear(&look);
		if (column < h.columns) {
			vterm_screen_get_cell(
			    h.screen, (VTermPos){.row = row, .col = column}, &cell);
			look_text(&cell, &look);
		}
		if (run && (column == h.columns || strcmp(buf_str(&look), buf_str(&last)) != 0)) {
			if (column < h.columns || last.len)
				buf_printf(out, "%s%d%s", out->len ? " " : "", run, buf_str(&last));
			run = 0;
		}
		run++;
		buf_clear(&last);
		buf_puts(&last, buf_str(&look));
	}
	buf_release(&last);
	buf_release(&look);
}

static bool
do_save(const char *arg)
{
	FILE *f;

	if (!pty_settle())
		return false;
	if (!(f = fopen(arg, "w")))
		return fail("%s: %s", arg, strerror(errno));
	for (int row = 0; row < 2 * h.rows; row++) {
		struct buf line = {0};

		if (row < h.rows)
			row_text(row, &line);
		else
			row_looks(row - h.rows, &line);
		fprintf(f, "%s%s\n", row == h.rows ? "\n" : "", buf_str(&line));
		buf_release(&line);
	}
	return !fclose(f) || fail("%s: %s", arg, strerror(errno));
}

static bool
check_wait(const char *arg)
{
	(void)arg;
	return pty_wait_idle();
}

/* What the backend told may be half drawn when the text is seen. A sequence that means nothing is
 * dropped by the program, and once that was dealt with so is the drawing. */
static bool
see_whole(void)
{
	static const char nothing[] = "\033[999~";

	if (h.tells && !h.ended)
		pty_send(nothing, strlen(nothing));
	return pty_settle();
}

static bool
check_until(const char *arg)
{
	return pty_settle() && pty_pump(screen_has, arg, "waiting for the text") && see_whole();
}

static bool
check_until_gone(const char *arg)
{
	return pty_settle() && pty_pump(screen_has_not, arg, "waiting for the text to go") &&
	       see_whole();
}

static bool
check_expect(const char *arg)
{
	return pty_settle() && (screen_has(arg) || fail("it is not on the screen"));
}

static bool
check_absent(const char *arg)
{
	return pty_settle() && (!screen_has(arg) || fail("it is on the screen"));
}

static bool
check_row(const char *arg)
{
	int row = row_number(&arg);

	return pty_settle() && (row_has(row, arg) || fail("it is not in row %d", row));
}

static bool
check_cursor(const char *arg)
{
	int row, column;

	if (!pty_settle())
		return false;
	if (!strcmp(arg, "off"))
		return !h.cursor_shown || fail("it is shown");
	row = row_number(&arg);
	column = script_number(&arg);
	return (h.cursor_shown && h.cursor.row == row && h.cursor.col == column) ||
	       fail("it is %s at %d %d", h.cursor_shown ? "shown" : "hidden", h.cursor.row,
		   h.cursor.col);
}

/* "fg=12", "bg=own": whether the colour is that. */
static bool
colour_is(const char *want, const VTermColor *c, bool own)
{
	int n = -1;

	if (!strcmp(want, "own"))
		return own;
	if (sscanf(want, "%d", &n) != 1)
		return false;
	return !own && VTERM_COLOR_IS_INDEXED(c) && c->indexed.idx == n;
}

static bool
attribute_is(const VTermScreenCell *cell, const char *word)
{
	bool want = strncmp(word, "no", 2) != 0;

	if (!strncmp(word, "fg=", 3))
		return colour_is(word + 3, &cell->fg, VTERM_COLOR_IS_DEFAULT_FG(&cell->fg));
	if (!strncmp(word, "bg=", 3))
		return colour_is(word + 3, &cell->bg, VTERM_COLOR_IS_DEFAULT_BG(&cell->bg));
	word += want ? 0 : 2;
	if (!strcmp(word, "bold"))
		return (cell->attrs.bold != 0) == want;
	if (!strcmp(word, "underline"))
		return (cell->attrs.underline != 0) == want;
	if (!strcmp(word, "reverse"))
		return (cell->attrs.reverse != 0) == want;
	return false;
}

static bool
check_attr(const char *arg)
{
	VTermScreenCell cell;
	VTermPos at;
	char word[32];
	int used;

	if (!pty_settle())
		return false;
	at.row = row_number(&arg);
	at.col = script_number(&arg);
	vterm_screen_get_cell(h.screen, at, &cell);
	for (; sscanf(arg, "%31s%n", word, &used) == 1; arg += used)
		if (!attribute_is(&cell, word))
			return fail("%s is not so: bold=%d underline=%d reverse=%d fg=%d bg=%d",
			    word, cell.attrs.bold, cell.attrs.underline, cell.attrs.reverse,
			    VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) ? -1 : cell.fg.indexed.idx,
			    VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) ? -1 : cell.bg.indexed.idx);
	return true;
}

static bool
check_no_colours(const char *arg)
{
	(void)arg;
	if (!pty_settle())
		return false;
	for (int row = 0; row < h.rows; row++)
		for (int column = 0; column < h.columns; column++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(
			    h.screen, (VTermPos){.row = row, .col = column}, &cell);
			if (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) ||
			    !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
				return fail("there is one at %d %d", row, column);
		}
	return true;
}

static bool
check_bytes(const char *arg)
{
	size_t written, most = (size_t)script_number(&arg);

	if (!pty_settle())
		return false;
	written = h.raw.len - h.mark;
	printf("# %zu bytes were written\n", written);
	return written <= most || fail("%zu bytes are more than %zu", written, most);
}

static bool
raw_has(const char *hex)
{
	struct buf want = {0};
	unsigned n;
	bool has;

	for (hex += strspn(hex, " "); sscanf(hex, "%2x", &n) == 1; hex += strspn(hex, " ")) {
		buf_putc(&want, (char)n);
		hex += isxdigit((unsigned char)hex[1]) ? 2 : 1;
	}
	pty_take();
	has = h.raw.len && want.len && memmem(h.raw.data, h.raw.len, want.data, want.len);
	buf_release(&want);
	return has;
}

static bool
check_raw_absent(const char *arg)
{
	return pty_settle() && (!raw_has(arg) || fail("they were written"));
}

static bool
check_raw_count(const char *arg)
{
	int want = script_number(&arg), got = 0;
	unsigned n;

	if (!pty_settle() || sscanf(arg, "%2x", &n) != 1)
		return false;
	for (size_t i = 0; i < h.raw.len; i++)
		got += (unsigned char)h.raw.data[i] == n;
	return got == want || fail("it was written %d times", got);
}

static bool
check_raw_present(const char *arg)
{
	return pty_settle() && (raw_has(arg) || fail("they were never written"));
}

/* Whether what switches a mode was last switched off, or never on. */
static bool
raw_is_off(const char *on, const char *off)
{
	const char *last_on = NULL, *last_off = NULL, *at, *end = buf_str(&h.raw) + h.raw.len;

	for (at = buf_str(&h.raw); (at = memmem(at, (size_t)(end - at), on, strlen(on))); at++)
		last_on = at;
	for (at = buf_str(&h.raw); (at = memmem(at, (size_t)(end - at), off, strlen(off))); at++)
		last_off = at;
	return !last_on || (last_off && last_off > last_on);
}

static bool
tty_is_restored(const void *arg)
{
	struct termios after;

	(void)arg;
	if (tcgetattr(h.master, &after))
		return fail("%s", strerror(errno));
	return (after.c_iflag == h.before.c_iflag && after.c_oflag == h.before.c_oflag &&
		   after.c_lflag == h.before.c_lflag && after.c_cflag == h.before.c_cflag &&
		   !memcmp(after.c_cc, h.before.c_cc, sizeof(after.c_cc))) ||
	       fail("the settings of the tty are not");
}

static bool
check_restored(const char *arg)
{
	VTermScreenCell cell;
	VTermPos at;

	(void)arg;
	if (!pty_pump(
		tty_is_restored, NULL, "waiting for the settings of the tty")) /* they come last */
		return false;
	if (h.alternate)
		return fail("the alternate screen is on");
	if (!h.cursor_shown)
		return fail("the cursor is hidden");
	if (h.mouse)
		return fail("the mouse is on");
	if (!raw_is_off("\033[?2004h", "\033[?2004l"))
		return fail("bracketed paste is on");
	if (!raw_is_off("\033[?1h", "\033[?1l"))
		return fail("the cursor keys are in application mode");
	vterm_input_write(h.vterm, "\rX", 2); /* what a shell would write now */
	vterm_screen_flush_damage(h.screen);
	at = (VTermPos){.row = h.cursor.row, .col = 0};
	vterm_screen_get_cell(h.screen, at, &cell);
	if (cell.chars[0] != 'X' || !attribute_is(&cell, "nobold") ||
	    !attribute_is(&cell, "noreverse") || !attribute_is(&cell, "nounderline") ||
	    !attribute_is(&cell, "fg=own") || !attribute_is(&cell, "bg=own")) {
		struct buf last = {0};

		text_clean(&last, h.raw.data + (h.raw.len > 60 ? h.raw.len - 60 : 0),
		    h.raw.len > 60 ? 60 : h.raw.len);
		fail("attributes are left on after %s", buf_str(&last));
		buf_release(&last);
		return false;
	}
	return true;
}

static bool
ended_done(const void *arg)
{
	(void)arg;
	return h.ended;
}

static bool
check_exit(const char *arg)
{
	int want = script_number(&arg), got;

	if (!pty_pump(ended_done, NULL, "waiting for its end"))
		return false;
	pty_take();
	got = WIFSIGNALED(h.status) ? 128 + WTERMSIG(h.status) : WEXITSTATUS(h.status);
	return got == want || fail("it ended with %d", got);
}

static const struct command {
	const char *name;
	bool (*run)(const char *arg);
	bool checks; /* counts as a test even when all is well */
} commands[] = {
    {"keys", do_keys, false},
    {"paste", do_paste, false},
    {"resize", do_resize, false},
    {"signal", do_signal, false},
    {"signal-child", do_signal_child, false},
    {"signal-grandchild", do_signal_grandchild, false},
    {"hangup", do_hangup, false},
    {"moment", do_moment, false},
    {"sh", do_sh, false},
    {"text", do_text, false},
    {"save", do_save, false},
    {"wait", check_wait, true},
    {"until", check_until, true},
    {"until-gone", check_until_gone, true},
    {"expect", check_expect, true},
    {"absent", check_absent, true},
    {"expect-row", check_row, true},
    {"cursor", check_cursor, true},
    {"attr", check_attr, true},
    {"no-colours", check_no_colours, true},
    {"bytes", check_bytes, true},
    {"raw-absent", check_raw_absent, true},
    {"raw-present", check_raw_present, true},
    {"raw-count", check_raw_count, true},
    {"restored", check_restored, true},
    {"random", check_random, true},
    {"none-left", check_none_left, true},
    {"exit", check_exit, true},
};

static void
line_run(char *line)
{
	size_t name_len;
	const struct command *c = NULL;
	bool well;

	line[strcspn(line, "\n")] = '\0';
	line += strspn(line, " \t");
	if (!*line || *line == '#')
		return;
	name_len = strcspn(line, " ");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strlen(commands[i].name) == name_len &&
		    !strncmp(commands[i].name, line, name_len))
			c = &commands[i];
	if (!c) {
		printf("Bail out! there is no command '%s'\n", line);
		exit(2);
	}
	well = c->run(line + name_len + (line[name_len] == ' '));
	if (well && !c->checks)
		return;
	h.tests++;
	h.failed += !well;
	printf("%sok %d - %s\n", well ? "" : "not ", h.tests, line);
	if (!well) {
		printf("# %s\n", h.why);
		screen_print();
	}
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	char *settings[32], *line = NULL, *standard[] = {NULL, NULL};
	const char *build = getenv("BUILD");
	int setting_count = 0, option;
	size_t cap = 0;

	while ((option = getopt(argc, argv, "+nr:c:e:")) != -1)
		if (option == 'n')
			h.tells = false;
		else if (option == 'r')
			h.rows = atoi(optarg);
		else if (option == 'c')
			h.columns = atoi(optarg);
		else if (option == 'e' && setting_count < 32)
			settings[setting_count++] = optarg;
		else
			return 2;
	standard[0] = mem_printf("%s/caduca", build ? build : "build");
	pty_start(optind < argc ? argv + optind : standard, settings, setting_count);
	while (getline(&line, &cap, stdin) > 0)
		line_run(line);
	pty_end();
	free(line);
	free(standard[0]);
	printf("1..%d\n", h.tests);
	return h.failed ? 1 : 0;
}
