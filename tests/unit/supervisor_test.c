/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* The supervisor with workers that misbehave. A role is this very program run again, so this test is its own worker:
 * it says that it is ready, closes its end at the first probe, and lives on through SIGTERM, which it tells of. */
#include "daemon/probing/supervisor.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "daemon/state/status.h"
#include "wire/loop.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>

#define FIFO_NAME "CADUCA_TEST_FIFO"

/* ---- the worker ---- */

static int told = -1;

static void
tell(int number)
{
	(void)number;
	if (write(told, "t", 1) < 0)
		_exit(3);
}

static int
be_worker(void)
{
	static const char ready[] = "{\"ready\":{\"certificates\":1,\"trust\":\"t\"}}\n";
	const struct sigaction sa = {.sa_handler = tell};
	char line[4096];

	told = open(getenv(FIFO_NAME), O_WRONLY | O_CLOEXEC);
	sigaction(SIGTERM, &sa, NULL);
	if (told < 0 || write(STDOUT_FILENO, ready, sizeof(ready) - 1) < 0 ||
	    read(STDIN_FILENO, line, sizeof(line)) <= 0)
		return 2;
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	for (;;)
		pause();
}

/* ---- who listens to it ---- */

struct world {
	struct config *config;
	struct loop *loop;
	struct status_listener status;
	struct supervisor *supervisor;
	char folder[64], fifo[80];
	int fd;
	bool sent;
	int lost;           /* probes */
	int lost_when_told; /* of them, when the worker told of its SIGTERM; -1: it did not */
	bool crashed;
};

static void
worker_ready(void *arg)
{
	struct world *w = arg;

	if (w->sent)
		return;
	w->sent = true;
	supervisor_probe(w->supervisor, 7, json_pack("{s:{}}", "probe"), false);
}

static void
probe_lost(int64_t probe_id, bool crashed, bool alone, void *arg)
{
	struct world *w = arg;

	assert_int_equal(probe_id, 7);
	assert_false(alone);
	w->crashed = crashed;
	w->lost++;
	loop_stop(w->loop);
}

static void
worker_told(int fd, short revents, void *arg)
{
	struct world *w = arg;
	char byte;

	(void)revents;
	if (read(fd, &byte, 1) == 1)
		w->lost_when_told = w->lost;
}

static void
the_loop_goes_on_while_a_worker_does_not_end(void **state)
{
	struct world w = {.folder = "/tmp/caduca-test-XXXXXX", .lost_when_told = -1};
	const struct supervisor_listener listener = {
	    .room = worker_ready, .lost = probe_lost, .arg = &w};

	(void)state;
	assert_non_null(mkdtemp(w.folder));
	snprintf(w.fifo, sizeof(w.fifo), "%s/fifo", w.folder);
	assert_int_equal(mkfifo(w.fifo, 0600), 0);
	setenv(FIFO_NAME, w.fifo, 1);
	w.fd = open(w.fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	w.config = config_load("/dev/null");
	w.config->workers = 1;
	w.loop = loop_new(clock_system());
	loop_watch(w.loop, w.fd, POLLIN, worker_told, &w);
	w.supervisor = supervisor_new(clock_system(), w.config, w.loop, &w.status);
	supervisor_listen(w.supervisor, &listener);
	supervisor_start(w.supervisor);
	loop_run(w.loop);
	assert_int_equal(w.lost, 1);
	assert_false(w.crashed); /* it was killed, which proves nothing against the probe */
	assert_int_equal(w.lost_when_told, 0);
	supervisor_free(w.supervisor);
	loop_free(w.loop);
	config_free(w.config);
	close(w.fd);
	unlink(w.fifo);
	rmdir(w.folder);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_loop_goes_on_while_a_worker_does_not_end),
	};

	if (argc > 1 && !strcmp(argv[1], "--role"))
		return be_worker();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
