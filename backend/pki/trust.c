/* The trust store is an array sorted by subject, searched by halves: 150 roots take eight
 * comparisons of canonical names, without the hash that OpenSSL's own store computes for every
 * look-up, and the verdict can ask for every issuer of a name and not only the first. */
#include "pki/trust.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"
#include "pki/anchors.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

struct trust {
	struct anchor *anchors; /* by subject, then by digest */
	size_t count;
	char generation[17];
};

/* Where it says which key signed it, and that is its own, it is believed: a worker has hundreds of these
 * to read before it begins. */
static bool
is_anchor(X509 *x)
{
	if (!x509_self_issued(x))
		return false;
	return (X509_get0_authority_key_id(x) && X509_check_issued(x, x) == X509_V_OK) ||
	       x509_self_signed(x);
}

static void
trust_add(struct trust *t, X509 *x)
{
	struct anchor *a;

	if ((t->count & (t->count - 1)) == 0)
		t->anchors =
		    mem_resize(t->anchors, t->count ? 2 * t->count : 1, sizeof(*t->anchors));
	a = &t->anchors[t->count++];
	*a = (struct anchor){.x509 = x, .root = is_anchor(x)};
	digest_of(x, &a->digest);
	/* Extensions are decoded at their first use; here it costs no probe. */
	X509_check_purpose(x, -1, 0);
}

static STACK_OF(X509) * certificates_parse(const char *bytes, size_t len, struct err *err)
{
	STACK_OF(X509) *found = sk_X509_new_null();
	const unsigned char *der = (const unsigned char *)bytes;
	BIO *bio = BIO_new_mem_buf(bytes, (int)len);
	X509 *x;

	while ((x = PEM_read_bio_X509_AUX(bio, NULL, NULL, NULL)))
		sk_X509_push(found, x);
	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
		err_set(err, "bad-certificate", "a certificate in it is broken");
		goto fail;
	}
	if (sk_X509_num(found) == 0 && (x = d2i_X509(NULL, &der, (long)len)))
		sk_X509_push(found, x);
	if (sk_X509_num(found) == 0) {
		err_set(err, "bad-certificate", "there is no certificate in it");
		goto fail;
	}
	ERR_clear_error();
	BIO_free(bio);
	return found;
fail:
	ERR_clear_error();
	BIO_free(bio);
	sk_X509_pop_free(found, X509_free);
	return NULL;
}

static void
trust_read_file(struct trust *t, const char *path)
{
	struct err err = {0};
	size_t len = 0;
	char *bytes = sys_read_file(path, TRUST_FILE_MAX_BYTES, &len, &err);
	STACK_OF(X509) *found = bytes ? certificates_parse(bytes, len, &err) : NULL;

	if (!found)
		log_warning("CA file '%s' is left out: %s", path, err.text);
	for (int i = 0; i < sk_X509_num(found); i++)
		trust_add(t, sk_X509_value(found, i));
	sk_X509_free(found);
	free(bytes);
}

/* "5ed36f99.0": what OpenSSL itself would look for in its folder (c_rehash). */
static bool
name_hashed(const char *name)
{
	for (int i = 0; i < 8; i++)
		if (!isxdigit((unsigned char)name[i]))
			return false;
	return name[8] == '.' && isdigit((unsigned char)name[9]);
}

static bool
name_visible(const char *name)
{
	return name[0] != '.';
}

static void
trust_read_folder(struct trust *t, const char *folder, bool (*wanted)(const char *name))
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir) {
		log_warning("CA folder '%s' cannot be opened: %s", folder, strerror(errno));
		return;
	}
	while ((entry = readdir(dir))) {
		char *path;
		struct stat st;

		if (!wanted(entry->d_name))
			continue;
		path = path_join(folder, entry->d_name);
		if (stat(path, &st) != 0)
			log_warning("CA file '%s' is left out: %s", path, strerror(errno));
		else if (S_ISREG(st.st_mode))
			trust_read_file(t, path);
		free(path);
	}
	closedir(dir);
}

static void
trust_read_system(struct trust *t)
{
	const char *file = getenv(X509_get_default_cert_file_env());
	const char *folders = getenv(X509_get_default_cert_dir_env());
	char *list, *folder, *rest;

	if (!file)
		file = X509_get_default_cert_file();
	if (access(file, F_OK) == 0)
		trust_read_file(t, file);
	rest = list = mem_strdup(folders ? folders : X509_get_default_cert_dir());
	while ((folder = strsep(&rest, ":")))
		if (*folder && access(folder, F_OK) == 0)
			trust_read_folder(t, folder, name_hashed);
	free(list);
}

static int
anchor_compare(const void *left, const void *right)
{
	const struct anchor *a = left, *b = right;
	int order = X509_NAME_cmp(X509_get_subject_name(a->x509), X509_get_subject_name(b->x509));

	return order ? order : memcmp(&a->digest, &b->digest, sizeof(a->digest));
}

static int
digest_compare(const void *left, const void *right)
{
	return memcmp(left, right, sizeof(struct digest));
}

/* Sorts, and drops what was found twice (a bundle and the same roots as files). */
static void
trust_settle(struct trust *t)
{
	size_t kept = 0;

	if (t->count)
		qsort(t->anchors, t->count, sizeof(*t->anchors), anchor_compare);
	for (size_t i = 0; i < t->count; i++) {
		if (kept && anchor_compare(&t->anchors[kept - 1], &t->anchors[i]) == 0)
			X509_free(t->anchors[i].x509);
		else
			t->anchors[kept++] = t->anchors[i];
	}
	t->count = kept;
}

static void
trust_name_generation(struct trust *t)
{
	struct digest *digests = mem_array(t->count, sizeof(*digests));
	struct digest all;
	char hex[2 * DIGEST_BYTES + 1];

	for (size_t i = 0; i < t->count; i++)
		digests[i] = t->anchors[i].digest;
	qsort(digests, t->count, sizeof(*digests), digest_compare);
	SHA256((const unsigned char *)digests, t->count * sizeof(*digests), all.bytes);
	digest_hex(&all, hex);
	memcpy(t->generation, hex, sizeof(t->generation) - 1);
	free(digests);
}

struct trust *
trust_load(bool with_system, const char *const *folders, size_t count)
{
	struct trust *t = mem_alloc(sizeof(*t));

	t->anchors = mem_array(1, sizeof(*t->anchors)); /* an empty store is searched too */
	if (with_system)
		trust_read_system(t);
	for (size_t i = 0; i < count; i++)
		trust_read_folder(t, folders[i], name_visible);
	trust_settle(t);
	trust_name_generation(t);
	return t;
}

void
trust_free(struct trust *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++)
		X509_free(t->anchors[i].x509);
	free(t->anchors);
	free(t);
}

size_t
trust_count(const struct trust *t)
{
	return t->count;
}

const char *
trust_generation(const struct trust *t)
{
	return t->generation;
}

const struct anchor *
trust_find(const struct trust *t, const X509_NAME *subject, size_t *count)
{
	size_t low = 0, high = t->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (X509_NAME_cmp(X509_get_subject_name(t->anchors[middle].x509), subject) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < t->count; end++)
		if (X509_NAME_cmp(X509_get_subject_name(t->anchors[end].x509), subject) != 0)
			break;
	*count = end - low;
	return &t->anchors[low];
}
