/* What is done to a renewal, for the verbs of `renewal`. */
#ifndef CTL_RENEWAL_ACT_H
#define CTL_RENEWAL_ACT_H

#include "ctl/ctl.h"

/* What one act needs besides its arguments; strings of the command line. */
struct act {
	const char *what, *step, *note;
	bool json;
	bool silent; /* one of several: the last one tells the state */
};

/* Does it, on the version that there is now, and says how the renewal stands then. Steals args. The exit code.
 * error: gets the backend's, the caller's, who says it; NULL: it is said here. A conflict always is, with who was
 * first at what. */
int renewal_act(
    struct ctl *ctl, json_int_t number, const struct act *a, json_t *args, json_t **error);

/* renewal step, and its acts (renewal_step.c) */
int renewal_step_run(struct ctl *ctl, int argc, char **argv);
extern const struct verb renewal_step_acts[];

#endif
