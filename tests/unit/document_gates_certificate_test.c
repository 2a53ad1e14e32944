/* rooms: pki base */
/* The gate of a certificate and its chain: what is right passes each check, and for each check there is a file that
 * fails it and no other one; and which of several leaves is looked at. */
#include "tests/unit/document_gates_fixture.h"

static void
assert_certificate(struct bytes b, const char *failures, bool open)
{
	struct gate_inputs a = asked();

	a.csr_spki = a.key_spki = spki;
	assert_gate(GATE_CERTIFICATE, b, 0644, &a, failures, open);
}

static void
a_certificate_as_asked_passes(void **state)
{
	struct gate_inputs a = asked();
	bool open;
	char *passed;

	(void)state;
	a.csr_spki = a.key_spki = spki;
	passed = run_password(GATE_CERTIFICATE, bundle((struct recipe){0}, true), NULL, 0644, &a,
	    CHECK_PASSED, &open);
	assert_string_equal(passed,
	    "certificate-parses certificate-matches certificate-covers certificate-valid "
	    "certificate-later certificate-names certificate-issuer certificate-chain "
	    "certificate-client-auth");
	assert_true(open);
	free(passed);
}

static void
each_fault_of_a_certificate_fails_its_own_check(void **state)
{
	EVP_PKEY_up_ref(other_rsa);
	(void)state;
	assert_certificate(bundle((struct recipe){.key = other_rsa}, true),
	    "certificate-matches:certificate-of-another-csr", false);
	assert_certificate(
	    bundle((struct recipe){.sans = "DNS:*.cat,DNS:exemple.cat,email:a@exemple.cat"}, true),
	    "certificate-covers:certificate-other-domain certificate-names:certificate-names-lost",
	    false);
	assert_certificate(
	    bundle((struct recipe){.sans = "DNS:www.exemple.cat,email:a@exemple.cat"}, true),
	    "certificate-names:certificate-names-lost", true);
	assert_certificate(bundle((struct recipe){.begin = -DAYS(100), .end = -1}, true),
	    "certificate-valid:certificate-expired certificate-later:certificate-not-later", false);
	assert_certificate(bundle((struct recipe){.begin = -DAYS(100), .end = DAYS(20)}, true),
	    "certificate-later:certificate-not-later", false);
	assert_certificate(bundle((struct recipe){.eku = "serverAuth"}, true),
	    "certificate-client-auth:client-auth-lost", true);
	assert_certificate(
	    bundle((struct recipe){0}, false), "certificate-chain:chain-incomplete", true);
	assert_certificate(bundle((struct recipe){.eku = "clientAuth"}, true),
	    "certificate-chain:chain-other-purpose", true);
	assert_certificate(bundle((struct recipe){.issuer = &private_root}, true),
	    "certificate-issuer:certificate-other-issuer certificate-chain:chain-incomplete", true);
	assert_certificate(bytes_join(bundle((struct recipe){.issuer = &private_root}, false),
			       pem_of(&private_root)),
	    "certificate-issuer:certificate-other-issuer certificate-chain:chain-untrusted", true);
	assert_certificate(text("<!doctype html><title>Sessi\xc3\xb3 caducada</title>"),
	    "certificate-parses:is-html", false);
	assert_certificate(pem_of_key(rsa), "certificate-parses:holds-key", false);
}

/* With nothing served, what fails for two reasons above fails for one. */
static void
faults_alone_where_nothing_is_served(void **state)
{
	struct gate_inputs a = asked();

	(void)state;
	a.csr_spki = spki;
	a.served = false;
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.begin = -DAYS(100), .end = -1}, true),
	    0644, &a, "certificate-valid:certificate-expired", false);
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.sans = ""}, true), 0644, &a,
	    "certificate-covers:certificate-no-sans", false);
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.sans = "email:a@exemple.cat"}, true),
	    0644, &a, "certificate-covers:certificate-no-sans", false);
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.sans = "DNS:altre.cat"}, true), 0644,
	    &a, "certificate-covers:certificate-other-domain", false);
	a.issuers.count = 1; /* Sectigo alone */
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){0}, true), 0644, &a,
	    "certificate-issuer:certificate-other-issuer", true);
	a.issuers.count = 2;
	a.key_spki = other_spki;
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){0}, true), 0644, &a,
	    "certificate-matches:certificate-of-another-key", false);
}

/* The last second of a certificate is its own, and the root's next key leads to the root. */
static void
the_last_second_and_a_change_of_key_are_well(void **state)
{
	struct made next = make(&(struct recipe){.cn = "Arrel", .ca = true, .issuer = &root});
	struct gate_inputs a = asked();

	(void)state;
	a.csr_spki = spki;
	a.served = false;
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.begin = -DAYS(9), .end = 0}, true),
	    0644, &a, "", true);
	assert_gate(GATE_CERTIFICATE, bundle((struct recipe){.begin = -DAYS(9), .end = -1}, true),
	    0644, &a, "certificate-valid:certificate-expired", false);
	a.issuers.count = 0;
	assert_gate(GATE_CERTIFICATE,
	    bytes_join(bundle((struct recipe){.issuer = &next}, false), pem_of(&next)), 0644, &a,
	    "", true);
	made_free(&next);
}

static void
a_wildcard_keeps_the_names_that_it_covers(void **state)
{
	(void)state;
	assert_certificate(
	    bundle((struct recipe){.sans = "DNS:*.exemple.cat,DNS:exemple.cat,email:a@exemple.cat"},
		true),
	    "", true);
}

/* The certificates as PEM, one after the other. */
static struct bytes
several(const struct made *const *list, size_t count)
{
	struct bytes all = {mem_alloc(1), 0};

	for (size_t i = 0; i < count; i++)
		all = bytes_join(all, pem_of(list[i]));
	return all;
}

/* In whatever order they stand. expected NULL: the first one. */
static void
assert_leaf_chosen(const struct made *a, const struct made *b, const char *key, const char *by,
    const struct made *expected)
{
	const struct made *const orders[2][3] = {{a, &intermediate, b}, {b, a, &intermediate}};
	const struct gate_inputs inputs = {.now = NOW, .key_spki = key};

	for (int i = 0; i < 2; i++) {
		struct bytes file = several(orders[i], 3),
			     der = der_of(expected ? expected : orders[i][0]);
		struct document *d = document_read(file.data, file.len, NULL, NULL),
				*one = document_read(der.data, der.len, NULL, NULL);
		struct leaf_choice choice;
		const struct item *item = gate_item(GATE_CERTIFICATE, d, &inputs, &choice);
		bool open;
		char *passed, *remark = mem_printf("certificate-parses:leaf-by-%s", by);

		assert_string_equal(item->facts->sha256, one->items[0].facts->sha256);
		assert_int_equal(choice.leaves, 2);
		document_free(d);
		document_free(one);
		free(der.data);
		passed =
		    run_password(GATE_CERTIFICATE, file, NULL, 0644, &inputs, CHECK_PASSED, &open);
		assert_non_null(strstr(passed, remark));
		free(passed);
		free(remark);
	}
}

static void
of_two_leaves_the_key_or_the_newer_one_decides(void **state)
{
	struct made old = make(&(struct recipe){
			.cn = "a", .issuer = &intermediate, .begin = -DAYS(300), .end = DAYS(60)}),
		    new = make(&(struct recipe){
			.cn = "a", .issuer = &intermediate, .begin = -DAYS(1), .end = DAYS(50)}),
		    same = make(&(struct recipe){
			.cn = "b", .issuer = &intermediate, .begin = -DAYS(1), .end = DAYS(50)});
	struct bytes b = der_of(&old);
	struct document *d = document_read(b.data, b.len, NULL, NULL);

	(void)state;
	assert_leaf_chosen(&old, &new, NULL, "age", &new);
	assert_leaf_chosen(&old, &new, d->items[0].facts->spki_sha256, "key", &old);
	assert_leaf_chosen(&new, &same, NULL, "order", NULL);
	document_free(d);
	free(b.data);
	made_free(&old);
	made_free(&new);
	made_free(&same);
}

static void
form_and_order_are_no_fault_but_the_order_is_remarked(void **state)
{
	struct made m;
	const struct made *list[2] = {&intermediate, &m};
	struct gate_inputs a = asked();
	bool open;
	char *passed;

	(void)state;
	EVP_PKEY_up_ref(rsa);
	m = make(&(struct recipe){.cn = "www.exemple.cat",
	    .issuer = &intermediate,
	    .sans = NAMES,
	    .eku = USES,
	    .key = rsa});
	assert_certificate(pkcs7_of(list, 2, false), "", true);
	assert_certificate(pkcs7_of(list, 2, true), "", true);
	assert_certificate(der_of(&m), "certificate-chain:chain-incomplete", true);
	a.csr_spki = spki;
	passed = run_password(GATE_CERTIFICATE, bytes_join(pem_of(&intermediate), pem_of(&m)), NULL,
	    0644, &a, CHECK_PASSED, &open);
	assert_non_null(strstr(passed, "certificate-chain:chain-wrong-order"));
	free(passed);
	passed = run_password(
	    GATE_CERTIFICATE, pkcs7_of(list, 2, false), NULL, 0644, &a, CHECK_PASSED, &open);
	assert_null(strstr(passed, "chain-wrong-order")); /* a set has no order */
	free(passed);
	made_free(&m);
}

static void
one_that_is_not_valid_yet_passes_with_a_remark(void **state)
{
	struct gate_inputs a = asked();
	bool open;
	char *passed;

	(void)state;
	a.csr_spki = spki;
	passed = run_password(GATE_CERTIFICATE,
	    bundle((struct recipe){.begin = DAYS(3), .end = DAYS(300)}, true), NULL, 0644, &a,
	    CHECK_PASSED, &open);
	assert_non_null(strstr(passed, "certificate-valid:certificate-not-yet-valid"));
	free(passed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_certificate_as_asked_passes),
	    cmocka_unit_test(each_fault_of_a_certificate_fails_its_own_check),
	    cmocka_unit_test(faults_alone_where_nothing_is_served),
	    cmocka_unit_test(the_last_second_and_a_change_of_key_are_well),
	    cmocka_unit_test(a_wildcard_keeps_the_names_that_it_covers),
	    cmocka_unit_test(of_two_leaves_the_key_or_the_newer_one_decides),
	    cmocka_unit_test(form_and_order_are_no_fault_but_the_order_is_remarked),
	    cmocka_unit_test(one_that_is_not_valid_yet_passes_with_a_remark),
	};

	return cmocka_run_group_tests(tests, prepare, discard);
}
