/* A password as the bytes that a PKCS#12 may have been made with. RFC 7292 B.1 derives keys from the password in
 * UTF-16, and RFC 8018 (PBES2) from bytes that nobody laid down; what is typed is UTF-8 or, on an old terminal, Latin-1.
 * Programs differ outside ASCII: OpenSSL before 1.1.0 widened each byte of the UTF-8 to a character, some gave it a text
 * to which that had happened once already. So there is a list, the likeliest first, of at most PASSWORD_TEXTS_MAX. */
#ifndef PKI_PKCS12_PASSWORDS_H
#define PKI_PKCS12_PASSWORDS_H

#include "pki/password.h"

#include <stdbool.h>

enum { PASSWORD_TEXTS_MAX = 4, PASSWORD_TEXT_BYTES = 8 * PASSWORD_MAX_BYTES };

struct password_text {
	bool none; /* no password at all, which PKCS#12 tells from an empty one */
	int len;
	char bytes
	    [PASSWORD_TEXT_BYTES +
		1]; /* ends in NUL; OpenSSL takes them for UTF-8, or widens them where they are none */
};

struct password_texts {
	int count;
	struct password_text list[PASSWORD_TEXTS_MAX];
};

/* Of the password NULL, or of an empty one: none at all, and the empty one. Secret: release it. */
void password_texts_fill(struct password_texts *t, const struct password *password);
void password_texts_release(struct password_texts *t); /* overwrites it */

#endif
