/* The attributes of a subject that the procedure's ticket asks for by name, each with its text
 * and what is needed to hold it against the limits of RFC 5280 appendix A and of the CAs. */
#ifndef PKI_SUBJECT_H
#define PKI_SUBJECT_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>

struct X509_name_st;

/* id, as in a name, member of JSON and of requests, most characters */
#define SUBJECT_FIELDS(X)              \
	X(CN, "CN", "common_name", 64) \
	X(O, "O", "organization", 64)  \
	X(OU, "OU", "unit", 64)        \
	X(L, "L", "locality", 128)     \
	X(ST, "ST", "state", 128)      \
	X(C, "C", "country", 2)        \
	X(EMAIL, "emailAddress", "email", 128)

enum subject_field {
#define X(id, attribute, member, most) SUBJECT_##id,
	SUBJECT_FIELDS(X)
#undef X
	    SUBJECT_FIELD_COUNT
};

struct subject_value {
	char *text; /* cleaned; several values with " + " between; NULL: the subject has none */
	size_t count;
	size_t characters; /* of the longest value, before cleaning */
	bool ascii;        /* every byte of every value is */
};

struct subject {
	struct subject_value values[SUBJECT_FIELD_COUNT];
	size_t others; /* attributes that are none of these */
};

const char *subject_attribute(enum subject_field f); /* "CN" */
const char *subject_member(enum subject_field f);    /* "common_name" */
size_t subject_most(enum subject_field f);

/* "" when the value may stand in a subject, else why not: "too-long", "two-capitals", "ascii".
 * An absent one may. */
const char *subject_fault(enum subject_field f, const struct subject_value *v);

/* For pki/ only. */
void subject_read(struct subject *s, const struct X509_name_st *name);
/* A new name of these texts (UTF-8; NULL or "": left out), in the order of the ticket turned
 * round: country first. NULL with *wrong the field that cannot be. */
struct X509_name_st *subject_name(
    const char *const values[SUBJECT_FIELD_COUNT], enum subject_field *wrong);

void subject_release(struct subject *s);
json_t *subject_json(const struct subject *s); /* {"common_name":…} of those that are there */

#endif
