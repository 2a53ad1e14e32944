#include "wire/frame.h"

#include "wire/protocol.h"

#include <stdint.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

void
frame_release(struct frame *f)
{
	buf_release(&f->in);
}

bool
frame_has_line(const struct frame *f)
{
	return f->in.data && memchr(f->in.data + f->seen, '\n', f->in.len - f->seen);
}

char *
frame_line(struct frame *f, size_t *len)
{
	char *start, *end;

	if (!f->in.data)
		return NULL;
	end = memchr(f->in.data + f->seen, '\n', f->in.len - f->seen);
	if (!end) {
		f->seen = f->in.len;
		return NULL;
	}
	start = f->in.data + f->at;
	*end = '\0';
	*len = (size_t)(end - start);
	f->at = f->seen = (size_t)(end - f->in.data) + 1;
	return start;
}

bool
frame_overflows(const struct frame *f)
{
	return f->in.len - f->at > f->max;
}

char *
frame_room(struct frame *f, size_t want)
{
	if (f->at) {
		buf_consume(&f->in, f->at);
		f->seen -= f->at;
		f->at = 0;
	}
	buf_reserve(&f->in, want);
	return f->in.data + f->in.len;
}

void
frame_added(struct frame *f, size_t len)
{
	f->in.len += len;
	f->in.data[f->in.len] = '\0';
}

ssize_t
frame_send(int socket, const void *bytes, size_t len, const int *fds, size_t fd_count)
{
	struct iovec iov = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = len};
	union {
		char room[CMSG_SPACE(sizeof(int) * FRAME_FDS_MAX)];
		struct cmsghdr align;
	} control = {0};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct cmsghdr *c;

	if (fd_count && fd_count <= FRAME_FDS_MAX) {
		msg.msg_control = control.room;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * fd_count);
	}
	return sendmsg(socket, &msg, MSG_NOSIGNAL);
}

static size_t
received_fds(struct msghdr *msg, int *fds)
{
	size_t count = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		size_t here = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < here && count < FRAME_FDS_MAX; i++)
			memcpy(&fds[count++], CMSG_DATA(c) + i * sizeof(int), sizeof(int));
	}
	return count;
}

ssize_t
frame_receive(int socket, void *bytes, size_t len, int *fds, size_t *count)
{
	struct iovec iov = {.iov_base = bytes, .iov_len = len};
	union {
		char room[CMSG_SPACE(sizeof(int) * FRAME_FDS_MAX)];
		struct cmsghdr align;
	} control;
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t n;

	if (fds) {
		msg.msg_control = control.room;
		msg.msg_controllen = sizeof(control.room);
	}
	n = recvmsg(socket, &msg, MSG_CMSG_CLOEXEC);
	*count = n >= 0 && fds ? received_fds(&msg, fds) : 0;
	return n;
}

bool
frame_all_read(int socket)
{
	int unread;

	return ioctl(socket, SIOCOUTQ, &unread) < 0 || !unread;
}

bool
frame_too_deep(const char *line, size_t len)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < len; i++) {
		char c = line[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_MAX_DEPTH)
				return true;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

json_t *
frame_parse(const char *line, size_t len, const char **code, char *text, size_t text_size)
{
	json_error_t error;
	json_t *object;

	*code = "bad-json";
	if (frame_too_deep(line, len)) {
		*code = "too-deep";
		snprintf(text, text_size, "nested deeper than %d", JSON_MAX_DEPTH);
		return NULL;
	}
	object = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
	if (!object) {
		snprintf(text, text_size, "%s", error.text);
		return NULL;
	}
	if (!json_is_object(object)) {
		json_decref(object);
		snprintf(text, text_size, "a line is an object");
		return NULL;
	}
	return object;
}
