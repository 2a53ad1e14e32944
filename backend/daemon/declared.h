/* Accounts that several people share: who sits there says who he is, and that is all that is known of it. His login here is
 * ACCOUNT/NAME: no login of the system has a '/', so what is declared never passes for somebody's own login, nor for that
 * of another account; neither his renewals nor his token of Jira are within reach. */
#ifndef DAEMON_DECLARED_H
#define DAEMON_DECLARED_H

#include <jansson.h>

#include <sys/types.h>

struct config;

/* The login of whoever says hello in an account: *login gets it, the caller's, where he declared it; it stays NULL where the
 * account is one person's. Else a code, and its values in *why: "who-is-there", "not-shared", "bad-declared-name". */
const char *declared_login(const struct config *c, uid_t uid, const char *account,
    const json_t *hello, char **login, json_t **why);

#endif
