/* The vocabulary of the product as tables: what stands on the wire, in the database and in --json is
 * the text here; in memory it is the enum. Nothing else compares these texts. Words for people are in
 * words/. */
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
	X(TOO_OLD, "too-old") /* it speaks no version of TLS */                                \
	X(NOT_TLS, "not-tls")                                                                  \
	X(STARTTLS_REFUSED, "starttls-refused") /* asked for TLS, it has none */               \
	X(TURNED_AWAY, "turned-away") /* it wants nothing of this client, perhaps for now */   \
	X(PROXY_REFUSED, "proxy-refused")                                                      \
	X(TOO_MUCH_DATA, "too-much-data")                                                      \
	X(NOT_CHECKED, "not-checked") /* no route for this family from here: does not count */ \
	X(CRASHED, "crashed")

/* What is wrong with what an address serves; each on its own bit, so a set is a uint32_t. */
#define PROBLEMS(X)                                                                        \
	X(EXPIRED, "expired")                                                              \
	X(NOT_YET_VALID, "not-yet-valid")                                                  \
	X(NAME_MISMATCH, "name-mismatch")                                                  \
	X(UNTRUSTED, "untrusted")                                                          \
	X(SELF_SIGNED, "self-signed")                                                      \
	X(INCOMPLETE_CHAIN, "incomplete-chain")                                            \
	X(WRONG_ORDER, "wrong-order")                                                      \
	X(CHAIN_EXPIRES_FIRST, "chain-expires-first")                                      \
	X(WEAK_KEY, "weak-key")                                                            \
	X(WEAK_SIGNATURE, "weak-signature")                                                \
	X(OLD_PROTOCOL, "old-protocol")                                                    \
	X(CLIENT_CERTIFICATE_REQUIRED, "client-certificate-required")                      \
	X(ADDRESSES_DIFFER, "addresses-differ")                                            \
	X(STALE, "stale")                                                                  \
	X(PROCEDURE_DOES_NOT_FIT, "procedure-does-not-fit")                                \
	X(BAD_LIFETIME,                                                                    \
	    "bad-lifetime") /* not_after <= not_before, or a date that cannot be read */   \
	/* an authority known here issued it, and yet no path is accepted */               \
	X(WRONG_PURPOSE, "wrong-purpose")                                                  \
	X(PATH_TOO_LONG, "path-too-long")                                                  \
	X(NAME_CONSTRAINT, "name-constraint")                                              \
	X(ISSUER_NOT_CA, "issuer-not-ca")                                                  \
	X(CRITICAL_EXTENSION, "critical-extension")                                        \
	X(BAD_SIGNATURE, "bad-signature")                                                  \
	X(INVALID_PATH, "invalid-path") /* for another reason */                           \
	X(NO_SAN, "no-san")             /* clients ignore the common name */               \
	X(DSA_KEY, "dsa-key")                                                              \
	X(NO_SERVER_AUTH, "no-server-auth") /* it does not say what it is for */           \
	/* no renewal of ours stands behind the certificate (daemon/probing/findings.h) */ \
	X(UNEXPECTED_CHANGE, "unexpected-change")                                          \
	X(RENEWED_ELSEWHERE, "renewed-elsewhere")                                          \
	/* of an answer of the authority that the server sends along (pki/staple.h) */     \
	X(REVOKED, "revoked")                                                              \
	X(STAPLE_MISSING, "staple-missing") /* although the certificate asks for one */    \
	X(STAPLE_NOT_VERIFIED, "staple-not-verified")                                      \
	X(DECLARED_DIFFERS, "declared-differs") /* its end, from what is seen */           \
	X(DECLARED_ISSUER_DIFFERS, "declared-issuer-differs")                              \
	X(HOSTS_NOT_SAID, "hosts-not-said") /* which ones serve a wildcard */              \
	X(DECLARED_ONLY, "declared-only")   /* of a host, of which no probe saw one yet */

/* What the authority's answer says that a server sends along (pki/staple.h). */
#define STAPLE_ANSWERS(X)      \
	X(NONE, "no-staple")   \
	X(GOOD, "not-revoked") \
	X(REVOKED, "revoked")  \
	X(NOT_VERIFIED, "not-verified")

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

/* How urgent, worst first (expiry/urgency.h). */
#define URGENCIES(X)            \
	X(EXPIRED, "expired")   \
	X(CRITICAL, "critical") \
	X(LATE, "late")         \
	X(DUE, "due")           \
	X(SOON, "soon")         \
	X(OK, "ok")             \
	X(UNKNOWN, "unknown")

/* What clients refuse, or a person must look at, whatever the dates: worst first
 * (expiry/attention.h). */
#define ATTENTIONS(X)           \
	X(CRITICAL, "critical") \
	X(WARNING, "warning")   \
	X(NONE, "none")

/* Where a ticket is, and how far it is there. */
#define TICKET_SYSTEMS(X)   \
	X(JIRA, "jira")     \
	X(REMEDY, "remedy") \
	X(EACAT, "eacat")   \
	X(OTHER, "other")

#define TICKET_CATEGORIES(X) \
	X(NEW, "new")        \
	X(DOING, "doing")    \
	X(DONE, "done")      \
	X(UNKNOWN, "unknown") /* nobody looked yet */

/* What a ticket is for: it asked for the renewal; it asks for a CSR, asks the head of the service, requests the
 * certificate, or asks for its installation; it has to be answered. */
#define TICKET_ROLES(X)       \
	X(ORIGIN, "origin")   \
	X(CSR, "csr")         \
	X(HEAD, "head")       \
	X(REQUEST, "request") \
	X(INSTALL, "install") \
	X(ANSWER, "answer")   \
	X(OTHER, "other")

/* How one ticket is linked to another: in Jira, by a person, or not yet though it has to be. */
#define TICKET_LINKS(X) \
	X(JIRA, "jira") \
	X(HAND, "hand") \
	X(OWED, "owed")

/* What is asked of Jira, and how far that is: written down, on its way, with nobody knowing whether it was done, done,
 * refused, for a person to decide, given up (daemon/ticketing/outbox.h). */
#define TICKET_REQUEST_KINDS(X) \
	X(CREATE, "create")     \
	X(LINK, "link")         \
	X(COMMENT, "comment")   \
	X(ATTACH, "attach")

#define TICKET_REQUEST_STATES(X)              \
	X(QUEUED, "queued")                   \
	X(SENDING, "sending")                 \
	X(UNCERTAIN, "uncertain")             \
	X(DONE, "done")                       \
	X(FAILED, "failed")                   \
	X(NEEDS_ATTENTION, "needs-attention") \
	X(DROPPED, "dropped")

/* How a certificate that nobody here renewed differs from the one whose place it took
 * (daemon/probing/succession.h). */
#define CHANGE_KINDS(X)               \
	X(ISSUER, "issuer")           \
	X(KEY, "key")                 \
	X(LOST_NAMES, "lost-names")   \
	X(EARLIER_END, "earlier-end") \
	X(RENEWED, "renewed") /* in none of these ways */

/* What a step of a procedure asks for (procedure/definition.h). */
#define STEP_KINDS(X)           \
	X(TASK, "task")         \
	X(PROBE, "probe")       \
	X(DECISION, "decision") \
	X(TICKET, "ticket")     \
	X(WAIT, "wait")         \
	X(FORM, "form")         \
	X(VALUE, "value")       \
	X(FILE, "file")         \
	X(ARCHIVE, "archive")   \
	X(MAIL, "mail")         \
	X(VERIFY, "verify")

#define STEP_STATES(X)        \
	X(TODO, "todo")       \
	X(DOING, "doing")     \
	X(WAITING, "waiting") \
	X(DONE, "done")       \
	X(SKIPPED, "skipped") \
	X(NOT_APPLICABLE, "not-applicable")

/* Where a text of a procedure comes from: the team's own page, the AOC's public help, or us. */
#define STEP_SOURCES(X)       \
	X(SEED, "seed")       \
	X(AOC_WEB, "aoc-web") \
	X(OURS, "ours")

/* What a value of a procedure means: the CA that is to issue; names to be asked for besides the
 * domain; the ticket that asks for the renewal; the kind of certificate that is asked for. */
#define MEANINGS(X)         \
	X(ISSUER, "issuer") \
	X(NAMES, "names")   \
	X(TICKET, "ticket") \
	X(KIND, "kind")

/* What a certificate is for, as the list has its kind, or as it says itself. */
#define PURPOSES(X)                   \
	X(SERVER, "server")           \
	X(APPLICATION, "application") \
	X(SOFTWARE, "software")       \
	X(SEAL, "seal")               \
	X(PERSON, "person")

/* How a value that is asked for is typed in. */
#define ASKED_TYPES(X)  \
	X(TEXT, "text") \
	X(DATE, "date")

/* How the value of a field of a form is filled in: always the same, worked out, left empty on
 * purpose, or the user's own, which is stored nowhere. */
#define FORM_FIELD_TYPES(X)     \
	X(CONSTANT, "constant") \
	X(VARIABLE, "variable") \
	X(EMPTY, "empty")       \
	X(PRIVATE, "private")

#define RENEWAL_STATES(X)   \
	X(OPEN, "open")     \
	X(PAUSED, "paused") \
	X(CLOSED, "closed")

/* How a closed renewal ended. Withdrawn: it was begun by mistake, and counts nowhere. */
#define RENEWAL_ENDS(X)               \
	X(RENEWED, "renewed")         \
	X(NOT_RENEWED, "not-renewed") \
	X(WITHDRAWN, "withdrawn")

/* What made somebody begin a renewal. */
#define RENEWAL_ORIGINS(X)  \
	X(ALERT, "alert")   \
	X(LIST, "list")     \
	X(TICKET, "ticket") \
	X(MAIL, "mail")

/* What a check of a file found (base/checks.h); accepted: it failed, and a person took that upon
 * himself. */
#define CHECK_STATES(X)                     \
	X(PASSED, "passed")                 \
	X(FAILED, "failed")                 \
	X(NOT_APPLICABLE, "not-applicable") \
	X(ACCEPTED, "accepted")

#define CHECK_GRADES(X)         \
	X(CRITICAL, "critical") \
	X(STANDARD, "standard")

/* How something that the doctor looks at is. */
#define HEALTHS(X)            \
	X(OK, "ok")           \
	X(WARNING, "warning") \
	X(FAILED, "failed")

/* What a file is for a renewal. */
#define DOCUMENT_ROLES(X)             \
	X(CSR, "csr")                 \
	X(KEY, "key")                 \
	X(CERTIFICATE, "certificate") \
	X(P12, "p12")                 \
	X(CHAIN, "chain")

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

enum staple_answer {
#define X(id, text) STAPLE_##id,
	STAPLE_ANSWERS(X)
#undef X
	    STAPLE_ANSWER_COUNT
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

enum attention {
#define X(id, text) ATTENTION_##id,
	ATTENTIONS(X)
#undef X
	    ATTENTION_COUNT
};

enum ticket_system {
#define X(id, text) TICKET_SYSTEM_##id,
	TICKET_SYSTEMS(X)
#undef X
	    TICKET_SYSTEM_COUNT
};

enum ticket_category {
#define X(id, text) TICKET_##id,
	TICKET_CATEGORIES(X)
#undef X
	    TICKET_CATEGORY_COUNT
};

enum ticket_role {
#define X(id, text) TICKET_ROLE_##id,
	TICKET_ROLES(X)
#undef X
	    TICKET_ROLE_COUNT
};

enum ticket_link_how {
#define X(id, text) TICKET_LINK_##id,
	TICKET_LINKS(X)
#undef X
	    TICKET_LINK_COUNT
};

enum ticket_request_kind {
#define X(id, text) REQUEST_##id,
	TICKET_REQUEST_KINDS(X)
#undef X
	    TICKET_REQUEST_KIND_COUNT
};

enum ticket_request_state {
#define X(id, text) REQUEST_##id,
	TICKET_REQUEST_STATES(X)
#undef X
	    TICKET_REQUEST_STATE_COUNT
};

enum change_kind {
#define X(id, text) CHANGE_##id,
	CHANGE_KINDS(X)
#undef X
	    CHANGE_KIND_COUNT
};

enum step_kind {
#define X(id, text) STEP_##id,
	STEP_KINDS(X)
#undef X
	    STEP_KIND_COUNT
};

enum step_state {
#define X(id, text) STATE_##id,
	STEP_STATES(X)
#undef X
	    STEP_STATE_COUNT
};

enum step_source {
#define X(id, text) SOURCE_##id,
	STEP_SOURCES(X)
#undef X
	    STEP_SOURCE_COUNT
};

enum meaning {
#define X(id, text) MEANS_##id,
	MEANINGS(X)
#undef X
	    MEANING_COUNT
};

enum purpose {
#define X(id, text) PURPOSE_##id,
	PURPOSES(X)
#undef X
	    PURPOSE_COUNT
};

enum asked_type {
#define X(id, text) ASKED_##id,
	ASKED_TYPES(X)
#undef X
	    ASKED_TYPE_COUNT
};

enum form_field_type {
#define X(id, text) FORM_FIELD_##id,
	FORM_FIELD_TYPES(X)
#undef X
	    FORM_FIELD_TYPE_COUNT
};

enum renewal_state {
#define X(id, text) RENEWAL_##id,
	RENEWAL_STATES(X)
#undef X
	    RENEWAL_STATE_COUNT
};

enum renewal_end {
#define X(id, text) END_##id,
	RENEWAL_ENDS(X)
#undef X
	    RENEWAL_END_COUNT
};

enum renewal_origin {
#define X(id, text) ORIGIN_##id,
	RENEWAL_ORIGINS(X)
#undef X
	    RENEWAL_ORIGIN_COUNT
};

enum check_state {
#define X(id, text) CHECK_##id,
	CHECK_STATES(X)
#undef X
	    CHECK_STATE_COUNT
};

enum check_grade {
#define X(id, text) CHECK_##id,
	CHECK_GRADES(X)
#undef X
	    CHECK_GRADE_COUNT
};

enum health {
#define X(id, text) HEALTH_##id,
	HEALTHS(X)
#undef X
	    HEALTH_COUNT
};

enum document_role {
#define X(id, text) DOCUMENT_##id,
	DOCUMENT_ROLES(X)
#undef X
	    DOCUMENT_ROLE_COUNT
};

/* 64 bits, wherever a set of problems goes; the store keeps them in a signed integer. */
#define PROBLEM_BIT(p) (UINT64_C(1) << (p))
#define CHANGE_BIT(c) (UINT32_C(1) << (c))
/* Why no path is accepted though an authority known here issued the certificate: one of these. */
#define PROBLEMS_OF_PATH                                                                   \
	(PROBLEM_BIT(PROBLEM_WRONG_PURPOSE) | PROBLEM_BIT(PROBLEM_PATH_TOO_LONG) |         \
	    PROBLEM_BIT(PROBLEM_NAME_CONSTRAINT) | PROBLEM_BIT(PROBLEM_ISSUER_NOT_CA) |    \
	    PROBLEM_BIT(PROBLEM_CRITICAL_EXTENSION) | PROBLEM_BIT(PROBLEM_BAD_SIGNATURE) | \
	    PROBLEM_BIT(PROBLEM_INVALID_PATH))
/* Why a certificate does not lead to a trusted authority by what stands beside it, in order. */
#define PROBLEMS_OF_CHAIN                                                                       \
	(PROBLEMS_OF_PATH | PROBLEM_BIT(PROBLEM_UNTRUSTED) | PROBLEM_BIT(PROBLEM_SELF_SIGNED) | \
	    PROBLEM_BIT(PROBLEM_INCOMPLETE_CHAIN) | PROBLEM_BIT(PROBLEM_WRONG_ORDER))

/* The text of a value; "?" outside the range. */
const char *outcome_text(enum outcome o);
const char *problem_text(enum problem p);
const char *staple_answer_text(enum staple_answer a);
const char *right_text(enum right r);
int right_from(const char *text);
const char *kind_text(enum kind k);
const char *protocol_text(enum protocol p);
const char *urgency_text(enum urgency u);
const char *attention_text(enum attention a);
const char *change_kind_text(enum change_kind c);
const char *ticket_system_text(enum ticket_system s);
const char *ticket_category_text(enum ticket_category c);
const char *ticket_role_text(enum ticket_role r);
const char *ticket_link_how_text(enum ticket_link_how h);
const char *ticket_request_kind_text(enum ticket_request_kind k);
const char *ticket_request_state_text(enum ticket_request_state s);
const char *step_kind_text(enum step_kind value);
const char *step_state_text(enum step_state value);
const char *step_source_text(enum step_source value);
const char *meaning_text(enum meaning value);
const char *purpose_text(enum purpose value);
const char *asked_type_text(enum asked_type value);
const char *form_field_type_text(enum form_field_type value);
const char *renewal_state_text(enum renewal_state value);
const char *renewal_end_text(enum renewal_end value);
const char *renewal_origin_text(enum renewal_origin value);
const char *check_state_text(enum check_state value);
const char *check_grade_text(enum check_grade value);
const char *health_text(enum health value);
const char *document_role_text(enum document_role value);

/* The value of a text, -1 when there is none such (NULL included). */
int outcome_from(const char *text);
int problem_from(const char *text);
int staple_answer_from(const char *text);
int kind_from(const char *text);
const char *monitor_type_text(enum monitor_type t);
int monitor_type_from(const char *text);
int protocol_from(const char *text);
int urgency_from(const char *text);
int attention_from(const char *text);
int change_kind_from(const char *text);
int ticket_system_from(const char *text);
int ticket_category_from(const char *text);
int ticket_role_from(const char *text);
int ticket_link_how_from(const char *text);
int ticket_request_kind_from(const char *text);
int ticket_request_state_from(const char *text);
int step_kind_from(const char *text);
int step_state_from(const char *text);
int step_source_from(const char *text);
int meaning_from(const char *text);
int purpose_from(const char *text);
int asked_type_from(const char *text);
int form_field_type_from(const char *text);
int renewal_state_from(const char *text);
int renewal_end_from(const char *text);
int renewal_origin_from(const char *text);
int check_state_from(const char *text);
int check_grade_from(const char *text);
int health_from(const char *text);
int document_role_from(const char *text);

/* Nothing is to be done there any more: done, skipped or not applicable. */
bool step_state_settled(enum step_state s);

/* The port where a protocol usually is. */
int protocol_port(enum protocol p);

#endif
