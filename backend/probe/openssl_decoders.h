/* OpenSSL made lean for reading public keys, by far the dearest part of a handshake in 3.0 and 3.1.
 */
#ifndef PROBE_OPENSSL_DECODERS_H
#define PROBE_OPENSSL_DECODERS_H

/* To be called before anything else of OpenSSL. Where it does not apply or does not work, OpenSSL
 * stays as it is: only speed changes. */
void openssl_decoders_only_keys(void);

#endif
