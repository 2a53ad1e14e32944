/* The names of the checks that a file has to pass, and how much each weighs: a critical one
 * cannot be overridden, a standard one can be accepted with a reason. How a check is made is
 * pki/'s matter; a procedure lists by name which ones a step asks for, and a renewal keeps
 * their results. */
#ifndef PROCEDURE_GATES_H
#define PROCEDURE_GATES_H

#include <stddef.h>

/* X(id, name, role of the document, grade) */
#define GATES(X) \
	X(CSR_PARSES, "csr-parses", "csr", CRITICAL) \
	X(CSR_SIGNATURE, "csr-signature", "csr", CRITICAL) /* its own signature verifies */ \
	X(CSR_CN, "csr-cn", "csr", CRITICAL) /* the common name is the domain */ \
	X(CSR_KEY_SIZE, "csr-key-size", "csr", CRITICAL) /* RSA, at least the size asked */ \
	X(CSR_ORGANIZATION, "csr-organization", "csr", STANDARD) /* as asked, and so on */ \
	X(CSR_UNIT, "csr-unit", "csr", STANDARD) \
	X(CSR_LOCALITY, "csr-locality", "csr", STANDARD) \
	X(CSR_STATE, "csr-state", "csr", STANDARD) \
	X(CSR_COUNTRY, "csr-country", "csr", STANDARD) \
	X(CSR_EMAIL, "csr-email", "csr", STANDARD) \
	X(CSR_SANS, "csr-sans", "csr", STANDARD) /* no name that nobody asked for */ \
	X(KEY_MATCHES_CSR, "key-matches-csr", "key", CRITICAL) /* the SPKI is the CSR's */ \
	X(KEY_PRIVATE, "key-private", "key", STANDARD) /* the file is not readable by others */ \
	X(KEY_NEW, "key-new", "key", STANDARD) /* no earlier certificate used it */ \
	X(CERTIFICATE_PARSES, "certificate-parses", "certificate", CRITICAL) \
	X(CERTIFICATE_MATCHES, "certificate-matches", "certificate", CRITICAL) /* key, CSR */ \
	X(CERTIFICATE_COVERS, "certificate-covers", "certificate", CRITICAL) /* the domain */ \
	X(CERTIFICATE_VALID, "certificate-valid", "certificate", CRITICAL) /* not expired */ \
	X(CERTIFICATE_LATER, "certificate-later", "certificate", CRITICAL) /* than served */ \
	X(CERTIFICATE_NAMES, "certificate-names", "certificate", STANDARD) /* keeps the old */ \
	X(CERTIFICATE_ISSUER, "certificate-issuer", "certificate", STANDARD) /* the CA's */ \
	X(CERTIFICATE_CHAIN, "certificate-chain", "certificate", STANDARD) /* complete */ \
	X(CERTIFICATE_CLIENT_AUTH, "certificate-client-auth", "certificate", STANDARD) /* kept */ \
	X(P12_OPENS, "p12-opens", "p12", CRITICAL) /* with the password given */ \
	X(P12_COMPLETE, "p12-complete", "p12", CRITICAL) /* holds a key and a certificate */ \
	X(P12_MATCHES, "p12-matches", "p12", CRITICAL) /* the one is the other's */ \
	X(P12_LATER, "p12-later", "p12", STANDARD) /* than the one in use */

enum gate_grade { GATE_CRITICAL, GATE_STANDARD };

enum gate {
#define X(id, name, role, grade) GATE_ID_##id,
	GATES(X)
#undef X
	GATE_COUNT
};

struct gate_info {
	const char *name;
	const char *role; /* "csr", "key", "certificate" or "p12" */
	enum gate_grade grade;
};

const struct gate_info *gate_info(enum gate g);
const struct gate_info *gate_find(const char *name); /* NULL when no check is called so */

/* Is there such a role of documents? Those of the checks, and "chain". */
int document_role_from(const char *role); /* 0 or more, -1 when there is none */

#endif
