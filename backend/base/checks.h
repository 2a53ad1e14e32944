/* The checks that a file has to pass, by name, and how much each weighs: a critical one cannot be
 * overridden, a standard one can be accepted with a reason. One vocabulary for all: a procedure
 * lists by name which ones a step asks for, pki/ makes them, a renewal keeps their results, and
 * words/ says them to people. */
#ifndef BASE_CHECKS_H
#define BASE_CHECKS_H

#include "base/terms.h"

/* X(id, name, role of the document, grade) */
#define CHECKS(X)                                                                                  \
	X(CSR_PARSES, "csr-parses", CSR, CRITICAL)                                                 \
	X(CSR_SIGNATURE, "csr-signature", CSR, CRITICAL)       /* its own signature verifies */    \
	X(CSR_CN, "csr-cn", CSR, CRITICAL)                     /* the common name is the domain */ \
	X(CSR_KEY_SIZE, "csr-key-size", CSR, CRITICAL)         /* RSA, at least the size asked */  \
	X(CSR_ORGANIZATION, "csr-organization", CSR, STANDARD) /* as asked, and so on */           \
	X(CSR_UNIT, "csr-unit", CSR, STANDARD)                                                     \
	X(CSR_LOCALITY, "csr-locality", CSR, STANDARD)                                             \
	X(CSR_STATE, "csr-state", CSR, STANDARD)                                                   \
	X(CSR_COUNTRY, "csr-country", CSR, STANDARD)                                               \
	X(CSR_EMAIL, "csr-email", CSR, STANDARD)                                                   \
	X(CSR_SANS, "csr-sans", CSR, STANDARD)             /* those asked for, and no other */     \
	X(CSR_DIGEST, "csr-digest", CSR, STANDARD)         /* of its signature */                  \
	X(CSR_VERSION, "csr-version", CSR, STANDARD)       /* the one that there is */             \
	X(CSR_EXTENSIONS, "csr-extensions", CSR, STANDARD) /* asked for once */                    \
	X(CSR_ALONE, "csr-alone", CSR, STANDARD)           /* no other request in the file */      \
	X(KEY_PARSES, "key-parses", KEY, CRITICAL)                                                 \
	X(KEY_MATCHES_CSR, "key-matches-csr", KEY, CRITICAL) /* the SPKI is the CSR's */           \
	X(KEY_PRIVATE, "key-private", KEY, STANDARD) /* the file is not readable by others */      \
	X(KEY_NEW, "key-new", KEY, STANDARD)         /* no earlier certificate used it */          \
	X(CERTIFICATE_PARSES, "certificate-parses", CERTIFICATE, CRITICAL)                         \
	X(CERTIFICATE_MATCHES, "certificate-matches", CERTIFICATE, CRITICAL) /* key, CSR */        \
	X(CERTIFICATE_COVERS, "certificate-covers", CERTIFICATE, CRITICAL)   /* each name */       \
	X(CERTIFICATE_VALID, "certificate-valid", CERTIFICATE, CRITICAL)     /* not expired */     \
	X(CERTIFICATE_LATER, "certificate-later", CERTIFICATE, CRITICAL)     /* than served */     \
	X(CERTIFICATE_NAMES, "certificate-names", CERTIFICATE, STANDARD)     /* keeps the old */   \
	X(CERTIFICATE_ISSUER, "certificate-issuer", CERTIFICATE, STANDARD)   /* the CA's */        \
	X(CERTIFICATE_CHAIN, "certificate-chain", CERTIFICATE, STANDARD)     /* complete */        \
	X(CERTIFICATE_CLIENT_AUTH, "certificate-client-auth", CERTIFICATE, STANDARD) /* kept */    \
	X(P12_OPENS, "p12-opens", P12, CRITICAL)       /* with the password given */               \
	X(P12_COMPLETE, "p12-complete", P12, CRITICAL) /* holds a key and a certificate */         \
	X(P12_MATCHES, "p12-matches", P12, CRITICAL)   /* the one is the other's */                \
	X(P12_DATES, "p12-dates", P12, STANDARD)       /* whose it is, and not expired */          \
	X(P12_LATER, "p12-later", P12, STANDARD)       /* than the one in use */                   \
	/* the rest compares it with that one; the critical ones say whose it is */                \
	X(P12_REPLACES, "p12-replaces", P12, STANDARD) /* there is one; else a person confirms */  \
	X(P12_ORGANIZATION, "p12-organization", P12, CRITICAL)                                     \
	X(P12_IDENTIFIER, "p12-identifier", P12, CRITICAL) /* organizationIdentifier, 2.5.4.97 */  \
	X(P12_NAME, "p12-name", P12, CRITICAL)             /* the common name */                   \
	X(P12_KIND, "p12-kind", P12, CRITICAL)   /* it is of the kind that the list has */         \
	X(P12_FORM, "p12-form", P12, STANDARD)   /* the subject is written the same */             \
	X(P12_NAMES, "p12-names", P12, STANDARD) /* keeps the old */                               \
	X(P12_ISSUER, "p12-issuer", P12, STANDARD)                                                 \
	X(P12_USES, "p12-uses", P12, STANDARD) /* of the key, and extended ones */

enum check_name {
#define X(id, name, role, grade) CHECK_NAME_##id,
	CHECKS(X)
#undef X
	    CHECK_NAME_COUNT
};

struct check_info {
	const char *name;
	enum document_role role; /* of the document that it looks at */
	enum check_grade grade;
};

const struct check_info *check_info(enum check_name c);
const struct check_info *check_find(const char *name); /* NULL when no check is called so */

#endif
