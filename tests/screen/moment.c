#include "tests/screen/moment.h"

#include "tests/screen/doing.h"
#include "tests/screen/pty.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

enum { KEYS_MOST = 40, BYTES_MOST = 8000, CHILDREN_MOST = 32 };

static uint64_t state;
static size_t until; /* of h.raw */
static pid_t children[CHILDREN_MOST];
static int child_count;

static unsigned
lot(unsigned below)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((state >> 33) % below);
}

static bool
has_come(const void *arg)
{
	(void)arg;
	return h.ended || h.raw.len >= until || (h.tells && h.told.bytes_read == h.sent);
}

static bool
has_begun(const void *arg)
{
	(void)arg;
	return h.ended || h.alternate;
}

bool
do_moment(const char *arg)
{
	static const char *const keys[] = {
	    "j", "j", "k", "\033[B", "\033[A", "\033[6~", "G", "v", "O", "\f", " "};
	unsigned typed;
	bool come;

	state = (uint64_t)script_number(&arg) * 2654435761u + 1;
	lot(2);
	typed = lot(KEYS_MOST);
	/* Of a program in a shell, what the shell writes is no moment of it. */
	if (!h.tells && !pty_pump(has_begun, NULL, "waiting for it to take the screen"))
		return false;
	until = h.raw.len + lot(h.tells ? BYTES_MOST : BYTES_MOST / 4);
	for (unsigned i = 0; i < typed; i++) {
		const char *key = keys[lot(sizeof(keys) / sizeof(*keys))];

		pty_send(key, strlen(key));
	}
	come = pty_pump(has_come, NULL, "waiting for the moment");
	h.at_once = true;
	return come;
}

/* ---- what it began ---- */

static void
note_children_of(pid_t pid)
{
	char path[64];
	FILE *f;
	int child;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	f = fopen(path, "re");
	while (f && child_count < CHILDREN_MOST && fscanf(f, "%d", &child) == 1) {
		children[child_count++] = child;
		note_children_of(child);
	}
	if (f)
		fclose(f);
}

void
moment_note_children(void)
{
	child_count = 0;
	note_children_of(h.pid);
}

bool
check_none_left(const char *arg)
{
	(void)arg;
	for (int i = 0; i < child_count; i++)
		for (int waited = 0; kill(children[i], 0) == 0 || errno != ESRCH; waited += 5) {
			if (waited > PATIENCE_MS)
				return fail("%d is still there", (int)children[i]);
			poll(NULL, 0, 5);
		}
	return true;
}
