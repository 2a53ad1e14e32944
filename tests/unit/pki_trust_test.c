/* rooms: pki base */
/* What a folder of CA files comes to. */
#include "base/log.h"
#include "pki/trust.h"

#include "pki/anchors.h"

#include "tests/unit/pki_maker.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

struct folder {
	char path[64];
	char names[8][32];
	size_t count;
};

static void
folder_make(struct folder *f)
{
	memset(f, 0, sizeof(*f));
	snprintf(f->path, sizeof(f->path), "/tmp/caduca-trust-XXXXXX");
	assert_non_null(mkdtemp(f->path));
}

static FILE *
folder_file(struct folder *f, const char *name)
{
	char path[128];

	snprintf(f->names[f->count++], sizeof(f->names[0]), "%s", name);
	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	return fopen(path, "w");
}

static void
folder_put(struct folder *f, const char *name, const struct made *m)
{
	FILE *file = folder_file(f, name);

	assert_int_equal(PEM_write_X509(file, m->x509), 1);
	fclose(file);
}

static void
folder_remove(struct folder *f)
{
	char path[128];

	for (size_t i = 0; i < f->count; i++) {
		snprintf(path, sizeof(path), "%s/%s", f->path, f->names[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(f->path), 0);
}

static struct trust *
load(const struct folder *f)
{
	return trust_load(false, (const char *const[]){f->path}, 1);
}

static void
generation_knows_the_certificates_and_not_their_order(void **state)
{
	struct made a = make(&(struct recipe){.cn = "A", .ca = true});
	struct made b = make(&(struct recipe){.cn = "B", .ca = true});
	struct folder one, two, less;
	struct trust *first, *second, *third;

	(void)state;
	folder_make(&one);
	folder_make(&two);
	folder_make(&less);
	folder_put(&one, "1.pem", &a);
	folder_put(&one, "2.pem", &b);
	folder_put(&two, "1.pem", &b);
	folder_put(&two, "2.pem", &a);
	folder_put(&two, "3.pem", &a);
	folder_put(&less, "1.pem", &a);
	first = load(&one);
	second = load(&two);
	third = load(&less);
	assert_int_equal(trust_count(first), 2);
	assert_int_equal(trust_count(second), 2);
	assert_int_equal(trust_count(third), 1);
	assert_int_equal(strlen(trust_generation(first)), 16);
	assert_string_equal(trust_generation(first), trust_generation(second));
	assert_string_not_equal(trust_generation(first), trust_generation(third));
	trust_free(first);
	trust_free(second);
	trust_free(third);
	folder_remove(&one);
	folder_remove(&two);
	folder_remove(&less);
	made_free(&a);
	made_free(&b);
}

static void
broken_file_is_left_out_whole_with_a_complaint(void **state)
{
	struct made a = make(&(struct recipe){.cn = "A", .ca = true});
	struct made b = make(&(struct recipe){.cn = "B", .ca = true});
	struct folder f;
	struct trust *t;
	FILE *file, *complaints = tmpfile();
	char text[2048];
	size_t len;

	(void)state;
	folder_make(&f);
	folder_put(&f, "bo.pem", &a);
	file = folder_file(&f, "trencat.pem");
	PEM_write_X509(file, b.x509);
	fputs("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", file);
	fclose(file);
	file = folder_file(&f, "text.txt");
	fputs("això no és cap certificat\n", file);
	fclose(file);
	log_open("test", fileno(complaints), LOG_LEVEL_INFO);
	t = load(&f);
	log_open("test", STDERR_FILENO, LOG_LEVEL_INFO);
	assert_int_equal(trust_count(t), 1);
	rewind(complaints);
	len = fread(text, 1, sizeof(text) - 1, complaints);
	text[len] = '\0';
	assert_non_null(strstr(text, "trencat.pem"));
	assert_non_null(strstr(text, "text.txt"));
	assert_null(strstr(text, "bo.pem"));
	fclose(complaints);
	trust_free(t);
	folder_remove(&f);
	made_free(&a);
	made_free(&b);
}

static void
der_and_bundles_count_and_hidden_files_do_not(void **state)
{
	struct made a = make(&(struct recipe){.cn = "A", .ca = true});
	struct made b = make(&(struct recipe){.cn = "B", .ca = true});
	struct made c = make(&(struct recipe){.cn = "C", .ca = true});
	struct folder f;
	struct trust *t;
	FILE *file;

	(void)state;
	folder_make(&f);
	file = folder_file(&f, "a.cer");
	i2d_X509_fp(file, a.x509);
	fclose(file);
	file = folder_file(&f, "bundle.pem");
	fputs("# amb comentaris\n", file);
	PEM_write_X509(file, a.x509);
	PEM_write_X509(file, b.x509);
	fclose(file);
	folder_put(&f, ".amagat.pem", &c);
	t = load(&f);
	assert_int_equal(trust_count(t), 2);
	trust_free(t);
	folder_remove(&f);
	made_free(&a);
	made_free(&b);
	made_free(&c);
}

/* Whoever trusts the new key only does not trust the old one by its way. */
static void
only_what_signed_itself_is_an_anchor(void **state)
{
	struct made old = make(&(struct recipe){.cn = "A", .ca = true});
	struct made rolled = make(&(struct recipe){.cn = "A", .ca = true, .issuer = &old});
	struct folder f;
	struct trust *t;
	size_t count;
	const struct anchor *a;

	(void)state;
	folder_make(&f);
	folder_put(&f, "1.pem", &old);
	folder_put(&f, "2.pem", &rolled);
	t = load(&f);
	a = trust_find(t, X509_get_subject_name(old.x509), &count);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(a[i].root, !X509_cmp(a[i].x509, old.x509));
	trust_free(t);
	folder_remove(&f);
	made_free(&old);
	made_free(&rolled);
}

static void
nothing_at_all_is_a_store_too(void **state)
{
	struct trust *t = trust_load(false, NULL, 0);

	(void)state;
	assert_int_equal(trust_count(t), 0);
	assert_int_equal(strlen(trust_generation(t)), 16);
	trust_free(t);
}

static void
system_store_follows_openssl_s_own_variables(void **state)
{
	struct made a = make(&(struct recipe){.cn = "A", .ca = true});
	struct folder f;
	struct trust *t;
	char path[128];

	(void)state;
	folder_make(&f);
	folder_put(&f, "0123abcd.0", &a);
	folder_put(&f, "no-hash.pem", &a);
	snprintf(path, sizeof(path), "%s/%s", f.path, "cap");
	setenv("SSL_CERT_FILE", path, 1);
	setenv("SSL_CERT_DIR", f.path, 1);
	t = trust_load(true, NULL, 0);
	assert_int_equal(trust_count(t), 1);
	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
	trust_free(t);
	folder_remove(&f);
	made_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(generation_knows_the_certificates_and_not_their_order),
	    cmocka_unit_test(broken_file_is_left_out_whole_with_a_complaint),
	    cmocka_unit_test(der_and_bundles_count_and_hidden_files_do_not),
	    cmocka_unit_test(only_what_signed_itself_is_an_anchor),
	    cmocka_unit_test(nothing_at_all_is_a_store_too),
	    cmocka_unit_test(system_store_follows_openssl_s_own_variables),
	};

	return cmocka_run_group_tests_name("pki trust", tests, NULL, NULL);
}
