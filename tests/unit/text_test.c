/* rooms: base */
/* Text from strangers: what may be drawn stays, everything else is spelled out, and once is enough. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
assert_cleaned(const char *bytes, size_t len, const char *want)
{
	struct buf out = {0};

	text_clean(&out, bytes, len);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
}

#define CLEANS(bytes, want) assert_cleaned("" bytes, sizeof(bytes) - 1, want)

static void
plain_text_stays_as_it_is(void **state)
{
	(void)state;
	CLEANS("", "");
	CLEANS("www.exemple.cat:443 ~!", "www.exemple.cat:443 ~!");
	CLEANS("Tràmits · col·legi «ç» ñ €", "Tràmits · col·legi «ç» ñ €");
	CLEANS("日本 Ω Ж ا א 😀", "日本 Ω Ж ا א 😀");
}

static void
controls_are_spelled_out(void **state)
{
	(void)state;
	CLEANS("a\0b", "a<U+0000>b");
	CLEANS("\x1b]52;c;AAAA\x07", "<U+001B>]52;c;AAAA<U+0007>");
	CLEANS("a\r\nb\tc\x7f", "a<U+000D><U+000A>b<U+0009>c<U+007F>");
	CLEANS("\xc2\x80\xc2\x9b\xc2\x9f", "<U+0080><U+009B><U+009F>");
}

static void
what_cannot_be_seen_is_spelled_out(void **state)
{
	static const uint32_t unseen[] = {0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200d,
	    0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0x3164, 0xe000,
	    0xf8ff, 0xfdd0, 0xfdef, 0xfe0f, 0xfeff, 0xfff9, 0xfffe, 0xffff, 0x1fffe, 0x40000,
	    0xe0001, 0xe0041, 0xe01ef, 0xf0000, 0x10fffd, 0x10ffff};

	(void)state;
	for (size_t i = 0; i < COUNT(unseen); i++) {
		struct buf in = {0};
		char want[32];

		assert_false(text_printable(unseen[i]));
		buf_puts(&in, "a");
		text_encode(&in, unseen[i]);
		snprintf(want, sizeof(want), "a<U+%04X>", (unsigned)unseen[i]);
		assert_cleaned(in.data, in.len, want);
		buf_release(&in);
	}
}

static void
bytes_that_are_not_utf8_are_spelled_out(void **state)
{
	(void)state;
	CLEANS("\xc0\xaf", "<C0><AF>"); /* overlong "/" */
	CLEANS("\xe0\x80\xaf\xf0\x80\x80\xaf", "<E0><80><AF><F0><80><80><AF>");
	CLEANS("\xed\xa0\x80", "<ED><A0><80>");         /* surrogate */
	CLEANS("\xf4\x90\x80\x80", "<F4><90><80><80>"); /* above U+10FFFF */
	CLEANS("\xf8\xff\xfe", "<F8><FF><FE>");
	CLEANS("a\xc3", "a<C3>"); /* cut */
	CLEANS("\xe2\x82z", "<E2><82>z");
	CLEANS("caf\xe9s", "caf<E9>s"); /* Latin-1 */
}

static void
two_combining_marks_stay_on_a_base(void **state)
{
	(void)state;
	CLEANS("e\xcc\x81", "e\xcc\x81");
	CLEANS("e\xcc\x81\xcc\x80\xcc\x82\xcc\x83x\xcc\x81", "e\xcc\x81\xcc\x80x\xcc\x81");
	CLEANS("\xcc\x81"
	       "a",
	    "<U+0301>a"); /* would sit on whatever was drawn before */
	CLEANS("\n\xcc\x81", "<U+000A>\xcc\x81");
}

static void
cleaning_twice_changes_nothing(void **state)
{
	/* Pieces rather than bytes alone: random bytes are nearly never valid UTF-8. */
	static const char *const pieces[] = {"a", "\xcc\x81", "\xe2\x80\xae", "日",
	    "\xf0\x9f\x98\x80", "\x1b", "<", "\xff", "\xe1\x85\xa1", "\xef\xb8\x8f", "\xc2\xad",
	    "é"};
	uint64_t seed = 20261123;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct buf in = {0}, once = {0}, twice = {0};

		for (int i = 0; i < 12; i++) {
			seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			if (seed >> 63)
				buf_puts(&in, pieces[(seed >> 40) % COUNT(pieces)]);
			else
				buf_putc(&in, (char)(seed >> 48));
		}
		text_clean(&once, in.data, in.len);
		text_clean(&twice, once.data, once.len);
		assert_string_equal(once.data, twice.data);
		for (size_t i = 0; i < once.len; i++)
			assert_true((unsigned char)once.data[i] >= 0x20 && once.data[i] != 0x7f);
		buf_release(&in);
		buf_release(&once);
		buf_release(&twice);
	}
}

static void
every_code_point_survives_encoding(void **state)
{
	struct buf b = {0};
	uint32_t back;

	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;
		buf_clear(&b);
		text_encode(&b, cp);
		assert_int_equal(text_decode(b.data, b.len, &back), b.len);
		assert_int_equal(back, cp);
		assert_int_equal(text_decode(b.data, 0, &back), 0);
		if (b.len > 1)
			assert_int_equal(text_decode(b.data, b.len - 1, &back), -1);
	}
	buf_release(&b);
}

static void
width_does_not_ask_the_locale(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_ALL, "C"));
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("exemple"), 7);
	assert_int_equal(text_width("Tràmits"), 7);
	assert_int_equal(text_width("e\xcc\x81"), 1);
	assert_int_equal(text_width("日本x"), 5);
	assert_int_equal(text_width("ｆ"), 2);
	assert_int_equal(text_width("😀"), 2);
	assert_int_equal(text_width("한"), 2);
	assert_int_equal(
	    text_width("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), 2); /* the same, in parts */
	assert_int_equal(text_width("▓░─│✓▶·…"), 8);
	assert_int_equal(text_columns(0x1b), 0);
	assert_int_equal(text_columns(0x202e), 0);
}

static void
a_limit_cuts_between_characters(void **state)
{
	static const struct {
		const char *text;
		size_t max;
		const char *want;
	} cases[] = {
	    {"exemple", 0, "exemple"},
	    {"exemple", 7, "exemple"},
	    {"exemple", 6, "exe…"},
	    {"àààà", 7, "àà…"},
	    {"àààà", 6, "à…"},
	    {"xe\xcc\x81yyyy", 6, "x…"}, /* the accent would not fit: nor does its letter */
	    {"exemple", 3, "exe"},
	    {"日本", 2, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got = text_cleaned(cases[i].text, cases[i].max);

		assert_string_equal(got, cases[i].want);
		free(got);
	}
}

static void
search_ignores_case_and_accents(void **state)
{
	(void)state;
	assert_true(text_contains("Tràmits de l'Ajuntament", "tramits"));
	assert_true(text_contains("tramits", "TRÀMITS"));
	assert_true(text_contains("El col·legi", "collegi"));
	assert_true(text_contains("Coŀlegi", "COL·LEGI"));
	assert_true(text_contains("Straße ÆSIR Œuvre", "strasse aesir oeuvre"));
	assert_true(text_contains("e\xcc\x81", "é"));
	assert_true(text_contains("Жук Ωμέγα", "жук ω"));
	assert_true(text_contains("Lệ Ŵ", "le w"));
	assert_true(text_contains("anything", ""));
	assert_false(text_contains("tramits", "tramitss"));
	assert_false(text_contains("", "a"));
	assert_false(text_contains("×", "x"));
}

static void
lines_stay_lines(void **state)
{
	static const char *const cases[][2] = {{"", ""}, {"a", "a"}, {"a\nb\n", "a\nb\n"},
	    {"a\r\nb\rc\n\n\td", "a\nb\nc\n\n d"}, {"x\x1b[2J\ny", "x<U+001B>[2J\ny"}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *clean = text_cleaned_lines(cases[i][0]);

		assert_string_equal(clean, cases[i][1]);
		free(clean);
	}
}

static void
what_shows_nothing_is_blank(void **state)
{
	static const char *const blank[] = {"", " ", "\t\r\n", "\u00a0", "\u200b\u200d\ufeff",
	    " \u00a0\u2003\u3000", "\u2800\u3164", "\u202e\u2069", "\u0301"};
	static const char *const seen[] = {".", " a ", "\u00a0·", "\xff", "\u6f22"};

	(void)state;
	assert_true(text_is_blank(NULL));
	for (size_t i = 0; i < sizeof(blank) / sizeof(*blank); i++)
		assert_true(text_is_blank(blank[i]));
	for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++)
		assert_false(text_is_blank(seen[i]));
}

static void
a_folded_text_is_read_in_parts(void **state)
{
	const char *texts[] = {"", "Tramits", "Tràmits", "El Col·legi", "ÆSIR", "a\xffZ", "Ω·"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *whole = text_folded(texts[i]), part[4];

		for (size_t from = 0; from < strlen(whole) + 2; from++) {
			char want[sizeof(part)] = "";

			for (size_t n = 0; n < sizeof(want) && from + n < strlen(whole); n++)
				want[n] = whole[from + n];
			text_folded_part(texts[i], from, part, sizeof(part));
			assert_memory_equal(part, want, sizeof(part));
		}
		free(whole);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_shows_nothing_is_blank),
	    cmocka_unit_test(plain_text_stays_as_it_is),
	    cmocka_unit_test(controls_are_spelled_out),
	    cmocka_unit_test(what_cannot_be_seen_is_spelled_out),
	    cmocka_unit_test(bytes_that_are_not_utf8_are_spelled_out),
	    cmocka_unit_test(two_combining_marks_stay_on_a_base),
	    cmocka_unit_test(cleaning_twice_changes_nothing),
	    cmocka_unit_test(every_code_point_survives_encoding),
	    cmocka_unit_test(width_does_not_ask_the_locale),
	    cmocka_unit_test(a_limit_cuts_between_characters),
	    cmocka_unit_test(search_ignores_case_and_accents),
	    cmocka_unit_test(a_folded_text_is_read_in_parts),
	    cmocka_unit_test(lines_stay_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
