/* rooms: pki base */
/* Every way in which a document comes, and what is no document. */
#include "tests/unit/document_maker.h"
#include "pki/document_read.h"

#include <openssl/provider.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct made root, intermediate, leaf;
static EVP_PKEY *rsa;
static OSSL_PROVIDER *usual;
static char folder[] = "/tmp/caduca-document-XXXXXX";

static int
prepare(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	usual = OSSL_PROVIDER_load(NULL, "default"); /* stays when the others go */
	document_load_algorithms();
	rsa = EVP_RSA_gen(2048);
	root = make(&(struct recipe){.cn = "Arrel", .ca = true});
	intermediate = make(&(struct recipe){.cn = "Intermedia", .ca = true, .issuer = &root});
	leaf = make(&(struct recipe){.cn = "www.exemple.cat",
	    .sans = "DNS:www.exemple.cat,DNS:exemple.cat",
	    .issuer = &intermediate});
	return 0;
}

static int
discard(void **state)
{
	(void)state;
	made_free(&root);
	made_free(&intermediate);
	made_free(&leaf);
	EVP_PKEY_free(rsa);
	OSSL_PROVIDER_unload(usual);
	return chdir("/") || rmdir(folder);
}

static struct document *
read_good(struct bytes b, const char *password)
{
	struct password p = password_of(password ? password : "");
	struct err err = {0};
	struct document *d = document_read(b.data, b.len, password ? &p : NULL, &err);

	if (!d)
		fail_msg("%s %s", err.code, err.text);
	free(b.data);
	return d;
}

static void
assert_code(struct bytes b, const char *password, const char *code, const char *fact)
{
	struct password p = password_of(password ? password : "");
	struct err err = {0};
	struct document *d = document_read(b.data, b.len, password ? &p : NULL, &err);

	free(b.data);
	assert_null(d);
	assert_string_equal(err.code, code);
	assert_string_equal(err.text, fact);
}

/* A document whose leaf is ours whatever stands around it. */
static void
assert_leaf(struct document *d, enum document_form form, size_t count)
{
	const struct item *found = document_leaf(d, NULL);

	assert_int_equal(d->form, form);
	assert_int_equal(d->count, count);
	assert_non_null(found);
	assert_string_equal(found->facts->subject_cn, "www.exemple.cat");
	document_free(d);
}

static void
a_certificate_is_read_from_pem_der_and_pkcs7(void **state)
{
	const struct made *all[] = {&root, &intermediate, &leaf};

	(void)state;
	assert_leaf(read_good(pem_of(&leaf), NULL), FORM_PEM, 1);
	assert_leaf(read_good(der_of(&leaf), NULL), FORM_DER, 1);
	assert_leaf(read_good(pkcs7_of(all, 3, false), NULL), FORM_PKCS7, 3);
	assert_leaf(read_good(pkcs7_of(all, 3, true), NULL), FORM_PKCS7, 3);
}

static void
the_leaf_is_found_in_a_bundle_of_any_order(void **state)
{
	struct document *d = read_good(
	    bytes_join(pem_of(&root), bytes_join(pem_of(&intermediate), pem_of(&leaf))), NULL);
	const struct item *found;

	(void)state;
	assert_string_equal(document_leaf(d, NULL)->facts->subject_cn, "www.exemple.cat");
	found = document_leaf(d, d->items[1].facts->spki_sha256);
	assert_string_equal(found->facts->subject_cn, "Intermedia");
	assert_true(document_covers(d, document_leaf(d, NULL), "exemple.cat"));
	assert_false(document_covers(d, document_leaf(d, NULL), "altre.cat"));
	assert_false(document_covers(d, found, "exemple.cat"));
	document_free(d);
	/* all of them CAs: the first */
	d = read_good(bytes_join(pem_of(&intermediate), pem_of(&root)), NULL);
	assert_ptr_equal(document_leaf(d, NULL), &d->items[0]);
	document_free(d);
}

static struct bytes
with_crlf(struct bytes b)
{
	struct bytes out = {mem_alloc(2 * b.len + 1), 0};

	for (size_t i = 0; i < b.len; i++) {
		if (b.data[i] == '\n')
			out.data[out.len++] = '\r';
		out.data[out.len++] = b.data[i];
	}
	free(b.data);
	return out;
}

static struct bytes
as_utf16(struct bytes b)
{
	struct bytes out = {mem_alloc(2 * b.len + 2), 2};

	out.data[0] = 0xff;
	out.data[1] = 0xfe;
	for (size_t i = 0; i < b.len; i++, out.len += 2)
		out.data[out.len] = b.data[i];
	free(b.data);
	return out;
}

static void
pem_is_found_in_whatever_stands_around_it(void **state)
{
	struct document *d;

	(void)state;
	assert_leaf(read_good(with_crlf(pem_of(&leaf)), NULL), FORM_PEM, 1);
	assert_leaf(read_good(bytes_join(text("Bon dia,\nadjunto el certificat:\n\n"),
				  bytes_join(pem_of(&leaf), text("\nSalutacions\n"))),
			NULL),
	    FORM_PEM, 1);
	assert_leaf(read_good(as_utf16(with_crlf(pem_of(&leaf))), NULL), FORM_PEM, 1);
	assert_leaf(read_good(bytes_join(text("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n"
					      "-----END EC PARAMETERS-----\n"),
				  pem_of(&leaf)),
			NULL),
	    FORM_PEM, 1);
	d = read_good(bytes_join(pem_of_key(rsa),
			  bytes_join(pem_of(&leaf), pem_of_csr(&(struct csr_recipe){.key = rsa}))),
	    NULL);
	assert_int_equal(d->count, 3);
	assert_int_equal(d->items[0].kind, ITEM_KEY);
	assert_int_equal(d->items[2].kind, ITEM_CSR);
	assert_string_equal(d->items[0].facts->spki_sha256, d->items[2].facts->spki_sha256);
	assert_string_not_equal(d->items[0].facts->spki_sha256, d->items[1].facts->spki_sha256);
	document_free(d);
}

static void
what_certutil_wraps_is_unwrapped(void **state)
{
	struct document *d;
	unsigned char *base64 = mem_alloc(8192);
	struct bytes der = der_of(&leaf);

	(void)state;
	assert_leaf(read_good(certutil(der_of(&leaf)), NULL), FORM_PEM, 1);
	assert_leaf(read_good(certutil(pem_of(&leaf)), NULL), FORM_PEM, 1); /* text inside base64 */
	d = read_good(certutil(make_p12(&(struct p12_recipe){.password = "secret", .leaf = &leaf})),
	    "secret");
	assert_true(d->wrapped);
	assert_leaf(d, FORM_PKCS12, 2);
	/* the lines of BEGIN and END were lost in a mail */
	EVP_EncodeBlock(base64, der.data, (int)der.len);
	free(der.data);
	assert_leaf(read_good(text((char *)base64), NULL), FORM_DER, 1);
	free(base64);
	/* layer upon layer ends */
	assert_code(certutil(certutil(certutil(certutil(certutil(pem_of(&leaf)))))), NULL,
	    "is-damaged", "");
}

static void
a_csr_tells_its_subject_key_and_names(void **state)
{
	struct document *d = read_good(der_of_csr(&(struct csr_recipe){.key = rsa,
					   .sans = "DNS:www.exemple.cat,DNS:altre.exemple.cat"}),
	    NULL);
	const struct item *csr = &d->items[0];

	(void)state;
	assert_int_equal(csr->kind, ITEM_CSR);
	assert_true(csr->signature_good);
	assert_string_equal(
	    csr->subject.values[SUBJECT_O].text, "Consorci Administracio Oberta de Catalunya");
	assert_string_equal(csr->subject.values[SUBJECT_EMAIL].text, "certificats@exemple.cat");
	assert_string_equal(csr->facts->key, "RSA 2048");
	assert_int_equal(csr->facts->san_count, 2);
	assert_string_equal(csr->facts->sans[1], "DNS:altre.exemple.cat");
	assert_string_equal(csr->facts->signature, "sha256WithRSAEncryption");
	document_free(d);
}

static void
keys_are_read_in_every_encoding_and_only_by_their_public_half(void **state)
{
	BIO *bio = BIO_new(BIO_s_mem()), *ec = BIO_new(BIO_s_mem()), *der = BIO_new(BIO_s_mem());
	BIO *locked = BIO_new(BIO_s_mem()), *old = BIO_new(BIO_s_mem());
	struct document *d = read_good(pem_of_key(rsa), NULL), *other;
	struct bytes all;
	json_t *json = document_json(d, NULL),
	       *item = json_array_get(json_object_get(json, "items"), 0);

	(void)state;
	assert_string_equal(d->items[0].facts->key, "RSA 2048");
	assert_int_equal(
	    json_object_size(item), 6); /* kind, encrypted, spki_sha256, key, key_type, key_bits */
	json_decref(json);

	PEM_write_bio_PrivateKey_traditional(bio, rsa, NULL, NULL, 0, NULL, NULL);
	other = read_good(bytes_of_bio(bio), NULL);
	assert_string_equal(other->items[0].facts->spki_sha256, d->items[0].facts->spki_sha256);
	document_free(other);
	PEM_write_bio_PrivateKey_traditional(ec, leaf.key, NULL, NULL, 0, NULL, NULL);
	other = read_good(bytes_of_bio(ec), NULL);
	assert_string_equal(other->items[0].facts->key, "EC P-256");
	document_free(other);
	i2d_PKCS8PrivateKey_bio(der, rsa, NULL, NULL, 0, NULL, NULL);
	other = read_good(bytes_of_bio(der), NULL);
	assert_int_equal(other->form, FORM_DER);
	assert_string_equal(other->items[0].facts->spki_sha256, d->items[0].facts->spki_sha256);
	document_free(other);

	PEM_write_bio_PKCS8PrivateKey(locked, rsa, EVP_aes_256_cbc(), "secret", 6, NULL, NULL);
	PEM_write_bio_PrivateKey_traditional(
	    old, rsa, EVP_aes_256_cbc(), (const unsigned char *)"secret", 6, NULL, NULL);
	all = bytes_join(bytes_of_bio(locked), bytes_of_bio(old));
	other = read_good(all, NULL);
	assert_int_equal(other->count, 2);
	assert_true(other->items[0].encrypted && other->items[1].encrypted);
	assert_string_equal(other->items[0].facts->spki_sha256, "");
	document_free(other);
	document_free(d);
}

static void
what_is_no_document_is_told_apart(void **state)
{
	struct bytes broken = pem_of(&leaf), cut = der_of(&leaf), more = der_of(&leaf),
		     database = bytes_copy("SQLite format 3\0and pages", 26);

	(void)state;
	broken.data[200] = '!';
	cut.len -= 10;
	more.data[more.len++] = 0; /* there is room for one */
	assert_code(more, NULL, "is-damaged", "");
	assert_code(broken, NULL, "is-damaged", "");
	assert_code(cut, NULL, "is-damaged", "");
	assert_code(database, NULL, "is-database", "");
	assert_code(text("<!DOCTYPE html>\n<html><body>Inicieu la sessi\xc3\xb3</body></html>"),
	    NULL, "is-html", "");
	assert_code(text("\xef\xbb\xbf  <HTML lang=ca>"), NULL, "is-html", "");
	assert_code(bytes_copy("PK\x03\x04zip", 7), NULL, "is-zip", "");
	assert_code(bytes_copy("\xfe\xed\xfe\xed\0\0\0\2", 8), NULL, "is-keystore", "");
	assert_code(bytes_copy("\xce\xce\xce\xce\0\0\0\2", 8), NULL, "is-keystore", "");
	assert_code(bytes_copy("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1msg", 11), NULL, "is-mail", "");
	assert_code(text(""), NULL, "is-empty", "");
	assert_code(text(" \r\n\t\n"), NULL, "is-empty", "");
	assert_code(text("hola, bon dia!"), NULL, "not-a-document", "");
	assert_code(bytes_copy("\0\0\0\0", 4), NULL, "not-a-document", "");
	assert_code(bytes_copy("0", 1), NULL, "not-a-document", "");
	assert_code((struct bytes){mem_alloc(DOCUMENT_MAX_BYTES + 1), DOCUMENT_MAX_BYTES + 1}, NULL,
	    "is-too-large", "1048576");
	assert_code(text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), NULL,
	    "holds-other", "PUBLIC KEY");
}

/* ---- descriptors ---- */

static void
assert_fd_code(int fd, const char *code)
{
	struct err err = {0};

	assert_true(fd >= 0);
	assert_null(document_read_fd(fd, NULL, &err));
	assert_string_equal(err.code, code);
	close(fd);
}

static void
only_regular_files_of_a_bounded_size_are_read(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
	int fd = open("gran", O_RDWR | O_CREAT, 0600), s = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(ftruncate(fd, 100 * 1024 * 1024), 0);
	assert_fd_code(fd, "is-too-large");
	assert_fd_code(open("buit", O_RDWR | O_CREAT, 0600), "is-empty");
	assert_fd_code(open(".", O_RDONLY), "is-folder");
	assert_int_equal(mkfifo("tub", 0600), 0);
	assert_fd_code(open("tub", O_RDONLY | O_NONBLOCK), "is-fifo");
	assert_fd_code(open("/dev/zero", O_RDONLY), "is-device");
	assert_int_equal(bind(s, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_fd_code(open("socket", O_PATH), "is-socket");
	close(s);
	unlink("gran");
	unlink("buit");
	unlink("tub");
	unlink("socket");
}

static void
a_file_is_read_from_its_start_with_its_mode_and_digest(void **state)
{
	struct bytes b = pem_of(&leaf);
	int fd = open("f.crt", O_RDWR | O_CREAT, 0600);
	struct err err = {0};
	struct document *d, *again;

	(void)state;
	assert_int_equal(write(fd, b.data, b.len), (ssize_t)b.len); /* and stands at its end now */
	assert_int_equal(fchmod(fd, 0644), 0);
	d = document_read_fd(fd, NULL, &err);
	assert_non_null(d);
	assert_int_equal(d->mode, 0644);
	assert_int_equal(d->bytes, b.len);
	again = read_good(b, NULL);
	assert_int_equal(again->mode, -1);
	assert_string_equal(d->sha256, again->sha256);
	document_free(d);
	document_free(again);
	close(fd);
	unlink("f.crt");
}

/* ---- PKCS#12 ---- */

static void
a_p12_opens_with_its_password_only(void **state)
{
	const struct p12_recipe r = {
	    .password = "contrasenya", .leaf = &leaf, .other = &intermediate};
	struct document *d = read_good(make_p12(&r), "contrasenya");

	(void)state;
	assert_string_equal(document_first(d, ITEM_KEY)->facts->spki_sha256,
	    document_leaf(d, NULL)->facts->spki_sha256);
	assert_leaf(d, FORM_PKCS12, 3);
	assert_code(make_p12(&r), "altra", "p12-password-wrong", "");
	assert_code(make_p12(&r), "", "p12-password-wrong", "");
	assert_code(make_p12(&r), NULL, "p12-password-needed", "");
	assert_leaf(read_good(make_p12(&(struct p12_recipe){.password = "", .leaf = &leaf}), NULL),
	    FORM_PKCS12, 2);
	assert_leaf(read_good(make_p12(&(struct p12_recipe){
				  .password = "c\xc3\xa7l\xc2\xb7l", .leaf = &leaf}),
			"c\xc3\xa7l\xc2\xb7l"),
	    FORM_PKCS12, 2);
}

static void
old_algorithms_open_where_the_legacy_provider_is(void **state)
{
	(void)state;
	assert_leaf(read_good(make_p12(&(struct p12_recipe){.password = "p",
				  .leaf = &leaf,
				  .cipher = NID_pbe_WithSHA1And40BitRC2_CBC}),
			"p"),
	    FORM_PKCS12, 2);
	assert_leaf(read_good(make_p12(&(struct p12_recipe){.password = "p",
				  .leaf = &leaf,
				  .cipher = NID_pbe_WithSHA1And3_Key_TripleDES_CBC}),
			"p"),
	    FORM_PKCS12, 2);
}

/* Were they not, the first of these would take its hour. */
static void
absurd_counts_are_refused_before_anything_is_derived(void **state)
{
	const int64_t absurd = INT64_C(1) << 31;

	(void)state;
	assert_code(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &leaf, .mac_count = absurd}),
	    "p", "p12-iterations", "2147483648");
	assert_code(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &leaf, .safe_count = absurd}),
	    "p", "p12-iterations", "2147483648");
	assert_code(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &leaf, .bag_count = absurd}),
	    "p", "p12-iterations", "2147483648");
	assert_code(make_p12(&(struct p12_recipe){.password = "p",
			.leaf = &leaf,
			.safe_count = absurd,
			.cipher = NID_pbe_WithSHA1And3_Key_TripleDES_CBC}),
	    "p", "p12-iterations", "2147483648");
	assert_code(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &leaf, .mac_count = 5000001}),
	    NULL, "p12-iterations", "5000001");
	assert_code(make_p12(&(struct p12_recipe){.password = "p", .leaf = &leaf, .mac_count = -1}),
	    "p", "p12-iterations", "-1");
	/* one that is allowed is tried: the MAC is then another's */
	assert_code(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &leaf, .mac_count = 2049}), "p",
	    "p12-mac-differs", "");
}

static void
an_algorithm_that_is_not_known_is_no_wrong_password(void **state)
{
	(void)state;
	assert_code(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &leaf, .mac_oid = "1.2.3.4"}),
	    "p", "p12-algorithm", "1.2.3.4");
	assert_code(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &leaf, .safe_oid = "1.2.3.4"}),
	    "p", "p12-algorithm", "1.2.3.4");
}

#define TYPED              \
	"contrase\xc3\xb1" \
	"a" /* contraseña in UTF-8 */
#define WIDENED                    \
	"contrase\xc3\x83\xc2\xb1" \
	"a" /* its bytes read as Latin-1 */
#define WIDENED_TWICE                              \
	"contrase\xc3\x83\xc2\x83\xc3\x82\xc2\xb1" \
	"a"
#define LATIN1         \
	"contrase\xf1" \
	"a"

static void
assert_opens(struct p12_recipe r, const char *password)
{
	r.leaf = &leaf;
	assert_leaf(read_good(make_p12(&r), password), FORM_PKCS12, 2);
}

/* OpenSSL of today makes of WIDENED the key that 1.0.2 made of TYPED. */
static void
a_password_outside_ascii_opens_whatever_the_program_made_of_it(void **state)
{
	const int old = NID_pbe_WithSHA1And3_Key_TripleDES_CBC;

	(void)state;
	assert_opens((struct p12_recipe){.password = TYPED}, TYPED);
	assert_opens((struct p12_recipe){.password = WIDENED, .cipher = old}, TYPED);
	assert_opens((struct p12_recipe){.password = WIDENED_TWICE, .cipher = old}, TYPED);
	assert_opens((struct p12_recipe){.password = WIDENED_TWICE}, TYPED);
	/* PBES2 is given the bytes, whatever the MAC is given */
	assert_opens((struct p12_recipe){.password = TYPED, .mac_password = WIDENED}, TYPED);
	assert_opens((struct p12_recipe){.password = LATIN1, .mac_password = TYPED}, TYPED);
	/* a terminal that is not of UTF-8 */
	assert_opens((struct p12_recipe){.password = LATIN1}, LATIN1);
	assert_opens((struct p12_recipe){.password = TYPED}, LATIN1);
	assert_opens((struct p12_recipe){.password = WIDENED, .cipher = old}, LATIN1);
	assert_opens(
	    (struct p12_recipe){.password = WIDENED, .cipher = old, .no_mac = true}, TYPED);
	assert_code(make_p12(&(struct p12_recipe){.password = WIDENED, .leaf = &leaf}),
	    "contrase\xc3\xa7"
	    "a",
	    "p12-password-wrong", "");
}

static void
what_opens_in_part_has_two_passwords(void **state)
{
	struct bytes broken;

	(void)state;
	assert_code(make_p12(&(struct p12_recipe){
			.password = "dins", .mac_password = "fora", .leaf = &leaf}),
	    "fora", "p12-two-passwords", "");
	assert_code(make_p12(&(struct p12_recipe){
			.password = "dins", .mac_password = "fora", .leaf = &leaf}),
	    "dins", "p12-mac-differs", "");
	assert_code(make_p12(&(struct p12_recipe){
			.password = "dins", .mac_password = "fora", .leaf = &leaf}),
	    "cap", "p12-password-wrong", "");
	assert_code(make_p12(&(struct p12_recipe){
			.password = "p", .key_password = "clau", .no_mac = true, .leaf = &leaf}),
	    "p", "p12-two-passwords", "");
	broken = make_p12(&(struct p12_recipe){.password = "p", .leaf = &leaf});
	broken.data[broken.len - 40]++; /* in the MAC */
	assert_code(broken, "p", "p12-mac-differs", "");
}

static void
without_a_mac_a_wrong_password_is_called_that(void **state)
{
	const struct p12_recipe r = {.password = "p", .no_mac = true, .leaf = &leaf};

	(void)state;
	assert_opens(r, "p");
	for (int i = 0; i < 300; i++) { /* now and then what comes out is padded well */
		char wrong[16];

		snprintf(wrong, sizeof(wrong), "q%d", i);
		assert_code(make_p12(&r), wrong, "p12-password-wrong", "");
	}
	assert_code(make_p12(&r), NULL, "p12-password-needed", "");
	assert_opens((struct p12_recipe){.password = "", .no_mac = true}, NULL);
}

static void
every_algorithm_is_named_for_what_it_is(void **state)
{
	(void)state;
	assert_opens((struct p12_recipe){.password = "p", .mac_digest = EVP_sha3_256()}, "p");
	assert_opens((struct p12_recipe){.password = "p", .empty_salt = true}, "p");
	assert_code(make_p12(&(struct p12_recipe){
			.password = "p", .leaf = &leaf, .prf_oid = "2.16.840.1.101.3.4.2.14"}),
	    "p", "p12-algorithm", "hmac-sha3-256");
	assert_code(make_p12(&(struct p12_recipe){
			.password = "p", .leaf = &leaf, .cipher_oid = "1.3.6.1.4.1.188.7.1.1.2"}),
	    "p", "p12-algorithm", "idea-cbc");
	assert_code(make_p12(&(struct p12_recipe){
			.password = "p", .leaf = &leaf, .kdf_oid = "1.3.6.1.4.1.11591.4.11"}),
	    "p", "p12-algorithm", "scrypt");
	assert_code(make_p12(&(struct p12_recipe){.password = "p",
			.leaf = &leaf,
			.no_mac = true,
			.kdf_oid = "1.3.6.1.4.1.11591.4.11"}),
	    "p", "p12-algorithm", "scrypt");
}

/* Last, since the algorithms are gone then. */
static void
without_the_legacy_provider_the_algorithm_is_said(void **state)
{
	struct bytes old = make_p12(&(struct p12_recipe){
	    .password = "p", .leaf = &leaf, .cipher = NID_pbe_WithSHA1And40BitRC2_CBC});

	(void)state;
	document_unload_algorithms();
	assert_code(old, "p", "p12-algorithm", "pbeWithSHA1And40BitRC2-CBC");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_certificate_is_read_from_pem_der_and_pkcs7),
	    cmocka_unit_test(the_leaf_is_found_in_a_bundle_of_any_order),
	    cmocka_unit_test(pem_is_found_in_whatever_stands_around_it),
	    cmocka_unit_test(what_certutil_wraps_is_unwrapped),
	    cmocka_unit_test(a_csr_tells_its_subject_key_and_names),
	    cmocka_unit_test(keys_are_read_in_every_encoding_and_only_by_their_public_half),
	    cmocka_unit_test(what_is_no_document_is_told_apart),
	    cmocka_unit_test(only_regular_files_of_a_bounded_size_are_read),
	    cmocka_unit_test(a_file_is_read_from_its_start_with_its_mode_and_digest),
	    cmocka_unit_test(a_p12_opens_with_its_password_only),
	    cmocka_unit_test(old_algorithms_open_where_the_legacy_provider_is),
	    cmocka_unit_test(absurd_counts_are_refused_before_anything_is_derived),
	    cmocka_unit_test(an_algorithm_that_is_not_known_is_no_wrong_password),
	    cmocka_unit_test(a_password_outside_ascii_opens_whatever_the_program_made_of_it),
	    cmocka_unit_test(what_opens_in_part_has_two_passwords),
	    cmocka_unit_test(without_a_mac_a_wrong_password_is_called_that),
	    cmocka_unit_test(every_algorithm_is_named_for_what_it_is),
	    cmocka_unit_test(without_the_legacy_provider_the_algorithm_is_said),
	};

	return cmocka_run_group_tests(tests, prepare, discard);
}
