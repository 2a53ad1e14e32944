/* A program on a pseudo-terminal that libvterm reads. There is one: its state is open to the
 * checks of screen.c. */
#ifndef SCREEN_PTY_H
#define SCREEN_PTY_H

#include "base/buf.h"
#include "tui/term/tty.h"

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

enum { PATIENCE_MS = 60000 };

struct pty {
	int rows, columns;
	bool tells;   /* the program tells when it is idle */
	bool at_once; /* what is done next does not wait for that */
	pid_t pid;
	int status; /* of waitpid */
	bool ended;
	int master, idle_fd;
	struct termios before;
	VTerm *vterm;
	VTermScreen *screen;
	bool alternate, cursor_shown, mouse;
	VTermPos cursor;
	uint64_t sent;        /* bytes */
	struct tty_idle told; /* the last that the program told */
	struct buf raw;       /* everything written, ever */
	size_t mark;          /* where raw ended when something was last done */
	int tests, failed;
	char why[256]; /* of the last check that failed */
};

extern struct pty h;

/* Notes why a check failed; always false. */
bool fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Starts argv in a session of its own, with settings ("NAME=VALUE", or "NAME" to unset) on top
 * of the usual environment. */
void pty_start(char **argv, char *const *settings, int setting_count);
void pty_again(
    void); /* the same program once more, where it has ended; what was written is forgotten */
/* Hangs up, waits for the end of the program (kills it when it will not) and frees all. */
void pty_end(void);

void pty_take(void); /* what the program has written, into libvterm and h.raw */
/* Lets the program run until done() or the end of patience, or of the program. */
bool pty_pump(bool (*done)(const void *arg), const void *arg, const char *what);
bool pty_wait_idle(void);
/* Before a check, and before the next thing is done: what was sent is to be dealt with. */
bool pty_settle(void);
/* The same; what is written from here on answers what is done now. */
bool pty_begin(void);
void pty_send(const char *bytes, size_t len);

#endif
