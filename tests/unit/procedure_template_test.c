/* rooms: procedure expiry base */
/* Texts with holes, for people and for Jira, and the number that a form asks of a person. */
#include "procedure/template.h"

#include "base/nif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *
value_of(void *ctx, const char *name, const char **instead)
{
	static const char *const values[][2] = {{"domain", "*.exemple.cat"},
	    {"folder.x", "\\\\servidor\\SUPORT_TECNIC"}, {"empty", ""}, {"evil", "a {code} b"},
	    {"slash", "a\\*b"}};

	(void)ctx;
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (!strcmp(values[i][0], name))
			return values[i][1];
	if (!strcmp(name, "head"))
		*instead = "(nobody *knows*)";
	return NULL;
}

static void
assert_expands(const char *text, enum template_mode mode, const char *expected)
{
	struct buf out = {0};
	struct err err = {0};

	assert_int_equal(template_expand(&out, text, mode, value_of, NULL, &err), 0);
	assert_string_equal(buf_str(&out), expected);
	assert_null(err.code);
	buf_release(&out);
}

static void
assert_fails(const char *text, enum template_mode mode, const char *code, const char *words,
    const char *expected)
{
	struct buf out = {0};
	struct err err = {0};

	assert_int_equal(template_expand(&out, text, mode, value_of, NULL, &err), -1);
	assert_string_equal(err.code, code);
	assert_non_null(strstr(err.text, words));
	assert_non_null(strstr(err.text, err_said(&err, "name")));
	assert_string_equal(buf_str(&out), expected);
	buf_release(&out);
}

static void
plain_text_gets_values_as_they_are(void **state)
{
	(void)state;
	assert_expands("CSR {{domain}} a {{folder.x}}.{{empty}}", TEMPLATE_PLAIN,
	    "CSR *.exemple.cat a \\\\servidor\\SUPORT_TECNIC.");
	assert_expands("{code} {{evil}} { } {", TEMPLATE_PLAIN, "{code} a {code} b { } {");
	/* of a value with an asterisk, what would be bold is not marked so */
	assert_expands("per *{{domain}}* i *{{folder.x}}*", TEMPLATE_PLAIN,
	    "per *.exemple.cat i *\\\\servidor\\SUPORT_TECNIC*");
}

static void
in_wiki_text_a_value_reads_as_itself(void **state)
{
	(void)state;
	assert_expands("per *{{domain}}*", TEMPLATE_WIKI, "per *\\*.exemple.cat*");
	assert_expands("{{evil}}", TEMPLATE_WIKI, "a \\{code\\} b");
}

static void
a_backslash_that_jira_would_take_for_another_thing_is_a_reference(void **state)
{
	(void)state;
	assert_expands("{{folder.x}}", TEMPLATE_WIKI, "&#92;\\servidor\\SUPORT_TECNIC");
	assert_expands("{{slash}}", TEMPLATE_WIKI, "a&#92;\\*b");
	assert_expands("CARPETA\\{{domain}}", TEMPLATE_WIKI, "CARPETA&#92;\\*.exemple.cat");
}

static void
inside_a_block_nothing_is_escaped(void **state)
{
	(void)state;
	assert_expands("{code:java}\nCN: {{domain}}\n{code}\n{{domain}}", TEMPLATE_WIKI,
	    "{code:java}\nCN: *.exemple.cat\n{code}\n\\*.exemple.cat");
	assert_expands("{noformat}{code} {{folder.x}}{noformat}{{domain}}", TEMPLATE_WIKI,
	    "{noformat}{code} \\\\servidor\\SUPORT_TECNIC{noformat}\\*.exemple.cat");
	assert_fails("x\n{code}\n{{evil}}{code}", TEMPLATE_WIKI, "bad-value", "line 3: 'evil'",
	    "x\n{code}\n(?){code}");
}

static void
a_missing_value_is_named_and_the_rest_is_filled(void **state)
{
	(void)state;
	assert_fails("a\n{{nobody}} {{domain}} {{other}}", TEMPLATE_PLAIN, "missing-value",
	    "line 2: 'nobody'", "a\n(?) *.exemple.cat (?)");
	assert_fails(
	    "a {{head}}", TEMPLATE_PLAIN, "missing-value", "line 1: 'head'", "a (nobody *knows*)");
	assert_fails("a {{head}}", TEMPLATE_WIKI, "missing-value", "line 1: 'head'",
	    "a \\(nobody \\*knows\\*\\)");
}

static void
a_part_goes_with_the_value_that_it_is_about(void **state)
{
	(void)state;
	assert_expands("CN[[: {{domain}}]], [[O: {{nobody}}, ]][[{{empty}}x]]fi", TEMPLATE_PLAIN,
	    "CN: *.exemple.cat, fi");
	assert_expands("{code}\nCN[[\nSAN: {{domain}}\nx: {{nobody}}]]\n{code}{{domain}}",
	    TEMPLATE_WIKI, "{code}\nCN\n{code}\\*.exemple.cat");
	assert_expands(
	    "[[text|url]] {{domain}} ]]", TEMPLATE_PLAIN, "[[text|url]] *.exemple.cat ]]");
	assert_fails("[[{{nobody}}]]\n{{nobody}}", TEMPLATE_PLAIN, "missing-value",
	    "line 2: 'nobody'", "\n(?)");
}

static void
braces_that_do_not_close_are_told(void **state)
{
	(void)state;
	assert_fails("a {{domain", TEMPLATE_PLAIN, "bad-template", "line 1", "a {{domain");
	assert_fails("{{Domain}}", TEMPLATE_PLAIN, "bad-template", "line 1", "{{Domain}}");
	assert_fails("{{domain\n}}", TEMPLATE_PLAIN, "bad-template", "line 1", "{{domain\n}}");
}

/* ---- NIF ---- */

static void
assert_nif(const char *typed, const char *expected)
{
	char nif[NIF_BYTES];

	assert_int_equal(nif_normalise(typed, nif, NULL), 0);
	assert_string_equal(nif, expected);
}

static void
assert_no_nif(const char *typed, const char *code)
{
	struct err err = {0};
	char nif[NIF_BYTES];

	assert_int_equal(nif_normalise(typed, nif, &err), -1);
	assert_string_equal(err.code, code);
	assert_string_equal(nif, "");
}

/* Numbers made for tests: the letter is the one the rule gives, the digits are nobody's. */
static void
a_nif_is_known_by_its_letter(void **state)
{
	(void)state;
	assert_nif("12345678Z", "12345678Z");
	assert_nif(" 12.345.678-z ", "12345678Z");
	assert_nif("00000000T", "00000000T");
	assert_nif("X0000000T", "X0000000T");
	assert_nif("ES12345678Z", "12345678Z");
	assert_nif("es-x0000000t", "X0000000T");
	assert_nif("12345678\xc2\xa0Z", "12345678Z"); /* U+00A0 */
	assert_nif("\xe2\x80\x8b"
		   "12345678\xe2\x80\x93Z\n",
	    "12345678Z"); /* U+200B, U+2013 */
	assert_nif("\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94\xef\xbc\x95\xef\xbc\x96"
		   "\xef\xbc\x97\xef\xbc\x98\xef\xbc\x8d\xef\xbc\xba",
	    "12345678Z"); /* full-width */
	assert_nif("y1234567x", "Y1234567X");
	assert_nif("Z1234567R", "Z1234567R");
	assert_nif("K1234567L", "K1234567L");
}

static void
a_wrong_letter_is_told_from_a_wrong_shape(void **state)
{
	(void)state;
	assert_no_nif("12345678A", "nif-letter");
	assert_no_nif("12345687Z", "nif-letter");
	assert_no_nif("X1234567A", "nif-letter");
	assert_no_nif("1234567Z", "nif-shape");
	assert_no_nif("123456789Z", "nif-shape");
	assert_no_nif("123456789", "nif-shape");
	assert_no_nif("A1234567L", "nif-shape");
	assert_no_nif("1234X678Z", "nif-shape");
	assert_no_nif("", "nif-shape");
	assert_no_nif("12345678\xc3\x91", "nif-shape");
}

static void
a_mask_shows_only_the_end(void **state)
{
	char masked[32];
	(void)state;

	nif_mask("12345678Z", masked);
	assert_string_equal(masked, "•••••678Z");
	nif_mask("", masked);
	assert_string_equal(masked, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_text_gets_values_as_they_are),
	    cmocka_unit_test(in_wiki_text_a_value_reads_as_itself),
	    cmocka_unit_test(a_backslash_that_jira_would_take_for_another_thing_is_a_reference),
	    cmocka_unit_test(inside_a_block_nothing_is_escaped),
	    cmocka_unit_test(a_missing_value_is_named_and_the_rest_is_filled),
	    cmocka_unit_test(a_part_goes_with_the_value_that_it_is_about),
	    cmocka_unit_test(braces_that_do_not_close_are_told),
	    cmocka_unit_test(a_nif_is_known_by_its_letter),
	    cmocka_unit_test(a_wrong_letter_is_told_from_a_wrong_shape),
	    cmocka_unit_test(a_mask_shows_only_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
