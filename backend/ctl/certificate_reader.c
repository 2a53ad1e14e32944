#include "ctl/certificate_reader.h"

#include "ctl/hand_over.h"
#include "ctl/inspector.h"

#include "base/memory_file.h"
#include "base/sys.h"

#include <errno.h>
#include <unistd.h>

enum { PASSWORD_MOST = 2048 /* bytes; its reader says which are too many (pki/password.h) */ };

/* What a pipe or a file has, so that it can be read once for each file. */
static int
keep(int fd, struct err *err)
{
	char text[PASSWORD_MOST];
	size_t len = 0;
	ssize_t n = 1;
	int kept = -1;

	while (len < sizeof(text) && n) {
		n = read(fd, text + len, sizeof(text) - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		len += (size_t)n;
	}
	if (n < 0)
		err_errno(err, "cannot read the password");
	else if (len == sizeof(text))
		err_set(err, "bad-password", "%s", "");
	else
		kept = memory_file_new(text, len, err);
	explicit_bzero(text, sizeof(text));
	return kept;
}

int
certificate_reader_begin(
    struct certificate_reader *r, struct ctl *ctl, int password, struct err *err)
{
	*r = (struct certificate_reader){.ctl = ctl, .given = -1, .typed = -1};
	if (password >= 0)
		r->given = keep(password, err);
	return password >= 0 && r->given < 0 ? -1 : 0;
}

void
certificate_reader_release(struct certificate_reader *r)
{
	sys_close(&r->given);
	sys_close(&r->typed);
}

/* password: a memory file, from its start; -1. */
static json_t *
ask(struct certificate_reader *r, int fd, int password)
{
	const int fds[] = {fd, password};
	struct err err = {0};
	json_t *request = json_pack("{s:{s:b, s:b, s:I}}", "inspect", "password", password >= 0,
		   "pem", 1, "now", (json_int_t)r->ctl->now),
	       *answer;

	if (password >= 0)
		lseek(password, 0, SEEK_SET);
	answer = inspector_ask(NULL, request, fds, password >= 0 ? 2 : 1, &err);
	if (!answer)
		answer = json_pack("{s:o}", "error", err_json(&err));
	return answer;
}

static bool
failed_with(const json_t *answer, const char *code)
{
	return !strcmp(text_of(json_object_get(answer, "error"), "code"), code);
}

/* True: there is a new one. */
static bool
ask_person(struct certificate_reader *r, const char *path)
{
	struct err err = {0};
	int typed;

	if (!r->mute && r->asking)
		r->asking(r->arg);
	typed = r->mute ? -1 : password_ask(path, &err);
	if (typed < 0) {
		r->mute = true;
		return false;
	}
	sys_close(&r->typed);
	r->typed = keep(typed, &err);
	close(typed);
	return r->typed >= 0 && lseek(r->typed, 0, SEEK_END) > 0;
}

json_t *
certificate_reader_read(struct certificate_reader *r, const char *path, int fd)
{
	json_t *answer = ask(r, fd, -1);
	int held = r->given >= 0 ? r->given : r->typed;

	if (!failed_with(answer, "p12-password-needed"))
		return answer;
	if (held >= 0) {
		json_decref(answer);
		answer = ask(r, fd, held);
		if (r->given >= 0 || !failed_with(answer, "p12-password-wrong"))
			return answer;
	}
	if (ask_person(r, path)) {
		json_decref(answer);
		answer = ask(r, fd, r->typed);
	}
	return answer;
}
