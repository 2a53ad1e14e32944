/* To whom the digest of a day was sent already, so that a cron run twice sends it once: a file of the user's own, digest-sent in
 * the folder of state, which is held while somebody sends. It is written after a server took the message: who ends in between
 * sends it again. */
#ifndef CTL_DIGEST_SENT_H
#define CTL_DIGEST_SENT_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct err;

struct digest_sent {
	char day[16];  /* "2026-11-30", local */
	json_t *names; /* of that day: what was sent, "digest ADDRESS" */
	char *folder;
	int lock;
};

/* Holds it; another's holding is waited for. -1 with err: "locked", or of the system. Release it always. */
int digest_sent_open(struct digest_sent *s, int64_t now, struct err *err);
bool digest_sent_has(const struct digest_sent *s, const char *what, const char *address);
/* Remembers it; -1 where it cannot be written. */
int digest_sent_add(struct digest_sent *s, const char *what, const char *address, struct err *err);
void digest_sent_release(struct digest_sent *s);

#endif
