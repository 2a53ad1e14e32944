/* rooms: base */
/* Hosts as people write them in a form, a list, a command or a mail: what each text means, and the one form of its
 * host. */
#include "base/endpoint.h"
#include "base/hostname.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { NO_PORT = -1 }; /* what stands for a port is none */
enum flags { SAID = 1, WILDCARD = 2 };

/* form: of the host; beginning with '!', why it has none. */
static const struct {
	const char *text, *host;
	int port;
	unsigned flags;
	const char *form;
} cases[] = {
    {"seu.exemple.cat", "seu.exemple.cat", 0, 0, "seu.exemple.cat"},
    {"a.cat", "a.cat", 0, 0, "a.cat"},
    {"localhost", "localhost", 0, 0, "localhost"},
    {"Seu.EXEMPLE.cat", "Seu.EXEMPLE.cat", 0, 0, "seu.exemple.cat"},
    {"seu.exemple.cat.", "seu.exemple.cat.", 0, 0, "seu.exemple.cat"},
    {"seu.exemple.cat.:444", "seu.exemple.cat.", 444, SAID, "seu.exemple.cat"},
    {"seu.exemple.cat..", "seu.exemple.cat..", 0, 0, "!not-a-name"},
    {"a..cat", "a..cat", 0, 0, "!not-a-name"},
    {".", ".", 0, 0, "!not-a-name"},
    {"", "", 0, 0, "!empty"},
    {"   ", "", 0, 0, "!empty"},
    {"_sip.exemple.cat", "_sip.exemple.cat", 0, 0, "_sip.exemple.cat"},
    {"ab--c.cat", "ab--c.cat", 0, 0, "ab--c.cat"}, /* not for libidn2 */
    {"-a-.cat", "-a-.cat", 0, 0, "-a-.cat"},
    {"two words", "two words", 0, 0, "!space"},
    {"a;b.cat", "a;b.cat", 0, 0, "!not-a-name"},
    {"a,b", "a,b", 0, 0, "!not-a-name"},
    /* blanks around */
    {"  seu.exemple.cat:8443  ", "seu.exemple.cat", 8443, SAID, "seu.exemple.cat"},
    {"\t\u00a0a.cat \u00a0\r\n", "a.cat", 0, 0, "a.cat"},
    {"a\u00a0b.cat", "a\u00a0b.cat", 0, 0, "!space"},
    {"a.cat :443", "a.cat ", 443, SAID, "!space"},
    /* ports */
    {"seu.exemple.cat:8443", "seu.exemple.cat", 8443, SAID, "seu.exemple.cat"},
    {"a.cat:1", "a.cat", 1, SAID, "a.cat"},
    {"a.cat:00443", "a.cat", 443, SAID, "a.cat"},
    {"a.cat:000443", "a.cat", 443, SAID, "a.cat"},
    {"a.cat:65535", "a.cat", 65535, SAID, "a.cat"},
    {"a.cat:65536", "a.cat", NO_PORT, 0, "a.cat"},
    {"a.cat:99999999999999999999", "a.cat", NO_PORT, 0, "a.cat"},
    {"a.cat:0", "a.cat", NO_PORT, 0, "a.cat"},
    {"a.cat:", "a.cat", NO_PORT, 0, "a.cat"},
    {"a.cat:+1", "a.cat", NO_PORT, 0, "a.cat"},
    {"a.cat:-1", "a.cat", NO_PORT, 0, "a.cat"},
    {"a.cat: 443", "a.cat", NO_PORT, 0, "a.cat"},
    {"a.cat:443x", "a.cat", NO_PORT, 0, "a.cat"},
    {"a.cat:https", "a.cat", NO_PORT, 0, "a.cat"},
    {":443", "", 443, SAID, "!empty"},
    /* addresses */
    {"192.0.2.7", "192.0.2.7", 0, 0, "192.0.2.7"},
    {"192.0.2.7:443", "192.0.2.7", 443, SAID, "192.0.2.7"},
    {"192.0.2.0/24", "192.0.2.0/24", 0, 0, "!not-a-name"}, /* a network is no host */
    {"::1", "::1", 0, 0, "::1"},
    {"2001:db8::7", "2001:db8::7", 0, 0, "2001:db8::7"},
    {"2001:DB8:0:0::7", "2001:DB8:0:0::7", 0, 0, "2001:db8::7"},
    {"2001:db8::7:443", "2001:db8::7:443", 0, 0, "2001:db8::7:443"}, /* all of it an address */
    {"[2001:db8::7]", "2001:db8::7", 0, 0, "2001:db8::7"},
    {"[2001:db8::7]:8443", "2001:db8::7", 8443, SAID, "2001:db8::7"},
    {"[::ffff:192.0.2.7]", "::ffff:192.0.2.7", 0, 0, "::ffff:192.0.2.7"},
    {"[::1]x", "::1", NO_PORT, 0, "::1"},
    {"[::1]8443", "::1", NO_PORT, 0, "::1"},
    {"[::1]:", "::1", NO_PORT, 0, "::1"},
    {"[::1", "[::1", 0, 0, "!not-a-name"},
    {"::1]", "::1]", 0, 0, "!not-a-name"},
    {"[]", "", 0, 0, "!empty"},
    {"[a.cat]:443", "a.cat", 443, SAID, "a.cat"},
    {"fe80::1%eth0", "fe80::1%eth0", 0, 0, "!not-a-name"}, /* of this machine only */
    {"a:b:c", "a:b:c", 0, 0, "!not-a-name"},
    /* URLs */
    {"https://seu.exemple.cat", "seu.exemple.cat", 443, 0, "seu.exemple.cat"},
    {"HTTPS://seu.exemple.cat?x", "seu.exemple.cat", 443, 0, "seu.exemple.cat"},
    {"https://seu.exemple.cat:8443/x?y=z#t", "seu.exemple.cat", 8443, SAID, "seu.exemple.cat"},
    {"https://seu.exemple.cat:/", "seu.exemple.cat", 443, 0, "seu.exemple.cat"},
    {"https://a.cat:x/", "a.cat", NO_PORT, 0, "a.cat"},
    {"https://a.cat:0/", "a.cat", NO_PORT, 0, "a.cat"},
    {"http://a.cat", "a.cat", 443, 0, "a.cat"}, /* its TLS is meant */
    {"http://a.cat:8080/", "a.cat", 8080, SAID, "a.cat"},
    {"ldaps://dir.exemple.cat", "dir.exemple.cat", 636, 0, "dir.exemple.cat"},
    {"ldaps://dir.exemple.cat:3269", "dir.exemple.cat", 3269, SAID, "dir.exemple.cat"},
    {"LDAPS://dir.exemple.cat/", "dir.exemple.cat", 636, 0, "dir.exemple.cat"},
    {"ldap://dir.exemple.cat", "dir.exemple.cat", 389, 0, "dir.exemple.cat"},
    {"imaps://a.cat", "a.cat", 993, 0, "a.cat"},
    {"pop3s://a.cat", "a.cat", 995, 0, "a.cat"},
    {"smtps://a.cat", "a.cat", 465, 0, "a.cat"},
    {"ftps://a.cat", "a.cat", 990, 0, "a.cat"},
    {"tls://a.cat", "a.cat", 0, 0, "a.cat"},
    {"git+ssh://a.cat:22/x", "a.cat", 22, SAID, "a.cat"},
    {"https://op1@a.cat/", "a.cat", 443, 0, "a.cat"},
    {"https://op1:secret@seu.exemple.cat:444/", "seu.exemple.cat", 444, SAID, "seu.exemple.cat"},
    {"https://op1:p@ss@a.cat", "a.cat", 443, 0, "a.cat"},
    {"https://seu.exemple.cat/@x:1", "seu.exemple.cat", 443, 0, "seu.exemple.cat"},
    {"https://seu.exemple.cat?a@b.cat", "seu.exemple.cat", 443, 0, "seu.exemple.cat"},
    {"https://op1@[::1]:2/", "::1", 2, SAID, "::1"},
    {"https://[::1]:8443/", "::1", 8443, SAID, "::1"},
    {"https://[2001:db8::7]", "2001:db8::7", 443, 0, "2001:db8::7"},
    {"https://[::1", "[::1", 443, 0, "!not-a-name"},
    {"https://", "", 443, 0, "!empty"},
    {"https:///seu", "", 443, 0, "!empty"},
    {"https://:443/", "", 443, SAID, "!empty"},
    {"://", "", 0, 0, "!empty"},
    {"://a.cat", "a.cat", 0, 0, "a.cat"},
    {"https://two words/", "two words", 443, 0, "!space"},
    /* without a scheme nothing is left out: it may not be a host at all */
    {"op1@exemple.cat", "op1@exemple.cat", 0, 0, "!not-a-name"},
    {"mailto:op1@exemple.cat", "mailto", NO_PORT, 0, "mailto"},
    {"a/b", "a/b", 0, 0, "!not-a-name"},
    {"a.cat/x?u=https://b.cat", "a.cat/x?u=https", NO_PORT, 0, "!not-a-name"},
    {"a.cat?x", "a.cat?x", 0, 0, "!not-a-name"},
    /* wildcards */
    {"*.exemple.cat", "*.exemple.cat", 0, WILDCARD, "!not-a-name"},
    {"*.exemple.cat:8443", "*.exemple.cat", 8443, SAID | WILDCARD, "!not-a-name"},
    {"https://*.exemple.cat/", "*.exemple.cat", 443, WILDCARD, "!not-a-name"},
    {"*.tràmits.cat", "*.tràmits.cat", 0, WILDCARD, "!not-a-name"},
    {"*.", "*.", 0, 0, "!not-a-name"},
    {"*", "*", 0, 0, "!not-a-name"},
    {"w*.exemple.cat", "w*.exemple.cat", 0, 0, "!not-a-name"},
    /* other alphabets (RFC 5891) */
    {"tràmits.cat", "tràmits.cat", 0, 0, "xn--trmits-jta.cat"},
    {"TRÀMITS.cat:444", "TRÀMITS.cat", 444, SAID, "xn--trmits-jta.cat"},
    {"tra\u0300mits.cat.", "tra\u0300mits.cat.", 0, 0, "xn--trmits-jta.cat"},
    {"xn--trmits-jta.cat", "xn--trmits-jta.cat", 0, 0, "xn--trmits-jta.cat"},
    {"XN--TRMITS-JTA.cat", "XN--TRMITS-JTA.cat", 0, 0, "xn--trmits-jta.cat"},
    {"https://col·legi.cat/", "col·legi.cat", 443, 0, "xn--collegi-xma.cat"},
    {"straße.exemple", "straße.exemple", 0, 0, "xn--strae-oqa.exemple"},
    {"a\u3002cat", "a\u3002cat", 0, 0, "a.cat"}, /* an ideographic full stop parts labels */
    {"tràmits..cat", "tràmits..cat", 0, 0, "!not-a-name"},
    {"\u2603.cat", "\u2603.cat", 0, 0, "!not-a-name"},
    {"a\u200bb.cat", "a\u200bb.cat", 0, 0, "!control"},
    {"a\033b.cat", "a\033b.cat", 0, 0, "!control"},
    {"tr\xe0mits.cat", "tr\xe0mits.cat", 0, 0, "!not-utf8"},
};

static void
each_text_means_one_host_and_port(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct endpoint e;
		const char *reason = endpoint_parse(&e, cases[i].text);
		int port = reason ? NO_PORT : e.port;

		if (strcmp(e.host, cases[i].host) || port != cases[i].port ||
		    e.port_said != !!(cases[i].flags & SAID) ||
		    e.wildcard != !!(cases[i].flags & WILDCARD))
			fail_msg("'%s' gave '%s' and %d%s%s", cases[i].text, e.host, port,
			    e.port_said ? " said" : "", e.wildcard ? " wildcard" : "");
		if (reason) {
			assert_string_equal(reason, "range");
			assert_int_equal(e.port, 0);
		}
		endpoint_release(&e);
	}
}

static void
each_host_has_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool good = *cases[i].form != '!';
		char *form = strdup("as it was"), *again = NULL;
		const char *reason = hostname_parse(cases[i].host, &form);

		if (good ? reason || strcmp(form, cases[i].form)
			 : !reason || strcmp(reason, cases[i].form + 1))
			fail_msg("'%s' gave '%s' (%s)", cases[i].host, form, reason ? reason : "");
		if (good) {
			assert_null(hostname_parse(form, &again));
			assert_string_equal(again, form);
		} else {
			assert_string_equal(form, "as it was");
		}
		free(again);
		free(form);
	}
}

/* A form put together again means the same. */
static void
what_is_put_together_comes_apart_as_it_was(void **state)
{
	static const struct {
		const char *host;
		int port;
		const char *text;
	} pairs[] = {
	    {"a.cat", 443, "a.cat:443"},
	    {"a.cat", 0, "a.cat"},
	    {"::1", 443, "[::1]:443"},
	    {"::1", 0, "::1"},
	    {"192.0.2.7", 65535, "192.0.2.7:65535"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		char *text = endpoint_text(pairs[i].host, pairs[i].port), small[6];
		struct endpoint e;

		assert_string_equal(text, pairs[i].text);
		assert_null(endpoint_parse(&e, text));
		assert_string_equal(e.host, pairs[i].host);
		assert_int_equal(e.port, pairs[i].port);
		endpoint_format(small, sizeof(small), pairs[i].host, pairs[i].port);
		assert_int_equal(strlen(small), strlen(text) < 5 ? strlen(text) : 5);
		endpoint_release(&e);
		free(text);
	}
}

static void
a_name_has_a_longest_length(void **state)
{
	char name[2000], *form = NULL;
	struct endpoint e;

	(void)state;
	memset(name, 'a', sizeof(name));
	for (size_t i = 63; i < sizeof(name); i += 64)
		name[i] = '.';
	name[253] = '\0';
	assert_null(hostname_parse(name, &form));
	assert_int_equal(strlen(form), 253);
	free(form);
	form = NULL;
	name[253] = 'a';
	name[254] = '\0';
	assert_string_equal(hostname_parse(name, &form), "too-long");
	name[63] = 'a'; /* a label of more than 63 */
	name[200] = '\0';
	assert_string_equal(hostname_parse(name, &form), "not-a-name");
	name[200] = 'a';
	name[sizeof(name) - 1] = '\0';
	assert_null(endpoint_parse(&e, name));
	assert_string_equal(e.host, name); /* not cut: whoever judges it refuses it */
	endpoint_release(&e);
}

static void
a_wildcard_is_of_names_below_another(void **state)
{
	static const char *const none[] = {"*", "*.", "*.*.exemple.cat", "*.192.0.2.7",
	    "*.2001:db8::7", "*.[2001:db8::7]", "*.exemple .cat"};
	char *form = NULL;

	(void)state;
	assert_null(certificate_name_parse("*.Tràmits.CAT.", &form));
	assert_string_equal(form, "*.xn--trmits-jta.cat");
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		assert_non_null(certificate_name_parse(none[i], &form));
		assert_string_equal(form, "*.xn--trmits-jta.cat");
	}
	free(form);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_text_means_one_host_and_port),
	    cmocka_unit_test(each_host_has_one_form),
	    cmocka_unit_test(what_is_put_together_comes_apart_as_it_was),
	    cmocka_unit_test(a_name_has_a_longest_length),
	    cmocka_unit_test(a_wildcard_is_of_names_below_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
