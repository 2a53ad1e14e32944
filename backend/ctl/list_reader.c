#include "ctl/list_reader.h"
#include "ctl/child_talk.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/memory_file.h"
#include "base/sys.h"
#include "inventory/csv.h"
#include "inventory/list_worker.h"
#include "wire/role.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_MS = 30 * 1000 };

/* A child that does not answer needs more than its limits are. */
static json_t *
ask(struct list_reader *r, const char *operation, json_t *args, int fd, json_t **error)
{
	json_t *request = json_pack("{s:i, s:s, s:o}", "id", 1, "do", operation, "args", args),
	       *answer = NULL, *ok;
	bool late = false;

	if (child_send(r->fd, request, &fd, fd >= 0) == 0)
		answer = child_hear(r->fd, WAIT_MS, &late);
	ok = json_incref(json_object_get(answer, "ok"));
	if (!ok)
		*error = answer ? json_incref(json_object_get(answer, "error"))
				: json_pack("{s:s, s:{}}", "code", "list-bomb", "args");
	json_decref(answer);
	json_decref(request);
	return ok;
}

json_t *
list_reader_ask(struct list_reader *r, const char *operation, json_t *args, json_t **error)
{
	return ask(r, operation, args, -1, error);
}

/* What comes may be a pipe, for which its writer is waited: that is done here, and the child has no more than its time. */
static int
copy_of(int fd, json_t **error)
{
	struct buf file = {0};
	struct err err = {0};
	int copy = -1;

	*error = csv_read(fd, LIST_MAX_BYTES, &file);
	if (!*error) {
		copy = memory_file_new(buf_str(&file), file.len, &err);
		if (copy < 0 || lseek(copy, 0, SEEK_SET) < 0)
			*error = err_json(&err);
	}
	buf_release(&file);
	return copy;
}

json_t *
list_reader_start(struct list_reader *r, int fd, json_t **error)
{
	int copy = copy_of(fd, error);
	struct err err = {0};
	json_t *head = NULL;

	*r = (struct list_reader){.fd = -1};
	if (!*error) {
		r->pid = role_start("list", &r->fd, &err);
		if (r->pid > 0)
			head = ask(r, "read", json_object(), copy, error);
		else
			*error = err_json(&err);
	}
	sys_close(&copy);
	return head;
}

void
list_reader_end(struct list_reader *r)
{
	sys_close(&r->fd);
	if (r->pid <= 0)
		return;
	kill(r->pid, SIGKILL);
	while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
		;
	r->pid = 0;
}
