/* OpenSSL made lean for reading public keys, by far the dearest part of a handshake in 3.0 and 3.1.
 */
#ifndef PROBE_LEAN_H
#define PROBE_LEAN_H

/* To be called before anything else of OpenSSL. Where it does not apply or does not work, OpenSSL
 * stays as it is: only speed changes. */
void lean_enter(void);

#endif
