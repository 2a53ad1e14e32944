/* One job at a time, in this order: what is held in memory goes to the store, the store's pages go to a copy beside it,
 * a piece at each turn of the loop, and a child gets the copy's descriptor and says how it ended. A job is of a client
 * (to his file, or one more in the folder) or of nobody, when the time of the settings has come; at the start a child
 * only looks which backup is the newest. How a job of the folder ended is what everybody is told (backups_json).
 *
 * A child that has answered is killed, as is one that takes too long. It may hang in the kernel all the same, where
 * the disk does not answer. One of the folder is then `child` without a channel, and no other is started until it has
 * ended; one that wrote to a client's file is set aside, and only so many are: his disk holds up no backup of ours. */
#include "daemon/backups.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "daemon/probing/roles.h"
#include "daemon/state/status.h"
#include "daemon/state/writer.h"
#include "store/copy.h"
#include "wire/channel.h"
#include "wire/handover.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

/* ASIDE_MAX bounds people, too: the files of administrators that hang at once. */
enum { SECONDS_OF_HOUR = 3600, LOOK_AGAIN_MS = 3600 * 1000, ASIDE_MAX = 2 * BACKUPS_QUEUE_MAX };

enum job_kind { JOB_NEWEST, JOB_FOLDER, JOB_FILE };

struct job {
	struct job *next;
	enum job_kind kind;
	struct session *session; /* NULL: of the settings, or its client is gone */
	json_int_t id;
	backed_up_fn *done;  /* NULL with no session */
	backup_file_fn *ask; /* of JOB_FILE */
};

struct backups {
	struct backups_setup setup;
	struct job *first, **last; /* the first is under way when there is a copy or a channel */
	size_t count;

	struct store_copy *copy;
	char *spare;            /* NULL: none */
	bool spared;            /* the copy is there: our disk is full */
	struct channel *ch;     /* of the child */
	pid_t child;            /* 0: none; without a channel: it was killed and has not ended */
	pid_t aside[ASIDE_MAX]; /* killed, and not ended yet */
	size_t aside_count;
	struct timer *piece, *late, *due;

	int64_t newest, bytes; /* when the last one was made, 0: none is known; its size */
	int64_t next;          /* monotonic ms: not later than that, wherever the clock is set */
	char *path;
	int64_t failed_at; /* 0: the last attempt did not fail */
	json_t *error;     /* {"code", "args"} of it */
};

static void turn(struct backups *b);

/* ---- what is known ---- */

static bool
is_set(const struct backups *b)
{
	return *b->setup.config->backup_folder;
}

json_t *
backups_json(const struct backups *b)
{
	json_t *all;

	if (!b || !is_set(b))
		return json_null();
	all = json_pack("{s:s, s:i, s:I, s:s, s:I}", "folder", b->setup.config->backup_folder,
	    "every", b->setup.config->backup_every, "last", (json_int_t)b->newest, "path",
	    b->path ? b->path : "", "bytes", (json_int_t)b->bytes);
	if (b->failed_at) {
		json_object_set_new(all, "failed_at", json_integer((json_int_t)b->failed_at));
		json_object_set(all, "error", b->error);
	}
	return all;
}

bool
backups_busy(const struct backups *b)
{
	return b && b->first;
}

/* ---- when ---- */

static void
ask_folder(struct backups *b, enum job_kind kind)
{
	struct job *job = mem_alloc(sizeof(*job));

	*job = (struct job){.kind = kind};
	*b->last = job;
	b->last = &job->next;
	b->count++;
	turn(b);
}

static void plan(struct backups *b);

static void
time_came(void *arg)
{
	struct backups *b = arg;
	int64_t now = clock_wall(b->setup.clock);

	b->due = NULL;
	if (b->failed_at || now >= b->newest + b->setup.config->backup_every * SECONDS_OF_HOUR ||
	    clock_mono(b->setup.clock) >= b->next)
		ask_folder(b, JOB_FOLDER);
	else
		plan(b);
}

static int64_t
left(const struct backups *b)
{
	int64_t every = (int64_t)b->setup.config->backup_every * SECONDS_OF_HOUR;
	int64_t seconds = b->newest + every - clock_wall(b->setup.clock);

	return 1000 * (seconds < 0 ? 0 : seconds < every ? seconds : every);
}

/* From now on the newest is that of this time; one that lies ahead of now says nothing. */
static void
set_newest(struct backups *b, int64_t at)
{
	b->newest = at;
	b->next = clock_mono(b->setup.clock) + left(b);
}

/* Wall-clock time may jump ahead, as after a machine has slept, so it is looked at every hour; and back, which puts
 * nothing off. */
static void
plan(struct backups *b)
{
	int64_t wait = left(b), most = b->next - clock_mono(b->setup.clock);

	loop_cancel(b->setup.loop, b->due);
	if (most < wait)
		wait = most < 0 ? 0 : most;
	if (b->failed_at)
		wait = BACKUPS_RETRY_MS;
	b->due =
	    loop_timer(b->setup.loop, wait < LOOK_AGAIN_MS ? wait : LOOK_AGAIN_MS, time_came, b);
}

/* ---- how one ends ---- */

static void
note_made(struct backups *b, const struct job *job, const json_t *answer)
{
	set_newest(b, number_of(answer, "at"));
	b->bytes = number_of(answer, "bytes");
	mem_replace(&b->path, text_of(answer, "path"));
	if (job->kind == JOB_FOLDER)
		log_info("made the backup '%s'", b->path);
	b->failed_at = 0;
	json_decref(b->error);
	b->error = NULL;
}

static void
note_failed(struct backups *b, const struct err *err)
{
	json_t *args = err_args(err);

	log_error("no backup was made: %s", err->text);
	b->failed_at = clock_wall(b->setup.clock);
	json_decref(b->error);
	b->error = json_pack("{s:s, s:o}", "code", err->code, "args", args);
}

/* Whether there is no child any more. That it ended is told once, and may have been told while it still had its channel. */
static bool
reap(struct backups *b)
{
	if (b->child && !b->ch && waitpid(b->child, NULL, WNOHANG) != 0)
		b->child = 0;
	return !b->child;
}

static void
reap_aside(struct backups *b)
{
	size_t count = 0;

	for (size_t i = 0; i < b->aside_count; i++)
		if (!waitpid(b->aside[i], NULL, WNOHANG))
			b->aside[count++] = b->aside[i];
	b->aside_count = count;
}

/* There is room: no more are asked for than that (backups_ask). */
static void
set_aside(struct backups *b)
{
	if (b->child && b->aside_count < ASIDE_MAX) {
		b->aside[b->aside_count++] = b->child;
		b->child = 0;
	}
}

static void
kill_child(struct backups *b)
{
	loop_cancel(b->setup.loop, b->late);
	b->late = NULL;
	channel_free(b->ch);
	b->ch = NULL;
	if (b->child)
		kill(b->child, SIGKILL); /* it has answered, or is not to */
	reap(b);
}

static void
finish(struct backups *b, const json_t *answer, const struct err *err)
{
	struct job *job = b->first;

	kill_child(b);
	if (job->kind == JOB_FILE)
		set_aside(b);
	store_copy_free(b->copy);
	b->copy = NULL;
	b->first = job->next;
	if (!b->first)
		b->last = &b->first;
	b->count--;
	if (job->kind != JOB_FILE) {
		if (answer)
			note_made(b, job, answer);
		else
			note_failed(b, err);
		plan(b);
		status_changed(b->setup.status);
	}
	if (job->session)
		job->done(job->session, job->id, answer, err);
	free(job);
	turn(b);
}

/* What there is of the database is well: the sentences for a disk are about the one that it is on. */
static void
fail(struct backups *b, struct err *err)
{
	if (!strcmp(err->code, "disk-full") || !strcmp(err->code, "read-only"))
		err->code = "backup-unwritable";
	finish(b, NULL, err);
}

/* ---- the child ---- */

static void
child_answered(struct channel *ch, json_t *answer, void *arg)
{
	static const char *const codes[] = {"disk-full", "read-only", "denied", "not-found",
	    "exists", "backup-damaged", "not-a-folder", "not-a-file"};
	const json_t *error = json_object_get(answer, "error");
	const char *code = text_of(error, "code");
	struct err err = {0};

	(void)ch;
	if (!error) {
		finish(arg, answer, &err);
		return;
	}
	err_set(&err, "io", "%s", text_of(json_object_get(error, "args"), "text"));
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(codes[i], code))
			err.code = codes[i];
	fail(arg, &err);
}

static void
child_closed(struct channel *ch, void *arg)
{
	struct err err = {0};

	(void)ch;
	err_set(&err, "backup-unwritable", "the process that writes it ended without an answer");
	fail(arg, &err);
}

static void
child_late(void *arg)
{
	struct backups *b = arg;
	struct err err = {0};

	b->late = NULL;
	err_set(&err, "backup-silent", "%s",
	    b->first->kind == JOB_FILE ? "the file" : b->setup.config->backup_folder);
	fail(b, &err);
}

/* The client is asked for the file once we do not have the child's end any more. */
static int
begin_child(struct backups *b, int *fd, struct err *err)
{
	const struct job *job = b->first;
	int for_client = -1, for_child = -1;

	if (job->kind == JOB_FILE && handover_make(&for_client, &for_child, err) < 0)
		return -1;
	b->child = roles_start(b->setup.config, ROLE_BACKUP, for_child, fd, err);
	sys_close(&for_child);
	if (b->child && for_client >= 0 && job->session)
		job->ask(job->session, job->id, for_client);
	else
		sys_close(&for_client);
	return b->child ? 0 : -1;
}

static void
start_child(struct backups *b)
{
	const struct channel_owner owner = {
	    .line = child_answered, .closed = child_closed, .arg = b};
	const char *folder = b->setup.config->backup_folder;
	struct job *job = b->first;
	struct err err = {0};
	json_t *line = json_object();
	int fd;

	if (begin_child(b, &fd, &err) < 0) {
		json_decref(line);
		fail(b, &err);
		return;
	}
	b->ch = channel_new(b->setup.loop, fd, fd, LINE_MAX_BYTES, &owner);
	b->late = loop_timer(b->setup.loop, BACKUPS_WAIT_MS, child_late, b);
	if (b->copy)
		channel_send_fd(b->ch, fcntl(store_copy_fd(b->copy), F_DUPFD_CLOEXEC, 0));
	if (job->kind != JOB_FILE)
		json_object_set_new(line, "folder", json_string(folder));
	json_object_set_new(line, "newest", json_boolean(job->kind == JOB_NEWEST));
	json_object_set_new(line, "at", json_integer((json_int_t)clock_wall(b->setup.clock)));
	json_object_set_new(line, "keep", json_integer(b->setup.config->backup_keep));
	channel_send(b->ch, line);
}

/* ---- the copy ---- */

static void next_piece(void *arg);

static void
begin_copy(struct backups *b, bool spared, struct err *err)
{
	b->spared = spared;
	b->copy = spared ? store_copy_start_in(b->setup.store, b->spare, err)
			 : store_copy_start(b->setup.store, err);
	if (b->copy)
		b->piece = loop_timer(b->setup.loop, 0, next_piece, b);
}

/* A full disk is when a backup elsewhere is wanted most. Where the other folder is not full, and fails, what stopped the
 * copy beside the database is what is told. */
static void
copy_failed(struct backups *b, struct err *err)
{
	const bool full = !strcmp(err->code, "disk-full");
	bool both = full && b->spared;
	struct err spared = {0};

	store_copy_free(b->copy);
	b->copy = NULL;
	if (full && !b->spared && b->spare) {
		begin_copy(b, true, &spared);
		both = spared.code && !strcmp(spared.code, "disk-full");
	}
	if (b->copy)
		return;
	if (full)
		store_copy_no_room(b->setup.store, both ? b->spare : NULL, err);
	fail(b, err);
}

static void
next_piece(void *arg)
{
	struct backups *b = arg;
	struct err err = {0};
	int rc = store_copy_step(b->copy, &err);

	b->piece = NULL;
	if (rc > 0)
		b->piece = loop_timer(b->setup.loop, 0, next_piece, b);
	else if (!rc)
		start_child(b);
	else
		copy_failed(b, &err);
}

static void
turn(struct backups *b)
{
	struct err err = {0};

	if (!b->first || b->copy || b->child)
		return;
	if (b->first->kind == JOB_NEWEST) {
		start_child(b);
		return;
	}
	writer_flush(b->setup.writer);
	begin_copy(b, false, &err);
	if (!b->copy)
		copy_failed(b, &err);
}

static void
children_ended(void *arg)
{
	struct backups *b = arg;

	reap_aside(b);
	if (b->child && reap(b))
		turn(b);
}

/* ---- asked for ---- */

int
backups_ask(struct backups *b, struct session *s, json_int_t id, backup_file_fn *ask,
    backed_up_fn *done, struct err *err)
{
	struct job *job;

	if (!ask && !is_set(b))
		return err_set(err, "no-backup-folder", "%s", "");
	if (b->count >= BACKUPS_QUEUE_MAX || (ask && b->count + b->aside_count >= ASIDE_MAX))
		return err_set(err, "busy", "%s", "");
	job = mem_alloc(sizeof(*job));
	*job = (struct job){
	    .kind = ask ? JOB_FILE : JOB_FOLDER, .session = s, .id = id, .done = done, .ask = ask};
	*b->last = job;
	b->last = &job->next;
	b->count++;
	turn(b);
	return 0;
}

void
backups_forget(struct backups *b, const struct session *s)
{
	for (struct job *job = b ? b->first : NULL; job; job = job->next)
		if (job->session == s)
			job->session = NULL;
}

/* ---- all of it ---- */

struct backups *
backups_new(const struct backups_setup *setup)
{
	struct backups *b = mem_alloc(sizeof(*b));

	b->setup = *setup;
	b->spare = setup->spare ? mem_strdup(setup->spare) : NULL;
	b->last = &b->first;
	loop_signal(setup->loop, SIGCHLD, children_ended, b);
	return b;
}

void
backups_start(struct backups *b)
{
	if (is_set(b))
		ask_folder(b, JOB_NEWEST);
}

void
backups_free(struct backups *b)
{
	if (!b)
		return;
	kill_child(b);
	loop_cancel(b->setup.loop, b->piece);
	loop_cancel(b->setup.loop, b->due);
	store_copy_free(b->copy);
	while (b->first) {
		struct job *job = b->first;

		b->first = job->next;
		free(job);
	}
	json_decref(b->error);
	free(b->path);
	free(b->spare);
	free(b);
}
