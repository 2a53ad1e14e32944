/* rooms: pki base */
/* PEM as it is pasted out of mails, tickets and pages: it is read, or called damaged where it is. */
#include "tests/unit/document_maker.h"
#include "base/buf.h"
#include "base/members.h"
#include "pki/document_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct made root, leaf;
static EVP_PKEY *rsa;
static char *pem, *csr; /* of the leaf, and a request, as OpenSSL writes them */

static char *
string_of_bytes(struct bytes b)
{
	b.data = realloc(b.data, b.len + 1);
	b.data[b.len] = '\0';
	return (char *)b.data;
}

static int
prepare(void **state)
{
	(void)state;
	rsa = EVP_RSA_gen(2048);
	root = make(&(struct recipe){.cn = "Arrel", .ca = true});
	leaf = make(&(struct recipe){
	    .cn = "www.exemple.cat", .sans = "DNS:www.exemple.cat", .issuer = &root});
	pem = string_of_bytes(pem_of(&leaf));
	csr = string_of_bytes(pem_of_csr(&(struct csr_recipe){.key = rsa}));
	return 0;
}

static int
discard(void **state)
{
	(void)state;
	made_free(&root);
	made_free(&leaf);
	EVP_PKEY_free(rsa);
	free(pem);
	free(csr);
	return 0;
}

/* Every `from` of the text replaced. */
static char *
replaced(const char *s, const char *from, const char *to)
{
	struct buf b = {0};
	const char *found;

	for (; (found = strstr(s, from)); s = found + strlen(from)) {
		buf_add(&b, s, (size_t)(found - s));
		buf_puts(&b, to);
	}
	buf_puts(&b, s);
	return buf_steal(&b);
}

/* Each line between two texts. */
static char *
lines_as(const char *s, const char *before, const char *after)
{
	char *end = mem_printf("%s%s", after, before), *all = replaced(s, "\n", end),
	     *line = mem_printf("%s%s", before, all);

	free(all);
	free(end);
	return line;
}

/* Takes over the text. */
static void
assert_items(char *text, size_t count, const char *cn)
{
	struct err err = {0};
	struct document *d = document_read(text, strlen(text), NULL, &err);

	if (!d)
		fail_msg("%s %s in:\n%s", err.code, err.text, text);
	assert_int_equal(d->form, FORM_PEM);
	assert_int_equal(d->count, count);
	for (size_t i = 0; i < count && cn; i++)
		assert_string_equal(d->items[i].facts->subject_cn, cn);
	document_free(d);
	free(text);
}

static void
assert_leaf_in(char *text)
{
	assert_items(text, 1, "www.exemple.cat");
}

/* Takes over the text. what NULL: no value but the line; line 0: none at all. */
static void
assert_damaged(char *text, int line, const char *what, const char *value)
{
	struct err err = {0};
	struct document *d = document_read(text, strlen(text), NULL, &err);
	json_t *args;

	assert_null(d);
	args = err_args(&err);
	assert_string_equal(err.code, "is-damaged");
	assert_int_equal(number_of(args, "line"), line);
	assert_string_equal(text_of(args, what), value);
	json_decref(args);
	free(text);
}

static void
lines_are_found_however_they_stand(void **state)
{
	(void)state;
	assert_leaf_in(lines_as(pem, "    ", "\n"));
	assert_leaf_in(lines_as(pem, "\t", "  \n"));
	assert_leaf_in(lines_as(pem, "\xc2\xa0\xc2\xa0", "\n"));
	assert_leaf_in(lines_as(pem, "> ", "\n"));
	assert_leaf_in(lines_as(pem, "  >> | ", "\r\n"));
	assert_leaf_in(lines_as(pem, "", "\n\n"));
	assert_leaf_in(lines_as(pem, "", "\n \n\n"));
	assert_leaf_in(lines_as(pem, "", "\r"));
	assert_leaf_in(lines_as(pem, "", " "));
	assert_leaf_in(lines_as(pem, "", ""));
	assert_leaf_in(lines_as(pem, "", "\\n"));
	assert_leaf_in(mem_printf("Bon dia,\n\n%s\nSalutacions\n", pem));
	assert_leaf_in(mem_printf("adjunto: %s gr\xc3\xa0"
				  "cies",
	    pem));
}

static void
marks_of_pages_are_no_part_of_it(void **state)
{
	(void)state;
	assert_leaf_in(lines_as(pem, "", "<br>"));
	assert_leaf_in(lines_as(pem, "", "<br />\n"));
	assert_leaf_in(lines_as(pem, "<p class=\"MsoNormal\"\n lang=ca>", "</p>"));
	assert_leaf_in(
	    lines_as(pem, "<U+0009>", "<U+200B>\n")); /* as the console cleans what is pasted */
	assert_leaf_in(lines_as(pem, "&nbsp;&nbsp;", "\n"));
	assert_leaf_in(mem_printf("<html><body><pre>\n%s</pre></body></html>", pem));
}

static void
dashes_may_be_longer_fewer_or_lost(void **state)
{
	(void)state;
	assert_leaf_in(replaced(pem, "-----", "\xe2\x80\x93\xe2\x80\x93-"));
	assert_leaf_in(replaced(pem, "-----", "\xe2\x80\x94\xe2\x80\x94"));
	assert_leaf_in(replaced(pem, "-----", "\x96\x96-")); /* Windows-1252 */
	assert_leaf_in(replaced(pem, "-----", "&ndash;&ndash;-"));
	assert_leaf_in(replaced(pem, "-----", " ---- "));
	assert_leaf_in(replaced(pem, "-----", ""));
	assert_leaf_in(replaced(pem, "-----BEGIN", "- -----BEGIN"));
}

static void
several_are_read_and_labels_are_hints(void **state)
{
	char *all = mem_printf("%s%s", pem, pem), *key = string_of_bytes(pem_of_key(rsa));
	BIO *old = BIO_new(BIO_s_mem());

	(void)state;
	assert_items(lines_as(all, "", " "), 2, "www.exemple.cat");
	assert_items(lines_as(all, "", ""), 2, "www.exemple.cat");
	assert_items(lines_as(all, "> ", "\n"), 2, "www.exemple.cat");
	assert_items(
	    replaced(csr, "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"), 1, "www.exemple.cat");
	assert_items(lines_as(csr, "", ""), 1, "www.exemple.cat");
	assert_items(replaced(csr, "CERTIFICATE REQUEST", "CERTIFICATE"), 1, "www.exemple.cat");
	assert_items(mem_printf("%s%s%s", key, csr, pem), 3, NULL);
	assert_items(
	    mem_printf("Bag Attributes\n    localKeyID: 01 \nsubject=CN = x\n%s", pem), 1, NULL);
	assert_items(
	    mem_printf(
		"Copieu de -----BEGIN CERTIFICATE----- fins a -----END CERTIFICATE-----:\n%s", pem),
	    1, NULL);
	assert_items(
	    mem_printf("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n%s\n"
		       "-----BEGIN PGP SIGNATURE-----\n\niQ\n=Q\n-----END PGP SIGNATURE-----\n",
		pem),
	    1, "www.exemple.cat");
	PEM_write_bio_PrivateKey_traditional(
	    old, rsa, EVP_aes_256_cbc(), (const unsigned char *)"secret", 6, NULL, NULL);
	free(key);
	key = string_of_bytes(bytes_of_bio(old));
	assert_items(lines_as(key, "> ", "\n"), 1, NULL);
	free(key);
	free(all);
}

static void
what_was_lost_is_told_where(void **state)
{
	char *cut = mem_strndup(pem, strlen(pem) / 2), *five = strchr(pem, '\n');
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 3; i++)
		five = strchr(five + 1, '\n');
	buf_add(&b, pem, (size_t)(five - pem));
	buf_printf(&b, "\xe2\x80\xa6%s", five); /* at the end of the fourth line */
	assert_damaged(lines_as(buf_str(&b), "> ", "\r"), 4, "character", "\xe2\x80\xa6");
	assert_damaged(mem_printf("Bon dia\n\n%s", buf_str(&b)), 6, "character", "\xe2\x80\xa6");
	buf_clear(&b);
	buf_add(&b, pem, (size_t)(five - pem - 1)); /* its last character is missing */
	buf_puts(&b, five);
	assert_damaged(mem_printf("%s", buf_str(&b)), 1, "short", "CERTIFICATE");
	buf_clear(&b);
	buf_add(&b, pem, (size_t)(five - pem - 4));
	buf_puts(&b, five);
	assert_damaged(mem_printf("x\n%s", buf_str(&b)), 2, "content", "CERTIFICATE");
	assert_damaged(mem_printf("\n%s", cut), 2, "unended", "CERTIFICATE");
	assert_damaged(mem_printf("%s%s", cut, csr), 1, "unended", "CERTIFICATE");
	assert_damaged(mem_strdup("-----BEGIN CERTIFICATE-----\n"), 1, "unended", "CERTIFICATE");
	assert_damaged(mem_strdup("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"), 1,
	    "short", "CERTIFICATE");
	assert_damaged(
	    mem_strdup("\nBEGIN CERTIFICATE\nbon dia a tots\n"), 2, "unended", "CERTIFICATE");
	assert_damaged(
	    mem_strdup("-----BEGIN CERTIFICATE-----\naG9sYQ==\n-----END CERTIFICATE-----\n"), 1,
	    "content", "CERTIFICATE");
	buf_release(&b);
	free(cut);
}

static void
what_is_visible_and_none_of_ours_is_named(void **state)
{
	static const char key[] = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n"
				  "-----END OPENSSH PRIVATE KEY-----\n";
	struct err err = {0};

	(void)state;
	assert_null(document_read(key, sizeof(key) - 1, NULL, &err));
	assert_string_equal(err.code, "holds-other");
	assert_string_equal(err.text, "OPENSSH PRIVATE KEY");
}

/* A megabyte of what looks most like the beginning of something. */
static void
hostile_text_takes_no_longer_than_its_length(void **state)
{
	static const char *const parts[] = {"-", "BEGIN ", "-----BEGIN ", "<a", "> ", "--BEGIN A--",
	    "END ", "\r", "\\", "&", "\xe2\x80\x93", "-----BEGIN CERTIFICATE-----\n", ":\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct err err = {0};
		struct buf b = {0};

		while (b.len + 32 < DOCUMENT_MAX_BYTES)
			buf_puts(&b, parts[i]);
		assert_null(document_read(b.data, b.len, NULL, &err));
		buf_release(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_found_however_they_stand),
	    cmocka_unit_test(marks_of_pages_are_no_part_of_it),
	    cmocka_unit_test(dashes_may_be_longer_fewer_or_lost),
	    cmocka_unit_test(several_are_read_and_labels_are_hints),
	    cmocka_unit_test(what_was_lost_is_told_where),
	    cmocka_unit_test(what_is_visible_and_none_of_ours_is_named),
	    cmocka_unit_test(hostile_text_takes_no_longer_than_its_length),
	};

	return cmocka_run_group_tests(tests, prepare, discard);
}
