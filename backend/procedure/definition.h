/* A procedure as data: phases of steps, with the texts and forms that go with them. Read once,
 * then constant.
 *
 * The order is what `after` says, and where nothing is said the order of the file: a step
 * comes after the step before it, the first of a phase after the whole phase before. A phase
 * with `after` runs beside others. Which steps count at all depends on conditions over values:
 * `when` (counts once the value is one of these) and `unless` (counts until it is). A value is
 * what a decision chose, or a fact of the renewal (FACTS). A choice can also bring in another
 * procedure: in its place from one of its phases on, or, as a sub-procedure, to be done before
 * this one goes on.
 *
 * What C has to know of it is declared, never recognised by an id: `subject` is what a CSR is asked
 * to say, `values` what is asked for with choices, each with its type and what it means, `means`
 * and `issuer` the CA that a choice decides on, `role` the procedure that the urgent switch brings
 * in. Ids are free: renaming one changes nothing, and check_meaning.c says what is nowhere declared.
 *
 * All texts belong to the definition. Texts for people may have holes (procedure/template.h). */
#ifndef PROCEDURE_DEFINITION_H
#define PROCEDURE_DEFINITION_H

#include "procedure/ids.h"
#include "procedure/read.h"

#include "base/terms.h"

#include <stdbool.h>
#include <stddef.h>

struct site;

/* What a condition can ask of the renewal itself, and its values; "" stands for any text. */
#define FACTS(X)                                                                                \
	X("monitor", "endpoint file planned")                                                   \
	X("class", "server device automatic other") /* base/terms.h KINDS */                    \
	X("kind", "")                               /* of certificate, as site.conf lists it */ \
	X("procedure",                                                                          \
	    "") /* the one that is followed: another after a decision that changes it */        \
	X("extra-names", "yes no") /* does today's certificate cover more? */                   \
	X("urgent", "yes no")

struct condition {
	const char *name; /* of a decision's value, or a fact */
	struct names any; /* holds when the value is one of these */
	int line;
};

/* Conditions that must all hold. A rule is a list of such sets of which one must. */
struct condition_set {
	struct condition *items;
	size_t count;
};

struct rule {
	struct condition_set *sets;
	size_t count; /* 0: nothing is asked */
};

/* What the CSR is asked to say, from which its ticket is filled in ({{subject.unit}}) and with which
 * it is compared. The common name is the domain. */
#define SUBJECT_TEXTS(X)                    \
	X("organization", CSR_ORGANIZATION) \
	X("unit", CSR_UNIT)                 \
	X("locality", CSR_LOCALITY)         \
	X("state", CSR_STATE)               \
	X("country", CSR_COUNTRY)           \
	X("email", CSR_EMAIL)

enum { SUBJECT_TEXT_COUNT = 6 };

struct subject_asked {
	const char *texts[SUBJECT_TEXT_COUNT]; /* in the order of the table, with holes; NULL */
	int key_bits;                          /* of RSA, at least; 0: not said */
	int line;                              /* 0: there is no subject */
};

/* A value that is asked for with a choice. */
struct asked_value {
	const char *name;
	const char *title;
	const char *missing; /* what stands in a text until it is known; NULL: its title */
	enum asked_type type;
	int means; /* enum meaning; -1: nothing but what its title says */
	int line;
};

struct step_option {
	const char *value, *title;
	const char *text;        /* NULL: none */
	const char *procedure;   /* brought in by this choice; NULL: none */
	const char *from;        /* phase of it to begin at; NULL: its first */
	bool sub;                /* to be done first, instead of changing over to it */
	bool usual;              /* what an estimate takes for granted before the choice */
	bool reason;             /* the choice needs a reason */
	bool confirms_names;     /* with it, what the certificate is asked for is confirmed */
	struct rule reason_when; /* … where this holds */
	const char *issuer;  /* of a decision that means it: a name of the site's issuers; NULL */
	int ends;            /* enum renewal_end that the choice leads to; -1: it does not say */
	struct names asks;   /* values asked for with the choice */
	struct names offers; /* values that may be given with it */
	enum step_source source;
	int line;
};

struct form_field {
	const char *name;
	const char *value;  /* with holes; NULL where empty or private */
	const char *group;  /* the field of the form it stands under; NULL */
	const char *hint;   /* beside the value; NULL */
	const char *attach; /* role of the document to attach at this field; NULL */
	bool empty;         /* left empty on purpose */
	bool private;       /* the user's own (NIF): from his own file, never stored or sent */
	enum step_source source;
	int line;
};

/* Other texts of a step where a rule holds. NULL: as they are. */
struct step_texts {
	struct rule when;
	const char *template, *reminder, *folder;
	int line;
};

struct step {
	const char *id;
	char *number; /* "1.3": the phase's and its own, from 1 */
	enum step_kind kind;
	enum step_source source;
	const char *title, *text;
	const char *note; /* shown small: examples of past tickets, what is not known */
	struct rule when, unless;
	struct names after; /* steps or phases, "procedure/id" of another; never implied */
	size_t phase;       /* index in the definition */
	int line;
	const config_setting_t *at; /* for messages */

	const char *sets;            /* DECISION, VALUE: name of the value; its id unless said */
	struct step_option *options; /* DECISION */
	size_t option_count;
	int means;                  /* DECISION: MEANS_ISSUER, MEANS_KIND, or -1 */
	const char *remember;       /* DECISION: "user" where the answer is a fact about the user */
	const char *template;       /* TICKET, MAIL, TASK: the text to copy */
	struct step_texts *instead; /* the first that holds counts */
	size_t instead_count;
	const char *project; /* TICKET: a name of the site's projects */
	bool fresh;          /* TICKET: "new": no other of the renewal may stand for it */
	struct names links;  /* TICKET: steps whose tickets it is linked to */
	int ticket_role; /* TICKET, VALUE: what the ticket is for; -1: a value that is no number of one */
	int ticket_system;       /* TICKET, VALUE: where the ticket is; -1 */
	const char *to;          /* TICKET, MAIL: to whom, with holes */
	const char *link;        /* TASK, TICKET: a URL, with holes */
	struct names points;     /* TASK: to be confirmed one by one, after doing (DO-CONFIRM) */
	const char *whom;        /* WAIT: for whom */
	const char *days;        /* WAIT: name of the site's days */
	struct rule urgent_when; /* WAIT: … of which the urgent figure counts where this holds */
	const char *reminder;    /* WAIT: template */
	const char *ends_with;   /* WAIT: the step that, once done, ends the wait */
	const char *
	    ends_with_ticket; /* WAIT: the step whose ticket ends it, once Jira says that it is resolved */
	const char *rejected_to;   /* WAIT: the step to go back to when the answer is no */
	struct form_field *fields; /* FORM */
	size_t field_count;
	const char *pattern; /* VALUE, TICKET: name of the site's patterns */
	const char *example; /* VALUE */
	bool carry;          /* VALUE, DECISION: proposed in the monitor's next renewal */
	const char *role;    /* FILE: of the document */
	struct names checks; /* FILE: of base/checks.h */
	bool optional;       /* FILE: there may be none ("no escau", with a reason) */
	const char *folder;  /* ARCHIVE: with holes */
	struct names roles;  /* ARCHIVE: documents */
};

struct phase {
	const char *id, *title, *text;
	char *number; /* "1" */
	enum step_source source;
	struct rule when, unless;
	struct names after;
	size_t first, count; /* its steps */
	int line;
};

struct definition_template {
	const char *name;
	char *title;             /* the first line: subject of the ticket or mail */
	char *body;              /* what follows the blank line after it */
	enum step_source source; /* "source: ours" on a line before the title; else the page's */
	int skipped;             /* lines before the title */
	int line;                /* where it stands in a pinned text; 0 for a file of its own */
};

struct definition {
	const char *name, *title, *text;
	enum step_source source;
	struct phase *phases;
	size_t phase_count;
	struct step *steps; /* of all phases, in order */
	size_t step_count;
	struct ids step_ids, phase_ids; /* their places in the arrays */
	struct subject_asked subject;
	struct asked_value *values;
	size_t value_count;
	bool urgent; /* what the urgent switch of every renewal brings in; not begun by itself */
	bool alone;  /* it is about no monitor: it can be begun without one */
	bool old;    /* a text of before meanings were declared: old_text.c declared them */
	struct definition_template *templates; /* those it uses */
	size_t template_count;
	char *pin;       /* all of it and its templates, as one file: what a renewal keeps */
	char digest[65]; /* SHA-256 of the pin, lower-case hex */
	char *file;
	bool usable;    /* false after a complaint: nothing new is begun with it */
	config_t *tree; /* what the texts belong to */
	size_t shares;  /* how many hold it besides the one that read it */
};

/* Reads a procedure from a text that stands alone, such as a pin. NULL when there is nothing
 * of a procedure in it; else what could be read, usable when nothing was complained of. Does
 * not look at other procedures or the site: library.h does. */
struct definition *definition_from_text(const char *file, const char *text, struct complaints *out);
/* The same of a text that an open renewal has pinned, which may be older than what is declared
 * today. */
struct definition *definition_from_pin(const char *file, const char *text, struct complaints *out);
/* Another share of it, for one more holder; each ends with its own definition_free. */
struct definition *definition_share(const struct definition *d);
void definition_free(struct definition *d); /* the last one's frees it; NULL is fine */

const struct step *definition_step(const struct definition *d, const char *id); /* NULL: none */
const struct phase *definition_phase(const struct definition *d, const char *id);
const struct definition_template *definition_template(const struct definition *d, const char *name);
const struct asked_value *definition_value(const struct definition *d, const char *name);

/* "organization"; NULL after the last. The place of a text of the subject, or that of the one that
 * a check (enum check_name) compares; -1: none. */
const char *subject_text_name(size_t i);
int subject_text_from(const char *name);
int subject_text_of_check(int check);
const struct step_option *step_option(const struct step *s, const char *value);

/* The values that a condition on this name can meet, or NULL when it is neither a decision's
 * of d nor a fact. Ended by NULL and to be freed (the array); empty for a fact that can be any
 * text. */
const char **definition_domain(const struct definition *d, const char *name);

#endif
