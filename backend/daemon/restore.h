/* caducad --restore FILE: a backup takes the place of the database, while no backend runs. */
#ifndef DAEMON_RESTORE_H
#define DAEMON_RESTORE_H

#include <stdbool.h>

/* file "-" is the standard input: whoever starts it may have opened what this user may not. Says on the standard output
 * what was done, on the standard error why not; the status to exit with. */
int restore_main(const char *state, const char *file, bool replace);

#endif
