/* How answers before TLS are shaped: where one ends, and whether it says yes. Each shape is a
 * function over the bytes that have come so far; internal to the dialogues (probe/dialogue.h). */
#ifndef PROBE_REPLY_H
#define PROBE_REPLY_H

#include <stddef.h>

enum reply_state {
	REPLY_MORE,        /* not all of it has come */
	REPLY_GOOD,        /* what was hoped for */
	REPLY_NOT_OFFERED, /* good, but TLS is not among what it can do */
	REPLY_REFUSED,     /* asked for TLS, or for what it can do, it says no */
	REPLY_TURNED_AWAY, /* it says that it wants nothing of this client, or not now */
	REPLY_STRANGE      /* this is no answer in the protocol */
};

struct step;

enum { SAID_MAX_BYTES = 256 };

struct reading {
	const char *in;
	size_t len;
	size_t used;      /* how long the answer was; not with REPLY_MORE */
	const char *line; /* what decided, for people; NULL: nothing readable */
	size_t line_len;
	char said[SAID_MAX_BYTES]; /* where line is put together from what is no text */
};

typedef enum reply_state reply_fn(const struct step *step, struct reading *r);

/* One thing said and its answer. */
struct step {
	const char *send; /* %h: the name, %a: host:port, %s: as SOCKS5 has it; NULL: nothing */
	size_t send_len;  /* of bytes that are no text, sent as they are; 0: text */
	reply_fn *reply;  /* NULL: none is waited for */
	const char *good; /* how the deciding line begins */
	const char *tag;  /* of reply_tagged: what the deciding line begins with, good or not */
	/* How a line begins that turns the client away, and one that says no: several are separated
	 * by '|'; NULL: none. Whatever is neither is strange; but any code is a no. */
	const char *away, *no;
	const char *offers; /* a word that one of the lines must have; NULL */
};

/* Makes text, which must live as long as the reading, the line. */
void reply_say(struct reading *r, const char *text);
/* REPLY_STRANGE; all that came is the line. */
enum reply_state reply_strange(struct reading *r);
unsigned reply_byte(const struct reading *r, size_t i);

reply_fn reply_line;         /* one line */
reply_fn reply_code;         /* "250-", "250 ": RFC 959 section 4.2, RFC 5321 section 4.2.1 */
reply_fn reply_tagged;       /* lines until that with the tag: RFC 9051 section 2.2.2 */
reply_fn reply_sieve;        /* lines until OK, NO or BYE: RFC 5804 section 1.2 */
reply_fn reply_xml;          /* until the element `good` is whole: RFC 6120 section 5 */
reply_fn reply_ldap;         /* an ExtendedResponse: RFC 4511 sections 4.12, 4.14.2 */
reply_fn reply_postgres;     /* a byte, or ErrorResponse: PostgreSQL, "SSL Session Encryption" */
reply_fn reply_mysql;        /* the greeting: Protocol::HandshakeV10, ERR_Packet */
reply_fn reply_http;         /* a status line and fields: RFC 9112 section 2.1 */
reply_fn reply_socks_method; /* RFC 1928 section 3 */
reply_fn reply_socks;        /* RFC 1928 section 6 */

#endif
