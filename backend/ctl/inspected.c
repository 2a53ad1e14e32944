#include "ctl/inspected.h"

#include "ctl/hand_over.h"
#include "ctl/inspector.h"

#include "base/buf.h"
#include "base/members.h"
#include "words/words.h"

#include <fcntl.h>

const char *
kind_words(const char *kind)
{
	static const struct {
		const char *text, *words;
	} kinds[] = {
	    {"csr", N_("CSR")},
	    {"key", N_("private key")},
	    {"certificate", N_("certificate")},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].text, kind))
			return _(kinds[i].words);
	return kind;
}

static bool
needs_password(const json_t *answer)
{
	return !strcmp(text_of(json_object_get(answer, "error"), "code"), "p12-password-needed");
}

static json_t *
ask(struct ctl *ctl, int fd, int password, struct err *err)
{
	const int fds[] = {fd, password};
	json_t *request = json_pack(
	    "{s:{s:b, s:I}}", "inspect", "password", password >= 0, "now", (json_int_t)ctl->now);

	return inspector_ask(ctl->config, request, fds, password >= 0 ? 2 : 1, err);
}

/* A password that the file turns out to need is the one given, or is asked for on the terminal; where there is none,
 * the file says so. */
static json_t *
ask_as_needed(struct ctl *ctl, const char *path, int fd, int *given, struct err *err)
{
	json_t *answer = ask(ctl, fd, -1, err);
	struct err no_terminal = {0};
	int password;

	if (!answer || !needs_password(answer))
		return answer;
	password = *given >= 0 ? *given : password_ask(path, &no_terminal);
	if (password >= 0) {
		json_decref(answer);
		answer = ask(ctl, fd, password, err);
	}
	if (*given < 0 && password >= 0)
		close(password);
	*given = -1;
	return answer;
}

/* O_NONBLOCK: a FIFO that nobody writes to would keep us. */
json_t *
inspect_file(struct ctl *ctl, const char *path, int *password, bool sure)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct err err = {0};
	json_t *answer = NULL;

	if (fd < 0)
		err_file(&err, "cannot open", path);
	else if (*password >= 0 && sure)
		answer = ask(ctl, fd, *password, &err);
	else
		answer = ask_as_needed(ctl, path, fd, password, &err);
	if (fd >= 0)
		close(fd);
	if (!answer)
		answer = json_pack("{s:o}", "error", err_json(&err));
	return answer;
}

void
complain_file(struct ctl *ctl, const char *path, const json_t *error)
{
	struct buf b = {0};

	buf_printf(&b, "%s: ", path);
	words_error(text_of(error, "code"), json_object_get(error, "args"), &b);
	ctl_complain(ctl, buf_str(&b));
	buf_release(&b);
}

void
leaves_words(const json_t *document, const char *by, struct buf *out)
{
	json_t *args = json_pack("{s:I}", "count", number_of(document, "leaves"));
	char code[32];

	snprintf(code, sizeof(code), "leaf-by-%s", by);
	words_error(code, args, out);
	json_decref(args);
}
