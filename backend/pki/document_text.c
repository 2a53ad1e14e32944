/* The layers that are text: PEM, base64 alone, UTF-16. Labels of PEM are hints that people get wrong, and certutil puts
 * CERTIFICATE around anything: only the bytes within count.
 *
 * A block that is damaged ends the reading with where it is, unless it is only spoken of ("from -----BEGIN CERTIFICATE-----
 * to the end"): one that does not begin its line and holds too little to be anything, where another one is read. */
#include "pki/document_reader.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "pki/item.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

enum { BLOCK_LEAST_CHARACTERS = 64 };

static bool
begins_with(const char *s, const char *start)
{
	return !strncmp(s, start, strlen(start));
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

static bool
block_left_out(const char *label)
{
	return ends_with(label, "PARAMETERS") || ends_with(label, "CRL") ||
	       ends_with(label, "PUBLIC KEY") || begins_with(label, "PGP ") ||
	       begins_with(label, "OPENSSH ");
}

static bool
only_spoken_of(const struct pem_block *block)
{
	return !block->first && block->len < BLOCK_LEAST_CHARACTERS;
}

/* Where the line of the block is the document's own, it is said. */
static int
refuse_block(struct document_reader *r, const struct pem_block *block, const char *what)
{
	if (r->layer > 1)
		return err_set(r->err, "is-damaged", "%s", "");
	return pem_refuse(block, what, r->err);
}

static int
read_content(
    struct document_reader *r, const struct pem_block *block, const unsigned char *data, size_t len)
{
	const char *what = block->ended ? "content" : "unended";

	switch (document_read_der(r, data, len)) {
	case READING_DONE:
		return 0;
	case READING_FAILED:
		return -1;
	case READING_OTHER:
		break;
	}
	/* certutil -encode of a file that was text already */
	if (r->layer == DOCUMENT_LAYERS_MAX || data[0] == 0x30)
		return refuse_block(r, block, what);
	r->d->wrapped = true;
	if (document_read_layer(r, data, len) == 0)
		return 0;
	if (!strcmp(r->err->code, "not-a-document") || !strcmp(r->err->code, "is-empty"))
		refuse_block(r, block, what);
	return -1;
}

static int
read_block(struct document_reader *r, const struct pem_block *block)
{
	unsigned char *data;
	size_t len = 0;
	int rc;

	if (block_left_out(block->label)) {
		r->d->left_out++;
		memcpy(r->left_out, block->label, sizeof(r->left_out));
		return 0;
	}
	if (block->encrypted) {
		document_add_key(r->d, NULL);
		return 0;
	}
	data = mem_alloc(block->len + 1);
	rc = pem_decode(block, data, &len, r->err);
	if (!rc)
		rc = read_content(r, block, data, len);
	else if (r->layer > 1)
		rc = err_set(r->err, "is-damaged", "%s", "");
	OPENSSL_cleanse(data, block->len + 1);
	free(data);
	return rc;
}

int
document_read_pem(struct document_reader *r, const struct pem_text *text)
{
	size_t at = 0, line = 0, before = r->d->count;
	struct err spoken_of = {0};
	struct pem_block block;
	int rc = 0;

	document_set_form(r, FORM_PEM);
	r->text = true;
	while (!rc && !document_full(r->d) && pem_next(text, &at, &line, &block)) {
		rc = read_block(r, &block);
		if (rc && only_spoken_of(&block)) {
			spoken_of = *r->err;
			rc = 0;
		}
	}
	if (!rc && spoken_of.code) {
		*r->err = r->d->count == before ? spoken_of : (struct err){0};
		rc = r->d->count == before ? -1 : 0;
	}
	ERR_clear_error();
	return rc;
}

/* The bytes as base64 without lines around, into out; 0 when they are something else. */
static size_t
base64_decode(const unsigned char *bytes, size_t len, unsigned char *out)
{
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	int n = 0, rest = 0;
	bool good;

	EVP_DecodeInit(ctx);
	good = EVP_DecodeUpdate(ctx, out, &n, bytes, (int)len) >= 0 &&
	       EVP_DecodeFinal(ctx, out + n, &rest) == 1;
	EVP_ENCODE_CTX_free(ctx);
	ERR_clear_error();
	return good ? (size_t)(n + rest) : 0;
}

int
document_read_base64(struct document_reader *r, const unsigned char *bytes, size_t len)
{
	unsigned char *data = mem_alloc(len);
	size_t n = r->layer < DOCUMENT_LAYERS_MAX ? base64_decode(bytes, len, data) : 0;
	int rc;

	r->text = true;
	rc = n ? document_read_layer(r, data, n) : err_set(r->err, "not-a-document", "%s", "");

	OPENSSL_cleanse(data, len);
	free(data);
	return rc;
}

/* What Windows' Notepad and PowerShell save as "Unicode". */
int
document_read_utf16(struct document_reader *r, const unsigned char *bytes, size_t len)
{
	bool big = bytes[0] == 0xfe;
	struct buf text = {0};
	int rc;

	buf_reserve(
	    &text, 3 * len / 2 + 4); /* nothing is moved while it grows, to be left behind */
	for (size_t i = 2; i + 1 < len; i += 2)
		text_encode(
		    &text, (uint32_t)(bytes[big ? i : i + 1] << 8 | bytes[big ? i + 1 : i]));
	r->layer--; /* the same text, line for line */
	rc = document_read_layer(r, (const unsigned char *)buf_str(&text), text.len);
	r->layer++;
	OPENSSL_cleanse(text.data, text.len);
	buf_release(&text);
	return rc;
}
