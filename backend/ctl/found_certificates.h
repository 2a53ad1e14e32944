/* Certificates that were found in files, each once, and what is to become of each: it is new, or somebody watches it already,
 * or there is a reason to leave it out. */
#ifndef CTL_FOUND_CERTIFICATES_H
#define CTL_FOUND_CERTIFICATES_H

#include "ctl/known_monitors.h"

#include <jansson.h>

enum found_state {
	FOUND_NEW,
	FOUND_WATCHED, /* a monitor serves it or holds it, by its digest or its serial number */
	FOUND_SERVED,  /* one of its names is a host that is watched, which serves another */
	FOUND_NAMED,   /* a monitor of that name holds another one, or none yet */
	FOUND_CA,
	FOUND_EXPIRED,
	FOUND_STATE_COUNT
};

struct found {
	char *path;    /* of the file that had it first */
	json_t *facts; /* with "pem" */
	char *name;    /* what its monitor is called; of FOUND_NEW no two are the same */
	enum found_state state;
	const json_t *row; /* of the monitor; known_monitors'; NULL */
};

struct found_certificates {
	struct found *list;
	size_t count, room;
	json_t *digests; /* of all: a set */
	size_t copies;   /* that were there already */
};

struct found_wish {
	bool expired, served; /* these too are new ones */
	int64_t now;
};

/* Zero-initialise but digests. */
void found_begin(struct found_certificates *f);
void found_release(struct found_certificates *f);

/* The certificates of a document that a child read in that file. How many it has, copies too. */
size_t found_add(struct found_certificates *f, const char *path, const json_t *document);
void found_judge(struct found_certificates *f, const struct known_monitors *known,
    const struct found_wish *wish);

/* As programs are told. */
const char *found_state_text(enum found_state state);

#endif
