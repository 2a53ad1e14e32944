#include "ctl/jira_token.h"

#include "base/config.h"
#include "base/err.h"
#include "base/private_file.h"

#include <time.h>
#include <unistd.h>

enum { WORKER_TRIES = 50, WORKER_TRY_MS = 100 };

json_t *
jira_token_give(struct ctl *ctl, int fd, json_t **error)
{
	const struct timespec pause = {.tv_nsec = WORKER_TRY_MS * 1000000L};
	json_t *ok = NULL;

	*error = NULL;
	for (int tries = 0; tries < WORKER_TRIES; tries++) {
		json_decref(*error);
		*error = NULL;
		if (ctl_connect(ctl) < 0)
			return NULL;
		client_attach_fd(ctl->client, fd);
		ok = ctl_try(ctl, "ticket.token", NULL, error);
		if (ok || !*error || strcmp(text_of(*error, "code"), "worker-gone") != 0)
			break;
		nanosleep(&pause, NULL); /* a backend that we started has none yet */
	}
	return ok;
}

/* A token that Jira refused is not shown to it again by itself: that locks accounts. */
static bool
is_wanted(const json_t *jira)
{
	static const char *const final[] = {"token-refused", "captcha", "login-page", "bad-token"};
	const char *refusal = text_of(jira, "refusal");

	for (size_t i = 0; i < sizeof(final) / sizeof(*final); i++)
		if (!strcmp(refusal, final[i]))
			return false;
	return json_is_object(jira) && !json_is_object(json_object_get(jira, "account"));
}

void
jira_token_bring(struct ctl *ctl)
{
	json_t *status = ctl_call(ctl, "status", NULL, NULL, NULL), *error = NULL, *ok;
	struct err err = {0};
	int fd;

	if (!is_wanted(json_object_get(status, "jira"))) {
		json_decref(status);
		return;
	}
	json_decref(status);
	fd = private_file_open(ctl->config->jira_my_token_file, &err);
	if (fd < 0) {
		if (strcmp(err.code, "secret-missing") != 0)
			ctl_complain_err(ctl, &err);
		return;
	}
	ok = jira_token_give(ctl, fd, &error);
	if (!ok && error)
		ctl_complain_code(ctl, text_of(error, "code"), json_object_get(error, "args"));
	close(fd);
	json_decref(ok);
	json_decref(error);
}
