#include "wire/handover.h"

#include "base/err.h"
#include "base/sys.h"
#include "wire/frame.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>

int
handover_make(int *for_client, int *for_child, struct err *err)
{
	const struct timeval wait = {.tv_sec = HANDOVER_WAIT_S};
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(err, "cannot make a pair of sockets");
	setsockopt(pair[1], SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	*for_client = pair[0];
	*for_child = pair[1];
	return 0;
}

void
handover_send(int end, const int *fds, size_t count)
{
	while (frame_send(end, "", 1, fds, count) < 0 && errno == EINTR)
		continue;
	sys_close(&end);
}

size_t
handover_receive(int fds[HANDOVER_FILES_MAX])
{
	char byte;
	struct iovec iov = {&byte, 1};
	union {
		char room[CMSG_SPACE(sizeof(int) * HANDOVER_FILES_MAX)];
		struct cmsghdr align;
	} control;
	struct msghdr msg = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = sizeof(control.room)};
	size_t count = 0;
	ssize_t n;

	do
		n = recvmsg(HANDOVER_FD, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	for (struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&msg) : NULL; c; c = CMSG_NXTHDR(&msg, c)) {
		size_t here = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		for (size_t i = 0; i < here && count < HANDOVER_FILES_MAX; i++)
			memcpy(&fds[count++], CMSG_DATA(c) + i * sizeof(int), sizeof(int));
	}
	return count;
}
