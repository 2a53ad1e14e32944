/* The gates of the procedures: what a document must be before the step that took it is done
 * (procedures A 1.3, A 1.4, A 4.1, B 2.4). A gate is a list of checks, each on its own: one
 * failure hides no other. A critical check cannot be overridden, a standard one can, with a
 * reason.
 *
 * A check that lacks what it needs (nobody said which domain, there is no old certificate) is
 * not applicable: it never passes by default. What failed is a code with arguments; words/ makes
 * of it a sentence that can be forwarded to whoever made the document. */
#ifndef PKI_GATES_H
#define PKI_GATES_H

#include "pki/gate_inputs.h"

enum gate { GATE_CSR, GATE_KEY, GATE_CERTIFICATE, GATE_P12, GATE_COUNT };

struct check; /* one line of the table */

enum { CHECKS_MAX = 16 }; /* of one gate */

struct gate_report {
	enum gate gate;
	size_t count;
	const struct check *checks[CHECKS_MAX];
	struct check_result results[CHECKS_MAX];
};

const char *gate_text(enum gate g); /* "csr" "key" "certificate" "p12" */
int gate_from(const char *text);    /* -1: there is none such */

const char *check_id(const struct check *c);
bool check_critical(const struct check *c);

/* document NULL: it could not be read, trouble says why. document_check_chain comes first:
 * else the check of the chain is not applicable. */
void gate_run(enum gate g, const struct document *document, const struct err *trouble,
    const struct gate_inputs *asked, struct gate_report *out);
void gate_release(struct gate_report *r);
/* No critical check failed, and one passed: what was only not looked at opens nothing. */
bool gate_open(const struct gate_report *r);

/* The item that a gate is about: the CSR, the key, or the certificate that fits the CSR or key;
 * NULL. choice: how that one was found. */
const struct item *gate_item(enum gate g, const struct document *d, const struct gate_inputs *asked,
    struct leaf_choice *choice);

/* [{"id","weight":"critical"|"standard","state":"passed"|"failed"|"not-applicable","code"?,"args"?}…] */
json_t *gate_json(const struct gate_report *r);

/* The table, for tests and for words: the i-th check of a gate, NULL after the last. */
const struct check *gate_check(enum gate g, size_t i);

#endif
