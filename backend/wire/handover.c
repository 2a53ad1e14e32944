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
	int came[FRAME_FDS_MAX];
	char byte;
	size_t count;
	ssize_t n;

	do
		n = frame_receive(HANDOVER_FD, &byte, 1, came, &count);
	while (n < 0 && errno == EINTR);
	while (count > HANDOVER_FILES_MAX)
		sys_close(&came[--count]);
	memcpy(fds, came, count * sizeof(int));
	return count;
}
