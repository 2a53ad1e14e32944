/* A mail as the text that a person reads in it: its fields of people, decoded, and its parts that are
 * text, one after the other (RFC 5322; MIME, RFC 2045 to 2047; HTML). What servers and programs wrote
 * in its head is left out, and so is what is attached. What is no mail stays as it is, but for what a
 * mail did to it. Reading the result again gives the same. */
#ifndef INVENTORY_MAIL_H
#define INVENTORY_MAIL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	MAIL_MAX_BYTES = 1024 * 1024, /* of a mail that is read; the rest is left */
	MAIL_MAX_DEPTH = 6,           /* of parts within parts */
	MAIL_MAX_PARTS = 64
};

struct mail {
	bool is_mail; /* it begins as one does */
	char *text;   /* NUL-terminated, of len bytes; not cleaned: NUL may be among them */
	size_t len;
	char *sender; /* the domain of who sent it, "" where none is said */
};

/* Any bytes. Release it always. */
void mail_read(struct mail *m, const char *bytes, size_t len);
void mail_release(struct mail *m);

#endif
