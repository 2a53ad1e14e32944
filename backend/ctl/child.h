/* A child of this program that is given one file, answers once and ends: `caducad --role …`, so that what strangers wrote, and
 * what is said to servers, is dealt with in a process that has given up all else. */
#ifndef CTL_CHILD_H
#define CTL_CHILD_H

#include <stddef.h>

struct buf;
struct err;

struct child {
	const char *role;
	int input;  /* its descriptor 0; read from its beginning, and stays the caller's */
	int secret; /* its descriptor 3, likewise; -1: none */
	int wait_ms;
	size_t most; /* bytes of the answer */
};

/* Appends what it answers until its end. -1: "cannot-start"; "child-ended": it took too long, said too much, or ended by a signal
 * or otherwise than well. */
int child_ask(const struct child *child, struct buf *answer, struct err *err);

#endif
