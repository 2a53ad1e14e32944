/* A file handed over to the backend with a request: opened here, with the user's own rights, and
 * sent as a descriptor. */
#ifndef CTL_HAND_OVER_H
#define CTL_HAND_OVER_H

#include "ctl/ctl.h"

/* --password-fd N: -1 when not given, -2 when it is no open descriptor. */
int password_given(const struct flag *flag);

/* "Password of x.p12: " on the terminal, never shown; see inspector_ask_password. */
int password_ask(const char *path, struct err *err);

/* The request's "ok", or NULL and *error with the backend's (NULL: after saying why not). Steals
 * args, to which the file's name is added. A password that the file turns out to need is asked for on
 * the terminal; the descriptor given (or -1) stays the caller's. */
json_t *hand_over(struct ctl *ctl, const char *operation, json_t *args, const char *path,
    int password, json_t **error);

/* A line for each check: passed, failed and why, or that it does not apply. */
void say_checks(const json_t *checks);

#endif
