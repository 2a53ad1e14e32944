/* The command line's own inspect child (inspect/worker.h): so that these tools work where no
 * backend runs, and no byte of a stranger's document is parsed in this process. */
#ifndef CTL_INSPECTOR_H
#define CTL_INSPECTOR_H

#include "base/err.h"

#include <jansson.h>

#include <stddef.h>

struct config;

enum { INSPECTOR_WAIT_MS = 30000 };

/* Starts a child, sends it the request (stolen) with the descriptors (one or two, which stay
 * the caller's), and waits for its answer, a bounded time. config NULL: it reads no authorities, which takes most of
 * its time, and what it says of a chain means nothing. NULL with err's code: "cannot-start",
 * "inspect-crashed", "inspect-timeout". */
json_t *inspector_ask(
    const struct config *config, json_t *request, const int *fds, size_t count, struct err *err);

/* Asks for a password on the terminal without showing it, and gives the reading end of a pipe
 * that holds it; nothing else of it stays in this process. -1 when there is no terminal
 * ("not-a-terminal") or the person gave up ("cancelled"). */
int inspector_ask_password(const char *prompt, struct err *err);

#endif
