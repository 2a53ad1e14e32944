/* One child is asked, another one watches. A child that does not answer in time is taken for stuck on a dead mount
 * (asked_child.h). */
#include "tui/model/files.h"

#include "base/mem.h"
#include "base/members.h"
#include "tui/model/child.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

enum { ANSWER_MS = 15000, WATCH_AGAIN_MS = 5000 };

static const struct asked_child_kind files_kind = {
    "files", LINE_MAX_BYTES, "files-lost", "files-silent", ANSWER_MS};

struct files {
	struct loop *loop;
	void (*inbox)(const json_t *data, void *arg);
	void *arg;
	struct asked_child *asked;
	struct child watcher;
	char *folder; /* that is watched; NULL none */
	struct timer *again;
};

void
files_call(struct files *f, const char *operation, json_t *args, files_answer_fn *fn, void *arg)
{
	files_call_fd(f, operation, args, -1, fn, arg);
}

void
files_call_fd(
    struct files *f, const char *operation, json_t *args, int fd, files_answer_fn *fn, void *arg)
{
	asked_child_call(f->asked, operation, args, fd, fn, arg);
}

void
files_forget(struct files *f, const void *arg)
{
	asked_child_forget(f->asked, arg);
}

/* ---- the inbox ---- */

static void watch_start(void *arg);

static void
watcher_line(struct channel *ch, json_t *object, void *arg)
{
	struct files *f = arg;
	const json_t *data = json_object_get(object, "data");

	(void)ch;
	if (data)
		f->inbox(data, f->arg);
}

static void
watcher_closed(struct channel *ch, void *arg)
{
	struct files *f = arg;

	(void)ch;
	child_end(&f->watcher);
	f->again = loop_timer(f->loop, WATCH_AGAIN_MS, watch_start, f);
}

static void
watch_start(void *arg)
{
	struct files *f = arg;
	const struct channel_owner owner = {
	    .line = watcher_line, .closed = watcher_closed, .arg = f};

	f->again = NULL;
	if (child_start(&f->watcher, &owner, NULL) < 0) {
		f->again = loop_timer(f->loop, WATCH_AGAIN_MS, watch_start, f);
		return;
	}
	channel_send(f->watcher.channel,
	    json_pack("{s:i, s:s, s:{s:s}}", "id", 1, "do", "watch", "args", "folder", f->folder));
}

void
files_watch(struct files *f, const char *folder)
{
	if (f->folder)
		return;
	f->folder = mem_strdup(folder);
	watch_start(f);
}

/* ---- beginning and end ---- */

struct files *
files_new(struct loop *l, void (*inbox)(const json_t *data, void *arg), void *arg)
{
	struct files *f = mem_alloc(sizeof(*f));

	*f = (struct files){.loop = l,
	    .inbox = inbox,
	    .arg = arg,
	    .asked = asked_child_new(l, &files_kind),
	    .watcher = {.loop = l, .role = "files", .max_line = LINE_MAX_BYTES}};
	return f;
}

void
files_free(struct files *f)
{
	if (!f)
		return;
	loop_cancel(f->loop, f->again);
	asked_child_free(f->asked);
	child_end(&f->watcher);
	free(f->folder);
	free(f);
}
