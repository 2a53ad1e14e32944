/* The child that takes what a client hands over (wire/handover.h): files that the client alone may open, and whose server
 * may let this process wait for ever. What goes on to the backend are sealed memory files (base/memory_file.h), with the
 * mode that the file had.
 *
 * One line comes on its standard input: {"receive":["document","secret"]}, what is to come, in that order. A document is a
 * regular file of DOCUMENT_MAX_BYTES at most; a secret is anything that can be read to its end, of which RECEIVE_SECRET_MOST
 * bytes are passed on: more is none. One line goes back: {"received":n} with n descriptors beside it, fewer where the client
 * sent fewer; or {"error":{"code","args"}}: "is-folder", "is-fifo", "is-socket", "is-device", "is-too-large", of errno. */
#ifndef DAEMON_RECEIVE_WORKER_H
#define DAEMON_RECEIVE_WORKER_H

enum { RECEIVE_SECRET_MOST = 64 * 1024 };

int receive_worker_main(void);

#endif
