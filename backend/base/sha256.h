/* SHA-256 as in FIPS 180-4, for the audit trail and for digests of small files: the rooms that may
 * not link OpenSSL need nothing else of it. Not for secrets: nothing is cleansed, and the time
 * depends on the length. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_BLOCK = 64 };

struct sha256 {
	uint32_t state[8];
	uint64_t len;                      /* bytes added so far */
	unsigned char block[SHA256_BLOCK]; /* the first len % 64 wait for a full block */
};

void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *bytes, size_t len);
void sha256_finish(struct sha256 *h, unsigned char digest[SHA256_BYTES]); /* then init again */

/* Lower-case hex of a digest, with its NUL. */
void sha256_hex(const unsigned char digest[SHA256_BYTES], char hex[2 * SHA256_BYTES + 1]);
/* Of these bytes alone. */
void sha256_hex_of(const void *bytes, size_t len, char hex[2 * SHA256_BYTES + 1]);
/* The digest in a text as programs show it to people: capitals, colons, blanks or dashes between the digits, and
 * "SHA-256 Fingerprint=" or the like before them. False when it is none. */
bool sha256_parse(const char *text, char hex[2 * SHA256_BYTES + 1]);
/* True when s is what sha256_hex writes; NULL is not. */
bool sha256_is_hex(const char *s);

#endif
