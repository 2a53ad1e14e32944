/* What happens on the terminal's descriptors: bytes, signals, and the passing of time between
 * the two halves of a sequence. One descriptor stands for all of it. It knows no curses; term.c,
 * which does, is its only user. */
#ifndef TUI_TERM_TTY_H
#define TUI_TERM_TTY_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct decoder;

int tty_open(struct err *err); /* from here on the signals below are noted, not obeyed */
void tty_close(void);
int tty_fd(void); /* to poll; -1 while closed */

/* The next signal that came: SIGWINCH, SIGTSTP, SIGCONT, or one that asks for the end; 0: none. */
int tty_signal(void);
/* Stops this process as an unhandled SIGTSTP would; returns once it goes on. */
void tty_stop(void);

/* Feeds the decoder with what is there, or, when nothing came for as long as it waits, flushes
 * it. False when neither happened; *end when the terminal is gone. Never blocks. */
bool tty_read(struct decoder *d, bool *end);
void tty_wait(const struct decoder *d); /* arms the timer for what is half-way */

/* What a test reads from the descriptor that CADUCA_TEST_IDLE_FD names. */
struct tty_idle {
	uint64_t bytes_read; /* from the terminal since tty_open */
	uint32_t rows, columns;
};

void tty_idle(const struct decoder *d, int rows, int columns);

#endif
