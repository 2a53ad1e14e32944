/* The checks that a file has to pass, by name, and how much each weighs: a critical one cannot be
 * overridden, a standard one can be accepted with a reason. One vocabulary for all: a procedure
 * lists by name which ones a step asks for, pki/ makes them, a renewal keeps their results, and
 * words/ says them to people. */
#ifndef BASE_CHECKS_H
#define BASE_CHECKS_H

/* X(id, name, role of the document, grade) */
#define CHECKS(X)                                                                                  \
	X(CSR_PARSES, "csr-parses", "csr", CRITICAL)                                               \
	X(CSR_SIGNATURE, "csr-signature", "csr", CRITICAL) /* its own signature verifies */        \
	X(CSR_CN, "csr-cn", "csr", CRITICAL)               /* the common name is the domain */     \
	X(CSR_KEY_SIZE, "csr-key-size", "csr", CRITICAL)   /* RSA, at least the size asked */      \
	X(CSR_ORGANIZATION, "csr-organization", "csr", STANDARD) /* as asked, and so on */         \
	X(CSR_UNIT, "csr-unit", "csr", STANDARD)                                                   \
	X(CSR_LOCALITY, "csr-locality", "csr", STANDARD)                                           \
	X(CSR_STATE, "csr-state", "csr", STANDARD)                                                 \
	X(CSR_COUNTRY, "csr-country", "csr", STANDARD)                                             \
	X(CSR_EMAIL, "csr-email", "csr", STANDARD)                                                 \
	X(CSR_SANS, "csr-sans", "csr", STANDARD) /* no name that nobody asked for */               \
	X(KEY_PARSES, "key-parses", "key", CRITICAL)                                               \
	X(KEY_MATCHES_CSR, "key-matches-csr", "key", CRITICAL) /* the SPKI is the CSR's */         \
	X(KEY_PRIVATE, "key-private", "key", STANDARD) /* the file is not readable by others */    \
	X(KEY_NEW, "key-new", "key", STANDARD)         /* no earlier certificate used it */        \
	X(CERTIFICATE_PARSES, "certificate-parses", "certificate", CRITICAL)                       \
	X(CERTIFICATE_MATCHES, "certificate-matches", "certificate", CRITICAL) /* key, CSR */      \
	X(CERTIFICATE_COVERS, "certificate-covers", "certificate", CRITICAL)   /* the domain */    \
	X(CERTIFICATE_VALID, "certificate-valid", "certificate", CRITICAL)     /* not expired */   \
	X(CERTIFICATE_LATER, "certificate-later", "certificate", CRITICAL)     /* than served */   \
	X(CERTIFICATE_NAMES, "certificate-names", "certificate", STANDARD)     /* keeps the old */ \
	X(CERTIFICATE_ISSUER, "certificate-issuer", "certificate", STANDARD)   /* the CA's */      \
	X(CERTIFICATE_CHAIN, "certificate-chain", "certificate", STANDARD)     /* complete */      \
	X(CERTIFICATE_CLIENT_AUTH, "certificate-client-auth", "certificate", STANDARD) /* kept */  \
	X(P12_OPENS, "p12-opens", "p12", CRITICAL)       /* with the password given */             \
	X(P12_COMPLETE, "p12-complete", "p12", CRITICAL) /* holds a key and a certificate */       \
	X(P12_MATCHES, "p12-matches", "p12", CRITICAL)   /* the one is the other's */              \
	X(P12_DATES, "p12-dates", "p12", STANDARD)       /* whose it is, and not expired */        \
	X(P12_LATER, "p12-later", "p12", STANDARD)       /* than the one in use */

enum check_name {
#define X(id, name, role, grade) CHECK_NAME_##id,
	CHECKS(X)
#undef X
	    CHECK_NAME_COUNT
};

enum check_grade { CHECK_CRITICAL, CHECK_STANDARD };

struct check_info {
	const char *name;
	const char *role; /* "csr", "key", "certificate" or "p12" */
	enum check_grade grade;
};

const struct check_info *check_info(enum check_name c);
const struct check_info *check_find(const char *name); /* NULL when no check is called so */
const char *check_grade_text(enum check_grade g);      /* "critical" "standard" */

#endif
