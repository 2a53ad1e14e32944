/* What the checks of a gate (pki/gates.h) are given, and what each of them answers. */
#ifndef PKI_GATE_INPUTS_H
#define PKI_GATE_INPUTS_H

#include "pki/document.h"

#include "base/terms.h"

struct names {
	const char *const *list;
	size_t count;
};

/* What the renewal knows. NULL, 0 and no names mean: not known. */
struct gate_inputs {
	const char *domain;                       /* the subject name that was asked for */
	const char *subject[SUBJECT_FIELD_COUNT]; /* as the ticket asked for; the CN's is domain */
	int key_bits;                             /* of RSA, at least */
	struct names sans; /* names asked for besides the domain, "DNS:…" */
	const char *csr_spki, *key_spki;
	struct names used_spkis; /* of earlier keys */
	struct names issuers;    /* words of which the issuer must have one: "Sectigo" */
	bool served;             /* there is a certificate served now: */
	const char *served_sha256;
	int64_t served_not_after; /* or FACTS_NO_TIME */
	struct names served_sans; /* "DNS:…" */
	struct names served_eku;
	const char *served_subject, *served_issuer; /* like RFC 4514, as facts have them */
	bool served_usage_known;                    /* what was kept of it has its key usage: */
	struct names served_usage;
	const char *declared_kind; /* of certificate, as the list has it: "segell" */
	int declared;              /* enum purpose of that kind; -1: not known */
	int64_t now;
};

struct check_result {
	enum check_state state;
	const char *code; /* why it failed or is not applicable; of one that passed: a remark; "" */
	json_t *args;     /* of the code; NULL */
};

#endif
