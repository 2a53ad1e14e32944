#include "tui/model/finder.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/spawn.h"
#include "base/sys.h"
#include "wire/channel.h"
#include "wire/client.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <signal.h>
#include <sys/wait.h>

enum { REPORT_FD = 3 }; /* of the child */

struct finder {
	struct loop *loop;
	struct client_place *place;
	struct finder_owner owner;
	struct channel *report; /* from the child; NULL: nothing is looked for */
	pid_t child;            /* 0: none */
};

/* ---- the child ---- */

static void
no_line(struct channel *ch, json_t *object, void *arg)
{
	(void)ch;
	(void)object;
	(void)arg;
}

static void
no_end(struct channel *ch, void *arg)
{
	(void)ch;
	(void)arg;
}

/* Says {"hello":…} on REPORT_FD with the connected descriptor, or {"error":{code,args}}. */
static void
find_backend(void *arg)
{
	const struct client_place *place = arg;
	const struct channel_owner owner = {.line = no_line, .closed = no_end};
	struct channel *ch;
	struct err err = {0};
	struct client *c;

	sys_ignore_pipe_signals();
	ch = channel_new(loop_new(clock_system()), REPORT_FD, REPORT_FD, LINE_MAX_BYTES, &owner);
	c = client_open(place, "caduca", &err);
	if (c) {
		json_t *hello = json_deep_copy(client_hello(c));
		channel_send_fd(ch, client_detach(c));
		channel_send(ch, json_pack("{s:o}", "hello", hello ? hello : json_object()));
	} else {
		channel_send(ch, json_pack("{s:{s:s, s:o}}", "error", "code",
				     err.code ? err.code : "no-backend", "args", err_args(&err)));
	}
	channel_flush(ch);
}

/* ---- what it reports ---- */

void
finder_stop(struct finder *f)
{
	channel_free(f->report);
	f->report = NULL;
}

static void
said(struct channel *ch, json_t *object, void *arg)
{
	struct finder *f = arg;
	const json_t *error = json_object_get(object, "error");
	int fd = channel_claim_fd(ch);

	finder_stop(f);
	if (!error && fd >= 0) {
		f->owner.found(fd, json_object_get(object, "hello"), f->owner.arg);
		return;
	}
	sys_close(&fd);
	f->owner.failed(
	    string_of(error, "code"), json_incref(json_object_get(error, "args")), f->owner.arg);
}

static void
ended(struct channel *ch, void *arg)
{
	struct finder *f = arg;

	(void)ch;
	finder_stop(f);
	f->owner.failed("no-backend", json_pack("{s:s}", "text", "the process that connects ended"),
	    f->owner.arg);
}

/* ---- a try ---- */

static void
reap(void *arg)
{
	struct finder *f = arg;

	if (f->child > 0 && waitpid(f->child, NULL, WNOHANG) == f->child)
		f->child = 0;
}

bool
finder_start(struct finder *f)
{
	const struct channel_owner owner = {.line = said, .closed = ended, .arg = f};
	int fd;
	/* nothing of it may touch the terminal */
	const struct spawn child = {.session = SPAWN_HERE,
	    .fds = {SPAWN_NULL, SPAWN_NULL, SPAWN_NULL, SPAWN_SOCKET}, /* the last is REPORT_FD */
	    .fd_count = REPORT_FD + 1,
	    .socket = &fd};
	struct err err = {0};

	reap(f);
	if (f->child)
		return false;
	f->child =
	    spawn_function(&child, find_backend, f->place, "the process that connects", &err);
	if (f->child < 0) {
		f->child = 0;
		f->owner.failed(err.code, err_args(&err), f->owner.arg);
		return true;
	}
	f->report = channel_new(f->loop, fd, fd, LINE_MAX_BYTES, &owner);
	return true;
}

bool
finder_is_looking(const struct finder *f)
{
	return f->report != NULL;
}

struct finder *
finder_new(struct loop *l, struct client_place *place, const struct finder_owner *owner)
{
	struct finder *f = mem_alloc(sizeof(*f));

	*f = (struct finder){.loop = l, .place = place, .owner = *owner};
	loop_signal(l, SIGCHLD, reap, f);
	return f;
}

void
finder_free(struct finder *f)
{
	if (!f)
		return;
	if (f->child > 0) {
		kill(f->child, SIGKILL);
		waitpid(f->child, NULL, 0);
	}
	finder_stop(f);
	free(f);
}
