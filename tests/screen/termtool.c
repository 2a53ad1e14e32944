/* A program for the tests of term and guard: a list drawn on a canvas, the last key in the notation
 * of keybindings.conf, the last paste. It has no backend and no screens, so what fails here is the
 * terminal's.
 *
 * Keys: Up, Down, PageUp, PageDown move; h draws hostile text; w wide text; i a field with the
 * cursor; y shows a text alone; b rings; x aborts; s leaves with status 3; l draws all anew; 0
 * loses the screen without giving it back; q leaves. TERMTOOL_BARE: without the guard.
 * TERMTOOL_CONFIG: a configuration file. */
#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"
#include "tui/keys/keyname.h"
#include "tui/term/canvas.h"
#include "tui/term/guard.h"
#include "tui/term/term.h"

#include <locale.h>
#include <poll.h>

enum { LINES_COUNT = 200 };

static struct {
	struct canvas *canvas;
	struct buf key, paste;
	int at, top, resizes;
	bool hostile, wide, field;
} v;

static void
draw_list(int rows)
{
	for (int i = 0; i < rows && v.top + i < LINES_COUNT; i++) {
		int line = v.top + i;
		enum urgency u = (enum urgency)(line * URGENCY_COUNT / LINES_COUNT);
		unsigned style = (unsigned)STYLE_URGENCY + u;

		canvas_printf(v.canvas, i + 1, 1, 1, style, "%c", "X!UCA.?"[u]);
		canvas_printf(v.canvas, i + 1, 3, 4, style, "%4d", line - 3);
		canvas_printf(v.canvas, i + 1, 8, 10, STYLE_TEXT, "%02d/%02d/2026", 1 + line % 28,
		    1 + line % 12);
		canvas_printf(
		    v.canvas, i + 1, 19, 25, STYLE_TEXT, "host%03d.exemple.cat:443", line);
		canvas_text(
		    v.canvas, i + 1, 45, 13, STYLE_TEXT, line % 3 ? "Tràmits" : "Via Oberta");
		canvas_printf(v.canvas, i + 1, -1 + canvas_columns(v.canvas) - 8, 8, STYLE_DIM,
		    "%3d min", line % 60);
		if (line == v.at)
			canvas_tint(v.canvas, i + 1, 0, -1, STYLE_SELECTED);
	}
}

static void
draw(void)
{
	int rows = canvas_rows(v.canvas), list = rows - 3;

	if (v.at < v.top)
		v.top = v.at;
	if (list > 0 && v.at >= v.top + list)
		v.top = v.at - list + 1;
	canvas_clear(v.canvas);
	canvas_fill(v.canvas, 0, 0, -1, STYLE_BAR, ' ');
	canvas_printf(v.canvas, 0, 1, -1, STYLE_BAR, "termtool %dx%d %d%s%s",
	    canvas_columns(v.canvas), rows, v.resizes, term_notice() ? " " : "",
	    term_notice() ? term_notice() : "");
	draw_list(list);
	canvas_rule(v.canvas, rows - 2, "fi");
	canvas_printf(v.canvas, rows - 1, 0, -1, STYLE_TEXT, "key: %s paste: %s", buf_str(&v.key),
	    buf_str(&v.paste));
	if (v.hostile)
		canvas_text(v.canvas, 2, 0, -1, STYLE_ERROR,
		    "a\033]52;c;eA==\007b\302\233"
		    "31mc\342\200\256d\342\201\246e\357\277\271f\r\n\t\377g");
	if (v.wide)
		canvas_text(
		    v.canvas, 2, 0, -1, STYLE_TEXT, "日本語 e\314\201 cel·la \360\237\230\200|");
	if (v.field) {
		canvas_text(v.canvas, 3, 0, 20, STYLE_INPUT, "camp");
		canvas_cursor(v.canvas, 3, 4);
	}
	term_paint(v.canvas);
}

/* Deals with a key; false at the end. */
static bool
key_pressed(uint32_t key, int *status)
{
	int page = canvas_rows(v.canvas) - 3;

	buf_clear(&v.key);
	keyname_write(key, &v.key);
	switch (key) {
	case K_UP:
		v.at -= v.at > 0;
		break;
	case K_DOWN:
		v.at += v.at < LINES_COUNT - 1;
		break;
	case K_PAGE_UP:
		v.at = v.at > page ? v.at - page : 0;
		v.top = v.at;
		break;
	case K_PAGE_DOWN:
		v.at = v.at + page < LINES_COUNT ? v.at + page : v.at;
		v.top = v.at;
		break;
	case 'h':
		v.hostile = !v.hostile;
		break;
	case 'w':
		v.wide = !v.wide;
		break;
	case 'i':
		v.field = !v.field;
		break;
	case 'y':
		term_plain("un valor sol\nsecond\033]52;c;eA==\007 line");
		break;
	case 'b':
		term_bell();
		break;
	case 'l':
		term_redraw();
		break;
	case 'x':
		abort();
	case '0':
		_exit(5);
	case 's':
		*status = 3;
		return false;
	case 'q':
		return false;
	default:
		break;
	}
	return true;
}

static bool
input_read(int *status)
{
	struct input in;
	int rows, columns;

	while (term_read(&in)) {
		if (in.kind == INPUT_END || (in.kind == INPUT_KEY && !key_pressed(in.key, status)))
			return false;
		if (in.kind == INPUT_PASTE) {
			buf_clear(&v.paste);
			buf_puts(&v.paste, in.paste);
		}
		if (in.kind == INPUT_RESIZE) {
			v.resizes++;
			term_size(&rows, &columns);
			canvas_resize(v.canvas, rows, columns);
		}
	}
	return true;
}

static int
run(void *arg)
{
	const char *file = getenv("TERMTOOL_CONFIG");
	struct config *config = file ? config_load(file) : NULL;
	struct err err = {0};
	int rows, columns, status = 0;
	bool on = true;

	(void)arg;
	if (term_open(config, &err)) {
		fprintf(stderr, "%s: %s\n", err.code, err.text);
		config_free(config);
		return 1;
	}
	term_size(&rows, &columns);
	v.canvas = canvas_new(rows, columns);
	canvas_ascii(v.canvas, term_is_ascii());
	while (on) {
		struct pollfd p = {.fd = term_fd(), .events = POLLIN};

		draw();
		term_idle();
		poll(&p, 1, -1);
		on = input_read(&status);
	}
	term_close();
	canvas_free(v.canvas);
	buf_release(&v.key);
	buf_release(&v.paste);
	config_free(config);
	return status;
}

int
main(void)
{
	setlocale(LC_ALL, "");
	return getenv("TERMTOOL_BARE") ? run(NULL) : guard_run(run, NULL);
}
