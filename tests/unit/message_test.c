/* rooms: mail base */
/* A message of mail has what RFC 5322 asks for and nothing of anybody's text outside its place. */
#include "mail/message.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static char *
written(const char *subject, const char *text)
{
	static const char *const to[] = {"a@b.cat", "c@d.cat"};
	struct buf out = {0};

	message_write(&out, &(struct message){.from = "caduca@exemple.cat",
				.to = to,
				.to_count = 2,
				.subject = subject,
				.language = "ca",
				.text = text,
				.html = "<p>x</p>\n",
				.at = 1795477501,
				.id = 0xabcdef});
	return buf_steal(&out);
}

static void
every_field_is_there_in_its_form(void **state)
{
	char *message = written("Hola", "Hola\n");

	(void)state;
	assert_string_equal(message,
	    "From: Caduca <caduca@exemple.cat>\n"
	    "To: a@b.cat,\n c@d.cat\n"
	    "Subject: =?UTF-8?Q?Hola?=\n"
	    "Date: Tue, 24 Nov 2026 00:45:01 +0100\n"
	    "Message-ID: <caduca.6b04cffd.0000000000abcdef@exemple.cat>\n"
	    "Auto-Submitted: auto-generated\n"
	    "MIME-Version: 1.0\n"
	    "Content-Language: ca\n"
	    "Content-Type: multipart/alternative; boundary=\"=_caduca_0000000000abcdef\"\n\n"
	    "--=_caduca_0000000000abcdef\n"
	    "Content-Type: text/plain; charset=UTF-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n"
	    "Hola\n\n"
	    "--=_caduca_0000000000abcdef\n"
	    "Content-Type: text/html; charset=UTF-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n"
	    "<p>x</p>\n\n"
	    "--=_caduca_0000000000abcdef--\n");
	free(message);
}

static void
a_subject_ends_no_field(void **state)
{
	char *message = written("a\r\nBcc: x@y.cat", "");

	(void)state;
	assert_non_null(strstr(message,
	    "Subject: =?UTF-8?Q?a=3CU=2B000D=3E=3CU=2B000A=3EBcc=3A_x=40y=2Ecat?=\nDate: "));
	free(message);
}

static void
encoded_words_are_short_and_whole(void **state)
{
	char subject[400] = "", *message, *at, *end;

	(void)state;
	for (int i = 0; i < 60; i++)
		strncat(subject, i % 3 ? "à" : "€", sizeof(subject) - strlen(subject) - 1);
	message = written(subject, "");
	at = strstr(message, "Subject: ") + strlen("Subject: ");
	end = strstr(at, "\nDate: ");
	for (int words = 0; at < end; words++) {
		size_t len = strcspn(at, "\n");

		assert_in_range(len, 1, 75);
		assert_memory_equal(at, "=?UTF-8?Q?=", 11);
		assert_memory_equal(at + len - 2, "?=", 2);
		/* a character begins it: no byte that goes on with one does */
		assert_false(at[11] == '8' || at[11] == '9' || at[11] == 'A' || at[11] == 'B');
		at += len + 1 + (at[len + 1] == ' ');
	}
	free(message);
}

static void
a_text_is_quoted_where_it_must_be(void **state)
{
	static const struct {
		const char *text, *quoted;
	} cases[] = {
	    {"a=b", "a=3Db\n"},
	    {"trailing \n\tx\t\n", "trailing=20\n\tx=09\n"},
	    {".\n..\n", "=2E\n=2E.\n"},
	    {"From me\nFrom\n", "=46rom me\nFrom\n"},
	    {"--=_caduca_0000000000abcdef", "--=3D_caduca_0000000000abcdef\n"},
	    {"caràcter", "car=C3=A0cter\n"},
	    {"1234567890123456789012345678901234567890123456789012345678901234567890123456",
		"123456789012345678901234567890123456789012345678901234567890123456789012345="
		"\n6\n"},
	    {"12345678901234567890123456789012345678901234567890123456789012345678901234à",
		"12345678901234567890123456789012345678901234567890123456789012345678901234=\n=C3="
		"A0\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *message = written("x", cases[i].text),
		     *part = strstr(message, "printable\n\n");

		assert_non_null(part);
		part += strlen("printable\n\n");
		assert_memory_equal(part, cases[i].quoted, strlen(cases[i].quoted));
		free(message);
	}
}

static void
only_addresses_are_addresses(void **state)
{
	static const char *const good[] = {"a@b", "anna.puig+x@exemple.cat", "o'neil@x-y.cat"};
	static const char *const bad[] = {"", "a", "@b", "a@", "a@b@c", "a b@c.cat", "a@b.cat\n",
	    "a@b.cat>", "\"a\"@b.cat", "a..b@c.cat", ".a@b.cat", "a.@b.cat", "a@b..cat", "a@.cat",
	    "a@-b.cat", "a@[127.0.0.1]", "à@b.cat", "a@b.cat,c@d.cat", "Anna <a@b.cat>",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.cat"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(message_is_address(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(message_is_address(bad[i]));
}

static void
lines_end_as_mail_wants_on_the_wire(void **state)
{
	struct buf out = {0};

	(void)state;
	message_on_the_wire(&out, "a\n\nb\n", 5);
	assert_string_equal(buf_str(&out), "a\r\n\r\nb\r\n");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_field_is_there_in_its_form),
	    cmocka_unit_test(a_subject_ends_no_field),
	    cmocka_unit_test(encoded_words_are_short_and_whole),
	    cmocka_unit_test(a_text_is_quoted_where_it_must_be),
	    cmocka_unit_test(only_addresses_are_addresses),
	    cmocka_unit_test(lines_end_as_mail_wants_on_the_wire),
	};

	setenv("TZ", "Europe/Madrid", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
