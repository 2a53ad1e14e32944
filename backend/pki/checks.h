/* The checks themselves, for gates.c. */
#ifndef PKI_CHECKS_H
#define PKI_CHECKS_H

#include "pki/gate_inputs.h"

#include "base/checks.h"

/* What a check looks at. item and facts are there, except for the checks that `bare` marks:
 * those look first whether there is a document, and what it holds. */
struct case_file {
	const struct document *d; /* NULL: it could not be read */
	const struct err *trouble;
	const struct gate_inputs *asked;
	const struct item *item;   /* what the gate is about */
	struct leaf_choice choice; /* of a certificate: among how many */
	const struct facts *facts;
};

struct check {
	bool made; /* false after the last of a gate */
	enum check_name name;
	void (*look)(const struct check *check, const struct case_file *c, struct check_result *r);
	enum subject_field field; /* of the checks of a field of the subject */
	enum {
		BARE_NOT,
		BARE_ITEM,
		BARE_DOCUMENT
	} bare; /* looks also when there is no item, no document */
};

/* By gate, ended by one that is not made. */
extern const struct check csr_checks[], key_checks[], certificate_checks[], p12_checks[];

#define LINE(id, ...)                              \
	{                                          \
		true, CHECK_NAME_##id, __VA_ARGS__ \
	}

/* How a check answers; args are stolen. */
void check_answer(struct check_result *r, enum check_state state, const char *code, json_t *args);
void check_pass(struct check_result *r);
void check_pass_if(struct check_result *r, bool good, const char *code, json_t *args);
void check_pass_leaf(
    struct check_result *r, const struct case_file *c);    /* which of several it is */
void check_skip(struct check_result *r, const char *code); /* it was not made, and why */

/* What several gates ask: whether there is what the gate is about, that it has not expired, that it
 * ends later than the one in use, and that it keeps the names of that one. */
void check_parses(const struct check *check, const struct case_file *c, struct check_result *r);
void check_valid(const struct check *check, const struct case_file *c, struct check_result *r);
void check_later(const struct check *check, const struct case_file *c, struct check_result *r);
void check_names_kept(const struct check *check, const struct case_file *c, struct check_result *r);

#endif
