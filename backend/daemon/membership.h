/* What the system says of a uid: its login, and which of the groups that give a right it is in. Name services may ask
 * LDAP or SSSD, and hang: so they are asked in a process of its own, which has nothing of the backend in memory and is
 * ended when it is late. */
#ifndef DAEMON_MEMBERSHIP_H
#define DAEMON_MEMBERSHIP_H

#include "base/terms.h"

#include <stddef.h>
#include <sys/types.h>

struct config;
struct err;

/* The groups that give a right: those of the settings, or the one that is usual. *count: how many. Borrowed. */
const char *const *membership_groups(const struct config *c, enum right right, size_t *count);

/* Starts the child; its pid, for the caller to wait for, and in *fd our end of the socket on which it says one line:
 * {"login", "right", "group"}, the last two only of somebody who has a right, the highest. It says nothing, and ends,
 * where the system could not tell. -1 with the code "cannot-start". */
pid_t membership_ask(const struct config *c, uid_t uid, int *fd, struct err *err);

/* The same of who is in the groups that let somebody work: {"members": [logins]}, each once. */
pid_t membership_ask_members(const struct config *c, int *fd, struct err *err);

/* The child: main of `--role members GROUP...`. */
int membership_members_main(int argc, char **argv);

/* The child: main of `--role membership UID [RIGHT GROUP]...`. */
int membership_main(int argc, char **argv);

#endif
