/* The token goes as a descriptor to the backend, which passes it to the process that speaks with Jira: the file's own, or
 * the read end of a pipe that holds what was typed. Only whether Jira takes it comes back. */
#include "tui/screens/jira_token.h"

#include "base/config.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/private_file.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/paste_file.h"
#include "tui/screens/dialog.h"
#include "wire/loop.h"
#include "words/words.h"

#include <errno.h>
#include <string.h>

/* ---- out of its file ---- */

enum { AGAIN_MS = 500 };

static void
hand_over_again(void *arg)
{
	jira_token_hand_over(arg);
}

/* The process that speaks with Jira may be about to start. */
static void
handed_over(const json_t *ok, const json_t *error, void *arg)
{
	struct app *a = arg;

	(void)ok;
	if (!error || link_state(a->link) != LINK_UP)
		return;
	if (!strcmp(text_of(error, "code"), "worker-gone"))
		loop_timer(a->loop, AGAIN_MS, hand_over_again, a);
	else
		app_say_error(a, error);
}

/* Something of one's own waits for a token that is not there: that is worth saying. */
static void
requests_arrived(const json_t *ok, const json_t *error, void *arg)
{
	struct app *a = arg;
	const char *me = link_login(a->link);
	const json_t *one;
	struct buf key = {0};
	size_t i, waiting = 0;

	(void)error;
	json_array_foreach(json_object_get(ok, "requests"), i, one)
		waiting += !strcmp(text_of(one, "reason"), "waits-for-owner") && me &&
			   !strcmp(text_of(one, "login"), me);
	keys_describe_first(a->keys, CONTEXT_TICKETS, ACTION_TOKEN, &key);
	if (waiting)
		app_sayf(a, STYLE_WARNING,
		    ngettext("%zu request of yours waits for your token of Jira: in view 4, %s.",
			"%zu requests of yours wait for your token of Jira: in view 4, %s.",
			waiting),
		    waiting, buf_str(&key));
	buf_release(&key);
}

/* Who has none types it, or works by hand: that there is no file is nothing to say. */
static void
status_arrived(const json_t *ok, const json_t *error, void *arg)
{
	struct app *a = arg;
	struct err err = {0};
	int fd;

	(void)error;
	if (!*text_of(json_object_get(ok, "jira"), "state") ||
	    !strcmp(text_of(json_object_get(ok, "jira"), "state"), "off"))
		return;
	fd = private_file_open(a->config->jira_my_token_file, &err);
	if (fd >= 0) {
		link_call_fds(a->link, "ticket.token", NULL, &fd, 1, handed_over, a);
	} else if (!strcmp(err.code, "secret-missing")) {
		link_call(a->link, "ticket.requests", NULL, requests_arrived, a);
	} else {
		json_t *refusal = json_pack("{s:s, s:{s:s}}", "code", err.code, "args", "path",
		    a->config->jira_my_token_file);

		app_say_error(a, refusal);
		json_decref(refusal);
	}
}

void
jira_token_hand_over(struct app *a)
{
	if (app_offers(a, ACTION_TOKEN))
		link_call(a->link, "status", NULL, status_arrived, a);
}

/* ---- typed ---- */

struct typing {
	struct app *app;
	struct screen *inputs;
};

static void
typed_answered(const json_t *ok, const json_t *error, void *arg)
{
	struct typing *t = arg;
	struct app *a = t->app;
	struct buf text = {0};

	if (ok) {
		app_close(a, t->inputs); /* t is gone */
		app_sayf(a, STYLE_GOOD, _("In Jira you are %s."),
		    *text_of(ok, "display") ? text_of(ok, "display") : text_of(ok, "name"));
		return;
	}
	words_error(text_of(error, "code"), json_object_get(error, "args"), &text);
	dialog_refuse(t->inputs, 0, buf_str(&text));
	app_changed(a);
	buf_release(&text);
}

static void
submitted(struct app *a, struct screen *inputs, const char *const *texts, void *arg)
{
	int fd = paste_secret(texts[0]);

	if (fd < 0)
		dialog_refuse(inputs, 0, strerror(errno));
	else
		link_call_fds(a->link, "ticket.token", NULL, &fd, 1, typed_answered, arg);
}

static void
typing_gone(void *arg)
{
	struct typing *t = arg;

	link_forget(t->app->link, t);
	free(t);
}

void
jira_token_type(struct app *a)
{
	struct typing *t = mem_alloc(sizeof(*t));
	const struct dialog_owner owner = {
	    .submit = submitted, .gone = typing_gone, .arg = t, .secret = true, .hidden = true};

	*t = (struct typing){a, dialog_new(_("Your token of Jira"), NULL, &owner)};
	dialog_add(t->inputs, _("Token"),
	    _("It is not shown, and kept nowhere: it goes to the process that speaks with Jira."),
	    "");
	app_push(a, t->inputs);
}
