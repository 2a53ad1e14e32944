/* Reading the public keys of certificates fast, by far the dearest part of a handshake with
 * OpenSSL 3.0 and 3.1. */
#ifndef PROBE_PUBLIC_KEYS_H
#define PROBE_PUBLIC_KEYS_H

/* For the whole process, from now on; to be called before any certificate is parsed. What is read
 * stays the same, only its cost changes. Where it does not apply or does not work, OpenSSL stays as
 * it is. */
void public_keys_read_directly(void);

#endif
