/* The verb `renewal file`, for renewals.c. */
#ifndef CTL_RENEWAL_FILE_H
#define CTL_RENEWAL_FILE_H

#include "ctl/ctl.h"

struct renewal_file_given {
	const char *step, *path;
	const char *note; /* NULL: none */
	int password;     /* a descriptor; -1: none, and it is asked for where it is needed */
	bool exposed;     /* it came on a ticket that others can read */
	bool json;
};

int renewal_file(struct ctl *ctl, json_int_t number, const struct renewal_file_given *g);

/* What the gate of a step answered: ok, or error, or neither where that was said. The exit code. */
int renewal_file_say(struct ctl *ctl, const json_t *ok, const json_t *error, bool as_json);

#endif
