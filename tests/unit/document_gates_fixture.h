/* What the tests of the gates share: a hierarchy that is trusted and one that is not, keys, what the procedure asked
 * for, and a gate run on the bytes of a file. The files are made as the people of the procedures would have made them.
 * Included once by each of them. */
#ifndef TESTS_DOCUMENT_GATES_FIXTURE_H
#define TESTS_DOCUMENT_GATES_FIXTURE_H

#include "tests/unit/document_maker.h"

#include <openssl/core_names.h>

#include "base/buf.h"
#include "base/mem.h"
#include "pki/document_read.h"
#include "pki/trust.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static char folder[] = "/tmp/caduca-gates-XXXXXX";
static struct trust *trust;
static struct made root, intermediate, private_root;
static EVP_PKEY *rsa, *other_rsa, *small_rsa;
static char spki[65], other_spki[65];

static const char *const old_names[] = {
    "DNS:www.exemple.cat", "DNS:exemple.cat", "email:a@exemple.cat"};
static const char *const old_uses[] = {"serverAuth", "clientAuth"};
static const char *const issuers[] = {"Sectigo", "Intermèdia"};

#define NAMES "DNS:www.exemple.cat,DNS:exemple.cat,email:a@exemple.cat"
#define USES "serverAuth,clientAuth"

static inline void
spki_of(EVP_PKEY *key, char hex[65])
{
	struct bytes b = pem_of_key(key);
	struct document *d = document_read(b.data, b.len, NULL, NULL);

	memcpy(hex, d->items[0].facts->spki_sha256, 65);
	document_free(d);
	free(b.data);
}

static inline int
prepare(void **state)
{
	const char *folders[] = {folder};

	(void)state;
	assert_non_null(mkdtemp(folder));
	rsa = EVP_RSA_gen(2048);
	other_rsa = EVP_RSA_gen(2048);
	small_rsa = EVP_RSA_gen(1024);
	spki_of(rsa, spki);
	spki_of(other_rsa, other_spki);
	root = make(&(struct recipe){.cn = "Arrel", .ca = true});
	private_root = make(&(struct recipe){.cn = "Arrel privada", .ca = true});
	intermediate = make(&(struct recipe){.cn = "Intermedia", .ca = true, .issuer = &root});
	made_write(&root, folder, "root.pem");
	trust = trust_load(false, folders, 1);
	return 0;
}

static inline int
discard(void **state)
{
	char path[512];

	(void)state;
	snprintf(path, sizeof(path), "%s/root.pem", folder);
	unlink(path);
	trust_free(trust);
	made_free(&root);
	made_free(&private_root);
	made_free(&intermediate);
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(other_rsa);
	EVP_PKEY_free(small_rsa);
	return rmdir(folder);
}

static inline struct gate_inputs
asked(void)
{
	struct gate_inputs a = {
	    .domain = "www.exemple.cat",
	    .key_bits = 2048,
	    .issuers = {issuers, 2},
	    .served = true,
	    .served_not_after = NOW + DAYS(20),
	    .served_sans = {old_names, 3},
	    .served_eku = {old_uses, 2},
	    .now = NOW,
	};

	a.subject[SUBJECT_O] = "Consorci Administracio Oberta de Catalunya";
	a.subject[SUBJECT_OU] = "Area de Tecnologia";
	a.subject[SUBJECT_L] = a.subject[SUBJECT_ST] = "Barcelona";
	a.subject[SUBJECT_C] = "ES";
	a.subject[SUBJECT_EMAIL] = "certificats@exemple.cat";
	return a;
}

/* Runs a gate on the bytes and frees them; "id:code id:code" of the checks that are in this
 * state. */
static inline char *
run_password(enum gate g, struct bytes b, const char *password, int mode,
    const struct gate_inputs *a, enum check_state want, bool *open)
{
	struct password p = password_of(password ? password : "");
	struct err err = {0};
	struct document *d = document_read(b.data, b.len, password ? &p : NULL, &err);
	struct leaf_choice choice;
	const struct item *leaf = d ? gate_item(g, d, a, &choice) : NULL;
	struct gate_report report;
	struct buf found = {0};

	if (d)
		d->mode = mode;
	if (leaf && leaf->kind == ITEM_CERTIFICATE)
		document_check_chain(d, leaf, trust, g == GATE_CERTIFICATE, NOW);
	gate_run(g, d, &err, a, &report);
	for (size_t i = 0; i < report.count; i++)
		if (report.results[i].state == want)
			buf_printf(&found, "%s%s%s%s", found.len ? " " : "",
			    check_id(report.checks[i]), *report.results[i].code ? ":" : "",
			    report.results[i].code);
	*open = gate_open(&report);
	gate_release(&report);
	document_free(d);
	free(b.data);
	return buf_steal(&found);
}

static inline void
assert_gate(enum gate g, struct bytes b, int mode, const struct gate_inputs *a,
    const char *failures, bool open)
{
	bool is_open;
	char *found = run_password(g, b, NULL, mode, a, CHECK_FAILED, &is_open);

	assert_string_equal(found, failures);
	assert_int_equal(is_open, open);
	free(found);
}

/* The usual certificate with its intermediate, but for what the test wants. */
static inline struct bytes
bundle(struct recipe r, bool with_intermediate)
{
	struct made m;
	struct bytes b;

	if (!r.key)
		EVP_PKEY_up_ref(r.key = rsa);
	if (!r.issuer)
		r.issuer = &intermediate;
	if (!r.sans)
		r.sans = NAMES;
	else if (!*r.sans)
		r.sans = NULL;
	if (!r.eku)
		r.eku = USES;
	r.cn = "www.exemple.cat";
	m = make(&r);
	b = pem_of(&m);
	made_free(&m);
	return with_intermediate ? bytes_join(b, pem_of(&intermediate)) : b;
}

/* A byte of the private half is another; the public half is as it was. */
static inline struct bytes
damaged_key(EVP_PKEY *key, const char *param)
{
	unsigned char half[1024], *der = NULL, *at;
	BIGNUM *bn = NULL;
	struct bytes b;
	int len = i2d_PrivateKey(key, &der);

	assert_int_equal(EVP_PKEY_get_bn_param(key, param, &bn), 1);
	at = memmem(der, (size_t)len, half, (size_t)BN_bn2bin(bn, half));
	assert_non_null(at);
	at[BN_num_bytes(bn) / 2] ^= 1;
	b = bytes_copy(der, (size_t)len);
	OPENSSL_free(der);
	BN_free(bn);
	return b;
}

#endif
