/* The small parent that waits. The console is its child, so that whatever
 * becomes of the console, SIGKILL included, somebody is left to give the terminal back as it
 * was. */
#ifndef TUI_TERM_GUARD_H
#define TUI_TERM_GUARD_H

#include <stddef.h>

/* Runs child(arg) in a child process and waits for its end. Signals sent to this process go on
 * to the child; when the child stops, so does this one. Returns the child's result (its low 8
 * bits), 128 + n when signal n ended it, or -1 when no child could be made. Call it before there
 * are threads, descriptors to share or curses. */
int guard_run(int (*child)(void *arg), void *arg);

/* ---- in the child; without a guard they do nothing ---- */

/* The bytes that give the screen back, once it was taken: the guard sends them when the child
 * dies without having done so. At most 256; len 0: there is nothing to give back (any more). */
void guard_restore_with(const char *bytes, size_t len);
/* The child is ending because of this signal: guard_run then returns 128 + signal. Safe in a
 * handler. */
void guard_ended_by(int signal);

#endif
