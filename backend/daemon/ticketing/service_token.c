/* Once a minute the file is looked at: whether it is another than the one whose token was handed over last, by what the
 * system says of it. Nobody here reads it; that another file has the same token as the one that was refused is seen by the
 * worker (tickets/worker.h).
 *
 * A worker that ended has lost the token: its next one gets it, but for one that Jira refused. */
#include "daemon/ticketing/service_token.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/private_file.h"
#include "daemon/state/status.h"
#include "daemon/ticketing/jira.h"
#include "wire/loop.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOOK_MS = 60000 };

/* Which file it was, as it was. */
struct stamp {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct service_token {
	struct service_token_setup setup;
	struct jira_listener listener;
	struct timer *timer;
	struct stamp tried;
	bool asking;     /* Jira is being asked about it */
	json_t *trouble; /* NULL: none that is known */
};

const json_t *
service_token_trouble(const struct service_token *t)
{
	return t ? t->trouble : NULL;
}

static bool
is_refused(const struct service_token *t)
{
	return t->trouble && !flag_of(t->trouble, "tried_again");
}

/* ---- why it is not in use ---- */

static void
end_trouble(struct service_token *t)
{
	if (!t->trouble)
		return;
	json_decref(t->trouble);
	t->trouble = NULL;
	status_changed(t->setup.status);
}

/* args NULL: nothing more is said than may be known already. */
static void
set_trouble(struct service_token *t, const char *code, const json_t *args, bool tried_again)
{
	bool known = !strcmp(text_of(t->trouble, "code"), code);
	int64_t since = known ? number_of(t->trouble, "since") : clock_wall(t->setup.clock);

	if (known &&
	    (!json_object_size(args) || json_equal(json_object_get(t->trouble, "args"), args)))
		return;
	if (!known)
		log_warning("the token of the service is not in use: %s", code);
	json_decref(t->trouble);
	t->trouble = json_pack("{s:s, s:o, s:I, s:b}", "code", code, "args",
	    args ? json_deep_copy(args) : json_object(), "since", (json_int_t)since, "tried_again",
	    tried_again);
	status_changed(t->setup.status);
}

/* Jira itself did not refuse it: it could not be asked, or a page came in its place. */
static bool
could_not_be_tried(const char *code)
{
	return !strncmp(code, "jira-", 5) || !strcmp(code, "login-page");
}

/* ---- it goes to the worker ---- */

static void
answered(void *ctx, const struct jira_answer *a)
{
	struct service_token *t = ctx;

	if (!a)
		return;
	t->asking = false;
	if (a->ok) {
		log_info("the token of the service is accepted");
		end_trouble(t);
	} else if (strcmp(a->code, "worker-gone") != 0 && strcmp(a->code, "cancelled") != 0) {
		set_trouble(t, a->code, a->args, could_not_be_tried(a->code));
	}
}

static struct stamp
stamp_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return (struct stamp){0};
	return (struct stamp){st.st_dev, st.st_ino, st.st_size, st.st_mtim};
}

static bool
is_same(const struct stamp *a, const struct stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static void
look_at_file(struct service_token *t)
{
	struct err err = {0};
	int fd = private_file_open(t->setup.config->jira_token_file, &err);
	json_t *args = fd < 0 ? err_args(&err) : NULL;
	struct stamp now;

	if (fd < 0) {
		/* the one that the worker has stays in use */
		if (!jira_has_token(t->setup.jira, ""))
			set_trouble(t, err.code, args, true);
		t->tried = (struct stamp){0};
		json_decref(args);
		return;
	}
	now = stamp_of(fd);
	if (is_same(&now, &t->tried) && (is_refused(t) || jira_has_token(t->setup.jira, ""))) {
		close(fd);
		return;
	}
	t->tried = now;
	t->asking = true;
	jira_token(t->setup.jira,
	    &(struct jira_ask){
		.who = "", .fds = {fd}, .fd_count = 1, .done = answered, .ctx = t, .owner = t});
}

static void
look(void *arg)
{
	struct service_token *t = arg;

	loop_cancel(t->setup.loop, t->timer);
	t->timer = loop_timer(t->setup.loop, LOOK_MS, look, t);
	if (jira_state(t->setup.jira) == JIRA_READY && !t->asking)
		look_at_file(t);
}

/* ---- what is heard of the worker ---- */

static void
state_changed(void *arg)
{
	struct service_token *t = arg;

	if (jira_state(t->setup.jira) == JIRA_READY)
		look(t);
}

/* Jira may refuse it later than when it was tried. */
static void
token_changed(void *arg, const char *who)
{
	struct service_token *t = arg;
	const char *refusal = jira_token_refusal(t->setup.jira, "");

	if (!*who && refusal && !t->asking)
		set_trouble(t, refusal, NULL, could_not_be_tried(refusal));
}

/* ---- beginning and end ---- */

struct service_token *
service_token_new(const struct service_token_setup *setup)
{
	struct service_token *t = mem_alloc(sizeof(*t));

	*t = (struct service_token){.setup = *setup};
	t->listener =
	    (struct jira_listener){.state = state_changed, .token = token_changed, .arg = t};
	if (*setup->config->jira_token_file)
		jira_listen(setup->jira, &t->listener);
	return t;
}

void
service_token_free(struct service_token *t)
{
	if (!t)
		return;
	jira_forget(t->setup.jira, t);
	loop_cancel(t->setup.loop, t->timer);
	json_decref(t->trouble);
	free(t);
}
