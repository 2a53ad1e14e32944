/* What a layer of a PKCS#12 is protected with, looked at before anything is derived: how many iterations it asks for,
 * and whether there is every algorithm that it names. So what fails after that is the password's. */
#ifndef PKI_PKCS12_ALGORITHMS_H
#define PKI_PKCS12_ALGORITHMS_H

#include "base/err.h"

#include <openssl/pkcs12.h>

enum { PKCS12_ITERATIONS_MAX = 5000000 };

/* -1 with "p12-algorithm" (text: the one that is not there), "p12-iterations" (how many) or "p12-damaged"; else
 * *iterations. */
int pkcs12_check_mac(const PKCS12 *p12, int64_t *iterations, struct err *err);
int pkcs12_check_encryption(const X509_ALGOR *algorithm, int64_t *iterations, struct err *err);

/* Always -1, with "p12-algorithm" and its name. */
int pkcs12_refuse_algorithm(const ASN1_OBJECT *object, struct err *err);

#endif
