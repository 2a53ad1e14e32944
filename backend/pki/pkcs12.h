/* Opening a PKCS#12 (RFC 7292). OpenSSL derives keys for as many iterations as the file says, so
 * the counts of the MAC and of every layer of encryption are read, and refused above
 * PKCS12_ITERATIONS_MAX, before anything is derived with them; nor are more spent in all on what a password may have
 * been besides what was typed. */
#ifndef PKI_PKCS12_H
#define PKI_PKCS12_H

#include "pki/item.h"
#include "pki/password.h"

#include <openssl/pkcs12.h>

/* Adds the keys and certificates within; password NULL: none was given; err is not NULL. -1 with
 * a code of document.h's "p12-…". */
int pkcs12_open(struct document *d, PKCS12 *p12, const struct password *password, struct err *err);

#endif
