/* Certificates out of files that a folder is full of: each is read by a child of its own (inspector.h), which is not asked
 * about chains. A PKCS#12 opens with the password that was given for all of them, or else with the one that was typed last,
 * or the person is asked for it; what was typed stays in a memory file until the reader is released, and not in this process. */
#ifndef CTL_CERTIFICATE_READER_H
#define CTL_CERTIFICATE_READER_H

#include "ctl/ctl.h"

#include <jansson.h>

struct certificate_reader {
	struct ctl *ctl;
	int given, typed; /* memory files; -1: none */
	bool mute;        /* nobody answers: no more is asked */
	/* Just before a person is asked; NULL. Set after it has begun. */
	void (*asking)(void *arg);
	void *arg;
};

/* password: a descriptor, which stays the caller's, or -1. -1 with err: it cannot be read, or is too long. */
int certificate_reader_begin(
    struct certificate_reader *r, struct ctl *ctl, int password, struct err *err);
void certificate_reader_release(struct certificate_reader *r);

/* What the child said: an object with "document", whose certificates have "pem", or "error"; new. */
json_t *certificate_reader_read(struct certificate_reader *r, const char *path, int fd);

#endif
