/* The vocabulary of the product (design sections 4, 5 and 7) as tables: what stands on the wire, in the
 * database and in --json is the text here; in memory it is the enum. Words for people are in words/. */
#ifndef BASE_TERMS_H
#define BASE_TERMS_H

#include <stdbool.h>
#include <stdint.h>

/* How a probe of one address ended. */
#define OUTCOMES(X)                                                                            \
	X(NONE, "none") /* not probed yet */                                                   \
	X(OK, "ok")                                                                            \
	X(DNS_FAILURE, "dns-failure")                                                          \
	X(REFUSED, "refused")                                                                  \
	X(UNREACHABLE, "unreachable")                                                          \
	X(TIMEOUT, "timeout")                                                                  \
	X(RESET, "reset")                                                                      \
	X(TLS_ALERT, "tls-alert")                                                              \
	X(NOT_TLS, "not-tls")                                                                  \
	X(STARTTLS_REFUSED, "starttls-refused")                                                \
	X(PROXY_REFUSED, "proxy-refused")                                                      \
	X(TOO_MUCH_DATA, "too-much-data")                                                      \
	X(NOT_CHECKED, "not-checked") /* no route for this family from here: does not count */ \
	X(CRASHED, "crashed")

/* What is wrong with what an address serves; each on its own bit, so a set is a uint32_t. */
#define PROBLEMS(X)                                                   \
	X(EXPIRED, "expired")                                         \
	X(NOT_YET_VALID, "not-yet-valid")                             \
	X(NAME_MISMATCH, "name-mismatch")                             \
	X(UNTRUSTED, "untrusted")                                     \
	X(SELF_SIGNED, "self-signed")                                 \
	X(INCOMPLETE_CHAIN, "incomplete-chain")                       \
	X(WRONG_ORDER, "wrong-order")                                 \
	X(CHAIN_EXPIRES_FIRST, "chain-expires-first")                 \
	X(WEAK_KEY, "weak-key")                                       \
	X(WEAK_SIGNATURE, "weak-signature")                           \
	X(OLD_PROTOCOL, "old-protocol")                               \
	X(CLIENT_CERTIFICATE_REQUIRED, "client-certificate-required") \
	X(ADDRESSES_DIFFER, "addresses-differ")                       \
	X(STALE, "stale")                                             \
	X(PROCEDURE_DOES_NOT_FIT, "procedure-does-not-fit")           \
	X(BAD_LIFETIME, "bad-lifetime") /* not_after <= not_before, or a date that cannot be read */

/* What a monitor watches and who renews it. */
#define KINDS(X)                                                          \
	X(SERVER, "server")       /* CDS, through CESICAT */              \
	X(DEVICE, "device")       /* aplicació, segell, through EACAT */ \
	X(AUTOMATIC, "automatic") /* renewed by a machine: lead 0 */      \
	X(OTHER, "other")

/* How what a monitor watches is reached: at an endpoint; not at all, for its certificate is in a
 * file; or at an endpoint that serves nothing yet. */
#define MONITOR_TYPES(X)        \
	X(ENDPOINT, "endpoint") \
	X(FILE, "file")         \
	X(PLANNED, "planned")

/* What somebody may do; each includes those before it. */
#define RIGHTS(X)              \
	X(READ, "reader")      \
	X(OPERATE, "operator") \
	X(ADMINISTER, "administrator")

/* What is spoken before the TLS handshake, and the port where that is usual: "tls" is nothing, the
 * others ask for TLS in words of their own (STARTTLS). */
#define PROTOCOLS(X)                  \
	X(TLS, "tls", 443)            \
	X(SMTP, "smtp", 25)           \
	X(IMAP, "imap", 143)          \
	X(POP3, "pop3", 110)          \
	X(FTP, "ftp", 21)             \
	X(LDAP, "ldap", 389)          \
	X(POSTGRES, "postgres", 5432) \
	X(MYSQL, "mysql", 3306)       \
	X(XMPP, "xmpp", 5222)         \
	X(SIEVE, "sieve", 4190)

/* How urgent, worst first (design section 5). */
#define URGENCIES(X)            \
	X(EXPIRED, "expired")   \
	X(CRITICAL, "critical") \
	X(LATE, "late")         \
	X(DUE, "due")           \
	X(SOON, "soon")         \
	X(OK, "ok")             \
	X(UNKNOWN, "unknown")

enum outcome {
#define X(id, text) OUTCOME_##id,
	OUTCOMES(X)
#undef X
	    OUTCOME_COUNT
};

enum problem {
#define X(id, text) PROBLEM_##id,
	PROBLEMS(X)
#undef X
	    PROBLEM_COUNT
};

enum right {
#define X(id, text) RIGHT_##id,
	RIGHTS(X)
#undef X
	    RIGHT_COUNT
};

enum kind {
#define X(id, text) KIND_##id,
	KINDS(X)
#undef X
	    KIND_COUNT
};

enum monitor_type {
#define X(id, text) MONITOR_##id,
	MONITOR_TYPES(X)
#undef X
	    MONITOR_TYPE_COUNT
};

enum protocol {
#define X(id, text, port) PROTOCOL_##id,
	PROTOCOLS(X)
#undef X
	    PROTOCOL_COUNT
};

enum urgency {
#define X(id, text) URGENCY_##id,
	URGENCIES(X)
#undef X
	    URGENCY_COUNT
};

#define PROBLEM_BIT(p) (UINT32_C(1) << (p))

/* The text of a value; "?" outside the range. */
const char *outcome_text(enum outcome o);
const char *problem_text(enum problem p);
const char *right_text(enum right r);
int right_from(const char *text);
const char *kind_text(enum kind k);
const char *protocol_text(enum protocol p);
const char *urgency_text(enum urgency u);

/* The value of a text, -1 when there is none such (NULL included). */
int outcome_from(const char *text);
int problem_from(const char *text);
int kind_from(const char *text);
const char *monitor_type_text(enum monitor_type t);
int monitor_type_from(const char *text);
int protocol_from(const char *text);
int urgency_from(const char *text);

/* The port where a protocol usually is. */
int protocol_port(enum protocol p);

#endif
