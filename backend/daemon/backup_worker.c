#include "daemon/backup_worker.h"

#include "base/err.h"
#include "base/log.h"
#include "base/members.h"
#include "base/sandbox.h"
#include "base/sys.h"
#include "store/backup.h"
#include "store/examine.h"
#include "wire/channel.h"
#include "wire/conversation.h"
#include "wire/handover.h"
#include "wire/protocol.h"

#include <sys/stat.h>

struct worker {
	struct conversation conversation;
};

/* The copy is ours, the file is the client's: what it says was written is counted there. */
static json_t *
write_file(int copy, struct err *err)
{
	int files[HANDOVER_FILES_MAX]; /* closed at the end of this process */
	struct examined found;
	struct stat st;

	if (!handover_receive(files) || fstat(files[0], &st) < 0 || !S_ISREG(st.st_mode)) {
		err_set(err, "not-a-file", "%s", "");
		return NULL;
	}
	if (store_examine(copy, "the copy", &found, err) < 0) {
		err->code = "backup-damaged";
		return NULL;
	}
	if (backup_write(copy, files[0], err) < 0)
		return NULL;
	if (fstat(files[0], &st) < 0) {
		err_errno(err, "cannot look at the backup");
		return NULL;
	}
	return json_pack("{s:I}", "bytes", (json_int_t)st.st_size);
}

static json_t *
describe(struct backup *b)
{
	json_t *answer = json_pack("{s:I, s:I, s:s}", "at", (json_int_t)b->at, "bytes",
	    (json_int_t)b->bytes, "path", b->path ? b->path : "");

	backup_release(b);
	return answer;
}

static json_t *
make_one(const json_t *asked, int copy, struct err *err)
{
	struct backup b;

	if (backup_make(text_of(asked, "folder"), copy, number_of(asked, "at"),
		(int)number_of(asked, "keep"), &b, err) < 0)
		return NULL;
	if (err->code)
		log_warning("old backups stay: %s", err->text);
	return describe(&b);
}

static json_t *
find_newest(const json_t *asked, struct err *err)
{
	struct backup b;

	return backup_newest(text_of(asked, "folder"), &b, err) < 0 ? NULL : describe(&b);
}

static void
asked_for(struct worker *w, json_t *asked)
{
	struct channel *ch = w->conversation.channel;
	int copy = channel_claim_fd(ch);
	struct err err = {0};
	json_t *answer;

	if (flag_of(asked, "newest"))
		answer = find_newest(asked, &err);
	else if (*text_of(asked, "folder"))
		answer = make_one(asked, copy, &err);
	else
		answer = write_file(copy, &err);
	if (!answer)
		answer = json_pack("{s:o}", "error", err_json(&err));
	sys_close(&copy);
	channel_send(ch, answer);
	channel_close_when_sent(ch);
}

int
backup_worker_main(void)
{
	struct worker w;

	sandbox_begin();
	sandbox_calls_of_reader();
	conversation_begin(&w.conversation, LINE_MAX_BYTES, asked_for, &w);
	conversation_run(&w.conversation);
	conversation_end(&w.conversation);
	return 0;
}
