/* Reading a document from the bytes of a file (pki/document.h). */
#ifndef PKI_DOCUMENT_READ_H
#define PKI_DOCUMENT_READ_H

#include "pki/document.h"

struct password;

/* NULL with err's code:
 *   is-folder is-fifo is-socket is-device   not a regular file; nothing is read
 *   is-empty is-too-large is-database is-html is-zip is-mail is-keystore not-a-document
 *   holds-other (text: the label of the PEM block that it holds instead)
 *   is-damaged; of PEM with values: line, and "character" (which is none of base64) or the label of the block as
 *     "short" (characters are missing), "unended" (the END line is), "content" (what is within is damaged)
 *   p12-password-needed p12-password-wrong  (a PKCS#12; no password is tried as the empty one)
 *   p12-two-passwords (part of it opens with the one given)  p12-mac-differs (what is within opens, but the
 *     MAC was made with another password or of another content)
 *   p12-algorithm (text: which)  p12-iterations (text: how many)  p12-damaged
 *   io denied                               reading failed
 * The text is only such a fact, or empty. The descriptor is not closed, and read from its start. */
struct document *document_read_fd(int fd, const struct password *password, struct err *err);
struct document *document_read(
    const void *bytes, size_t len, const struct password *password, struct err *err);

#endif
