/* Sends one message through one server by SMTP (RFC 5321), with libcurl.
 *
 * What is sent, and the password, go over TLS: smtp:// needs STARTTLS (RFC 3207) and smtps:// begins with it, with the server's
 * certificate verified. A server that offers none gets nothing. Only to a loopback address, and where `always_tls` is false, is
 * it sent in clear. Nothing comes from the environment or the user's files (proxies, .netrc), and there is one server: what a
 * name's MX says, or a server that names another one, is not followed. */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct smtp {
	const char *url; /* smtp_url_fault found none */
	const char *from;
	const json_t *to;    /* addresses */
	const char *message; /* with CRLF */
	size_t len;
	const char *user; /* NULL: nobody logs in */
	const char *password;
	const char *ca; /* PEM, instead of the system's; NULL */
	size_t ca_len;
	bool always_tls; /* also to this machine */
	int timeout_ms;  /* of all of it */
};

/* Why it is no server: "not-a-url", "scheme" (neither smtp nor smtps), "user" (a name or password before the host), "query" (or a
 * fragment); NULL: it is one. */
const char *smtp_url_fault(const char *url);

/* {"ok":{"refused":[{"address","reply"}]}}, of recipients that the server refused while it took the message for others; else
 * {"error":{"code","args"}}: "mail-unreachable" (reason, text), "mail-tls" (reason, text), "mail-no-tls", "mail-login" (reply),
 * "mail-refused" (reply, and refused where it was every recipient), "mail-timeout". A new reference. */
json_t *smtp_send(const struct smtp *s);

#endif
