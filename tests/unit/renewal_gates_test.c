/* rooms: procedure expiry base */
/* What a file has to pass, and the closed loop: verified at every address, closed, opened again. */
#include "tests/unit/renewal_fixture.h"

/* ---- gates ---- */

static void
a_critical_check_cannot_be_got_round(void **state)
{
	(void)state;
	begin_server();
	walk_to_ctti();
	bring("certificat", "certificate-matches certificate-chain");
	assert_state("certificat", "doing");
	refused("critical-check", "accept", "certificat", "{\"check\":\"certificate-matches\"}",
	    "Tant és");
	refused("bad-state", "skip", "certificat", NULL, "Tant és");
	refused("bad-state", "exclude", "certificat", NULL, "Tant és");
	bring("certificat", "certificate-chain");
	assert_state("certificat", "doing");
	refused("reason-needed", "accept", "certificat", "{\"check\":\"certificate-chain\"}", NULL);
	act_noted(
	    "accept", "certificat", "{\"check\":\"certificate-chain\"}", "La posa el servidor");
	assert_state("certificat", "done");
	assert_int_equal(json_array_size(json_object_get(record("certificat"), "earlier")), 1);
}

static void
the_key_may_be_absent_but_not_wrong(void **state)
{
	(void)state;
	begin_server();
	walk_to_ctti();
	act("again", "fitxer-key", NULL);
	act_noted("exclude", "fitxer-key", NULL, "La genera l'aparell");
	assert_state("fitxer-key", "not-applicable");
	act("again", "fitxer-key", NULL);
	bring("fitxer-key", "key-matches-csr");
	refused("critical-check", "exclude", "fitxer-key", NULL, "Tant és");
	refused("bad-state", "skip", "fitxer-key", NULL, "Tant és");
}

static void
a_check_that_was_not_made_has_not_passed(void **state)
{
	(void)state;
	begin_server();
	walk_to_ctti();
	act("document", "certificat", "{\"document\":{\"sha256\":\"1\"},\"checks\":[]}");
	assert_state("certificat", "doing");
	refused("bad-argument", "document", "certificat",
	    "{\"document\":{\"sha256\":\"1\"},\"checks\":[{\"name\":\"csr-cn\",\"result\":"
	    "\"passed\"}]}",
	    NULL);
	refused("bad-argument", "document", "certificat",
	    "{\"document\":{\"sha256\":\"1\"},\"checks\":[{\"name\":\"certificate-valid\","
	    "\"result\":\"accepted\"}]}",
	    NULL);
	refused("bad-argument", "document", "certificat", "{\"document\":{},\"checks\":[]}", NULL);
}

/* A new host has no old certificate to be compared with; but not everything can be left out. */
static void
a_check_with_nothing_to_look_at_holds_nothing_back(void **state)
{
	(void)state;
	begin_server();
	walk_to_ctti();
	act("again", "fitxer-key", NULL);
	act("document", "fitxer-key",
	    "{\"document\":{\"sha256\":\"1\"},\"checks\":["
	    "{\"name\":\"key-parses\",\"result\":\"not-applicable\"},"
	    "{\"name\":\"key-matches-csr\",\"result\":\"not-applicable\"},"
	    "{\"name\":\"key-private\",\"result\":\"passed\"},"
	    "{\"name\":\"key-new\",\"result\":\"passed\"}]}");
	assert_state("fitxer-key", "doing");
	act("document", "fitxer-key",
	    "{\"document\":{\"sha256\":\"1\"},\"checks\":["
	    "{\"name\":\"key-parses\",\"result\":\"passed\"},"
	    "{\"name\":\"key-matches-csr\",\"result\":\"passed\"},"
	    "{\"name\":\"key-private\",\"result\":\"not-applicable\",\"code\":\"no-file\"},"
	    "{\"name\":\"key-new\",\"result\":\"not-applicable\",\"code\":\"no-earlier\"}]}");
	assert_state("fitxer-key", "done");
	assert_string_equal(
	    json_string_value(json_object_get(
		json_object_get(json_object_get(record("fitxer-key"), "checks"), "key-new"),
		"result")),
	    "not-applicable");
}

static void
one_that_a_critical_check_refuses_is_no_document(void **state)
{
	json_t *doc;
	(void)state;
	begin_server();
	walk_to_ctti();
	bring("certificat", "certificate-matches");
	doc = renewal_json(r);
	assert_null(json_object_get(json_object_get(doc, "documents"), "certificate"));
	assert_non_null(json_object_get(record("certificat"), "refused"));
	json_decref(doc);
	bring("certificat", NULL);
	doc = renewal_json(r);
	assert_non_null(json_object_get(json_object_get(doc, "documents"), "certificate"));
	assert_null(json_object_get(record("certificat"), "refused"));
	json_decref(doc);
}

static void
nothing_but_facts_of_a_document_is_kept(void **state)
{
	json_t *doc;
	char *text;
	(void)state;

	begin_server();
	walk_to_ctti();
	act("document", "certificat",
	    "{\"document\":{\"sha256\":\"1\",\"name\":\"x.crt\",\"content\":\"SECRET\","
	    "\"password\":\"SECRET\"},\"checks\":[],"
	    "\"password\":\"SECRET\"}");
	doc = renewal_json(r);
	text = json_dumps(doc, 0);
	assert_non_null(strstr(text, "x.crt"));
	assert_null(strstr(text, "SECRET"));
	free(text);
	json_decref(doc);
}

static void
an_archive_is_compared_or_confirmed(void **state)
{
	(void)state;
	begin_server();
	walk_to_ctti();
	bring("certificat", NULL);
	refused("bad-argument", "archive", "arxiu", "{\"digests\":{\"csr\":\"f11e\"}}", NULL);
	refused("digest-differs", "archive", "arxiu",
	    "{\"digests\":{\"csr\":\"f11e\",\"key\":\"f11e\",\"certificate\":\"beef\"}}", NULL);
	act("archive", "arxiu",
	    "{\"digests\":{\"csr\":\"f11e\",\"key\":\"f11e\",\"certificate\":\"f11e\"}}");
	assert_string_equal(recorded("arxiu", "folder"),
	    "(Sharepoint) Tecnologia - "
	    "SUPORT_TECNIC\\CERTIFICATS\\CDS\\CESICAT\\2026\\www.exemple.cat");
	assert_string_equal(recorded("arxiu", "compared"), "digests");
}

/* ---- the closed loop ---- */

static void
verify_wants_the_new_certificate_on_every_address(void **state)
{
	(void)state;
	begin_server();
	walk_to_verify();
	act("observe", "verificar",
	    "{\"addresses\":[" SERVES("192.0.2.1", NEW_DIGEST) "," SERVES(
		"192.0.2.2", OLD_DIGEST) "]}");
	assert_state("verificar", "doing");
	assert_int_equal(json_integer_value(json_object_get(record("verificar"), "good")), 1);
	assert_int_equal(json_integer_value(json_object_get(record("verificar"), "total")), 2);
	refused("bad-state", "complete", "verificar", NULL, NULL);
	refused("bad-state", "skip", "verificar", NULL, "Ja ho he mirat");
	/* the right one, which its CA has revoked */
	act("observe", "verificar",
	    "{\"addresses\":[{\"monitor\":7,\"address\":\"192.0.2.1\",\"connections\":8,"
	    "\"revoked\":true,"
	    "\"sha256s\":[\"" NEW_DIGEST "\"]}]}");
	assert_state("verificar", "doing");
	assert_int_equal(json_integer_value(json_object_get(record("verificar"), "good")), 0);
	/* a balancer behind which old and new take turns, and a look that was too short */
	act("observe", "verificar",
	    "{\"addresses\":[{\"monitor\":7,\"address\":\"192.0.2.1\",\"connections\":8,"
	    "\"sha256s\":[\"" NEW_DIGEST "\",\"" OLD_DIGEST "\"]}]}");
	assert_state("verificar", "doing");
	act("observe", "verificar",
	    "{\"addresses\":[{\"monitor\":7,\"address\":\"192.0.2.1\",\"connections\":3,"
	    "\"sha256s\":[\"" NEW_DIGEST "\"]}]}");
	assert_state("verificar", "doing");
	act("observe", "verificar",
	    "{\"addresses\":[" SERVES(
		"192.0.2.1", NEW_DIGEST) ",{\"monitor\":7,\"address\":\"2001:db8::1\",\"outcome\":"
					 "\"not-checked\"}]}");
	assert_state("verificar", "done");
}

static void
a_monitor_without_any_address_is_not_verified(void **state)
{
	(void)state;
	begin("cds-cesicat",
	    "[{\"id\":7,\"domain\":\"www.exemple.cat\",\"type\":\"endpoint\"},"
	    "{\"id\":8,\"domain\":\"api.exemple.cat\",\"type\":\"endpoint\"}]",
	    "server", NOON + DAYS(40), NULL);
	assert_value("domains", "www.exemple.cat, api.exemple.cat");
	walk_to_verify();
	act("observe", "verificar", "{\"addresses\":[" SERVES("192.0.2.1", NEW_DIGEST) "]}");
	assert_state("verificar", "doing");
	refused("digest-differs", "seen", "verificar",
	    "{\"monitor\":8,\"address\":\"10.0.0.1\",\"sha256\":\"" OLD_DIGEST "\"}", NULL);
	refused("bad-argument", "seen", "verificar",
	    "{\"monitor\":8,\"address\":\"10.0.0.1\",\"sha256\":\"B0:B0:B0\"}", NULL);
	act("seen", "verificar",
	    "{\"monitor\":8,\"address\":\"10.0.0.1\",\"sha256\":\"SHA-256 "
	    "Fingerprint=B0:B0:B0:B0:B0:B0:B0:B0:"
	    "B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0:B0\",\"where\":"
	    "\"Firefox\"}");
	assert_state("verificar", "done");
	assert_string_equal(
	    json_string_value(json_object_get(
		json_object_get(json_object_get(record("verificar"), "seen"), "8 10.0.0.1"), "by")),
	    "op1");
}

static void
an_address_in_a_browser_is_not_the_others(void **state)
{
	static const char known[] =
	    ",\"addresses\":[{\"monitor\":7,\"address\":\"192.0.2.1\","
	    "\"outcome\":\"ok\",\"sha256\":\"" NEW_DIGEST "\"},"
	    "{\"monitor\":7,\"address\":\"192.0.2.2\",\"outcome\":\"timeout\"}]}";
	char args[1024];
	(void)state;

	begin_server();
	walk_to_verify();
	snprintf(args, sizeof(args), "{\"monitor\":7,\"address\":\"192.0.2.1\",\"sha256\":\"%s\"%s",
	    NEW_DIGEST, known);
	act("seen", "verificar", args);
	assert_state("verificar", "doing");
	snprintf(args, sizeof(args), "{\"monitor\":7,\"address\":\"192.0.2.2\",\"sha256\":\"%s\"%s",
	    NEW_DIGEST, known);
	act("seen", "verificar", args);
	assert_state("verificar", "done");
}

static void
a_file_among_hosts_leaves_them_to_be_seen(void **state)
{
	(void)state;
	begin("cds-cesicat",
	    "[{\"id\":9,\"name\":\"Segell\",\"type\":\"file\"},"
	    "{\"id\":7,\"domain\":\"www.exemple.cat\",\"type\":\"endpoint\"}]",
	    "server", NOON + DAYS(40), NULL);
	walk_to_verify();
	act("observe", "verificar", "{\"addresses\":[" SERVES("192.0.2.1", OLD_DIGEST) "]}");
	assert_state("verificar", "doing");
	act("observe", "verificar", "{\"addresses\":[" SERVES("192.0.2.1", NEW_DIGEST) "]}");
	assert_state("verificar", "done");

	begin("dispositiu-eacat",
	    "[{\"id\":9,\"name\":\"Segell\",\"type\":\"file\"},"
	    "{\"id\":7,\"domain\":\"www.exemple.cat\",\"type\":\"planned\"}]",
	    "device", NOON + DAYS(40), NULL);
	assert_state("verificar-servidor", "todo");
}

static void
a_renewal_of_files_alone_is_seen_nowhere(void **state)
{
	(void)state;
	begin_server();
	walk_to_verify();
	act("monitors", NULL, "{\"monitors\":" A_FILE "}");
	act("observe", "verificar", "{\"addresses\":[]}");
	assert_state("verificar", "doing");
}

static void
an_override_says_why(void **state)
{
	(void)state;
	begin_server();
	walk_to_verify();
	refused("reason-needed", "override", "verificar", NULL, NULL);
	act_noted("override", "verificar", NULL, "Només es veu des de dins");
	assert_state("verificar", "done");
	assert_string_equal(json_string_value(json_object_get(
				json_object_get(record("verificar"), "override"), "reason")),
	    "Només es veu des de dins");
}

static void
another_certificate_is_verified_anew(void **state)
{
	(void)state;
	begin_server();
	walk_to_verify();
	act("observe", "verificar", "{\"addresses\":[" SERVES("192.0.2.1", NEW_DIGEST) "]}");
	bring("certificat", NULL); /* the same again */
	assert_state("verificar", "done");
	act("document", "certificat",
	    "{\"document\":{\"sha256\":\"2\",\"certificate_sha256\":\"" OLD_DIGEST
	    "\"},\"checks\":[]}");
	assert_state("verificar", "todo");
	assert_state("certificat", "doing");
}

static void
a_roll_back_after_closing_opens_it_again(void **state)
{
	(void)state;
	begin_server();
	refused("bad-state", "rolled-back", NULL, NULL, NULL);
	walk_to_end();
	refused("reason-needed", "reopen", NULL, NULL, NULL);
	act("rolled-back", NULL, "{\"addresses\":[" SERVES("192.0.2.1", OLD_DIGEST) "]}");
	assert_state("verificar", "doing");
	refused("open-steps", "close", NULL, NULL, NULL);
	act("observe", "verificar", "{\"addresses\":[" SERVES("192.0.2.1", NEW_DIGEST) "]}");
	act("close", NULL, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    t(a_critical_check_cannot_be_got_round),
	    t(the_key_may_be_absent_but_not_wrong),
	    t(a_check_that_was_not_made_has_not_passed),
	    t(a_check_with_nothing_to_look_at_holds_nothing_back),
	    t(one_that_a_critical_check_refuses_is_no_document),
	    t(nothing_but_facts_of_a_document_is_kept),
	    t(an_archive_is_compared_or_confirmed),
	    t(verify_wants_the_new_certificate_on_every_address),
	    t(a_monitor_without_any_address_is_not_verified),
	    t(an_address_in_a_browser_is_not_the_others),
	    t(a_file_among_hosts_leaves_them_to_be_seen),
	    t(a_renewal_of_files_alone_is_seen_nowhere),
	    t(an_override_says_why),
	    t(another_certificate_is_verified_anew),
	    t(a_roll_back_after_closing_opens_it_again),
	};

	return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
