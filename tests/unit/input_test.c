/* rooms: tui words expiry base */
#include "tui/term/input.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/keys/keyname.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

/* What comes out, in the notation of keybindings.conf, a blank after each; pastes as {text}. */
static void
drain(struct decoder *d, struct buf *out)
{
	struct input in;

	while (input_next(d, &in))
		if (in.kind == INPUT_PASTE) {
			buf_printf(out, "{%s} ", in.paste);
		} else if (in.kind == INPUT_MOUSE) {
			buf_printf(out, "mouse%d@%d,%d ", (int)in.mouse, in.row, in.column);
		} else {
			keyname_write(in.key, out);
			buf_putc(out, ' ');
		}
}

/* Feeds the bytes whole, then one by one: both must mean the same. */
static void
assert_decoded(const char *bytes, size_t len, bool latin1, const char *want)
{
	for (size_t step = len; step > 0; step = step > 1 ? 1 : 0) {
		struct decoder *d = input_new();
		struct buf out = {0};

		if (latin1)
			input_allow_latin1(d);
		input_learn(d, "\033OA", K_UP);
		input_learn(d, "\033[25~", K_F12);
		input_learn(d, "\033\033[B", K_CTRL | K_DOWN);
		for (size_t i = 0; i < len; i += step) {
			input_feed(d, bytes + i, step);
			drain(d, &out);
		}
		input_flush(d);
		drain(d, &out);
		assert_string_equal(buf_str(&out), want);
		assert_int_equal(input_wait_ms(d), -1);
		buf_release(&out);
		input_free(d);
	}
}

#define MEANS(bytes, want) assert_decoded(bytes, sizeof(bytes) - 1, false, want)
#define MEANS_LATIN1(bytes, want) assert_decoded(bytes, sizeof(bytes) - 1, true, want)

static void
characters_and_controls_are_keys(void **state)
{
	(void)state;
	MEANS("aç€😀 ", "a ç € 😀 <Space> ");
	MEANS("\r\t\177\010\033", "<Enter> <Tab> <Backspace> <Backspace> <Esc> ");
	MEANS("\000\001\032\034\035\036\037", "<C-Space> <C-a> <C-z> <C-\\> <C-]> <C-^> <C-_> ");
	MEANS("\n", "<C-j> ");
}

static void
on_a_terminal_of_latin1_its_letters_are_keys(void **state)
{
	(void)state;
	MEANS_LATIN1("contrase\xf1"
		     "a",
	    "c o n t r a s e ñ a ");
	MEANS_LATIN1("pi\xf1", "p i ñ ");
	MEANS_LATIN1("\xe7\xe0\x80", "ç à "); /* 0x80 is nothing that is seen */
	MEANS_LATIN1("a\xc3\xa7", "a ç ");
	MEANS("contrase\xf1"
	      "a",
	    "c o n t r a s e a ");
}

static void
sequences_of_every_dialect_are_keys(void **state)
{
	(void)state;
	MEANS("\033[A\033OA\033[1;5A\033Oa\033[1;3D", "<Up> <Up> <C-Up> <C-Up> <A-Left> ");
	MEANS("\033[H\033OH\033[1~\033[7~\033[F\033OF\033[4~\033[8~",
	    "<Home> <Home> <Home> <Home> <End> <End> <End> <End> ");
	MEANS("\033[5~\033[6~\033[2~\033[3~\033[6;5~",
	    "<PageUp> <PageDown> <Insert> <Delete> <C-PageDown> ");
	MEANS("\033OP\033[11~\033[[A\033[15~\033[24~\033[25~", "<F1> <F1> <F1> <F5> <F12> <F12> ");
	MEANS("\033[Z\033[9;2u\033[27;2;9~", "<S-Tab> <S-Tab> <S-Tab> ");
	MEANS("\033\033[B", "<C-Down> ");
	MEANS("\033OM\033Oq\033Oj", "<Enter> 1 * ");
	MEANS("\033x\033\r\033é", "<A-x> <A-Enter> <A-é> ");
	MEANS("\033[97;5u\033[97;3u\033[13u", "<C-a> <A-a> <Enter> ");
}

static void
escape_is_a_key_when_nothing_follows(void **state)
{
	struct decoder *d = input_new();
	struct input in;

	(void)state;
	input_feed(d, "\033", 1);
	assert_false(input_next(d, &in));
	assert_int_equal(input_wait_ms(d), INPUT_ESCAPE_MS);
	input_flush(d);
	assert_true(input_next(d, &in));
	assert_int_equal(in.key, K_ESCAPE);
	assert_int_equal(input_wait_ms(d), -1);
	input_feed(d, "\033[", 2);
	assert_false(input_next(d, &in));
	assert_int_equal(input_wait_ms(d), INPUT_SEQUENCE_MS);
	input_flush(d);
	assert_true(input_next(d, &in));
	assert_int_equal(in.key, K_ALT | '[');
	input_free(d);
	MEANS("\033\033", "<Esc> <Esc> ");
	MEANS("\033\033[A", "<Esc> <Up> ");
}

static void
what_means_nothing_is_swallowed_whole(void **state)
{
	(void)state;
	MEANS("\033[?62;1;6ca", "a ");
	MEANS("\033[>0;276;0ca", "a ");
	MEANS("\033[99;3~a\033[Ia\033[Oa", "a a a ");
	MEANS("\033[4;2:3;99999999999999999999;1;1;1;1ma", "a ");
	MEANS("\033]52;c;ZGllcQ==\007a", "a ");
	MEANS("\033]11;rgb:0000/0000/0000\033\\a", "a ");
	MEANS("\033P1$r0 q\033\\a\033_x\033\\a\033^x\033\\a\033Xx\033\\a", "a a a a ");
	MEANS("\033[<0;12;7Ma\033[M !!a", "a a ");
	MEANS("\377\300\200\355\240\200a", "a "); /* no UTF-8 */
	MEANS("\302\233a\342\200\256a\357\277\277a",
	    "a a a "); /* C1, a bidi control, a noncharacter */
	MEANS("\303(a", "( a ");
	MEANS("\033[12", ""); /* cut, and given up */
	MEANS("\033]52;c;x", "");
	MEANS("\342\202", "");
	MEANS("\033[1\033[A", "<Up> ");
	MEANS("\033[201~a", "a ");
}

static void
a_paste_is_one_thing(void **state)
{
	(void)state;
	MEANS("a\033[200~q\rx\r\ny\nz\t1\033[201~b", "a {q\nx\ny\nz 1} b ");
	MEANS("\033[200~\033[201~", "{} ");
	MEANS("\033[200~\033[A\033]52;c;x\007\000\377\342\200\256\033[201~",
	    "{<U+001B>[A<U+001B>]52;c;x<U+0007><U+0000><FF><U+202E>} ");
	MEANS("\033[200~a\033[200~b\033[201~", "{a<U+001B>[200~b} ");
	MEANS("\033[200~a\033[201~\033[200~b\033[201~", "{a} {b} ");
}

static void
a_paste_of_latin1_is_read_as_its_keys_are(void **state)
{
	(void)state;
	MEANS_LATIN1("\033[200~contrase\xf1"
		     "a\n\xe7\x80\033[201~",
	    "{contraseña\nç<80>} ");
	MEANS_LATIN1("\033[200~contrase\xc3\xb1"
		     "a\033[201~",
	    "{contraseña} ");
	MEANS("\033[200~\xf1\033[201~", "{<F1>} ");
}

static void
a_paste_without_end_stays_a_paste(void **state)
{
	struct decoder *d = input_new();
	struct buf out = {0};

	(void)state;
	input_feed(d, "\033[200~qD\033[", 10);
	drain(d, &out);
	assert_int_equal(input_wait_ms(d), -1);
	input_flush(d);
	drain(d, &out);
	assert_string_equal(buf_str(&out), "");
	input_feed(d, "201~", 4);
	drain(d, &out);
	assert_string_equal(buf_str(&out), "{qD} ");
	buf_release(&out);
	input_free(d);
}

/* The terminal died in a paste: a person presses Esc or ^C, waits, and is heard again. */
static void
a_paste_without_end_is_given_up_by_who_wants_out(void **state)
{
	static const char *const ways[] = {"\033", "\003"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct decoder *d = input_new();
		struct buf out = {0};
		input_feed(d, "\033[200~qD", 8);
		input_feed(d, ways[i], 1);
		drain(d, &out);
		assert_int_equal(input_wait_ms(d), INPUT_GIVE_UP_MS);
		input_flush(d);
		input_feed(d, "q", 1);
		drain(d, &out);
		assert_string_equal(buf_str(&out), "q ");
		buf_release(&out);
		input_free(d);
	}
}

static void
a_paste_is_bounded_and_its_rest_is_not_keys(void **state)
{
	struct decoder *d = input_new();
	char *page = mem_array(1, 65536);
	struct input in;

	(void)state;
	memset(page, 'D', 65536);
	input_feed(d, "\033[200~", 6);
	for (int i = 0; i < 40; i++) {
		input_feed(d, page, 65536);
		assert_false(input_next(d, &in));
	}
	input_feed(d, "\033[201~x", 7);
	assert_true(input_next(d, &in));
	assert_int_equal(in.kind, INPUT_PASTE);
	assert_int_equal(strlen(in.paste), INPUT_PASTE_MAX_BYTES);
	assert_true(input_next(d, &in));
	assert_int_equal(in.key, 'x');
	free(page);
	input_free(d);
}

/* As its bytes come, whole or one by one. */
static void
assert_mouse(const char *bytes, bool asked_for, const char *want)
{
	size_t len = strlen(bytes);

	for (size_t step = len; step > 0; step = step > 1 ? 1 : 0) {
		struct decoder *d = input_new();
		struct buf out = {0};

		if (asked_for)
			input_allow_mouse(d);
		for (size_t i = 0; i < len; i += step) {
			input_feed(d, bytes + i, step);
			drain(d, &out);
		}
		input_flush(d);
		drain(d, &out);
		assert_string_equal(buf_str(&out), want);
		buf_release(&out);
		input_free(d);
	}
}

static void
a_mouse_that_was_asked_for_is_input(void **state)
{
	(void)state;
	assert_mouse("\033[<0;12;7M\033[<0;12;7m", true, "mouse0@6,11 ");
	assert_mouse("\033[<64;1;1Mx\033[<65;80;24M", true, "mouse1@0,0 x mouse2@23,79 ");
	assert_mouse("\033[<20;3;4M", true, "mouse0@3,2 "); /* with Shift and Ctrl */
	assert_mouse("\033[<0;12;7Mx", false, "x ");
}

static void
what_no_mouse_sends_is_nothing(void **state)
{
	struct decoder *d = input_new();
	struct input in;

	(void)state;
	assert_mouse("\033[<0;0;7Mx", true, "x ");
	assert_mouse("\033[<0;12;0Mx", true, "x ");
	assert_mouse("\033[<0;12Mx", true, "x ");
	assert_mouse("\033[<0;1;2;3Mx", true, "x ");
	assert_mouse("\033[<Mx", true, "x ");
	assert_mouse("\033[<0;99999999999999999999;7Mx", true, "x ");
	assert_mouse("\033[<0;-5;7Mx", true, "x ");
	assert_mouse("\033[<1;5;7Mx\033[<35;5;7Mx", true, "x x "); /* other buttons; moved */
	assert_mouse("\033[<0;5", true, "");
	assert_mouse("\033[M !!x", true, "x "); /* the old way */
	/* One that never ends is not kept. */
	input_allow_mouse(d);
	input_feed(d, "\033[<", 3);
	for (int i = 0; i < 100000; i++) {
		input_feed(d, "7", 1);
		assert_false(input_next(d, &in));
	}
	input_feed(d, ";1;1Mx", 6);
	assert_true(input_next(d, &in));
	assert_int_equal(in.kind, INPUT_KEY);
	assert_int_equal(in.key, 'x');
	input_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(characters_and_controls_are_keys),
	    cmocka_unit_test(on_a_terminal_of_latin1_its_letters_are_keys),
	    cmocka_unit_test(sequences_of_every_dialect_are_keys),
	    cmocka_unit_test(escape_is_a_key_when_nothing_follows),
	    cmocka_unit_test(what_means_nothing_is_swallowed_whole),
	    cmocka_unit_test(a_paste_is_one_thing),
	    cmocka_unit_test(a_paste_of_latin1_is_read_as_its_keys_are),
	    cmocka_unit_test(a_paste_without_end_stays_a_paste),
	    cmocka_unit_test(a_paste_without_end_is_given_up_by_who_wants_out),
	    cmocka_unit_test(a_mouse_that_was_asked_for_is_input),
	    cmocka_unit_test(what_no_mouse_sends_is_nothing),
	    cmocka_unit_test(a_paste_is_bounded_and_its_rest_is_not_keys),
	};

	return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
