#include "ctl/hand_over.h"

#include "ctl/inspector.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "words/words.h"

#include <fcntl.h>

int
password_given(const struct flag *flag)
{
	char *end;
	long n;

	if (!flag->value)
		return -1;
	n = strtol(flag->value, &end, 10);
	return *end || end == flag->value || n < 0 || n > 65535 || fcntl((int)n, F_GETFD) < 0
		   ? -2
		   : (int)n;
}

int
password_ask(const char *path, struct err *err)
{
	char *clean = text_cleaned(path, 0), *prompt = mem_printf(_("Password of %s: "), clean);
	int fd = inspector_ask_password(prompt, err);

	free(prompt);
	free(clean);
	return fd;
}

static json_t *
send_once(struct ctl *ctl, const char *operation, const json_t *args, int fd, int password,
    json_t **error)
{
	json_t *sent = json_deep_copy(args), *ok;
	struct err err = {0};

	if (ctl_connect(ctl) < 0) {
		json_decref(sent);
		return NULL;
	}
	client_attach_fd(ctl->client, fd);
	if (password >= 0) {
		json_object_set_new(sent, "password", json_true());
		client_attach_fd(ctl->client, password);
	}
	ok = client_call(ctl->client, operation, sent, NULL, NULL, error, &err);
	if (!ok && !*error)
		ctl_complain_err(ctl, &err);
	return ok;
}

static bool
needs_password(const json_t *error)
{
	return !strcmp(text_of(error, "code"), "p12-password-needed");
}

json_t *
hand_over(struct ctl *ctl, const char *operation, json_t *args, const char *path, int password,
    json_t **error)
{
	/* O_NONBLOCK: a FIFO that nobody writes to would keep us */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), asked;
	const char *slash = strrchr(path, '/');
	struct err err = {0};
	json_t *ok = NULL;

	*error = NULL;
	if (fd < 0) {
		err_file(&err, "cannot open", path);
		ctl_complain_err(ctl, &err);
		json_decref(args);
		return NULL;
	}
	json_object_set_new(args, "name", json_string(slash ? slash + 1 : path));
	ok = send_once(ctl, operation, args, fd, password, error);
	if (*error && password < 0 && needs_password(*error) &&
	    (asked = password_ask(path, &err)) >= 0) {
		json_decref(*error);
		*error = NULL;
		ok = send_once(ctl, operation, args, fd, asked, error);
		close(asked);
	}
	close(fd);
	json_decref(args);
	return ok;
}

/* ---- checks ---- */

/* Where there was no such thing in the file, nothing is said to be as it should. */
static const char *
state_word(const char *state, bool looked)
{
	static const char *const words[] = {
	    [CHECK_PASSED] = N_("passed"),
	    [CHECK_FAILED] = N_("FAILED"),
	    [CHECK_NOT_APPLICABLE] = N_("does not apply"),
	};
	int known = check_state_from(state);

	if (looked && known >= 0 && known < (int)(sizeof(words) / sizeof(*words)))
		return _(words[known]);
	return looked ? state : _("not looked at");
}

void
say_checks(const json_t *checks)
{
	const json_t *one;
	size_t i;

	json_array_foreach(checks, i, one) {
		const char *code = text_of(one, "code");
		bool looked = strcmp(code, "not-read") != 0;
		const char *word = state_word(text_of(one, "state"), looked);
		int state = check_state_from(text_of(one, "state"));
		const char *name =
		    words_check(text_of(one, "id"), state == CHECK_FAILED ? CHECK_PASSED : state);
		int pad = 16 - text_width(word);
		struct buf why = {0};

		if (*code && looked)
			words_error(code, json_object_get(one, "args"), &why);
		if (state == CHECK_FAILED) /* the name is what `accept` takes */
			buf_printf(&why, " [%s]", text_of(one, "id"));
		ctl_say("  %s%*s %s%s%s", word, pad > 0 ? pad : 0, "", name, why.len ? ": " : "",
		    buf_str(&why));
		buf_release(&why);
	}
}
