/* What the bytes are: DER begins with a SEQUENCE, PEM has a BEGIN somewhere, base64 has nothing else. What is within
 * them is a layer of its own (document_text.c), until it is ASN.1 (document_der.c).
 *
 * Buffers may hold a private key, so they are overwritten before they are freed. */
#include "pki/document_read.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "pki/document_reader.h"

#include <openssl/crypto.h>

#include <sys/stat.h>

#include <errno.h>

void
document_set_form(struct document_reader *r, enum document_form form)
{
	bool binary = form == FORM_PKCS7 || form == FORM_PKCS12;

	if (!r->form_known || binary)
		r->d->form = form;
	r->d->wrapped = r->d->wrapped || (form == FORM_PKCS12 && r->form_known && r->text);
	r->form_known = true;
}

static bool
is_utf16(const unsigned char *bytes, size_t len)
{
	return len > 2 &&
	       ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff));
}

static bool
is_html(const unsigned char *bytes, size_t len)
{
	static const char *const signs[] = {"<!doctype html", "<html", "<head", "<body"};
	char start[1025];
	size_t n = len < sizeof(start) ? len : sizeof(start) - 1;

	memcpy(start, bytes, n);
	start[n] = '\0';
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strcasestr(start, signs[i]))
			return true;
	return false;
}

static bool
is_blank(const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!strchr(" \t\r\n", bytes[i]) || !bytes[i])
			return false;
	return true;
}

/* Files that people hand over by mistake, or in place of what is in them; NULL for any other. */
static const char *
other_kind(const unsigned char *bytes, size_t len)
{
	static const struct {
		const char *start, *code;
	} kinds[] = {
	    {"SQLite format 3", "is-database"},
	    {"PK\x03\x04", "is-zip"},
	    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is-mail"}, /* Outlook's .msg */
	    /* Java's, by the magic number of sun.security.provider.JavaKeyStore and of its JCE kind; one that keytool
	     * makes today is a PKCS#12, whatever it is called (JEP 229) */
	    {"\xfe\xed\xfe\xed", "is-keystore"},
	    {"\xce\xce\xce\xce", "is-keystore"},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = strlen(kinds[i].start);

		if (len >= n && !memcmp(bytes, kinds[i].start, n))
			return kinds[i].code;
	}
	return is_blank(bytes, len) ? "is-empty" : NULL;
}

static int
read_der(struct document_reader *r, const unsigned char *bytes, size_t len)
{
	document_set_form(r, FORM_DER);
	switch (document_read_der(r, bytes, len)) {
	case READING_DONE:
		return 0;
	case READING_FAILED:
		return -1;
	case READING_OTHER:
		break;
	}
	/* a SEQUENCE of a long form: it was meant to be one of them */
	return err_set(
	    r->err, len > 1 && bytes[1] >= 0x80 ? "is-damaged" : "not-a-document", "%s", "");
}

static int
read_text(struct document_reader *r, const unsigned char *bytes, size_t len)
{
	size_t at = 0, line = 0;
	struct pem_block block;
	struct pem_text text;
	int rc;

	pem_text_make(&text, bytes, len);
	if (pem_next(&text, &at, &line, &block))
		rc = document_read_pem(r, &text);
	else if (is_html(bytes, len))
		rc = err_set(r->err, "is-html", "%s", "");
	else
		rc = document_read_base64(r, bytes, len);
	pem_text_release(&text);
	return rc;
}

static int
read_one_layer(struct document_reader *r, const unsigned char *bytes, size_t len)
{
	const char *other = other_kind(bytes, len);

	if (other)
		return err_set(r->err, other, "%s", "");
	if (bytes[0] == 0x30)
		return read_der(r, bytes, len);
	if (is_utf16(bytes, len))
		return document_read_utf16(r, bytes, len);
	return read_text(r, bytes, len);
}

int
document_read_layer(struct document_reader *r, const unsigned char *bytes, size_t len)
{
	int rc;

	r->layer++;
	rc = read_one_layer(r, bytes, len);
	r->layer--;
	return rc;
}

struct document *
document_read(const void *bytes, size_t len, const struct password *password, struct err *err)
{
	struct err unheard = {0};
	struct document_reader r = {.password = password, .err = err ? err : &unheard};
	int rc;

	if (len > DOCUMENT_MAX_BYTES) {
		err_set(err, "is-too-large", "%d", DOCUMENT_MAX_BYTES);
		return NULL;
	}
	r.d = mem_alloc(sizeof(*r.d));
	r.d->mode = -1;
	r.d->bytes = len;
	sha256_hex_of(bytes, len, r.d->sha256);
	rc = document_read_layer(&r, bytes, len);
	if (!rc && !r.d->count)
		rc = err_set(
		    r.err, *r.left_out ? "holds-other" : "not-a-document", "%s", r.left_out);
	if (!rc)
		return r.d;
	document_free(r.d);
	return NULL;
}

/* ---- files ---- */

static int
check_file(const struct stat *st, struct err *err)
{
	static const struct {
		mode_t type;
		const char *code;
	} others[] = {
	    {S_IFDIR, "is-folder"},
	    {S_IFIFO, "is-fifo"},
	    {S_IFSOCK, "is-socket"},
	    {S_IFCHR, "is-device"},
	    {S_IFBLK, "is-device"},
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if ((st->st_mode & S_IFMT) == others[i].type)
			return err_set(err, others[i].code, "%s", "");
	if (!S_ISREG(st->st_mode))
		return err_set(err, "is-device", "%s", "");
	if (st->st_size == 0)
		return err_set(err, "is-empty", "%s", "");
	if (st->st_size > DOCUMENT_MAX_BYTES)
		return err_set(err, "is-too-large", "%d", DOCUMENT_MAX_BYTES);
	return 0;
}

/* A file that shrinks meanwhile ends early; one that grows is cut: either way its digest says
 * what was read. */
static ssize_t
read_all(int fd, unsigned char *bytes, size_t size)
{
	size_t used = 0;
	ssize_t n;

	while (used < size) {
		n = pread(fd, bytes + used, size - used, (off_t)used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (!n)
			break;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

struct document *
document_read_fd(int fd, const struct password *password, struct err *err)
{
	struct document *d = NULL;
	unsigned char *bytes;
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0) {
		err_errno(err, "cannot look at the file");
		return NULL;
	}
	if (check_file(&st, err) < 0)
		return NULL;
	bytes = mem_alloc((size_t)st.st_size);
	n = read_all(fd, bytes, (size_t)st.st_size);
	if (n < 0)
		err_errno(err, "cannot read the file");
	else
		d = document_read(bytes, (size_t)n, password, err);
	if (d)
		d->mode = st.st_mode & 07777;
	OPENSSL_cleanse(bytes, (size_t)st.st_size);
	free(bytes);
	return d;
}
