/* rooms: pki base */
/* The gate of a PKCS#12: what is right passes each check, for each check there is a file that fails it and no other
 * one, and whose seal it has to be. */
#include "tests/unit/document_gates_fixture.h"

/* What a segell of ours replaces: as make() makes its own, when nothing else is asked. */
#define SEAL "CN=Segell,O=Consorci AOC,organizationIdentifier=VATES-Q0801175A,C=ES"

static const char *const seal_uses[] = {"serverAuth"};
static const char *const seal_usage[] = {"digitalSignature", "keyEncipherment"};

static struct gate_inputs
asked_seal(void)
{
	return (struct gate_inputs){
	    .served = true,
	    .served_not_after = NOW + DAYS(20),
	    .served_subject = SEAL,
	    .served_issuer = "CN=Intermedia",
	    .served_eku = {seal_uses, 1},
	    .served_usage_known = true,
	    .served_usage = {seal_usage, 2},
	    .now = NOW,
	};
}

/* NULL: without that attribute. */
static struct made
make_seal(const char *cn, const char *o, const char *identifier, struct recipe r)
{
	X509_NAME *name = X509_NAME_new();
	struct made m;

	csr_field(name, "C", NULL, "ES");
	csr_field(name, "organizationIdentifier", identifier, "");
	csr_field(name, "O", o, "");
	csr_field(name, "CN", cn, "");
	r.subject = name;
	r.issuer = r.issuer ? r.issuer : &intermediate;
	m = make(&r);
	X509_NAME_free(name);
	return m;
}

static void
assert_p12(struct bytes b, const char *password, const char *failures, bool open)
{
	const struct gate_inputs a = asked_seal();
	bool is_open;
	char *found = run_password(GATE_P12, b, password, 0644, &a, CHECK_FAILED, &is_open);

	assert_string_equal(found, failures);
	assert_int_equal(is_open, open);
	free(found);
}

static EVP_PKEY *
key_of(struct bytes der)
{
	const unsigned char *at = der.data;
	EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)der.len);

	free(der.data);
	return key;
}

static void
each_fault_of_a_p12_fails_its_own_check(void **state)
{
	struct made seal =
	    make_seal("Segell", "Consorci AOC", "VATES-Q0801175A", (struct recipe){0});
	struct made old = make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
	    (struct recipe){.begin = -DAYS(900), .end = -DAYS(1)});
	EVP_PKEY *damaged;

	(void)state;
	assert_p12(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal, .other = &intermediate}),
	    "p", "", true);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal}), "q",
	    "p12-opens:p12-password-wrong", false);
	assert_p12(make_p12(&(struct p12_recipe){
		       .password = "p", .leaf = &seal, .mac_count = INT64_C(1) << 31}),
	    "p", "p12-opens:p12-iterations", false);
	assert_p12(pem_of(&seal), NULL, "p12-opens:not-a-p12 p12-complete:p12-no-key", false);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal, .no_key = true}),
	    "p", "p12-complete:p12-no-key", false);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .key = rsa}), "p",
	    "p12-complete:p12-no-certificate", false);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal, .key = rsa}), "p",
	    "p12-matches:p12-mismatch", false);
	damaged = key_of(damaged_key(seal.key, OSSL_PKEY_PARAM_PRIV_KEY));
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal, .key = damaged}),
	    "p", "p12-matches:key-damaged", false);
	EVP_PKEY_free(damaged);
	assert_p12(make_p12(&(struct p12_recipe){.password = "p", .leaf = &old}), "p",
	    "p12-dates:certificate-expired p12-later:certificate-not-later", true);
	made_free(&seal);
	made_free(&old);
}

/* The seal goes into a file of its own and is freed. */
static void
assert_seal(struct made seal, const char *failures, bool open)
{
	assert_p12(
	    make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal}), "p", failures, open);
	made_free(&seal);
}

static void
a_stranger_is_refused_whatever_opens(void **state)
{
	(void)state;
	assert_seal(
	    make_seal("Segell", "Consorci AOC", "VATES-Q0801175A", (struct recipe){0}), "", true);
	assert_seal(
	    make_seal("Segell", "Ajuntament d'Altrelloc", "VATES-Q0801175A", (struct recipe){0}),
	    "p12-organization:p12-identity-differs p12-form:p12-subject-differs", false);
	assert_seal(make_seal("Segell", "Consorci AOC", "VATES-P0800000B", (struct recipe){0}),
	    "p12-identifier:p12-identity-differs p12-form:p12-subject-differs", false);
	assert_seal(make_seal("Un altre", "Consorci AOC", "VATES-Q0801175A", (struct recipe){0}),
	    "p12-name:p12-identity-differs p12-form:p12-subject-differs", false);
	assert_seal(make_seal("Segell", NULL, "VATES-Q0801175A", (struct recipe){0}),
	    "p12-organization:p12-identity-absent p12-form:p12-subject-differs", false);
}

/* QcStatements with a QcType alone (ETSI EN 319 412-5 4.2.3), "01" esign, "02" eseal, "03" web. */
#define QC_TYPE(n) "DER:30:15:30:13:06:06:04:00:8E:46:01:06:30:09:06:07:04:00:8E:46:01:06:" n

/* Of a first one: no certificate was seen, and the list says what it has to be. */
static void
assert_kind(
    const char *statements, const char *eku, int declared, enum check_state want, const char *code)
{
	struct made seal = make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
	    (struct recipe){.statements = statements, .eku = eku});
	const struct gate_inputs a = {.now = NOW, .declared = declared, .declared_kind = "segell"};
	char *found, *wanted = mem_printf("p12-kind%s%s", *code ? ":" : "", code);
	bool open;

	found =
	    run_password(GATE_P12, make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal}),
		"p", 0600, &a, want, &open);
	if (!strstr(found, wanted))
		fail_msg("%s is not in: %s", wanted, found);
	assert_int_equal(open, want != CHECK_FAILED);
	free(found);
	free(wanted);
	made_free(&seal);
}

static void
a_p12_is_of_the_kind_that_the_list_has(void **state)
{
	(void)state;
	assert_kind(QC_TYPE("02"), NULL, PURPOSE_SEAL, CHECK_PASSED, "");
	assert_kind(QC_TYPE("02"), NULL, PURPOSE_APPLICATION, CHECK_FAILED, "p12-for-seal");
	assert_kind(QC_TYPE("01"), NULL, PURPOSE_SEAL, CHECK_FAILED, "p12-for-person");
	assert_kind(QC_TYPE("03"), NULL, PURPOSE_SEAL, CHECK_FAILED, "p12-for-web");
	assert_kind(NULL, "codeSigning", PURPOSE_SOFTWARE, CHECK_PASSED, "");
	assert_kind(NULL, "codeSigning", PURPOSE_SEAL, CHECK_FAILED, "p12-for-software");
	assert_kind(NULL, "clientAuth,emailProtection", PURPOSE_SEAL, CHECK_NOT_APPLICABLE,
	    "p12-kind-untold");
	assert_kind(
	    "DER:30:03:30:01:06", NULL, PURPOSE_SEAL, CHECK_NOT_APPLICABLE, "p12-kind-untold");
	assert_kind("DER:04:01:00", NULL, PURPOSE_SEAL, CHECK_NOT_APPLICABLE, "p12-kind-untold");
	assert_kind(QC_TYPE("02"), NULL, -1, CHECK_NOT_APPLICABLE, "p12-no-kind");
}

static void
what_is_only_written_otherwise_wants_a_reason(void **state)
{
	(void)state;
	assert_seal(make_seal("SEGELL", "Consorci  AOC", "VATES-Q0801175A", (struct recipe){0}),
	    "p12-form:p12-subject-differs", true);
	assert_seal(make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
			(struct recipe){.issuer = &root}),
	    "p12-issuer:p12-issuer-differs", true);
	assert_seal(make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
			(struct recipe){.eku = "clientAuth"}),
	    "p12-uses:p12-uses-differ", true);
}

/* Its facts may have been kept before key usage was, and before names had an identifier. */
static void
what_the_old_one_does_not_say_is_not_held_against_the_new_one(void **state)
{
	struct made seal =
	    make_seal("Segell", "Consorci AOC", "VATES-Q0801175A", (struct recipe){0});
	struct gate_inputs a = asked_seal();
	bool open;
	char *found;

	(void)state;
	a.served_subject = "CN=Segell,O=Consorci AOC,C=ES";
	a.served_usage_known = false;
	a.served_usage.count = 0;
	found =
	    run_password(GATE_P12, make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal}),
		"p", 0600, &a, CHECK_FAILED, &open);
	assert_string_equal(found, "p12-form:p12-subject-differs");
	assert_true(open);
	free(found);
	made_free(&seal);
}

static void
a_first_one_is_shown_whole_and_confirmed_by_a_person(void **state)
{
	struct made seal = make_seal("Segell", "Consorci AOC", "VATES-Q0801175A",
	    (struct recipe){.sans = "email:segell@exemple.cat"});
	const struct gate_inputs nothing = {.now = NOW};
	struct bytes b = make_p12(&(struct p12_recipe){.password = "p", .leaf = &seal});
	struct password p = password_of("p");
	struct document *d = document_read(b.data, b.len, &p, NULL);
	struct gate_report report;

	(void)state;
	gate_run(GATE_P12, d, NULL, &nothing, &report);
	assert_true(gate_open(&report));
	for (size_t i = 0; i < report.count; i++) {
		const json_t *args = report.results[i].args;

		if (strcmp(check_id(report.checks[i]), "p12-replaces") != 0) {
			assert_int_not_equal(report.results[i].state, CHECK_FAILED);
			continue;
		}
		assert_int_equal(report.results[i].state, CHECK_FAILED);
		assert_false(check_critical(report.checks[i]));
		assert_string_equal(report.results[i].code, "p12-first");
		assert_string_equal(json_string_value(json_object_get(args, "is")), SEAL);
		assert_string_equal(
		    json_string_value(json_object_get(args, "issuer")), "CN=Intermedia");
		assert_string_equal(
		    json_string_value(json_object_get(args, "names")), "email:segell@exemple.cat");
		assert_string_equal(json_string_value(json_object_get(args, "uses")),
		    "digitalSignature, keyEncipherment, serverAuth");
	}
	gate_release(&report);
	document_free(d);
	free(b.data);
	made_free(&seal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_fault_of_a_p12_fails_its_own_check),
	    cmocka_unit_test(a_stranger_is_refused_whatever_opens),
	    cmocka_unit_test(a_p12_is_of_the_kind_that_the_list_has),
	    cmocka_unit_test(what_is_only_written_otherwise_wants_a_reason),
	    cmocka_unit_test(what_the_old_one_does_not_say_is_not_held_against_the_new_one),
	    cmocka_unit_test(a_first_one_is_shown_whole_and_confirmed_by_a_person),
	};

	return cmocka_run_group_tests(tests, prepare, discard);
}
