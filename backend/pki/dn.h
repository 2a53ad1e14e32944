/* A distinguished name as facts hold it: a cleaned text like RFC 4514 (pki/facts.h), for those who
 * have no certificate any more, only what was kept of it. */
#ifndef PKI_DN_H
#define PKI_DN_H

/* The values of an attribute ("O"), unescaped, in their order, with " + " between several; NULL
 * when the name has none. The caller frees. */
char *dn_values(const char *dn, const char *attribute);

#endif
