#include "daemon/receive_worker.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/memory_file.h"
#include "base/sandbox.h"
#include "base/sys.h"
#include "pki/document.h"
#include "wire/channel.h"
#include "wire/conversation.h"
#include "wire/handover.h"
#include "wire/protocol.h"

#include <errno.h>
#include <sys/stat.h>

struct worker {
	struct conversation conversation;
};

/* Why a file is no document; NULL: it may be one. */
static const char *
unfit(const struct stat *st)
{
	static const struct {
		mode_t type;
		const char *code;
	} types[] = {{S_IFDIR, "is-folder"}, {S_IFIFO, "is-fifo"}, {S_IFSOCK, "is-socket"},
	    {S_IFCHR, "is-device"}, {S_IFBLK, "is-device"}};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if ((st->st_mode & S_IFMT) == types[i].type)
			return types[i].code;
	return st->st_size > DOCUMENT_MAX_BYTES ? "is-too-large" : NULL;
}

static int
receive_document(int fd, struct err *err)
{
	struct stat st;
	const char *why;
	int copy;

	if (fstat(fd, &st) < 0)
		return err_errno(err, "cannot look at the file");
	why = unfit(&st);
	if (why)
		return err_set(err, why, "%s", "");
	copy = memory_file_copy(fd, DOCUMENT_MAX_BYTES, err);
	if (copy >= 0 && fchmod(copy, st.st_mode & 0777) < 0) {
		err_errno(err, "cannot set the mode of a memory file");
		sys_close(&copy);
	}
	return copy;
}

/* What has a place in a file is read without moving it: whoever has to ask again hands the same over. */
static int
receive_secret(int fd, struct err *err)
{
	char *bytes = mem_alloc(RECEIVE_SECRET_MOST);
	off_t at = lseek(fd, 0, SEEK_CUR); /* -1: of a pipe */
	size_t len = 0;
	ssize_t n = 1;
	int copy = -1;

	while (len < RECEIVE_SECRET_MOST && n != 0) {
		n = at < 0 ? read(fd, bytes + len, RECEIVE_SECRET_MOST - len)
			   : pread(fd, bytes + len, RECEIVE_SECRET_MOST - len, at + (off_t)len);
		if (n < 0 && errno != EINTR)
			break;
		len += n > 0 ? (size_t)n : 0;
	}
	if (n < 0)
		err_errno(err, "cannot read what is handed over");
	else
		copy = memory_file_new(bytes, len, err);
	explicit_bzero(bytes, RECEIVE_SECRET_MOST);
	free(bytes);
	return copy;
}

/* The copies of what came, in the order that was asked for; -1 with err, and none. The last is read first: a password may
 * be typed only now, and the file is what it is then. */
static int
receive(const json_t *kinds, int copies[HANDOVER_FILES_MAX], struct err *err)
{
	int came[HANDOVER_FILES_MAX], count = (int)handover_receive(came);

	if (count > (int)json_array_size(kinds))
		count = (int)json_array_size(kinds);
	for (int i = count - 1; i >= 0; i--) {
		const char *kind = json_string_value(json_array_get(kinds, (size_t)i));

		copies[i] = !strcmp(kind, "document") ? receive_document(came[i], err)
						      : receive_secret(came[i], err);
		if (copies[i] < 0)
			return -1;
		lseek(copies[i], 0, SEEK_SET);
	}
	return count; /* what is open is closed at the end of this process */
}

static void
asked_for(struct worker *w, json_t *asked)
{
	struct channel *ch = w->conversation.channel;
	int copies[HANDOVER_FILES_MAX], count;
	struct err err = {0};

	count = receive(json_object_get(asked, "receive"), copies, &err);
	for (int i = 0; i < count; i++)
		channel_send_fd(ch, copies[i]);
	channel_send(ch, count < 0 ? json_pack("{s:o}", "error", err_json(&err))
				   : json_pack("{s:i}", "received", count));
	channel_close_when_sent(ch);
}

int
receive_worker_main(void)
{
	struct worker w;

	sandbox_begin();
	sandbox_files(NULL, 0);
	sandbox_calls_of_reader();
	conversation_begin(&w.conversation, LINE_MAX_BYTES, asked_for, &w);
	conversation_run(&w.conversation);
	conversation_end(&w.conversation);
	return 0;
}
