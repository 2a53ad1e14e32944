/* What people read, in their language. The programs speak codes to each other; here a code becomes
 * Catalan or English. Messages are written in English in the source, as gettext asks, and
 * translated in tui/po/ca.po, which msgfmt compiles; _(), N_() and ngettext() mark and fetch them.
 *
 * The compiled catalogue is read by catalogue.c, not by the C library: glibc translates nothing in
 * "C", and from 2.39 on nothing in "C.UTF-8" either (BZ 16621), whatever LANGUAGE says; on a server
 * without other locales installed, which is where this runs, it could never speak Catalan. */
#ifndef WORDS_WORDS_H
#define WORDS_WORDS_H

#include "base/terms.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct err;
struct field_fault;

#define _(s) words_get(s)
#define N_(s) s
#define ngettext(one, many, n) words_plural(one, many, n)

/* Sets the locale (UTF-8 also where it is "C" or not installed) and the language: the one that
 * LANGUAGE, LC_ALL, LC_MESSAGES or LANG names if that is ca or en, else the configuration's. -1
 * when there is no catalogue for it: then it is English. */
int words_init(const char *configured);

/* The same with the catalogues' folder given, for tests. */
int words_init_in(const char *configured, const char *folder);

const char *words_language(void); /* "ca" or "en" */
bool words_is_catalan(void);

const char *words_get(const char *message) __attribute__((format_arg(1)));
const char *words_plural(const char *one, const char *many, unsigned long n)
    __attribute__((format_arg(1), format_arg(2)));

/* ---- the vocabulary of base/terms.h ---- */
const char *words_urgency(enum urgency u);
const char *words_urgency_letter(enum urgency u); /* "X", "·" */
const char *words_kind(enum kind k);
const char *words_ticket_role(enum ticket_role role); /* "the installation" */
const char *words_ticket_system(enum ticket_system where);
/* How far a ticket of ticket.list or "ticket_states" is: "under way (En curs), needs an answer". */
void words_ticket_state(const json_t *ticket, struct buf *out);
void words_ticket_state_short(const json_t *ticket, struct buf *out); /* one word or two */
/* One of its "uses": "renewal 5 seu.cat: the CSR (1.1)". */
void words_ticket_use(const json_t *use, struct buf *out);
/* Of a comment in Jira, without its text: "23/11/2026 17:55 · Sistemes · for the team alone". */
void words_ticket_comment(const json_t *comment, struct buf *out);
/* Of what is attached to one, without its name: "23/11/2026 17:55 · Sistemes · 1704 bytes". */
void words_ticket_attachment(const json_t *attachment, struct buf *out);
/* What an operation on a ticket, or a handover, refuses until it is agreed (its code among "agreed"), as a question. False: it is refused
 * whatever is said. */
bool words_ticket_question(const char *code, const json_t *args, struct buf *out);
/* How far a request to Jira is; what a request of ticket.requests asks for: "link SIS-1 to ST-2"; and the sentence of why it is
 * as it is, nothing where there is none. */
const char *words_request_state(enum ticket_request_state state);
void words_request(const json_t *request, struct buf *out);
void words_request_reason(const json_t *request, struct buf *out);
const char *words_where(enum monitor_type type); /* "on a host" */
const char *words_outcome(enum outcome o);       /* a word or two */
const char *words_outcome_of(
    enum monitor_type type, enum outcome o); /* of one: nobody probes a file */
/* The detail of an outcome: the probe's own codes in words, anything else (a server's own words) as it is. */
const char *words_detail(enum outcome o, const char *detail);
/* What it means, and what to do; "": no detail. */
const char *words_outcome_sentence(enum outcome o, const char *detail);
const char *words_problem_short(enum problem p);
const char *words_problem(enum problem p); /* the sentence */
const char *words_problem_of(
    enum monitor_type type, enum problem p); /* of one: a file has no host to be set right */
/* What to ask of whom; detail as of words_detail, "" none. */
const char *words_problem_ask(enum problem p);
const char *words_outcome_ask(enum outcome o, const char *detail);

/* What a document is to a renewal ("certificate"), and a value of its texts ("head": "Head of service"); one
 * that is not known, as it is. */
const char *words_role(const char *role);
const char *words_value_name(const char *name);
/* The same where the renewal (as renewal.show tells of it) says how its procedure calls the value. */
const char *words_asked_name(const json_t *renewal, const char *name);

/* What was done in a renewal, of somebody: "claimed it". An act that is not known, as it is. */
const char *words_act(const char *act);
const char *words_act_code(size_t i); /* the i-th act there are words for; NULL: no more */

/* What the world says against a renewal (procedure/renewal_ask.h): a few words for a list, or the
 * sentence. A code that is not known is shown as it is. */
const char *words_contradiction_short(const char *code);
const char *words_contradiction(const char *code);

const char *words_change(enum change_kind c); /* how a certificate changed: "other issuer" */
/* A change of a certificate that no renewal was behind (a member of "findings" of a row), in three lines: when and where
 * and how it changed; then the certificate before, and the one after. */
enum finding_line { FINDING_HEAD, FINDING_BEFORE, FINDING_AFTER, FINDING_LINES };
void words_finding(const json_t *finding, enum finding_line line, struct buf *out);

/* What a person accepted of a monitor (a member of "acceptances" of its row): "self-signed until 31/12/2026, op1: why". */
void words_acceptance(const json_t *acceptance, struct buf *out);

/* A host that a wildcard covers (a member of "hosts" of monitor.show): "a.exemple.cat: serves it". */
void words_wildcard_host(const json_t *host, struct buf *out);

/* A notice of notice.list: "op2 took over renewal 12 (www.exemple.cat) from you, yesterday at 17:40: I am on it". */
void words_told(const json_t *notice, int64_t now, struct buf *out);

/* Why the system refused something, by errno. */
const char *words_reason(int error);
/* A text of the system, cleaned: such a reason at its end in the reader's words. */
void words_text(const char *text, struct buf *out);
/* Of several things at once: "Not seu: why.", a name and a sentence or a few words. */
void words_left_out(const char *name, const char *why, struct buf *out);

/* ---- what went wrong ----
 * Each appends a sentence. Unknown codes are shown as they are, so that a newer backend can be
 * understood. The error is of the protocol, of this program, or of a filter or an order. */
void words_error(const char *code, const json_t *args, struct buf *out);
/* The same where it stands beside the field that it is about, which need not be named then. */
void words_error_beside(const char *code, const json_t *args, struct buf *out);
void words_err(const struct err *err, struct buf *out);
void words_fault(const struct field_fault *fault, struct buf *out);
const char *words_step_state(enum step_state state); /* "to do" */
/* A check of a gate (base/checks.h), as its enum check_state says that it is: "The chain is complete", or "is not" where
 * it failed or a person accepted that. */
const char *words_check(const char *id, int state);
/* What a document is (pki/document.h), in a few words: "CSR · CN=www.exemple.cat". */
void words_document(const json_t *document, int64_t now, struct buf *out);
/* Which ticket a document of a renewal is on, and who can read a key there; nothing where that is not known. */
void words_document_origin(const json_t *document, struct buf *out);
/* A complaint of base/config.h: "caduca.conf:3: no setting is called 'flavour'". */
void words_complaint(const json_t *complaint, struct buf *out);
const char *words_notice(const char *code); /* of the terminal: "terminal-fallback" */

/* "an operator", of a right as it travels; one that is not known stays as it is. Borrowed. */
const char *words_right(const char *text);

/* ---- times ---- 0 is "never" and shown as a dash. */
void words_date(int64_t at, struct buf *out);      /* 23/11/2026, local time */
void words_day(const char *day, struct buf *out);  /* "2026-11-23" the same; else as it is */
void words_date_time(int64_t at, struct buf *out); /* 23/11/2026 17:55 */
void words_when(
    int64_t at, int64_t now, struct buf *out); /* yesterday at 17:40; on 23/11/2026 at 17:55 */
void words_date_time_utc(int64_t at, struct buf *out);      /* 23/11/2026 16:55:01 UTC */
void words_age(int64_t seconds, struct buf *out);           /* "3 h" */
void words_ago(int64_t seconds, struct buf *out);           /* "fa 3 h" */
void words_days(int64_t days, struct buf *out);             /* "12 dies" */
void words_left(int64_t end, int64_t now, struct buf *out); /* in a column of days: "39", "18 h" */
void words_expiry_brief(int64_t end, int64_t now, struct buf *out); /* "expires in 39 d" */
/* "expires in 12 days", "has expired (3 days ago)", in hours where time_left is. Where the certificate itself ends later than what it hangs
 * from (end < not_after), both dates follow. */
void words_expiry(int64_t end, int64_t not_after, int64_t now, struct buf *out);
/* When what a renewal is for ends (of renewal.show): as its monitors' rows have it while it is open, else the certificate
 * that was in use; 0: not known. */
int64_t words_renewal_end(const json_t *renewal);
/* The two dates: "its chain: 05/12/2026; the certificate itself: 01/03/2027". */
void words_both_ends(int64_t end, int64_t not_after, struct buf *out);
/* Of a certificate, with the time, here and in UTC or only here: null is a date that cannot be read, and said to
 * be. */
void words_validity(const json_t *at, bool utc, struct buf *out);
/* "expires", "has expired": before a date. */
const char *words_expires(int64_t end, int64_t now);

#endif
