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
	const struct item *item; /* what the gate is about */
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

/* A check that was not made, and why. */
void check_skip(struct check_result *r, const char *code);

#endif
