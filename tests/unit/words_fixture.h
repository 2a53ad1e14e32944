/* What the tests of the words share: the shipped catalogue, compiled by msgfmt as the Makefile does, and a
 * language to speak. Included once by each of them. */
#ifndef TESTS_WORDS_FIXTURE_H
#define TESTS_WORDS_FIXTURE_H

#include "words/words.h"

#include "base/mem.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static char folder[] = "/tmp/caduca-words-XXXXXX";
static char *mo;

static inline int
compile(void **state)
{
	char *deep;
	pid_t pid;
	int status;

	(void)state;
	assert_non_null(mkdtemp(folder));
	deep = mem_printf("%s/ca", folder);
	assert_int_equal(mkdir(deep, 0700), 0);
	free(deep);
	deep = mem_printf("%s/ca/LC_MESSAGES", folder);
	assert_int_equal(mkdir(deep, 0700), 0);
	mo = mem_printf("%s/caduca.mo", deep);
	free(deep);
	pid = fork();
	if (pid == 0) {
		execlp("msgfmt", "msgfmt", "-o", mo, "tui/po/ca.po", (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	return 0;
}

static inline int
discard(void **state)
{
	static const char *const parts[] = {"/ca/LC_MESSAGES", "/ca", ""};

	(void)state;
	unlink(mo);
	for (size_t i = 0; i < 3; i++) {
		char *path = mem_printf("%s%s", folder, parts[i]);

		rmdir(path);
		free(path);
	}
	free(mo);
	return 0;
}

/* The environment is the case under test: every variable that counts is set or removed. */
static inline void
speak(const char *language, const char *lc_all, const char *lang, const char *configured)
{
	const char *const names[] = {"LANGUAGE", "LC_ALL", "LANG", "LC_MESSAGES"};
	const char *const values[] = {language, lc_all, lang, NULL};

	for (size_t i = 0; i < 4; i++)
		if (values[i])
			setenv(names[i], values[i], 1);
		else
			unsetenv(names[i]);
	assert_int_equal(words_init_in(configured, folder), 0);
}

#endif
