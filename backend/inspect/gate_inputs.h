/* What a renewal knows, as JSON, for the gates:
 *   {"domain":"www.exemple.cat","key_bits":2048,
 *    "subject":{"organization":"…","unit":"…","locality":"…","state":"…","country":"ES","email":"…"},
 *    "sans":["DNS:…"],"csr_spki":hex,"key_spki":hex,"used_spkis":[hex…],"issuers":["Sectigo"],
 *    "served":{"sha256":hex,"not_after":epoch|null,"sans":["DNS:…"],"eku":["serverAuth"],
 *              "subject":"CN=…","issuer":"CN=…","key_usage":["digitalSignature"]}}
 * where served may be the whole facts of a certificate (pki/facts.h). All of it may be absent. */
#ifndef INSPECT_GATE_INPUTS_H
#define INSPECT_GATE_INPUTS_H

#include "pki/gates.h"

/* The texts stay the JSON's, which must outlive it; the lists are freed by gate_inputs_release. json
 * NULL: nothing is known. */
void gate_inputs_read(struct gate_inputs *a, const json_t *json, int64_t now);
void gate_inputs_release(struct gate_inputs *a);

/* {"common_name":…} into texts by field, NULL where there is none. */
void gate_inputs_subject(const char *values[SUBJECT_FIELD_COUNT], const json_t *json);

/* The texts of an array, which stay the JSON's; the list is freed by gate_names_release. */
struct names gate_inputs_names(const json_t *object, const char *name);
void gate_names_release(struct names *n);

#endif
