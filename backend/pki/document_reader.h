/* A document while it is read: what the files of its layers share (document_read.c: what the bytes are;
 * document_der.c: the kinds of ASN.1; document_text.c: PEM, base64, UTF-16). */
#ifndef PKI_DOCUMENT_READER_H
#define PKI_DOCUMENT_READER_H

#include "pki/document.h"
#include "pki/pem.h"

struct password;

struct document_reader {
	struct document *d;
	const struct password *password;
	struct err *err; /* not NULL */
	int layer;
	bool form_known;
	bool text;                      /* the layer around is PEM or base64 */
	char left_out[PEM_LABEL_BYTES]; /* the label of a block that is none of ours; "" */
};

/* What a kind of DER made of the bytes. */
enum reading { READING_OTHER, READING_DONE, READING_FAILED };

/* All: 0, or -1 with err's code (document_read.h). The bytes may be a key's: what is made of them is overwritten. */
int document_read_layer(struct document_reader *r, const unsigned char *bytes, size_t len);
int document_read_pem(struct document_reader *r, const struct pem_text *text);
int document_read_base64(struct document_reader *r, const unsigned char *bytes, size_t len);
int document_read_utf16(struct document_reader *r, const unsigned char *bytes, size_t len);

enum reading document_read_der(struct document_reader *r, const unsigned char *der, size_t len);
void document_set_form(struct document_reader *r, enum document_form form);

#endif
