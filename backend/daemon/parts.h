/* What the backend is made of, made and taken apart in the order of what stands on what, and what these parts tell each
 * other by callback: none of them knows its callers. */
#ifndef DAEMON_PARTS_H
#define DAEMON_PARTS_H

#include <stdbool.h>

struct daemon;
struct err;

struct parts_setup {
	const char *state, *socket; /* the folder of the database; the path to serve on */
	bool personal, team;
};

/* d has its clock, its settings, its loop, and whether it is personal. Afterwards it serves as soon as the loop runs. -1 with
 * err: then parts_close takes apart what there was. */
int parts_open(struct daemon *d, const struct parts_setup *setup, struct err *err);
void parts_close(struct daemon *d);

#endif
