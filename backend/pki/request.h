/* Making a key and the CSR for it. The key goes from memory to a descriptor and nowhere else. */
#ifndef PKI_REQUEST_H
#define PKI_REQUEST_H

#include "pki/gate_inputs.h"

enum { REQUEST_BITS_LEAST = 2048, REQUEST_BITS_MOST = 8192 };

/* Writes an RSA key (PKCS#8 PEM) to key_fd and the CSR (PEM) to csr_fd, signed with SHA-256.
 * subject: by field, UTF-8; NULL or "": left out. names: of hosts, asked for as subjectAltName; none: no such extension.
 * Gives the CSR read back, to be shown and held
 * against the gate; NULL with err's code: "bad-subject" (text: the attribute), "bad-bits",
 * "cannot-make", or why writing failed. */
struct document *request_make(const char *const subject[SUBJECT_FIELD_COUNT],
    const struct names *names, int bits, int key_fd, int csr_fd, struct err *err);

#endif
