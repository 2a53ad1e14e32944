/* PEM (RFC 7468) as people paste it: out of a mail, a ticket, a web page. What programs did to it on its way is undone
 * where nothing of it is lost: indents, '>' of a quote, blank and doubled lines, all on one line, CR alone, tags and
 * entities of HTML, "\n" of JSON, dashes made longer. What did lose something is damaged, and it is told where.
 *
 * Only text is looked at here; what the bytes within are is not this file's. Work and memory are proportional to the
 * length of the text. */
#ifndef PKI_PEM_H
#define PKI_PEM_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { PEM_LABEL_BYTES = 64 };

/* The text with its line ends, blanks, dashes and marks made plain. May hold a key: release overwrites it. */
struct pem_text {
	char *chars;
	size_t len;
};

void pem_text_make(struct pem_text *t, const unsigned char *bytes, size_t len);
void pem_text_release(struct pem_text *t);

struct pem_block {
	char label[PEM_LABEL_BYTES]; /* "CERTIFICATE"; printable ASCII; "" when it cannot be read */
	size_t line;                 /* of its BEGIN, from 1 */
	bool first;                  /* only blanks and quote marks stand before it on its line */
	bool ended;                  /* it has an END */
	bool encrypted;              /* as RFC 1421 says it, with "Proc-Type: 4,ENCRYPTED" */
	const char *body;
	size_t len;
};

/* The next block from *at on, which goes on behind it; *line counts along. Both begin at 0. */
bool pem_next(const struct pem_text *t, size_t *at, size_t *line, struct pem_block *block);

/* What the base64 of the body says; out has room for block->len bytes. -1 with "is-damaged": values line, and
 * "character" (which is none of base64), "short" or "unended" (the label). */
int pem_decode(const struct pem_block *block, unsigned char *out, size_t *len, struct err *err);
/* Always -1, with "is-damaged": values line and the label under that name. */
int pem_refuse(const struct pem_block *block, const char *what, struct err *err);

#endif
