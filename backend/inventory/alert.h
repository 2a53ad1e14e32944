/* What an alert, as people paste it, names: a URL, a host, a line of a monitor, the source of a
 * whole mail (inventory/mail.h). The names in it come in the order in which they stand. Whether a
 * name is one is for the backend to say.
 *
 * Only what looks like a host is given: with a dot and no ending of a file, unless a scheme or a
 * port stands beside it. Links that filters of mail rewrote are those that they were; images and
 * mailboxes are no hosts, nor is what the servers on the way wrote in the head of a mail. A name with
 * something invisible in it is left out. */
#ifndef INVENTORY_ALERT_H
#define INVENTORY_ALERT_H

#include <stdbool.h>
#include <stddef.h>

enum {
	ALERT_MAX_BYTES =
	    28 * 1024, /* of a text, so that it fits a line of JSON; the rest is left */
	ALERT_MAX_NAMES = 100,
	ALERT_KEPT_BYTES = 2000
};

struct alert {
	struct alert_name {
		char *host;  /* "*.exemple.cat" is no host, but what a certificate has */
		int port;    /* 0: none was said */
		bool said;   /* the port is in the text, not only in the scheme */
		bool linked; /* it stands in URLs only */
	} * names;
	size_t name_count;
	char **tickets; /* "ST-7618": what is written as the key of a ticket */
	size_t ticket_count;
	char *
	    *serials; /* upper-case hex without zeros before: what may be a certificate's number; a
			 * decimal one is there as both that it may be */
	size_t serial_count;
	char *text;   /* all of it as a person reads it: decoded, cleaned, lines ended by \n */
	bool mail;    /* it begins as a mail does */
	char *sender; /* the domain that it came from, "" where none is said */
};

/* Any bytes, NUL among them. Release it always. */
void alert_read(struct alert *a, const char *text, size_t len);
void alert_release(struct alert *a);

/* What is kept of its text as evidence, at most ALERT_KEPT_BYTES and "…"; the caller frees. */
char *alert_kept(const struct alert *a);

#endif
