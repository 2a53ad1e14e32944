#include "tickets/rest_files.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/ticket.h"
#include "tickets/base_url.h"
#include "tickets/rest_read.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* ---- to a ticket ---- */

/* The whole of a regular file that is not too large; false where it is none. */
static bool
read_whole(int fd, struct buf *bytes)
{
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    st.st_size > REST_FILE_MAX_BYTES)
		return false;
	buf_reserve(bytes, (size_t)st.st_size);
	while (bytes->len < (size_t)st.st_size) {
		n = pread(fd, bytes->data + bytes->len, (size_t)st.st_size - bytes->len,
		    (off_t)bytes->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes->len += (size_t)n;
	}
	return true;
}

static void
begin_attach(struct call *c)
{
	const char *which = call_issue(c), *name = text_of(c->args, "name");
	struct buf bytes = {0};
	struct http_part part = {.name = "file", .file_name = name};
	char *path;

	if (!which)
		return;
	if (!*name || strchr(name, '/') || text_fault(name, REST_NAME_MAX_BYTES)) {
		call_bad_argument(c, "file", "control", name);
	} else if (!read_whole(c->fd, &bytes)) {
		call_refuse(c, "not-a-file", NULL);
	} else {
		part.bytes = bytes.data;
		part.len = bytes.len;
		path = mem_printf(REST_API "/issue/%s/attachments", which);
		call_post_file(c, path, &part);
		free(path);
	}
	buf_release(&bytes);
}

/* A list, with the one file in it. */
static void
answered_attach(struct call *c, const json_t *body)
{
	const json_t *file = json_array_get(body, 0);

	if (!json_is_object(file)) {
		call_fail_answer(c, "other");
		return;
	}
	call_succeed(
	    c, json_pack("{s:o, s:o, s:I}", "id", rest_read_text(file, "id", REST_NAME_MAX_BYTES),
		   "name", rest_read_text(file, "filename", REST_NAME_MAX_BYTES), "size",
		   (json_int_t)number_of(file, "size")));
}

/* ---- from a ticket ---- */

static void
begin_fetch(struct call *c)
{
	const char *content = text_of(c->args, "content");
	int64_t size = number_of(c->args, "size");

	sys_close(&c->fd);
	if (!base_url_covers(c->rest->base, content)) {
		call_refuse(c, "jira-answer", json_pack("{s:s}", "reason", "elsewhere"));
	} else if (size <= 0 || size > REST_FILE_MAX_BYTES) {
		call_refuse(c, "jira-answer",
		    json_pack("{s:s}", "reason", size > 0 ? "too-long" : "empty"));
	} else if ((c->fd = memfd_create("attachment", MFD_CLOEXEC | MFD_ALLOW_SEALING)) < 0) {
		call_refuse(c, "io", NULL);
	} else {
		call_fetch(c, content, (size_t)size);
	}
}

/* A page instead of the file, whatever it is said to be. */
static bool
is_page(const struct http_answer *a, int fd)
{
	char head[64] = "";
	ssize_t n = pread(fd, head, sizeof(head) - 1, 0);
	const char *at = head + strspn(head, " \t\r\n");

	return !strcmp(a->type, "text/html") || n < 0 || !strncasecmp(at, "<!doctype html", 14) ||
	       !strncasecmp(at, "<html", 5);
}

static void
came_fetch(struct call *c, const struct http_answer *a)
{
	struct refusal r = {0};
	struct stat st;

	if (a->status != 200) {
		call_fail_answer(c, "other");
	} else if (is_page(a, c->fd)) {
		refusal_set(&r, "login-page", false, NULL);
		call_fail(c, &r);
	} else if (fstat(c->fd, &st) < 0 || st.st_size != number_of(c->args, "size")) {
		call_fail_answer(c, "size");
	} else {
		fchmod(c->fd, 0600); /* it may be a private key */
		fcntl(c->fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
		lseek(c->fd, 0, SEEK_SET);
		call_succeed_fd(c, json_pack("{s:o, s:I}", "name",
				       rest_read_text(c->args, "name", REST_NAME_MAX_BYTES), "size",
				       (json_int_t)st.st_size));
	}
}

/* More than it was said to have; or a page that says that it is not there, as this part of Jira does. */
static bool
refused_fetch(struct call *c, const struct refusal *r)
{
	const char *reason = text_of(r->args, "reason");
	struct refusal gone = {0};

	if (!strcmp(reason, "too-long")) {
		call_fail_answer(c, "size");
	} else if (!strcmp(reason, "not-jira")) {
		refusal_set(&gone, "no-such-ticket", false, NULL);
		call_fail(c, &gone);
	} else {
		return false;
	}
	return true;
}

const struct dialect rest_files[] = {
    {.name = "attach", .begin = begin_attach, .answered = answered_attach, .changes = true},
    {.name = "fetch", .begin = begin_fetch, .came = came_fetch, .refused = refused_fetch},
    {0},
};
