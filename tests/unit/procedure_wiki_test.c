/* rooms: procedure expiry base */
/* What stands in a hole of a ticket's text reads in Jira as it reads here. The other side is a small model of Jira's
 * renderer: what it takes for an escape or a reference, and which marks it would act upon. */
#include "procedure/wiki.h"

#include "procedure/template.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char marks[] = "-#*_+?^~|%{}[]()!@";

static const char *
the_value(void *ctx, const char *name, const char **instead)
{
	(void)name;
	(void)instead;
	return ctx;
}

static void
expand(struct buf *out, const char *text, enum template_mode mode, const char *value)
{
	assert_int_equal(
	    template_expand(out, text, mode, the_value, (void *)(uintptr_t)value, NULL), 0);
}

static void
assert_wiki(const char *text, const char *value, const char *expected)
{
	struct buf out = {0};

	expand(&out, text, TEMPLATE_WIKI, value);
	assert_string_equal(buf_str(&out), expected);
	buf_release(&out);
}

static void
each_mark_gets_a_backslash(void **state)
{
	(void)state;
	for (const char *c = marks; *c; c++) {
		const char alone[] = {*c, '\0'}, escaped[] = {'\\', *c, '\0'};
		const char last[] = {'a', *c, '\0'}, last_escaped[] = {'a', '\\', *c, '\0'};

		assert_wiki("{{v}}", alone, escaped);
		assert_wiki("{{v}}", last, last_escaped);
	}
	assert_wiki("{{v}}", "a b,c.d:e;f/g=h$i'j\"k<l>m&n", "a b,c.d:e;f/g=h$i'j\"k<l>m&n");
	assert_wiki("{{v}}", "*.aoc.cat", "\\*.aoc.cat");
	assert_wiki("{{v}}", "{code}", "\\{code\\}");
	assert_wiki("{{v}}", "Còpia (número 2) à-b", "Còpia \\(número 2\\) à\\-b");
}

static void
within_a_word_a_mark_is_none(void **state)
{
	(void)state;
	assert_wiki("{{v}}", "www-pre.exemple.cat", "www-pre.exemple.cat");
	assert_wiki("{{v}}", "cap_de-servei@exemple.cat", "cap_de-servei@exemple.cat");
	assert_wiki("{{v}}", "a - b-", "a \\- b\\-");
	assert_wiki("{{v}}", "-a-", "\\-a\\-");
	assert_wiki("{{v}}", "a--b", "a\\-\\-b");
	assert_wiki("a{{v}}b", "-", "a\\-b");
	assert_wiki("{{v}}", "2*3+4", "2\\*3\\+4");
}

static void
a_backslash_is_never_one_of_two(void **state)
{
	(void)state;
	assert_wiki("{{v}}", "\\\\servidor\\SUPORT", "&#92;\\servidor\\SUPORT");
	assert_wiki("{{v}}", "a\\*b", "a&#92;\\*b");
	assert_wiki("{{v}}\\x", "a\\", "a&#92;\\x");
	assert_wiki("x\\{{v}}", "\\a", "x&#92;\\a");
	assert_wiki("{{v}}*", "a\\", "a&#92;*");
	assert_wiki("{{v}}{code}\nx{code}", "a\\", "a&#92;{code}\nx{code}");
	assert_wiki("{{v}}\n", "C:\\dir\\", "C:\\dir\\\n");
}

static void
a_url_is_shown_as_it_stands(void **state)
{
	(void)state;
	assert_wiki("{{v}}", "https://a.cat/x_(y)-*?z#q !", "https://a.cat/x_(y)-*?z#q \\!");
	assert_wiki("https://{{v}}/ {{v}}", "*.a.cat", "https://*.a.cat/ \\*.a.cat");
	assert_wiki("{{v}}", "\"https://a.cat/*\"", "\"https://a.cat/\\*\"");
	assert_wiki("{{v}}", "xhttp://a/*", "xhttp://a/\\*");
}

static void
what_would_be_made_of_it_otherwise_is_not(void **state)
{
	(void)state;
	assert_wiki("{{v}}", "&#42; &amp; & &x", "&\\#42; &amp;amp; & &x");
	assert_wiki("{{v}}", "E:D E:P. :Da", "E&#58;D E&#58;P. :Da");
	assert_wiki("({{v}})", "x:", "(x&#58;\\)");
	assert_wiki("({{v}})", "x;", "(x;\\)");
	assert_wiki("({{v}})", "Segell (EV)", "(Segell \\(EV\\)\\)");
	assert_wiki("({{v}})", "CDS-1", "(CDS-1)");
	assert_wiki("{{v}}", "h1. x", "h1&#46; x");
	assert_wiki("a\n  {{v}}", "bq. x", "a\n  bq&#46; x");
	assert_wiki("a {{v}}", "h1. x", "a h1. x");
}

static void
in_a_block_all_is_as_it_is(void **state)
{
	static const char all[] = "*-_ \\\\ {x} :D &#42; (;)";

	(void)state;
	assert_wiki(
	    "{code:java}\nCN: {{v}}\n{code}{{v}}", "*.a", "{code:java}\nCN: *.a\n{code}\\*.a");
	assert_wiki(
	    "{noformat}{{v}}{noformat}", all, "{noformat}*-_ \\\\ {x} :D &#42; (;){noformat}");
}

/* ---- the model of Jira ---- */

static bool
is_word(char c)
{
	return isalnum((unsigned char)c);
}

/* The number of bytes of the URL that begins here; 0. */
static size_t
url_at(const char *all, const char *at)
{
	static const char *const schemes[] = {"https://", "http://"};
	size_t n = 0;

	if (at > all && (is_word(at[-1]) || strchr("\"[|'!", at[-1])))
		return 0;
	for (size_t i = 0; i < 2 && !n; i++)
		if (!strncmp(at, schemes[i], strlen(schemes[i])))
			while (
			    at[n] && (is_word(at[n]) || strchr("-_.!~*';/?:@#&=%+$,[]()\\", at[n])))
				n++;
	return n;
}

/* What is shown; what Jira would take for markup fails. */
static void
read_as_jira(const char *wiki, struct buf *shown)
{
	struct buf ready = {0};

	for (const char *c = wiki; *c;) {
		size_t url = url_at(wiki, c);
		int number = 0, len = 0;

		if (url) {
			buf_add(shown, c, url);
			buf_puts(&ready, "URL ");
			c += url;
		} else if (*c == '\\' && c[1] && strchr(marks, c[1])) {
			assert_false(c > wiki && c[-1] == '\\'); /* that is no escape */
			buf_putc(shown, c[1]);
			buf_puts(&ready, "&#0;");
			c += 2;
		} else if (sscanf(c, "&#%d;%n", &number, &len) == 1 && len) {
			buf_putc(shown, (char)number);
			buf_puts(&ready, "&#0;");
			c += len;
		} else if (!strncmp(c, "&amp;", 5)) {
			buf_putc(shown, '&');
			buf_puts(&ready, "&amp;");
			c += 5;
		} else {
			assert_false(*c == '\\' && c[1] == '\\');
			if (strchr("-_@", *c))
				assert_true(c > wiki && is_word(c[-1]) && is_word(c[1]));
			else
				assert_true(strchr("()x", *c) || !strchr(marks, *c));
			buf_putc(shown, *c);
			buf_putc(&ready, *c++);
		}
	}
	for (const char *c = buf_str(&ready); *c; c++) {
		assert_false(*c == ':' && c[1] && strchr(")(DPp", c[1]) && !is_word(c[2]));
		assert_false(*c == ';' && c[1] == ')');
	}
	buf_release(&ready);
}

static uint32_t
next_of(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 16;
}

static void
what_is_shown_is_the_plain_text(void **state)
{
	static const char *const texts[] = {
	    "{{v}}", "a ({{v}}) b", "x\\{{v}}\\{{v}}", "\n{{v}}\n", "({{v}}", "CN{{v}}x: {{v}})"};
	static const char *const pieces[] = {"*", "-", "_", "\\", "\\\\", ":", "D", ";", ")", "(",
	    "a", "b1", "&", "#42;", "amp;", "{code}", "[x]", "@", "!", "?", "^", "~", "|", "%", "+",
	    "#", " ", ".", "h1", "bq", " https://a.cat/x_y-*? ", "/", "ç", "'", "\""};
	uint32_t seed = 7;

	(void)state;
	for (int i = 0; i < 60000; i++) {
		struct buf value = {0}, plain = {0}, wiki = {0}, shown = {0};
		const char *text = texts[next_of(&seed) % (sizeof(texts) / sizeof(*texts))];

		for (uint32_t n = next_of(&seed) % 9 + 1; n; n--)
			buf_puts(
			    &value, pieces[next_of(&seed) % (sizeof(pieces) / sizeof(*pieces))]);
		expand(&plain, text, TEMPLATE_PLAIN, value.data);
		expand(&wiki, text, TEMPLATE_WIKI, value.data);
		read_as_jira(buf_str(&wiki), &shown);
		assert_string_equal(buf_str(&shown), buf_str(&plain));
		buf_release(&value);
		buf_release(&plain);
		buf_release(&wiki);
		buf_release(&shown);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_mark_gets_a_backslash),
	    cmocka_unit_test(within_a_word_a_mark_is_none),
	    cmocka_unit_test(a_backslash_is_never_one_of_two),
	    cmocka_unit_test(a_url_is_shown_as_it_stands),
	    cmocka_unit_test(what_would_be_made_of_it_otherwise_is_not),
	    cmocka_unit_test(in_a_block_all_is_as_it_is),
	    cmocka_unit_test(what_is_shown_is_the_plain_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
