/* First what the bytes are (DER begins with a SEQUENCE, PEM has a BEGIN
 * line, base64 has nothing else), then which ASN.1 they are, by trying each kind on exactly all
 * of them. Labels of PEM are hints that people get wrong, and certutil puts CERTIFICATE around
 * anything: only the bytes count.
 *
 * Buffers may hold a private key, so they are overwritten before they are freed. */
#include "pki/document_read.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "pki/item.h"
#include "pki/pkcs12.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include <sys/stat.h>

#include <errno.h>

struct reader {
	struct document *d;
	const struct password *password;
	struct err *err;
	int layer;
	bool form_known;
	bool text; /* the layer around is PEM or base64 */
};

/* What a kind of DER made of the bytes. */
enum reading { READING_OTHER, READING_DONE, READING_FAILED };

static int read_bytes(struct reader *r, const unsigned char *bytes, size_t len);

static void
set_form(struct reader *r, enum document_form form)
{
	bool binary = form == FORM_PKCS7 || form == FORM_PKCS12;

	if (!r->form_known || binary)
		r->d->form = form;
	r->d->wrapped = r->d->wrapped || (form == FORM_PKCS12 && r->form_known && r->text);
	r->form_known = true;
}

/* ---- the kinds of DER ---- */

static enum reading
parse_certificate(struct reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	X509 *x = d2i_X509(NULL, &end, (long)len);

	if (x && end == der + len) {
		document_add_certificate(r->d, x);
		return READING_DONE;
	}
	X509_free(x);
	return READING_OTHER;
}

static enum reading
parse_csr(struct reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	X509_REQ *req = d2i_X509_REQ(NULL, &end, (long)len);
	bool good = req && end == der + len;

	if (good)
		document_add_csr(r->d, req);
	X509_REQ_free(req);
	return good ? READING_DONE : READING_OTHER;
}

static enum reading
parse_pkcs8(struct reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	PKCS8_PRIV_KEY_INFO *p8 = d2i_PKCS8_PRIV_KEY_INFO(NULL, &end, (long)len);
	EVP_PKEY *key = p8 && end == der + len ? EVP_PKCS82PKEY(p8) : NULL;

	if (key)
		document_add_key(r->d, key);
	PKCS8_PRIV_KEY_INFO_free(p8);
	EVP_PKEY_free(key);
	return key ? READING_DONE : READING_OTHER;
}

/* What `openssl genrsa -traditional` and `openssl ecparam -genkey` write. */
static enum reading
parse_traditional_key(struct reader *r, const unsigned char *der, size_t len)
{
	static const int types[] = {EVP_PKEY_RSA, EVP_PKEY_EC, EVP_PKEY_DSA};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const unsigned char *end = der;
		EVP_PKEY *key = d2i_PrivateKey(types[i], NULL, &end, (long)len);
		bool good = key && end == der + len;

		if (good)
			document_add_key(r->d, key);
		EVP_PKEY_free(key);
		if (good)
			return READING_DONE;
	}
	return READING_OTHER;
}

static enum reading
parse_encrypted_key(struct reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	X509_SIG *sig = d2i_X509_SIG(NULL, &end, (long)len);
	bool good = sig && end == der + len;
	const X509_ALGOR *algorithm;
	const ASN1_OBJECT *object;
	int nid;

	/* a digest has this shape too (RFC 8017 DigestInfo) */
	if (good) {
		X509_SIG_get0(sig, &algorithm, NULL);
		X509_ALGOR_get0(&object, NULL, NULL, algorithm);
		nid = OBJ_obj2nid(object);
		good = nid == NID_pbes2 ||
		       EVP_PBE_find(EVP_PBE_TYPE_OUTER, nid, NULL, NULL, NULL) == 1;
	}
	if (good)
		document_add_key(r->d, NULL);
	X509_SIG_free(sig);
	return good ? READING_DONE : READING_OTHER;
}

static enum reading
parse_pkcs7(struct reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	PKCS7 *p7 = d2i_PKCS7(NULL, &end, (long)len);
	bool good = p7 && end == der + len && PKCS7_type_is_signed(p7) && p7->d.sign;
	STACK_OF(X509) *list = good ? p7->d.sign->cert : NULL;

	for (int i = 0; i < sk_X509_num(list) && !document_full(r->d); i++) {
		X509 *x = sk_X509_value(list, i);

		X509_up_ref(x);
		document_add_certificate(r->d, x);
	}
	PKCS7_free(p7);
	if (good)
		set_form(r, FORM_PKCS7);
	return good ? READING_DONE : READING_OTHER;
}

static enum reading
parse_pkcs12(struct reader *r, const unsigned char *der, size_t len)
{
	const unsigned char *end = der;
	PKCS12 *p12 = d2i_PKCS12(NULL, &end, (long)len);
	enum reading reading = READING_OTHER;

	if (p12 && end == der + len) {
		set_form(r, FORM_PKCS12);
		reading =
		    pkcs12_open(r->d, p12, r->password, r->err) < 0 ? READING_FAILED : READING_DONE;
	}
	PKCS12_free(p12);
	return reading;
}

static enum reading
parse_der(struct reader *r, const unsigned char *der, size_t len)
{
	static enum reading (*const kinds[])(struct reader *, const unsigned char *, size_t) = {
	    parse_certificate,
	    parse_csr,
	    parse_pkcs8,
	    parse_traditional_key,
	    parse_pkcs7,
	    parse_pkcs12,
	    parse_encrypted_key,
	};
	enum reading reading = READING_OTHER;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && reading == READING_OTHER; i++)
		reading = kinds[i](r, der, len);
	ERR_clear_error();
	return reading;
}

/* ---- PEM and base64 ---- */

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
	       ends_with(label, "PUBLIC KEY");
}

static int
damaged(struct reader *r)
{
	return err_set(r->err, "is-damaged", "%s", "");
}

static int
read_block(
    struct reader *r, const char *label, const char *header, const unsigned char *data, size_t len)
{
	if (block_left_out(label)) {
		r->d->left_out++;
		return 0;
	}
	if (strstr(header, "ENCRYPTED")) {
		document_add_key(r->d, NULL);
		return 0;
	}
	switch (parse_der(r, data, len)) {
	case READING_DONE:
		return 0;
	case READING_FAILED:
		return -1;
	case READING_OTHER:
		break;
	}
	/* certutil -encode of a file that was text already */
	if (r->layer == DOCUMENT_LAYERS_MAX || (len && data[0] == 0x30))
		return damaged(r);
	r->d->wrapped = true;
	return read_bytes(r, data, len);
}

static int
read_pem(struct reader *r, const unsigned char *bytes, size_t len)
{
	BIO *bio = BIO_new_mem_buf(bytes, (int)len);
	char *label = NULL, *header = NULL;
	unsigned char *data = NULL;
	long n = 0;
	int rc = 0;

	set_form(r, FORM_PEM);
	r->text = true;
	while (!rc && !document_full(r->d) &&
	       PEM_read_bio_ex(bio, &label, &header, &data, &n,
		   PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE) == 1) {
		rc = read_block(r, label, header, data, (size_t)n);
		OPENSSL_secure_free(label);
		OPENSSL_secure_free(header);
		OPENSSL_secure_clear_free(data, (size_t)n);
	}
	if (!rc && ERR_peek_error() && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		rc = damaged(r);
	ERR_clear_error();
	BIO_free(bio);
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

static int
read_base64(struct reader *r, const unsigned char *bytes, size_t len)
{
	unsigned char *data = mem_alloc(len);
	size_t n = r->layer < DOCUMENT_LAYERS_MAX ? base64_decode(bytes, len, data) : 0;
	int rc;

	r->text = true;
	rc = n ? read_bytes(r, data, n) : err_set(r->err, "not-a-document", "%s", "");

	OPENSSL_cleanse(data, len);
	free(data);
	return rc;
}

/* ---- any bytes ---- */

/* What Windows' Notepad and PowerShell save as "Unicode": two bytes a character, of which PEM
 * uses one. */
static int
read_utf16(struct reader *r, const unsigned char *bytes, size_t len)
{
	unsigned char *text = mem_alloc(len);
	bool big = bytes[0] == 0xfe;
	size_t n = 0;
	int rc;

	for (size_t i = 2; i + 1 < len; i += 2)
		text[n++] = bytes[big ? i : i + 1] ? '?' : bytes[big ? i + 1 : i];
	rc = read_bytes(r, text, n);
	OPENSSL_cleanse(text, len);
	free(text);
	return rc;
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
	    {"SQLite format 3", "is-database"}, {"PK\x03\x04", "is-zip"},
	    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is-mail"}, /* Outlook's .msg */
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = strlen(kinds[i].start);

		if (len >= n && !memcmp(bytes, kinds[i].start, n))
			return kinds[i].code;
	}
	return is_blank(bytes, len) ? "is-empty" : NULL;
}

static int
read_der(struct reader *r, const unsigned char *bytes, size_t len)
{
	set_form(r, FORM_DER);
	switch (parse_der(r, bytes, len)) {
	case READING_DONE:
		return 0;
	case READING_FAILED:
		return -1;
	case READING_OTHER:
		break;
	}
	/* a SEQUENCE of a long form: it was meant to be one of them */
	return len > 1 && bytes[1] >= 0x80 ? damaged(r)
					   : err_set(r->err, "not-a-document", "%s", "");
}

static int
read_one_layer(struct reader *r, const unsigned char *bytes, size_t len)
{
	static const char begin[] = "-----BEGIN ";
	const char *other = other_kind(bytes, len);

	if (other)
		return err_set(r->err, other, "%s", "");
	if (bytes[0] == 0x30)
		return read_der(r, bytes, len);
	if (is_utf16(bytes, len))
		return read_utf16(r, bytes, len);
	if (memmem(bytes, len, begin, sizeof(begin) - 1))
		return read_pem(r, bytes, len);
	if (is_html(bytes, len))
		return err_set(r->err, "is-html", "%s", "");
	return read_base64(r, bytes, len);
}

static int
read_bytes(struct reader *r, const unsigned char *bytes, size_t len)
{
	int rc;

	r->layer++;
	rc = read_one_layer(r, bytes, len);
	r->layer--;
	return rc;
}

static void
digest_bytes(const void *bytes, size_t len, char hex[65])
{
	unsigned char digest[SHA256_BYTES];
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, bytes, len);
	sha256_finish(&h, digest);
	sha256_hex(digest, hex);
}

struct document *
document_read(const void *bytes, size_t len, const struct password *password, struct err *err)
{
	struct err unheard = {0};
	struct reader r = {.password = password, .err = err ? err : &unheard};
	int rc;

	if (len > DOCUMENT_MAX_BYTES) {
		err_set(err, "is-too-large", "%d", DOCUMENT_MAX_BYTES);
		return NULL;
	}
	r.d = mem_alloc(sizeof(*r.d));
	r.d->mode = -1;
	r.d->bytes = len;
	digest_bytes(bytes, len, r.d->sha256);
	rc = read_bytes(&r, bytes, len);
	if (!rc && !r.d->count)
		rc = err_set(r.err, "not-a-document", "%s", "");
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
