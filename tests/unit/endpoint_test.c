/* rooms: tui words wire expiry base */
/* What people paste where a host is asked for. */
#include "tui/model/endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static const struct {
	const char *text, *host;
	long port;
} cases[] = {
    {"seu.exemple.cat", "seu.exemple.cat", -1},
    {"seu.exemple.cat:8443", "seu.exemple.cat", 8443},
    {"  seu.exemple.cat:8443  ", "seu.exemple.cat", 8443},
    {"https://seu.exemple.cat", "seu.exemple.cat", -1},
    {"https://seu.exemple.cat:8443/x?y=z#t", "seu.exemple.cat", 8443},
    {"HTTPS://seu.exemple.cat?x", "seu.exemple.cat", -1},
    {"https://op1:secret@seu.exemple.cat:444/", "seu.exemple.cat", 444},
    {"https://seu.exemple.cat/@x:1", "seu.exemple.cat", -1},
    {"ldaps://dir.exemple.cat", "dir.exemple.cat", 636},
    {"ldaps://dir.exemple.cat:3269", "dir.exemple.cat", 3269},
    {"192.0.2.7:443", "192.0.2.7", 443},
    {"2001:db8::7", "2001:db8::7", -1},
    {"[2001:db8::7]", "2001:db8::7", -1},
    {"[2001:db8::7]:8443", "2001:db8::7", 8443},
    {"https://[::1]:8443/", "::1", 8443},
    {"[::1]x", "::1", -2},
    {"seu.exemple.cat:0", "seu.exemple.cat", -2},
    {"seu.exemple.cat:65535", "seu.exemple.cat", 65535},
    {"seu.exemple.cat:65536", "seu.exemple.cat", -2},
    {"seu.exemple.cat:", "seu.exemple.cat", -2},
    {"seu.exemple.cat:https", "seu.exemple.cat", -2},
    {"seu.exemple.cat:-1", "seu.exemple.cat", -2},
    {"two words", "two words", -1}, /* the backend judges */
    {"tràmits.cat", "tràmits.cat", -1},
    {"", "", -1},
    {"https://", "", -1},
};

static void
host_and_port_are_found_in_what_is_pasted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct endpoint e;
		endpoint_parse(cases[i].text, &e);
		if (strcmp(e.host, cases[i].host) || e.port != cases[i].port)
			fail_msg("'%s' gave '%s' and %ld", cases[i].text, e.host, e.port);
	}
}

static void
a_host_that_is_too_long_is_cut_and_not_overrun(void **state)
{
	struct endpoint e;
	char text[2000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	endpoint_parse(text, &e);
	assert_int_equal(strlen(e.host), ENDPOINT_HOST_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(host_and_port_are_found_in_what_is_pasted),
	    cmocka_unit_test(a_host_that_is_too_long_is_cut_and_not_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
