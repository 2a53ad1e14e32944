/* How answers before TLS are shaped: where one ends, and whether it says yes. Each shape is a
 * function over the bytes that have come so far; internal to the dialogues (probe/dialogue.h). */
#ifndef PROBE_REPLY_H
#define PROBE_REPLY_H

#include <stddef.h>

enum reply_state {
	REPLY_MORE,       /* not all of it has come */
	REPLY_GOOD,       /* what was hoped for */
	REPLY_REFUSED,    /* anything else */
	REPLY_NOT_OFFERED /* good, but TLS is not among what it can do */
};

struct step;

struct reading {
	const char *in;
	size_t len;
	size_t used;      /* how long the answer was; not with REPLY_MORE */
	const char *line; /* what decided, for people; NULL: nothing readable */
	size_t line_len;
};

typedef enum reply_state reply_fn(const struct step *step, struct reading *r);

/* One thing said and its answer. */
struct step {
	const char *send;   /* %h: the name, %a: host:port, %s: as SOCKS5 has it; NULL: nothing */
	size_t send_len;    /* of bytes that are no text, sent as they are; 0: text */
	reply_fn *reply;    /* NULL: none is waited for */
	const char *good;   /* how the deciding line begins */
	const char *tag;    /* of reply_tagged: what the deciding line begins with, good or not */
	const char *offers; /* a word that one of the lines must have; NULL */
};

reply_fn reply_line;         /* one line */
reply_fn reply_code;         /* "250-", "250 ": RFC 959 section 4.2, RFC 5321 section 4.2.1 */
reply_fn reply_tagged;       /* lines until that with the tag: RFC 9051 section 2.2.2 */
reply_fn reply_sieve;        /* lines until OK, NO or BYE: RFC 5804 section 1.2 */
reply_fn reply_xml;          /* until the element `good` is whole: RFC 6120 section 5 */
reply_fn reply_ldap;         /* an ExtendedResponse: RFC 4511 sections 4.12, 4.14.2 */
reply_fn reply_postgres;     /* one byte: PostgreSQL, "SSL Session Encryption" */
reply_fn reply_mysql;        /* the greeting, Protocol::HandshakeV10 */
reply_fn reply_http;         /* a status line and fields: RFC 9112 section 2.1 */
reply_fn reply_socks_method; /* RFC 1928 section 3 */
reply_fn reply_socks;        /* RFC 1928 section 6 */

#endif
