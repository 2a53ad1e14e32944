#include "files/worker.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/memory_file.h"
#include "base/new_file.h"
#include "base/saved_filters.h"
#include "base/sandbox.h"
#include "base/sys.h"
#include "files/archive.h"
#include "files/open.h"
#include "files/watch.h"
#include "wire/channel.h"
#include "wire/conversation.h"
#include "wire/protocol.h"

#include <stdbool.h>
#include <sys/stat.h>

enum { SAVE_MAX_BYTES = 512 * 1024 * 1024 }; /* a list of a hundred thousand */

struct worker {
	struct conversation conversation;
	struct watch *watch;
};

/* ---- what is asked; NULL and err where it could not be done ---- */

static json_t *
do_open(struct worker *w, const json_t *args, struct err *err)
{
	char *path = files_expand(text_of(args, "path")), *whole = NULL;
	int fd = files_open(path, err);
	json_t *answer = NULL;
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && (whole = realpath(path, NULL))) {
		const char *slash = strrchr(whole, '/');

		answer = json_pack("{s:s, s:s, s:I, s:i}", "path", whole, "name",
		    slash ? slash + 1 : whole, "bytes", (json_int_t)st.st_size, "mode",
		    (int)(st.st_mode & 07777));
		if (!answer)
			err_set(err, "bad-name", "the name is no UTF-8");
	} else if (fd >= 0) {
		err_file(err, "cannot open", path);
	}
	if (answer)
		channel_send_fd(w->conversation.channel, fd);
	else if (fd >= 0)
		close(fd);
	free(whole);
	free(path);
	return answer;
}

static json_t *
do_list(struct worker *w, const json_t *args, struct err *err)
{
	(void)w;
	return files_list(text_of(args, "path"), err);
}

static void
tell_inbox(json_t *data, void *arg)
{
	struct worker *w = arg;

	channel_send(
	    w->conversation.channel, json_pack("{s:s, s:o}", "event", "inbox", "data", data));
}

static json_t *
do_watch(struct worker *w, const json_t *args, struct err *err)
{
	char *folder = files_expand(text_of(args, "folder"));
	size_t len = strlen(folder);
	bool absolute = folder[0] == '/';

	while (len > 1 && folder[len - 1] == '/')
		folder[--len] = '\0';
	if (absolute) {
		watch_free(w->watch);
		w->watch = watch_new(w->conversation.loop, folder, tell_inbox, w);
	} else {
		err_set(err, "not-a-folder", "'%s' does not begin with '/' or '~'", folder);
	}
	free(folder);
	return absolute ? json_object() : NULL;
}

static json_t *
do_archive(struct worker *w, const json_t *args, struct err *err)
{
	const struct archive_job job = {.root = text_of(args, "root"),
	    .folder = text_of(args, "folder"),
	    .source = text_of(args, "source"),
	    .name = text_of(args, "name"),
	    .sha256 = text_of(args, "sha256"),
	    .private = flag_of(args, "private")};

	(void)w;
	return archive_file(&job, err);
}

static json_t *
do_place(struct worker *w, const json_t *args, struct err *err)
{
	char *folder = files_expand(text_of(args, "folder")),
	     *path = new_file_place(folder, text_of(args, "name"));
	json_t *answer = json_pack("{s:s, s:s}", "path", path, "name", strrchr(path, '/') + 1);

	(void)w;
	if (!answer)
		err_set(err, "bad-name", "the name is no UTF-8");
	free(path);
	free(folder);
	return answer;
}

/* What is sent on is what was compared: nobody can change it any more. */
static json_t *
do_read(struct worker *w, const json_t *args, struct err *err)
{
	size_t len;
	char *bytes = files_read_known(text_of(args, "path"), text_of(args, "sha256"), &len, err);
	int fd = bytes ? memory_file_new(bytes, len, err) : -1;

	if (bytes)
		explicit_bzero(bytes, len);
	free(bytes);
	if (fd < 0)
		return NULL;
	channel_send_fd(w->conversation.channel, fd);
	return json_object();
}

/* Of what the daemon had from elsewhere: it writes into no folder that a client names. */
static json_t *
do_put(struct worker *w, const json_t *args, struct err *err)
{
	int fd = channel_claim_fd(w->conversation.channel);
	char *folder = files_expand(text_of(args, "folder")), *path = NULL;
	json_t *answer;

	if (fd < 0)
		err_argument(err, "file", "empty", NULL);
	else if (folder[0] != '/')
		err_set(err, "not-a-folder", "'%s' does not begin with '/' or '~'", folder);
	else
		path = new_file_put(folder, text_of(args, "name"), fd, FILES_MAX_BYTES, err);
	answer =
	    path ? json_pack("{s:s, s:s}", "path", path, "name", strrchr(path, '/') + 1) : NULL;
	if (path && !answer)
		err_set(err, "bad-name", "the name is no UTF-8");
	sys_close(&fd);
	free(path);
	free(folder);
	return answer;
}

/* Of what the console had made: the user said where. */
static json_t *
do_save(struct worker *w, const json_t *args, struct err *err)
{
	int fd = channel_claim_fd(w->conversation.channel), rc = -1;
	char *path = files_expand(text_of(args, "path"));
	json_t *answer = NULL;

	if (fd < 0)
		err_argument(err, "file", "empty", NULL);
	else if (path[0] != '/')
		err_set(err, "not-a-folder", "'%s' does not begin with '/' or '~'", path);
	else
		rc = new_file_save(path, fd, SAVE_MAX_BYTES, err);
	if (!rc && !(answer = json_pack("{s:s}", "path", path)))
		err_set(err, "bad-name", "the name is no UTF-8");
	sys_close(&fd);
	free(path);
	return answer;
}

static json_t *
do_filter(struct worker *w, const json_t *args, struct err *err)
{
	const char *folder = text_of(args, "folder"), *name = text_of(args, "name");
	int language = saved_language_from(text_of(args, "of"));

	(void)w;
	if (language < 0) {
		err_argument(err, "of", "unknown", NULL);
		return NULL;
	}
	if (!saved_filters_is_name(name)) {
		err_argument(err, "name", "not-a-name", name);
		return NULL;
	}
	if (saved_filters_keep(
		folder, (enum saved_language)language, name, text_of(args, "text"), err) < 0)
		return NULL;
	return json_object();
}

static const struct conversation_operation operations[] = {
    {"open", do_open},
    {"list", do_list},
    {"watch", do_watch},
    {"archive", do_archive},
    {"place", do_place},
    {"put", do_put},
    {"save", do_save},
    {"read", do_read},
    {"filter", do_filter},
};

static void
line(struct worker *w, json_t *object)
{
	conversation_answer(
	    &w->conversation, object, operations, sizeof(operations) / sizeof(*operations));
}

int
files_worker_main(void)
{
	struct worker w = {0};

	sandbox_begin();
	sandbox_calls_of_reader();
	conversation_begin(&w.conversation, LINE_MAX_BYTES, line, &w);
	conversation_run(&w.conversation);
	watch_free(w.watch);
	conversation_end(&w.conversation);
	return 0;
}
