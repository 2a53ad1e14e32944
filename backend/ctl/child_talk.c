#include "ctl/child_talk.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sys.h"
#include "wire/frame.h"
#include "wire/protocol.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

int
child_send(int fd, const json_t *request, const int *fds, size_t count)
{
	char *text = json_dumps(request, JSON_COMPACT), *line = mem_printf("%s\n", text);
	size_t len = strlen(line);
	ssize_t n;
	int rc = -1;

	do
		n = frame_send(fd, line, len, fds, count);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		rc = sys_write_all(fd, line + n, len - (size_t)n, NULL);
	free(line);
	free(text);
	return rc;
}

json_t *
child_hear(int fd, int64_t wait_ms, bool *late)
{
	const struct clock *clock = clock_system();
	int64_t end = clock_mono(clock) + wait_ms, left;
	struct frame frame = {.max = WORKER_LINE_MAX_BYTES};
	const char *code;
	char text[160], *line;
	json_t *answer = NULL;
	size_t len;
	ssize_t n = 1;

	while (!(line = frame_line(&frame, &len)) && n > 0 && !frame_overflows(&frame)) {
		struct pollfd p = {.fd = fd, .events = POLLIN};

		left = end - clock_mono(clock);
		if (left <= 0) {
			*late = true;
			break;
		}
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(fd, frame_room(&frame, READ_BYTES), READ_BYTES);
		if (n > 0)
			frame_added(&frame, (size_t)n);
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	if (line)
		answer = frame_parse(line, len, &code, text, sizeof(text));
	frame_release(&frame);
	return answer;
}
