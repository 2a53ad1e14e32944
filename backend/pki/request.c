#include "pki/request.h"

#include "base/sys.h"
#include "pki/document_read.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void
add_name(GENERAL_NAMES *all, const char *host)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *text = ASN1_IA5STRING_new();

	ASN1_STRING_set(text, host, -1);
	GENERAL_NAME_set0_value(name, GEN_DNS, text);
	sk_GENERAL_NAME_push(all, name);
}

static bool
ask_for_names(X509_REQ *req, const struct names *names)
{
	STACK_OF(X509_EXTENSION) *extensions = NULL;
	GENERAL_NAMES *all = sk_GENERAL_NAME_new_null();
	bool good;

	for (size_t i = 0; i < names->count; i++)
		add_name(all, names->list[i]);
	good =
	    X509V3_add1_i2d(&extensions, NID_subject_alt_name, all, 0, X509V3_ADD_DEFAULT) == 1 &&
	    X509_REQ_add_extensions(req, extensions) == 1;
	sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
	GENERAL_NAMES_free(all);
	return good;
}

static X509_REQ *
make_csr(X509_NAME *name, const struct names *names, EVP_PKEY *key)
{
	X509_REQ *req = X509_REQ_new();

	if (X509_REQ_set_version(req, X509_REQ_VERSION_1) == 1 &&
	    X509_REQ_set_subject_name(req, name) == 1 && X509_REQ_set_pubkey(req, key) == 1 &&
	    (!names->count || ask_for_names(req, names)) &&
	    X509_REQ_sign(req, key, EVP_sha256()) > 0)
		return req;
	X509_REQ_free(req);
	return NULL;
}

/* What was written into the BIO; a secmem BIO overwrites its bytes when it is freed. */
static int
write_bio(int fd, BIO *bio, struct err *err)
{
	char *bytes;
	long len = BIO_get_mem_data(bio, &bytes);

	return sys_write_all(fd, bytes, (size_t)len, err);
}

static int
write_key(int fd, EVP_PKEY *key, struct err *err)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	int rc;

	if (PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1)
		rc = write_bio(fd, bio, err);
	else
		rc = err_set(err, "cannot-make", "%s", "");
	BIO_free(bio);
	return rc;
}

static struct document *
write_csr(int fd, X509_REQ *req, struct err *err)
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct document *d = NULL;
	char *bytes;
	long len;

	if (PEM_write_bio_X509_REQ(bio, req) != 1)
		err_set(err, "cannot-make", "%s", "");
	else if (write_bio(fd, bio, err) == 0) {
		len = BIO_get_mem_data(bio, &bytes);
		d = document_read(bytes, (size_t)len, NULL, err);
	}
	BIO_free(bio);
	return d;
}

struct document *
request_make(const char *const subject[SUBJECT_FIELD_COUNT], const struct names *names, int bits,
    int key_fd, int csr_fd, struct err *err)
{
	enum subject_field wrong = SUBJECT_CN;
	struct document *d = NULL;
	EVP_PKEY *key = NULL;
	X509_REQ *req = NULL;
	X509_NAME *name;

	if (bits < REQUEST_BITS_LEAST || bits > REQUEST_BITS_MOST) {
		err_set(err, "bad-bits", "%d", bits);
		return NULL;
	}
	name = subject_name(subject, &wrong);
	if (!name) {
		err_set(err, "bad-subject", "%s", subject_attribute(wrong));
		return NULL;
	}
	key = EVP_RSA_gen((unsigned)bits);
	req = key ? make_csr(name, names, key) : NULL;
	if (!req)
		err_set(err, "cannot-make", "%s", "");
	else if (write_key(key_fd, key, err) == 0)
		d = write_csr(csr_fd, req, err);
	X509_REQ_free(req);
	EVP_PKEY_free(key);
	X509_NAME_free(name);
	ERR_clear_error();
	return d;
}
