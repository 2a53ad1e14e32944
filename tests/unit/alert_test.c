/* rooms: inventory expiry wire base */
/* Names found in what people paste. */
#include "inventory/alert.h"

#include "base/buf.h"
#include "base/mem.h"
#include "inventory/announced.h"
#include "inventory/mail.h"
#include "inventory/phrases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

/* "host:port" of each, "!" after a port that the text says, then "#" and the tickets. */
static char *
found_in(const char *text, size_t len)
{
	struct buf b = {0};
	struct alert a;

	alert_read(&a, text, len);
	for (size_t i = 0; i < a.name_count; i++)
		buf_printf(&b, "%s%s:%d%s", i ? " " : "", a.names[i].host, a.names[i].port,
		    a.names[i].said ? "!" : "");
	for (size_t i = 0; i < a.ticket_count; i++)
		buf_printf(&b, "#%s", a.tickets[i]);
	alert_release(&a);
	buf_puts(&b, "");
	return buf_steal(&b);
}

static const struct {
	const char *text, *found;
} cases[] = {
    {"www.exemple.cat", "www.exemple.cat:0"},
    {"  www.exemple.cat. \r\n", "www.exemple.cat:0"},
    {"www.exemple.cat:8443", "www.exemple.cat:8443!"},
    {"https://www.exemple.cat", "www.exemple.cat:443"},
    {"https://www.exemple.cat:8443/seu?a=b.cat#c", "www.exemple.cat:8443!"},
    {"<https://www.exemple.cat/>", "www.exemple.cat:443"},
    {"(https://www.exemple.cat).", "www.exemple.cat:443"},
    {"https://op1:x@www.exemple.cat/", "www.exemple.cat:443"},
    {"ldaps://dir.exemple.cat", "dir.exemple.cat:636"},
    {"https://localhost/", "localhost:443"},
    {"https://localhost:/", "localhost:443"},
    {"ssh://git.exemple.cat:22/repo", "git.exemple.cat:22!"},
    {"file:///home/op1/alerta.txt", ""},
    {"localhost:8443", "localhost:8443!"},
    {"192.0.2.7:443 a les 10:45", "192.0.2.7:443!"},
    {"https://[2001:db8::7]:8443/", "2001:db8::7:8443!"},
    {"https://[2001:db8::7]", "2001:db8::7:443"},
    {"instance=\"www.exemple.cat:443\"", "www.exemple.cat:443!"},
    {"host=api.exemple.cat", "api.exemple.cat:0"},
    {"el servidor tràmits.exemple.cat caduca", "tràmits.exemple.cat:0"},
    {"xn--trmits-2na.exemple.cat", "xn--trmits-2na.exemple.cat:0"},
    {"«www.exemple.cat», “api.exemple.cat”", "www.exemple.cat:0 api.exemple.cat:0"},
    {"www.exemple.cat WWW.EXEMPLE.CAT", "www.exemple.cat:0"},
    {"*.exemple.cat i CN=*.exemple.org.", "*.exemple.cat:0 *.exemple.org:0"},
    {"**www.exemple.cat** *api.exemple.cat*", "www.exemple.cat:0 api.exemple.cat:0"},
    {"A les 10:45 del 26.11.2026, versió 1.2.3", ""},
    {"www.csr i due.crt, Outlook.msg", ""},
    {"copia.zip i web.xml:443", ""},
    {"https://exemple.zip/ i https://docs.exemple.sh", "exemple.zip:443 docs.exemple.sh:443"},
    {"https://www.exemple.cat/logo.PNG?v=2 https://a.exemple.cat/x.gif", ""},
    {"https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.exemple.cat%3A8443%2F&d=1",
	"www.exemple.cat:8443!"},
    {"https://x.safelinks.protection.outlook.com/?url=https%253A%252F%252Fwww.exemple.cat%252F&d=1",
	"www.exemple.cat:443"},
    {"https://urldefense.com/v3/__https://www.exemple.cat:8443/a*b__;Iw!!x!y$",
	"www.exemple.cat:8443!"},
    {"https://urldefense.com/v3/__https://www.exemple.cat__;!!x!y$", "www.exemple.cat:443"},
    {"https://x.safelinks.protection.outlook.com/"
     "?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A"
     "%2F%2Fwww.exemple.cat%2F__%3B!!x&data=1",
	"www.exemple.cat:443"},
    {"https://urldefense.proofpoint.com/v2/"
     "url?u=https-3A__www.exemple.cat-3A8443_a-2Db&d=DwMFAg&c=x",
	"www.exemple.cat:8443!"},
    {"https://urldefense.proofpoint.com/v2/url?d=DwMFAg&u=https-3A__www.exemple.cat",
	"www.exemple.cat:443"},
    {"https://urldefense.proofpoint.com/v2/url?u=https-3A__exemple-F9", ""},
    {"https://urldefense.proofpoint.com/v2/url?u=https-!A__x.cat/v2/url?u=https://exemple-F9", ""},
    {"https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexemple%F9", ""},
    {"certificats@aoc.cat", ""},
    {"mailto:certificats@aoc.cat", ""},
    {"una frase. Una altra", ""},
    {"ST-7618", "#ST-7618"},
    {"https://contacte.exemple.cat/browse/ST-7618?src=x", "#ST-7618"},
    {"[ST-7618] www.exemple.cat caduca (SIS-2670)", "www.exemple.cat:0#ST-7618#SIS-2670"},
    {"SHA-256 i A-1 no ho són", "#SHA-256"}, /* whoever knows the projects says so */
    {"", ""},
    {"...", ""},
    {"://", ""},
    {"https://", ""},
    {"https://:443/", ""},
    {"www.exemple.cat:99999", ""},
    {"www.exemple.cat:x", ""},
};

static void
what_looks_like_a_host_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *found = found_in(cases[i].text, strlen(cases[i].text));
		if (strcmp(found, cases[i].found) != 0)
			fail_msg("'%s' gave '%s'", cases[i].text, found);
		free(found);
	}
}

static void
assert_found(const char *text, const char *expected)
{
	char *found = found_in(text, strlen(text));

	assert_string_equal(found, expected);
	free(found);
}

static const struct {
	const char *text, *serials;
} numbers[] = {
    {"serial 49654395D9CB,", "49654395D9CB"},
    {"49:65:43:95:d9:cb", "49654395D9CB"},
    {"0x0049654395d9cb", "49654395D9CB"},
    {"80699274418635", "80699274418635 49654395D9CB"},
    {"(núm. de sèrie 2FC93A4C7C46233692334665B3A1DEBC02CF4DC2)",
	"2FC93A4C7C46233692334665B3A1DEBC02CF4DC2"},
    {"272757384738925874839487583947", "272757384738925874839487583947 371539EDEC538F45CE56916CB"},
    {"serial=01", "1"},
    {"Serial Number: 255", "255 FF"},
    {"Serial: 1A2B 3C", "1A2B 3C"},
    {"1A2B3C4 49:65:43:95:d 49:654395:d9 1.2.3.4.5.6.7.8 seu", ""},
    {"00000000", ""},
};

static void
what_may_be_a_serial_number_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct buf b = {0};
		struct alert a;

		alert_read(&a, numbers[i].text, strlen(numbers[i].text));
		for (size_t k = 0; k < a.serial_count; k++)
			buf_printf(&b, "%s%s", k ? " " : "", a.serials[k]);
		assert_string_equal(buf_str(&b), numbers[i].serials);
		buf_release(&b);
		alert_release(&a);
	}
}

static const struct {
	const char *text, *said; /* dates, "?" and what they may be too, "+days", "@sent" */
} announcements[] = {
    {"caducarà el 19/12/2026.", "2026-12-19"},
    {"will expire on 12/19/2026.", "2026-12-19"},
    {"expires 03/04/2026", "2026-04-03?2026-03-04"},
    {"notAfter=2026-12-19T12:00:00Z", "2026-12-19"},
    {"not after: 19 Dec 2026", "2026-12-19"},
    {"valid until Dec 19 12:00:00 2026 GMT (expires in 20 days)", "2026-12-19+20"},
    {"caduca el 19 de desembre de 2026, i caduca el 3 d'octubre del 2027", "2026-12-19 2027-10-03"},
    {"vàlid des de 01/01/2026 fins 19.12.2026", "2026-12-19"},
    {"Expiry:\n\n19/12/2026\n20/12/2026", "2026-12-19"},
    {"has expired\nhttps://x\nTime: 2026-11-29 08:00:00", ""},
    {"Última comprovació: 29/11/2026 8:00:01", ""},
    {"caduca el 31/02/2026 o el 45/12/2026 o el 1/1/26", ""},
    {"va caducar fa 3 dies", "+-3"},
    {"expired 3 days ago", "+-3"},
    {"19 # (Days to Expiration) is below the limit of 28 # in Days to Expiration", "+19"},
    {"fa 12 dies que plou", ""},
    {"Date: Sun, 29 Nov 2026 07:12:03 +0100\ncaduca en 5 dies", "+5@2026-11-29"},
};

static void
when_it_expires_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(announcements) / sizeof(*announcements); i++) {
		struct buf b = {0};
		struct announced a;

		announced_read(&a, announcements[i].text);
		for (size_t k = 0; k < a.count; k++)
			buf_printf(&b, "%s%s%s%s", k ? " " : "", a.dates[k].text,
			    *a.dates[k].other ? "?" : "", a.dates[k].other);
		if (a.has_days)
			buf_printf(&b, "+%d", a.days);
		if (*a.sent)
			buf_printf(&b, "@%s", a.sent);
		if (strcmp(buf_str(&b), announcements[i].said) != 0)
			fail_msg("'%s' gave '%s'", announcements[i].text, buf_str(&b));
		buf_release(&b);
	}
}

static void
names_are_whole_words(void **state)
{
	struct phrases *p = phrases_new(
	    "ALERTA «Segell AOC (producció)» de seu.exemple.cat i el portal: l'intranet");
	(void)state;

	assert_true(phrases_have(p, "Segell AOC"));
	assert_true(phrases_have(p, "segell aoc PRODUCCIO"));
	assert_true(phrases_have(p, "Portal"));
	assert_true(phrases_have(p, "intranet"));
	assert_false(phrases_have(p, "Segell AOC pro"));
	assert_false(phrases_have(p, "AOC Segell"));
	assert_false(phrases_have(p, "seu"));
	assert_false(phrases_have(p, "alerta"));
	assert_false(phrases_have(p, ""));
	assert_false(phrases_have(p, "."));
	assert_true(phrases_are_several("Segell AOC"));
	assert_false(phrases_are_several("Segell."));
	phrases_free(p);
	p = phrases_new("");
	assert_false(phrases_have(p, "seu"));
	phrases_free(p);
}

/* What a mail client shows as the source of a message. */
static void
a_whole_mail_is_read(void **state)
{
	(void)state;
	assert_found(
	    "Return-Path: <monitor@mail.exemple.net>\r\n"
	    "Received: from mx1.exemple.net (mx1.exemple.net [192.0.2.25])\r\n"
	    "\tby mx2.exemple.org with ESMTPS; Mon, 23 Nov 2026 08:30:00 +0100\r\n"
	    "From: Monitor <monitor@mail.exemple.net>\r\n"
	    "Subject: Caduca www.exemple.cat\r\n"
	    "Message-ID: <1.2@mx1.exemple.net>\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "El certificat de https://tramits.exe=\r\nmple.cat:8443/inici caduca d=E2=80=99aqu=\n"
	    "=C3=AD a 40 dies.\r\n"
	    "<a href=3D\"https://api.exemple.cat/\">api</a>\r\n",
	    "www.exemple.cat:0 tramits.exemple.cat:8443! api.exemple.cat:443");
	assert_found("Subject: =?utf-8?Q?Caduca_www.exemple.cat_aviat?=\n\n", "www.exemple.cat:0");
	assert_found(
	    "https://eur01.safelinks.exemple.com/?url=https%3A%2F%2Fwww.exemple.cat%2Fseu&data=05",
	    "www.exemple.cat:443");
}

static void
a_mail_is_decoded(void **state)
{
	(void)state;
	assert_found(
	    "From alert@exemple.net Sun Nov 29 07:12:03 2026\n" /* as mailboxes keep mails apart */
	    "Subject: =?UTF-8?B?QXbDrXM6IGNlcnRpZmljYXQgZGUgdHJhbWl0cy5leGVtcGxlLmNhdA==?=\n"
	    "Content-Type: text/plain; charset=UTF-8\n"
	    "Content-Transfer-Encoding: base64\n"
	    "\n"
	    "RWwgY2VydGlmaWNhdCBkZSBzZXUuZXhlbXBsZS5jYXQgY2FkdWNhIGVsIDE5LzEyLzIwMjYuCmh0\n"
	    "dHBzOi8vc2V1LmV4ZW1wbGUuY2F0Lwo=\n",
	    "tramits.exemple.cat:0 seu.exemple.cat:0 seu.exemple.cat:443");
	/* a character may be cut in two between words, and the blank between them is none */
	assert_found("Subject: =?utf-8?B?dHLD?=\n =?utf-8?B?oG1pdHMuZXhlbXBsZS5jYXQ=?=\n\n",
	    "tràmits.exemple.cat:0");
	assert_found("Subject: =?iso-8859-1?q?tr=E0mits=2Eexemple=2Ecat?= (ST-1)\n\n",
	    "tràmits.exemple.cat:0#ST-1");
	assert_found("Subject: x\nContent-Type: text/plain; charset=windows-1252\n"
		     "Content-Transfer-Encoding: quoted-printable\n\n"
		     "el tr=E0mits.exemple.cat =85 \"www.exem=  \nple.cat\"\n",
	    "tràmits.exemple.cat:0 www.exemple.cat:0");
	assert_found("From: x\n\nabc=\nd.exemple.cat\n", "abcd.exemple.cat:0");
}

static void
a_page_is_read_as_text(void **state)
{
	(void)state;
	assert_found(
	    "Subject: x\nContent-Type: text/html; charset=utf-8\n\n"
	    "<style>a.exemple.cat{}</style><!-- b.exemple.cat -->"
	    "<script>'c.exemple.cat'</script><img src=\"https://d.exemple.cat/x.png\">"
	    "<p>www.<b>exemple</b>.cat</p><table><tr><td>seu.exemple.cat</td>"
	    "<td>api.exemple.cat</td></tr></table>tr&agrave;mits.exemple&#46;cat&nbsp;i"
	    "<a class=x href='https://via.exemple.cat:8443/?a&amp;b'>aqu&iacute;</a> 5 < 7",
	    "www.exemple.cat:0 seu.exemple.cat:0 api.exemple.cat:0 tràmits.exemple.cat:0 "
	    "via.exemple.cat:8443!");
	assert_found(
	    "<html><img src=https://d.exemple.cat/>www.exemple.cat <a href=\"api.exemple.cat",
	    "www.exemple.cat:0 api.exemple.cat:0");
}

#define ALTERNATIVES(plain)                                                                   \
	"Subject: x\nContent-Type: multipart/mixed;\n boundary=\"=_a b\"\n\nno.exemple.cat\n" \
	"--=_a b\nContent-Type: multipart/alternative; boundary=in\n\n"                       \
	"--in\nContent-Type: text/plain\n\n" plain                                            \
	"\n--in\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"              \
	"PHA+YXBpLmV4ZW1wbGUuY2F0PC9wPg==\n--in--\n"                                          \
	"--=_a b\nContent-Type: application/pdf\n\nno.exemple.cat\n"                          \
	"--=_a b\nContent-Type: message/rfc822\n\nReceived: from no.exemple.cat\n"            \
	"Subject: =?utf-8?Q?seu.exemple.cat?=\n\nvia.exemple.cat\n--=_a b--\nno.exemple.cat\n"

static void
parts_are_read_each_as_it_is(void **state)
{
	(void)state;
	assert_found(ALTERNATIVES("www.exemple.cat"),
	    "www.exemple.cat:0 seu.exemple.cat:0 via.exemple.cat:0");
	assert_found(ALTERNATIVES(" "), "api.exemple.cat:0 seu.exemple.cat:0 via.exemple.cat:0");
}

static void
read_again_it_is_the_same(void **state)
{
	static const char text[] = "De: M <m@mail.exemple.net>\nContent-Type: text/html\n"
				   "Content-Transfer-Encoding: quoted-printable\n\n"
				   "<p>=26lt;b=3Dc=\n&gt;=3D</p>\n=\n<p>x</p>";
	struct mail once, twice;
	(void)state;

	mail_read(&once, text, sizeof(text) - 1);
	assert_true(once.is_mail);
	assert_string_equal(once.sender, "mail.exemple.net");
	assert_non_null(strstr(once.text, "<b=c>="));
	mail_read(&twice, once.text, once.len);
	assert_non_null(strstr(twice.text, "<b=c>="));
	assert_string_equal(twice.sender, "mail.exemple.net");
	mail_release(&once);
	mail_release(&twice);
}

/* Parts within parts for ever, ends that are missing, and much of everything. */
static void
a_hostile_mail_is_borne(void **state)
{
	static const char *const cut[] = {"Subject: =?", "Subject: =?utf-8?Q?", "Subject: =?u?B?a?",
	    "Content-Type: multipart/mixed; boundary=", "Content-Type: multipart/mixed; boundary=x",
	    "Content-Type: multipart/mixed; boundary=x\n\n--x", "Content-Type: text/html\n\n<",
	    "Content-Type: text/html\n\n<a href=", "Content-Type: text/html\n\n<a href='",
	    "Content-Type: text/html\n\n&#", "Content-Type: text/html\n\n<!--", "From ", "From \n"};
	struct buf b = {0};
	struct mail m;
	(void)state;

	for (size_t i = 0; i < sizeof(cut) / sizeof(*cut); i++)
		assert_found(cut[i], "");
	for (int i = 0; i < 2000; i++)
		buf_printf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	buf_puts(&b, "\nwww.exemple.cat\n");
	assert_found(buf_str(&b), "");
	buf_clear(&b);
	buf_puts(&b, "Content-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < 2000; i++)
		buf_puts(&b, "--b\n\nx\n");
	mail_read(&m, buf_str(&b), b.len);
	assert_in_range(m.len, MAIL_MAX_PARTS, MAIL_MAX_PARTS * 4 + 200);
	mail_release(&m);
	buf_release(&b);
}

static void
a_name_with_something_invisible_is_none(void **state)
{
	(void)state;
	assert_found("www.exem\u200bple.cat", "");
	assert_found("www.exem<U+200B>ple.cat", ""); /* as the console cleans what is pasted */
	assert_found("\u202ewww.exemple.cat", "");
	assert_found("tr\xe0mits.exemple.cat", "");
}

static void
it_is_bounded_whatever_is_pasted(void **state)
{
	struct buf b = {0};
	struct alert a;
	char *found;
	(void)state;

	for (int i = 0; i < 200; i++)
		buf_printf(&b, "h%d.exemple.cat\n", i);
	alert_read(&a, b.data, b.len);
	assert_int_equal(a.name_count, ALERT_MAX_NAMES);
	alert_release(&a);
	buf_clear(&b);
	for (int i = 0; i < ALERT_MAX_BYTES; i++)
		buf_putc(&b, "\0=%<[:@."[i % 8]);
	buf_puts(&b, " www.exemple.cat");
	found = found_in(b.data, b.len);
	assert_null(strstr(found, "www"));
	free(found);
	buf_release(&b);
}

/* The time that it takes grows with its size, not with the square of it: the bound only ends a test that has failed. */
static void
a_word_without_end_is_looked_at_once(void **state)
{
	struct phrases *p;
	char *word = mem_alloc(MAIL_MAX_BYTES + 1);
	(void)state;

	memset(word, 'a', MAIL_MAX_BYTES);
	memcpy(word, "seu nova ", 9);
	alarm(60);
	p = phrases_new(word);
	alarm(0);
	assert_true(phrases_have(p, "Seu nova"));
	phrases_free(p);
	free(word);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_looks_like_a_host_is_found),
	    cmocka_unit_test(what_may_be_a_serial_number_is_found),
	    cmocka_unit_test(when_it_expires_is_found),
	    cmocka_unit_test(names_are_whole_words),
	    cmocka_unit_test(a_whole_mail_is_read),
	    cmocka_unit_test(a_mail_is_decoded),
	    cmocka_unit_test(a_page_is_read_as_text),
	    cmocka_unit_test(parts_are_read_each_as_it_is),
	    cmocka_unit_test(read_again_it_is_the_same),
	    cmocka_unit_test(a_hostile_mail_is_borne),
	    cmocka_unit_test(a_name_with_something_invisible_is_none),
	    cmocka_unit_test(it_is_bounded_whatever_is_pasted),
	    cmocka_unit_test(a_word_without_end_is_looked_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
