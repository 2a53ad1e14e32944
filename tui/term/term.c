/* The terminal, and the only file that knows curses. Out: the canvas last painted is kept, and only
 * cells that differ from it are handed to ncurses, which finds the shortest way to send them; when
 * none differ nothing is called and nothing sent. Curses never reads: bytes are read here and
 * decoded by input.c, so that nothing waits inside a library and an unknown sequence cannot fall
 * apart into keys (tty.h, input.h).
 *
 * Raw mode takes ^C, ^S, ^Q and ^\ from the kernel: they are keys. ^Z is not for sale: it
 * suspends. The screen is given back before every stop and every end; where there is no time for
 * that, the guard does it (guard.h) with the same bytes. */
#include "tui/term/term.h"

#define NCURSES_NOMACROS 1
#include <curses.h>

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/sys.h"
#include "base/text.h"
#include "tui/term/clipboard.h"
#include "tui/term/canvas.h"
#include "tui/term/guard.h"
#include "tui/term/input.h"
#include "tui/term/theme.h"
#include "tui/term/tty.h"
#include "words/words.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>

enum { PAIRS_MAX = 64, ROWS_MAX = 512, COLUMNS_MAX = 2048 };

static const char fallback_terminal[] = "xterm-256color";
static const char paste_on[] = "\033[?2004h", paste_off[] = "\033[?2004l";
static const char mouse_on[] = "\033[?1000h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1000l";

struct pair {
	int16_t fg, bg;
};

/* There is one terminal, and curses has one screen: hence one static state. */
static struct {
	SCREEN *screen;
	struct buf enter, take,
	    leave;  /* the bytes that enter the alternate screen, set modes, and undo both */
	bool on;    /* the screen is ours, not left for a stop or for term_plain */
	bool plain; /* term_plain's text is shown: the next key ends that, unless there is more */
	int secret; /* that text is to be wiped: so many lines up from where the cursor is; 0: none */
	term_more_fn *more;
	void *more_arg;
	bool ascii, mouse;
	int colours; /* 256, 8, 0 */
	const char *notice;
	int rows, columns;
	struct cell *painted; /* rows * columns: what stands on the screen */
	int cursor_row, cursor_column;
	struct pair pairs[PAIRS_MAX];
	int pair_count;
	struct decoder *decoder;
	bool ended; /* INPUT_END was given */
} t;

static void
write_raw(const char *bytes, size_t len)
{
	sys_write_all(
	    STDOUT_FILENO, bytes, len, NULL); /* a terminal that is gone is found by reading */
}

/* ---- taking and leaving the screen ---- */

static void
capability_add(struct buf *b, const char *name)
{
	const char *s = tigetstr(name);

	if (!s || s == (char *)-1)
		return;
	for (; *s; s++) {
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>'))
			s = strchr(s, '>'); /* a pause, which no terminal of today needs */
		else
			buf_putc(b, *s);
	}
}

/* Both ways as bytes, so that whoever gives the screen back does the same: the end, a stop, the
 * guard. (endwin and what follows it would besides reset the palette that the user chose.) */
static void
sequences_prepare(void)
{
	const char *scroll = tigetstr("csr");

	buf_clear(&t.enter);
	capability_add(&t.enter, "smcup");
	buf_clear(&t.take);
	capability_add(&t.take, "smkx");
	capability_add(&t.take, "civis");
	buf_puts(&t.take, paste_on);
	buf_puts(&t.take, t.mouse ? mouse_on : "");

	buf_clear(&t.leave);
	buf_puts(&t.leave, paste_off);
	buf_puts(&t.leave, t.mouse ? mouse_off : "");
	capability_add(&t.leave, "rmkx");
	capability_add(&t.leave, "sgr0");
	if (t.colours)
		capability_add(&t.leave, "op");
	if (scroll && scroll != (char *)-1 && !strncmp(scroll, "\033[", 2))
		buf_puts(&t.leave, "\033[r");
	capability_add(&t.leave, "rmcup");
	capability_add(&t.leave,
	    "cnorm"); /* last: some terminals save the look of the cursor with the screen */
}

/* Up to the line of the secret, and away with all from there. */
static bool
wipe_secret(void)
{
	struct buf out = {0};
	bool any = t.secret != 0;

	if (t.secret) {
		buf_puts(&out, "\r");
		for (int i = 0; i < t.secret; i++)
			capability_add(&out, "cuu1");
		capability_add(&out, "ed");
		write_raw(out.data, out.len);
	}
	t.secret = 0;
	buf_release(&out);
	return any;
}

/* newterm has the alternate screen entered with what curses sends first, the cursor here; coming back to it is ours. It is
 * left by the guard only from just before: leaving one that was never entered puts the cursor where none was saved. */
static void
screen_claim(bool again)
{
	guard_restore_with("\r", 1);
	if (t.plain)
		wipe_secret();
	reset_prog_mode();
	guard_restore_with(t.leave.data, t.leave.len);
	if (again)
		write_raw(t.enter.data, t.enter.len);
	curs_set(0); /* so that curses knows */
	write_raw(t.take.data, t.take.len);
	t.on = true;
	t.plain = false;
	term_redraw();
}

static void
screen_leave(void)
{
	sigset_t set, old;

	if (!t.on)
		return;
	t.on = false;
	sigemptyset(&set);
	/* When the guard was killed the shell has the terminal back, but not as it was. */
	sigaddset(&set, SIGTTOU);
	sigprocmask(SIG_BLOCK, &set, &old);
	write_raw(t.leave.data, t.leave.len);
	reset_shell_mode();
	sigprocmask(SIG_SETMASK, &old, NULL);
	guard_restore_with("", 0);
}

/* The screen stays with the shell, but keys come one by one and are not shown. */
static void
plain_mode(void)
{
	struct termios now;

	if (tcgetattr(STDIN_FILENO, &now) == 0) {
		now.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
		now.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
		tcsetattr(STDIN_FILENO, TCSADRAIN, &now);
	}
	guard_restore_with("\r\n", 2);
}

static void
suspend(void)
{
	bool plain = t.plain;

	if (plain)
		reset_shell_mode();
	else
		screen_leave();
	tty_stop();
	if (plain)
		plain_mode();
	else
		screen_claim(true);
}

/* True when somebody stopped us without asking (SIGSTOP) and the guard gave the terminal to the
 * shell. After an orderly stop everything is in its place already. */
static bool
screen_was_taken(void)
{
	struct termios now;

	return t.on && tcgetattr(STDIN_FILENO, &now) == 0 && now.c_lflag & (ICANON | ECHO | ISIG);
}

/* ---- size ---- */

static void
size_read(void)
{
	struct winsize size = {0};
	int rows, columns;

	getmaxyx(stdscr, rows, columns);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col) {
		rows = size.ws_row;
		columns = size.ws_col;
	}
	rows = rows < ROWS_MAX ? rows : ROWS_MAX;
	columns = columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
	resize_term(rows, columns);
	t.rows = rows;
	t.columns = columns;
	free(t.painted);
	t.painted = mem_array((size_t)rows * (size_t)columns, sizeof(*t.painted));
	term_redraw();
}

void
term_size(int *rows, int *columns)
{
	*rows = t.rows;
	*columns = t.columns;
}

/* ---- opening and closing ---- */

static int
colours_wanted(const struct config *config)
{
	const char *no = getenv("NO_COLOR"),
		   *colors = config && config->colors ? config->colors : "auto";

	if ((config && config->plain) || !strcmp(colors, "none") ||
	    (!strcmp(colors, "auto") && no && *no))
		return 0;
	return !strcmp(colors, "8") ? 8 : 256;
}

static void
colours_start(const struct config *config)
{
	int wanted = colours_wanted(config), has;

	t.colours = 0;
	t.pair_count = 0;
	if (!wanted || !has_colors() || start_color() == ERR || use_default_colors() == ERR)
		return;
	has = COLORS < wanted ? COLORS : wanted;
	t.colours = has >= 256 ? 256 : has >= 8 ? 8 : 0;
}

/* UTF-8 where the locale or the configuration says so, and the locale can write it. */
static bool
wants_ascii(const struct config *config)
{
	const char *charset = config && config->charset ? config->charset : "auto";

	if (!strcmp(charset, "ascii"))
		return true;
	if (!strcmp(nl_langinfo(CODESET), "UTF-8"))
		return false;
	return strcmp(charset, "utf8") != 0 || !setlocale(LC_CTYPE, "C.UTF-8");
}

/* What this terminal sends for keys, where it differs from what everybody sends. */
static void
keys_learn(void)
{
	static const struct {
		const char *capability;
		uint32_t key;
	} rows[] = {
	    {"kcuu1", K_UP},
	    {"kcud1", K_DOWN},
	    {"kcub1", K_LEFT},
	    {"kcuf1", K_RIGHT},
	    {"khome", K_HOME},
	    {"kend", K_END},
	    {"kpp", K_PAGE_UP},
	    {"knp", K_PAGE_DOWN},
	    {"kich1", K_INSERT},
	    {"kdch1", K_DELETE},
	    {"kcbt", K_BACKTAB},
	    {"kent", K_ENTER},
	    {"kf1", K_F1},
	    {"kf2", K_F1 + 1},
	    {"kf3", K_F1 + 2},
	    {"kf4", K_F1 + 3},
	    {"kf5", K_F1 + 4},
	    {"kf6", K_F1 + 5},
	    {"kf7", K_F1 + 6},
	    {"kf8", K_F1 + 7},
	    {"kf9", K_F1 + 8},
	    {"kf10", K_F1 + 9},
	    {"kf11", K_F1 + 10},
	    {"kf12", K_F1 + 11},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *sequence = tigetstr(rows[i].capability);

		if (sequence && sequence != (char *)-1)
			input_learn(t.decoder, sequence, rows[i].key);
	}
}

static int
screen_open(struct err *err)
{
	const char *name = getenv("TERM");

	t.notice = NULL;
	/* LINES and COLUMNS may be anything; the kernel knows the size */
	use_env(FALSE);
	use_tioctl(TRUE);
	t.screen = name && *name ? newterm(name, stdout, stdin) : NULL;
	if (!t.screen) {
		t.screen = newterm(fallback_terminal, stdout, stdin);
		t.notice = "terminal-fallback";
	}
	if (!t.screen)
		return err_set(err, "no-such-terminal",
		    "no description of the terminal '%s', nor of %s", name ? name : "",
		    fallback_terminal);
	if (!tigetstr("cup") || tigetstr("cup") == (char *)-1) {
		return err_set(err, "no-such-terminal", "the terminal '%s' cannot place the cursor",
		    name ? name : "");
	}
	return 0;
}

int
term_open(const struct config *config, struct err *err)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(
		    err, "not-a-terminal", "standard input and output must be a terminal");
	t.ascii = wants_ascii(config);
	/* tty_open comes before curses: where SIGTSTP is curses' own affair, it loses one that
	 * arrives during an update. The settings of the tty change with screen_open: from there
	 * on there is something to restore. */
	guard_restore_with("\r", 1);
	if (tty_open(err) || screen_open(err)) {
		term_close();
		return -1;
	}
	t.decoder = input_new();
	if (t.ascii)
		input_allow_latin1(t.decoder);
	t.mouse = config && config->mouse;
	if (t.mouse)
		input_allow_mouse(t.decoder);
	keys_learn();
	raw();
	nonl();
	noecho();
	typeahead(-1); /* an update is never left half done */
	def_prog_mode();
	colours_start(config);
	sequences_prepare();
	size_read();
	screen_claim(false);
	return 0;
}

void
term_close(void)
{
	if (t.on)
		screen_leave();
	else if (t.screen)
		reset_shell_mode();
	guard_restore_with("", 0);
	t.plain = false;
	tty_close();
	if (t.screen)
		delscreen(t.screen);
	t.screen = NULL;
	input_free(t.decoder);
	t.decoder = NULL;
	buf_release(&t.enter);
	buf_release(&t.take);
	buf_release(&t.leave);
	free(t.painted);
	t.painted = NULL;
}

const char *
term_notice(void)
{
	return t.notice;
}

bool
term_is_ascii(void)
{
	return t.ascii;
}

int
term_fd(void)
{
	return tty_fd();
}

/* ---- input ---- */

static bool
end_of_terminal(struct input *in)
{
	if (t.ended)
		return false;
	t.ended = true;
	*in = (struct input){.kind = INPUT_END};
	return true;
}

/* Deals with the signals that were noted; true when one of them is input. */
static bool
signals_read(struct input *in)
{
	bool resized = false;
	int number;

	while ((number = tty_signal()) != 0) {
		switch (number) {
		case SIGWINCH:
			size_read();
			resized = true;
			break;
		case SIGTSTP:
			suspend();
			size_read();
			resized = true;
			break;
		case SIGCONT:
			if (!screen_was_taken())
				break;
			screen_claim(true);
			size_read();
			resized = true;
			break;
		default:
			return end_of_terminal(in);
		}
	}
	if (resized)
		*in = (struct input){.kind = INPUT_RESIZE};
	return resized && !t.plain;
}

/* What the terminal does with input by itself; true when nothing is left for the caller. */
static bool
swallow(struct input *in)
{
	term_more_fn *more = t.more;

	if (in->kind == INPUT_KEY && in->key == (K_CTRL | 'z')) {
		suspend();
	} else if (t.plain) {
		t.more = NULL;
		if (in->kind != INPUT_KEY || !more || !more(in->key, t.more_arg))
			screen_claim(true);
	} else {
		return false;
	}
	if (t.plain)
		return true;
	size_read();
	*in = (struct input){.kind = INPUT_RESIZE};
	return false;
}

bool
term_read(struct input *in)
{
	bool end = false;

	if (signals_read(in))
		return true;
	do {
		while (input_next(t.decoder, in))
			if (!swallow(in))
				return true;
	} while (tty_read(t.decoder, &end));
	if (end)
		return end_of_terminal(in);
	tty_wait(t.decoder);
	return false;
}

void
term_idle(void)
{
	tty_idle(t.decoder, t.rows, t.columns);
}

/* ---- painting ---- */

/* The terminal's own colours get a pair as well: from pair to pair ncurses sends the colour
 * alone, to pair 0 it would reset every attribute besides. */
static int
pair_of(const struct look *look)
{
	int i;

	if (!t.colours)
		return 0;
	for (i = 0; i < t.pair_count; i++)
		if (t.pairs[i].fg == look->fg && t.pairs[i].bg == look->bg)
			return i + 1;
	if (i == PAIRS_MAX || init_pair((short)(i + 1), look->fg, look->bg) == ERR)
		return 0;
	t.pairs[t.pair_count++] = (struct pair){look->fg, look->bg};
	return i + 1;
}

static attr_t
attributes_of(const struct look *look)
{
	return (look->attributes & LOOK_BOLD ? A_BOLD : 0) |
	       (look->attributes & LOOK_DIM ? A_DIM : 0) |
	       (look->attributes & LOOK_UNDERLINE ? A_UNDERLINE : 0) |
	       (look->attributes & LOOK_REVERSE ? A_REVERSE : 0);
}

/* Draws one cell. What the C library would give another width than the canvas did becomes "?":
 * the rest of the row must stand where it was put. */
static void
cell_draw(int row, int column, const struct cell *cell, bool wide)
{
	struct look look = theme_look(cell->style, t.colours);
	wchar_t text[4] = {(wchar_t)cell->ch[0], (wchar_t)cell->ch[1], (wchar_t)cell->ch[2], 0};
	cchar_t c;

	if ((t.ascii && cell->ch[0] >= 0x80) || wcwidth(text[0]) != (wide ? 2 : 1))
		wmemcpy(text, L"?", 2);
	for (int i = 1; i < 3 && text[i]; i++)
		if (t.ascii || wcwidth(text[i]) != 0)
			text[i] = 0;
	setcchar(&c, text, attributes_of(&look), (short)pair_of(&look), NULL);
	mvwadd_wch(stdscr, row, column, &c);
	if (wide && text[0] == '?') {
		setcchar(&c, L" ", attributes_of(&look), (short)pair_of(&look), NULL);
		mvwadd_wch(stdscr, row, column + 1, &c);
	}
}

static bool
cells_equal(const struct cell *a, const struct cell *b)
{
	return a->style == b->style && !memcmp(a->ch, b->ch, sizeof(a->ch));
}

/* Hands over the cells of a row that differ; true when there were some. */
static bool
row_draw(const struct canvas *c, int row, int columns)
{
	struct cell *painted = &t.painted[(size_t)row * (size_t)t.columns];
	bool any = false;

	for (int column = 0; column < columns; column++) {
		const struct cell *cell = canvas_cell(c, row, column);
		const struct cell *right =
		    column + 1 < columns ? canvas_cell(c, row, column + 1) : NULL;

		if (cells_equal(cell, &painted[column]))
			continue;
		painted[column] = *cell;
		any = true;
		if (cell->ch[0])
			cell_draw(row, column, cell, right && !right->ch[0]);
	}
	return any;
}

static bool
cursor_draw(const struct canvas *c)
{
	int row, column;
	bool was_shown = t.cursor_row >= 0;

	canvas_cursor_get(c, &row, &column);
	if (row == t.cursor_row && column == t.cursor_column)
		return false;
	if ((row >= 0) != was_shown || t.cursor_row == -2)
		curs_set(row >= 0);
	leaveok(stdscr, row < 0);
	t.cursor_row = row;
	t.cursor_column = column;
	return true;
}

void
term_paint(const struct canvas *c)
{
	int all = canvas_rows(c) + canvas_kept(c), rows = all < t.rows ? all : t.rows;
	int columns = canvas_columns(c) < t.columns ? canvas_columns(c) : t.columns;
	bool any;

	if (!t.on || t.ended)
		return;
	any = cursor_draw(c);
	for (int row = 0; row < rows; row++)
		any |= row_draw(c, row, columns);
	if (!any)
		return;
	if (t.cursor_row >= 0)
		wmove(stdscr, t.cursor_row, t.cursor_column);
	wrefresh(stdscr);
}

void
term_redraw(void)
{
	size_t count = (size_t)t.rows * (size_t)t.columns;

	for (size_t i = 0; t.painted && i < count; i++)
		t.painted[i] = (struct cell){.style = UINT16_MAX}; /* like no cell of a canvas */
	t.cursor_row = -2;
	werase(stdscr);
	clearok(curscr, TRUE);
}

void
term_bell(void)
{
	if (t.on)
		beep();
}

/* What stood there goes where the terminal keeps what scrolled off, and nothing of it is marked with the value. */
static void
scroll_clear(struct buf *out)
{
	buf_puts(out, "\r");
	for (int i = 0; i < t.rows; i++)
		buf_puts(out, "\n");
	capability_add(out, "home");
}

bool
term_send_clipboard(const char *text)
{
	struct buf out = {0};
	bool any;

	if (t.on)
		clipboard_sequence(text, &out);
	any = out.len != 0;
	write_raw(out.data, out.len);
	buf_release(&out);
	return any;
}

void
term_plain(const char *text)
{
	term_plain_as(text, _("press a key to come back"), false, NULL, NULL);
}

void
term_plain_as(const char *text, const char *prompt, bool secret, term_more_fn *more, void *arg)
{
	struct buf out = {0};
	const char *end;

	if (!t.on && !t.plain)
		return;
	if (!t.plain)
		scroll_clear(&out);
	else if (!wipe_secret())
		buf_puts(&out, "\r\n\r\n");
	for (;; text = end + 1) {
		end = strchrnul(text, '\n');
		text_clean(&out, text, (size_t)(end - text));
		buf_puts(&out, "\r\n");
		if (!*end)
			break;
	}
	buf_puts(&out, "\r\n[");
	text_clean(&out, prompt, strlen(prompt));
	buf_putc(&out, ']');
	if (!t.plain) {
		screen_leave();
		plain_mode();
	}
	t.plain = true;
	/* a blank line, and the lines that the prompt takes */
	t.secret = secret ? 2 + (text_width(prompt) + 1) / (t.columns > 0 ? t.columns : 80) : 0;
	t.more = more;
	t.more_arg = arg;
	write_raw(out.data, out.len);
	if (secret)
		explicit_bzero(out.data, out.len);
	buf_release(&out);
}

void
term_plain_forget(const void *arg)
{
	if (t.more_arg == arg)
		t.more = NULL;
}
