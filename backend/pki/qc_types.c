#include "pki/qc_types.h"

#include <openssl/asn1.h>
#include <openssl/x509v3.h>

#include <string.h>

/* The parts of a sequence; NULL when it is none. */
static ASN1_SEQUENCE_ANY *
parts_of(const ASN1_STRING *der)
{
	const unsigned char *at = der ? ASN1_STRING_get0_data(der) : NULL;

	return at ? d2i_ASN1_SEQUENCE_ANY(NULL, &at, ASN1_STRING_length(der)) : NULL;
}

static ASN1_SEQUENCE_ANY *
sequence_at(const ASN1_SEQUENCE_ANY *parts, int i)
{
	const ASN1_TYPE *t = i < sk_ASN1_TYPE_num(parts) ? sk_ASN1_TYPE_value(parts, i) : NULL;

	return t && t->type == V_ASN1_SEQUENCE ? parts_of(t->value.sequence) : NULL;
}

/* "0.4.0.1862.1.6"; "" when there is no OID there. */
static void
oid_at(const ASN1_SEQUENCE_ANY *parts, int i, char *oid, int size)
{
	const ASN1_TYPE *t = i < sk_ASN1_TYPE_num(parts) ? sk_ASN1_TYPE_value(parts, i) : NULL;

	*oid = '\0';
	if (t && t->type == V_ASN1_OBJECT)
		OBJ_obj2txt(oid, size, t->value.object, 1);
}

static unsigned
types_in(const ASN1_SEQUENCE_ANY *list)
{
	static const char *const oids[] = {
	    "0.4.0.1862.1.6.1", "0.4.0.1862.1.6.2", "0.4.0.1862.1.6.3"};
	unsigned found = 0;
	char oid[64];

	for (int i = 0; i < sk_ASN1_TYPE_num(list); i++) {
		oid_at(list, i, oid, sizeof(oid));
		for (unsigned k = 0; k < sizeof(oids) / sizeof(*oids); k++)
			if (!strcmp(oids[k], oid))
				found |= 1U << k;
	}
	return found;
}

static void
sequence_free(ASN1_SEQUENCE_ANY *parts)
{
	sk_ASN1_TYPE_pop_free(parts, ASN1_TYPE_free);
}

unsigned
qc_types_of(const X509 *x)
{
	int at = X509_get_ext_by_NID(x, NID_qcStatements, -1);
	X509_EXTENSION *e = at < 0 ? NULL : X509_get_ext(x, at);
	ASN1_SEQUENCE_ANY *all = e ? parts_of(X509_EXTENSION_get_data(e)) : NULL;
	unsigned found = 0;
	char oid[64];

	for (int i = 0; i < sk_ASN1_TYPE_num(all); i++) {
		ASN1_SEQUENCE_ANY *statement = sequence_at(all, i), *types;

		oid_at(statement, 0, oid, sizeof(oid));
		types = strcmp(oid, "0.4.0.1862.1.6") ? NULL : sequence_at(statement, 1);
		found |= types_in(types);
		sequence_free(types);
		sequence_free(statement);
	}
	sequence_free(all);
	return found;
}
