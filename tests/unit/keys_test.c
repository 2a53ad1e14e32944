/* rooms: tui words expiry base */
#include "tui/keys/keys.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/term/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <cmocka.h>

static char folder[] = "/tmp/keys_test.XXXXXX";

static char *
file_of(const char *name)
{
	return mem_printf("%s/%s", folder, name);
}

static void
file_write(const char *name, const char *text)
{
	char *path = file_of(name);
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	free(path);
}

static struct keys *
keys_of(const char *text)
{
	char *path = file_of("user.conf");
	struct keys *k;

	file_write("user.conf", text);
	k = keys_load((const char *const[]){path}, 1);
	free(path);
	return k;
}

/* Where the built-in file says something may change with every edit of it: "built-in:86" reads
 * "built-in:N". */
static char *
without_built_in_lines(const char *s)
{
	struct buf out = {0};

	while (*s) {
		bool place = !strncmp(s, "built-in:", 9);

		buf_add(&out, s, place ? 9 : 1);
		s += place ? 9 : 1;
		if (place) {
			buf_putc(&out, 'N');
			s += strspn(s, "0123456789");
		}
	}
	return buf_steal(&out);
}

/* The one complaint about text must end like this, after "…/user.conf:". */
static void
assert_complaint(const char *text, bool error, const char *want)
{
	struct keys *k = keys_of(text);
	char *got;

	assert_int_equal(keys_complaint_count(k), 1);
	got = without_built_in_lines(keys_complaint(k, 0));
	assert_non_null(strstr(got, "user.conf:"));
	assert_string_equal(strstr(got, "user.conf:") + strlen("user.conf:"), want);
	assert_int_equal(keys_failed(k), error);
	free(got);
	keys_free(k);
}

/* What a sequence of plain characters does: the last action, or ACTION_NONE. */
static enum action
feed(struct keys *k, enum context context, const char *keys)
{
	enum action a = ACTION_NONE;
	bool pending = false;

	keys_reset(k);
	for (; *keys; keys++) {
		a = keys_feed(k, context, (uint32_t)*keys, &pending);
		assert_true(!pending || a == ACTION_NONE);
	}
	return pending ? ACTION_NONE : a;
}

static void
assert_described(const struct keys *k, enum context context, enum action a, const char *want)
{
	struct buf out = {0};

	keys_describe(k, context, a, &out);
	assert_string_equal(buf_str(&out), want);
	buf_release(&out);
}

static void
the_built_in_file_has_nothing_to_complain_about(void **state)
{
	struct keys *k = keys_load(NULL, 0);

	(void)state;
	for (size_t i = 0; i < keys_complaint_count(k); i++)
		print_message("# %s\n", keys_complaint(k, i));
	assert_int_equal(keys_complaint_count(k), 0);
	assert_false(keys_failed(k));
	keys_free(k);
}

static void
every_action_has_a_key_wherever_it_works(void **state)
{
	struct keys *k = keys_load(NULL, 0);

	(void)state;
	for (enum action a = ACTION_NONE + 1; a < ACTION_COUNT; a++)
		for (enum context c = CONTEXT_ANY + 1; c < CONTEXT_COUNT; c++) {
			struct buf out = {0};

			if (!(action_info(a)->contexts & (1U << c)))
				continue;
			keys_describe(k, c, a, &out);
			if (!out.len)
				print_message("# %s has no key in context %d\n",
				    action_info(a)->name, (int)c);
			assert_true(out.len > 0);
			buf_release(&out);
		}
	keys_free(k);
}

static void
no_default_needs_altgr_or_a_dead_key(void **state)
{
	struct keys *k = keys_load(NULL, 0);
	bool pending;

	(void)state;
	for (const char *c = "[]{}\\|@#~^`'\""; *c; c++)
		for (enum context on = 0; on < CONTEXT_COUNT; on++) {
			assert_int_equal(keys_feed(k, on, (uint32_t)*c, &pending), ACTION_NONE);
			assert_false(pending);
		}
	keys_free(k);
}

static void
arrows_and_letters_both_move(void **state)
{
	struct keys *k = keys_load(NULL, 0);
	bool pending;

	(void)state;
	assert_int_equal(keys_feed(k, CONTEXT_LIST, K_DOWN, &pending), ACTION_DOWN);
	assert_int_equal(feed(k, CONTEXT_LIST, "j"), ACTION_DOWN);
	assert_int_equal(keys_feed(k, CONTEXT_LIST, K_SPACE, &pending), ACTION_MARK);
	assert_int_equal(keys_feed(k, CONTEXT_LIST, ' ', &pending), ACTION_MARK);
	assert_int_equal(keys_feed(k, CONTEXT_LIST, K_CTRL | 'f', &pending), ACTION_PAGE_DOWN);
	assert_int_equal(feed(k, CONTEXT_HELP, "q"), ACTION_QUIT);
	keys_free(k);
}

static void
a_sequence_waits_for_its_end_and_forgets_a_wrong_one(void **state)
{
	struct keys *k = keys_load(NULL, 0);
	bool pending;

	(void)state;
	assert_int_equal(keys_feed(k, CONTEXT_LIST, 'g', &pending), ACTION_NONE);
	assert_true(pending);
	assert_int_equal(keys_feed(k, CONTEXT_LIST, 'g', &pending), ACTION_GOTO_FIRST);
	assert_false(pending);
	keys_feed(k, CONTEXT_LIST, 'g', &pending);
	assert_int_equal(keys_feed(k, CONTEXT_LIST, 'D', &pending), ACTION_NONE); /* no surprise */
	assert_false(pending);
	keys_feed(k, CONTEXT_LIST, 'g', &pending);
	assert_int_equal(keys_feed(k, CONTEXT_DETAIL, 'j', &pending),
	    ACTION_DOWN); /* another screen: from the start */
	keys_free(k);
}

static void
what_types_a_character_is_text_in_a_form(void **state)
{
	struct keys *k = keys_load(NULL, 0);
	bool pending;

	(void)state;
	for (uint32_t c = ' '; c < 0x7f; c++) {
		assert_int_equal(keys_feed(k, CONTEXT_FORM, c, &pending), ACTION_NONE);
		assert_false(pending);
	}
	assert_int_equal(keys_feed(k, CONTEXT_FORM, K_ESCAPE, &pending), ACTION_BACK);
	assert_int_equal(keys_feed(k, CONTEXT_FORM, K_CTRL | 'c', &pending), ACTION_QUIT);
	assert_described(k, CONTEXT_FORM, ACTION_QUIT, "^C");
	keys_free(k);
	assert_complaint("bind form x save\n", true,
	    "1: 'x' is a character that one types in 'form': it cannot be bound there");
}

static void
people_read_the_shortest_keys_first(void **state)
{
	struct keys *k = keys_load(NULL, 0);
	struct buf out = {0};

	(void)state;
	assert_described(k, CONTEXT_LIST, ACTION_GOTO_FIRST, "Home, g g");
	assert_described(k, CONTEXT_LIST, ACTION_MARK, "Space");
	assert_described(k, CONTEXT_LIST, ACTION_NONE, "");
	assert_described(k, CONTEXT_DETAIL, ACTION_ADD, "");
	keys_describe_first(k, CONTEXT_LIST, ACTION_OPEN, &out);
	assert_string_equal(buf_str(&out), "Enter");
	buf_release(&out);
	keys_free(k);
}

static void
what_is_hidden_is_not_described(void **state)
{
	struct keys *k = keys_of(
	    "unbind list ?\nbind! list <F1> add\nbind list <A-x> edit\nbind list <C-Up> up\n");

	(void)state;
	assert_int_equal(keys_complaint_count(k), 0);
	assert_described(k, CONTEXT_LIST, ACTION_HELP, "");
	assert_described(k, CONTEXT_HELP, ACTION_HELP, "?, F1");
	assert_described(k, CONTEXT_LIST, ACTION_ADD, "a, Insert, F1");
	assert_described(k, CONTEXT_LIST, ACTION_EDIT, "e, Alt+x");
	assert_described(k, CONTEXT_LIST, ACTION_UP, "Up, k, Ctrl+Up");
	keys_free(k);
}

static void
the_later_line_wins_and_both_are_named(void **state)
{
	struct keys *k = keys_of("bind list e add\n");

	(void)state;
	assert_int_equal(feed(k, CONTEXT_LIST, "e"), ACTION_ADD);
	assert_int_equal(feed(k, CONTEXT_LIST, "a"), ACTION_ADD);
	keys_free(k);
	assert_complaint("bind list d add\nbind list e add\n", false,
	    "2: e in 'list' now does add; it did edit (built-in:N). Write bind! where this is "
	    "meant");
}

static void
an_override_that_is_meant_is_silent(void **state)
{
	struct keys *k = keys_of("bind! list e add\nbind! list g help\nbind list e add\n");

	(void)state;
	assert_int_equal(keys_complaint_count(k), 0);
	assert_int_equal(feed(k, CONTEXT_LIST, "e"), ACTION_ADD);
	assert_int_equal(feed(k, CONTEXT_LIST, "g"), ACTION_HELP);
	keys_free(k);
}

static void
unbinding_takes_keys_away(void **state)
{
	struct keys *k = keys_of("unbind * n\nunbind list q\nunbind list g g\nbind list g add\n");

	(void)state;
	assert_int_equal(keys_complaint_count(k), 0);
	assert_int_equal(feed(k, CONTEXT_LIST, "n"), ACTION_NONE);
	assert_int_equal(feed(k, CONTEXT_HELP, "n"), ACTION_NONE);
	assert_int_equal(feed(k, CONTEXT_LIST, "q"), ACTION_NONE);
	assert_int_equal(feed(k, CONTEXT_DETAIL, "q"), ACTION_QUIT);
	assert_int_equal(feed(k, CONTEXT_LIST, "g"), ACTION_ADD);
	keys_free(k);
}

static void
a_binding_that_begins_another_is_an_error(void **state)
{
	struct keys *k = keys_of("bind list g g g add\n");

	(void)state;
	assert_true(keys_failed(k));
	assert_int_equal(feed(k, CONTEXT_LIST, "ggg"), ACTION_ADD);
	keys_free(k);
	assert_complaint("bind list g add\n", true,
	    "1: g (add) in 'list' takes the place of g g (goto-first, built-in:N): one begins with "
	    "the other");
	k = keys_of("bind list ? a add\n");
	assert_int_equal(keys_complaint_count(k), 1);
	assert_non_null(strstr(keys_complaint(k, 0), "hides ? (help, built-in:"));
	keys_free(k);
}

static void
bad_lines_are_named_and_the_rest_counts(void **state)
{
	(void)state;
	assert_complaint("\n# a comment\nbund list e add\n", true,
	    "3: 'bund' is not a command: bind, bind!, unbind and include are");
	assert_complaint("bind list d\n", true, "1: it should be: bind SCREEN KEY... ACTION");
	assert_complaint("unbind list\n", true, "1: it should be: unbind SCREEN KEY...");
	assert_complaint("include\n", true, "1: it should be: include FILE");
	assert_complaint("bind lost d add\n", true, "1: 'lost' is not a screen");
	assert_complaint("bind list d ad\n", true, "1: 'ad' is not an action");
	assert_complaint("bind detail d add\n", true, "1: 'add' does nothing in 'detail'");
	assert_complaint("bind list a b c d e add\n", true, "1: a sequence has at most 4 keys");
	assert_complaint("bind list a b c d e f g add\n", true, "1: too many words");
	assert_complaint("unbind list d\n", false, "1: nothing is bound to 'd' in 'list'");
	assert_complaint("bind list \xff add\n", true, "1: '<FF>' is not a key");
	assert_complaint("bind list \x1b[A add\n", true,
	    "1: '<U+001B>[A' cannot be bound: write a sequence with blanks between its keys");
}

static void
keys_that_no_terminal_can_tell_are_refused_with_the_reason(void **state)
{
	(void)state;
	assert_complaint("bind list <C-i> add\n", true,
	    "1: '<C-i>' cannot be bound: a terminal sends it as <Tab>");
	assert_complaint("bind list <C-M> add\n", true,
	    "1: '<C-M>' cannot be bound: a terminal sends it as <Enter>");
	assert_complaint("bind list <C-[> add\n", true,
	    "1: '<C-[>' cannot be bound: a terminal sends it as <Esc>");
	assert_complaint("bind list <C-h> add\n", true,
	    "1: '<C-h>' cannot be bound: a terminal sends it as <Backspace>");
	assert_complaint("bind list <C-z> add\n", true,
	    "1: '<C-z>' cannot be bound: it suspends the console, whatever is bound");
	assert_complaint("bind list <C-1> add\n", true,
	    "1: '<C-1>' cannot be bound: no terminal sends Ctrl with this key");
	assert_complaint("bind list <C-Enter> add\n", true,
	    "1: '<C-Enter>' cannot be bound: no terminal sends Ctrl with this key");
	assert_complaint("bind list <S-x> add\n", true,
	    "1: '<S-x>' cannot be bound: Shift is told apart only in <S-Tab>; write a capital "
	    "letter as itself");
	assert_complaint("bind list <F13> add\n", true,
	    "1: '<F13>' cannot be bound: there is no key of this name");
	assert_complaint(
	    "bind list <x> add\n", true, "1: '<x>' cannot be bound: there is no key of this name");
	assert_complaint("bind list gg add\n", true,
	    "1: 'gg' cannot be bound: write a sequence with blanks between its keys");
}

static void
every_notation_is_read(void **state)
{
	static const struct {
		const char *name;
		uint32_t key;
	} rows[] = {
	    {"ç", 0xe7},
	    {"<", '<'},
	    {"<Less>", '<'},
	    {"<Hash>", '#'},
	    {"<enter>", K_ENTER},
	    {"<Return>", K_ENTER},
	    {"<F12>", K_F12},
	    {"<C-Space>", K_CTRL | ' '},
	    {"<C-X>", K_CTRL | 'x'},
	    {"<A-x>", K_ALT | 'x'},
	    {"<M-X>", K_ALT | 'X'},
	    {"<C-A-x>", K_CTRL | K_ALT | 'x'},
	    {"<C-PageUp>", K_CTRL | K_PAGE_UP},
	    {"<A-Enter>", K_ALT | K_ENTER},
	    {"<S-Tab>", K_BACKTAB},
	    {"-", '-'},
	    {"<C-_>", K_CTRL | '_'},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char *line = mem_printf("bind! list %s sort\n", rows[i].name);
		struct keys *k = keys_of(line);
		bool pending;

		if (keys_complaint_count(k))
			print_message("# %s\n", keys_complaint(k, 0));
		assert_int_equal(keys_complaint_count(k), 0);
		assert_int_equal(keys_feed(k, CONTEXT_LIST, rows[i].key, &pending), ACTION_SORT);
		keys_free(k);
		free(line);
	}
}

static void
files_are_included_from_where_they_stand(void **state)
{
	char *sub = file_of("team");
	struct keys *k;

	(void)state;
	mkdir(sub, 0700);
	file_write("team/team.conf", "include more.conf\nbind! list e add\n");
	file_write("team/more.conf", "\xef\xbb\xbf"
				     "bind! list d add\r\nbind! list e copy\r\n");
	k = keys_of("include team/team.conf\ninclude missing.conf\nbind! list E add");
	assert_int_equal(keys_complaint_count(k), 1);
	assert_non_null(strstr(keys_complaint(k, 0), "user.conf:2: "));
	assert_non_null(strstr(keys_complaint(k, 0), "missing.conf"));
	assert_int_equal(feed(k, CONTEXT_LIST, "d"), ACTION_ADD);
	assert_int_equal(feed(k, CONTEXT_LIST, "e"), ACTION_ADD);
	assert_int_equal(feed(k, CONTEXT_LIST, "E"), ACTION_ADD);
	keys_free(k);
	free(sub);
}

static void
files_that_include_each_other_are_found(void **state)
{
	struct keys *k;

	(void)state;
	file_write("a.conf", "include b.conf\nbind! list e add\n");
	file_write("b.conf", "\ninclude ./a.conf\nbind! list E add\n");
	k = keys_of("include a.conf\n");
	assert_int_equal(keys_complaint_count(k), 1);
	assert_non_null(strstr(keys_complaint(k, 0), "b.conf:2: "));
	assert_non_null(strstr(keys_complaint(k, 0), "is being read already ("));
	assert_int_equal(feed(k, CONTEXT_LIST, "e"), ACTION_ADD);
	assert_int_equal(feed(k, CONTEXT_LIST, "E"), ACTION_ADD);
	keys_free(k);
}

static void
checking_prints_bindings_and_complaints(void **state)
{
	char *path = file_of("user.conf"), *text = NULL, *plain;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	file_write("user.conf", "bind list e add\n");
	assert_int_equal(keys_check(path, out), 0);
	fclose(out);
	plain = without_built_in_lines(text);
	assert_non_null(strstr(plain, "list     g g            goto-first         built-in:N\n"));
	assert_non_null(
	    strstr(plain, "user.conf:1: e in 'list' now does add; it did edit (built-in:N)"));
	free(plain);
	free(text);
	file_write("user.conf", "bind list\n");
	out = open_memstream(&text, &len);
	assert_int_equal(keys_check(path, out), 1);
	fclose(out);
	free(text);
	out = open_memstream(&text, &len);
	assert_int_equal(keys_check("/nonexistent/keys", out), 1);
	fclose(out);
	assert_non_null(strstr(text, "/nonexistent/keys"));
	free(text);
	free(path);
}

static int
folder_make(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int
folder_remove(void **state)
{
	static const char *const names[] = {
	    "user.conf", "a.conf", "b.conf", "team/team.conf", "team/more.conf", "team", ""};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = file_of(names[i]);

		remove(path);
		free(path);
	}
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_built_in_file_has_nothing_to_complain_about),
	    cmocka_unit_test(every_action_has_a_key_wherever_it_works),
	    cmocka_unit_test(no_default_needs_altgr_or_a_dead_key),
	    cmocka_unit_test(arrows_and_letters_both_move),
	    cmocka_unit_test(a_sequence_waits_for_its_end_and_forgets_a_wrong_one),
	    cmocka_unit_test(what_types_a_character_is_text_in_a_form),
	    cmocka_unit_test(people_read_the_shortest_keys_first),
	    cmocka_unit_test(what_is_hidden_is_not_described),
	    cmocka_unit_test(the_later_line_wins_and_both_are_named),
	    cmocka_unit_test(an_override_that_is_meant_is_silent),
	    cmocka_unit_test(unbinding_takes_keys_away),
	    cmocka_unit_test(a_binding_that_begins_another_is_an_error),
	    cmocka_unit_test(bad_lines_are_named_and_the_rest_counts),
	    cmocka_unit_test(keys_that_no_terminal_can_tell_are_refused_with_the_reason),
	    cmocka_unit_test(every_notation_is_read),
	    cmocka_unit_test(files_are_included_from_where_they_stand),
	    cmocka_unit_test(files_that_include_each_other_are_found),
	    cmocka_unit_test(checking_prints_bindings_and_complaints),
	};

	return cmocka_run_group_tests_name("keys", tests, folder_make, folder_remove);
}
