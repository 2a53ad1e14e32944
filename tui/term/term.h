/* The terminal. term.c is the only file that includes <curses.h>; nothing above knows of it.
 *
 * term_open may fall back to xterm-256color when the terminal's entry is missing (term_notice
 * says so). Remote text reaches the terminal only as cells of a canvas. Bracketed paste is on:
 * pasted bytes come as one INPUT_PASTE, never as keys. */
#ifndef TUI_TERM_TERM_H
#define TUI_TERM_TERM_H

#include "base/err.h"
#include "tui/term/key.h"

#include <stdbool.h>
#include <stdint.h>

struct canvas;
struct config;

/* Wants the locale set (words.h). Fails with "not-a-terminal" or "no-such-terminal". */
int term_open(const struct config *config, struct err *err);
void term_close(void);         /* gives the screen back; may be called twice */
const char *term_notice(void); /* a code for words_notice ("terminal-fallback"), or NULL */
bool term_is_ascii(void);      /* then canvas_ascii(c, true) */
/* To poll for reading. It wakes for keys, signals (a new size, ^Z and back, the end) and for an
 * <Esc> that stood alone long enough to be one: no time-out of the caller's is needed. */
int term_fd(void);
void term_size(int *rows, int *columns);
bool term_read(struct input *in);        /* false when nothing more is there now; never blocks */
void term_paint(const struct canvas *c); /* sends what differs; nothing when nothing does */
void term_bell(void);
/* To the terminal's clipboard (clipboard.h), which says nothing to this: it may well ignore it. False: there is nothing to
 * send. */
bool term_send_clipboard(const char *text);
void term_redraw(void); /* the next paint sends everything */
/* Leaves the screen, scrolls away what stood there, prints text (cleaned, unwrapped) and returns. Painting is put off until a
 * key was pressed: that key is swallowed, the screen comes back, and term_read gives
 * INPUT_RESIZE. */
void term_plain(const char *text);
/* The same with a prompt of one's own. secret: when it is left nothing of the text stays above. more: a
 * key was pressed; true when it called this again, and that text takes the place of this one. NULL: any
 * key comes back. */
typedef bool term_more_fn(uint32_t key, void *arg);
void term_plain_as(
    const char *text, const char *prompt, bool secret, term_more_fn *more, void *arg);
void term_plain_forget(const void *arg); /* no key asks it for more */
/* Called before waiting. Where CADUCA_TEST_IDLE_FD names an open descriptor and all input was
 * dealt with, one struct tty_idle (tty.h) is written there, so that a test knows that the screen stands
 * for what it sent. */
void term_idle(void);

#endif
