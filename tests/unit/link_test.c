/* rooms: tui words wire base */
/* Calls of the console while it connects. The backend is a process that says hello and no more. */
#include "tui/model/link.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "wire/loop.h"
#include "wire/place.h"
#include "wire/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static struct loop *loop;
static char folder[] = "/tmp/link-test.XXXXXX";
static bool asked, connecting, up;
static char code[64];

static void
say_hello(int listening)
{
	int fd = accept(listening, NULL, NULL);

	dprintf(fd, "{\"hello\":{\"protocol\":%d}}\n", PROTOCOL_NUMBER);
	for (;;)
		pause();
}

static pid_t
backend_start(const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	pid_t pid;

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	assert_int_equal(listen(fd, 1), 0);
	pid = fork();
	if (!pid)
		say_hello(fd);
	close(fd);
	return pid;
}

static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	(void)arg;
	assert_null(ok);
	snprintf(code, sizeof(code), "%s", json_string_value(json_object_get(error, "code")));
	loop_stop(loop);
}

static void
changed(struct link *k, void *arg)
{
	(void)arg;
	connecting = link_state(k) == LINK_CONNECTING;
	up = up || link_state(k) == LINK_UP;
}

/* Before the loop looks at what came. Once the process that connects has ended all that it says is there to be read: the
 * link is up before the timer of the refusal is looked at. */
static void
call_once(void *arg)
{
	struct link **k = arg;
	siginfo_t info;

	if (asked || !connecting)
		return;
	asked = true;
	waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);
	link_call(*k, "status", NULL, answered, NULL);
}

static void
no_event(const char *name, const json_t *data, void *arg)
{
	(void)name;
	(void)data;
	(void)arg;
}

static bool
no_rows(const char *list, size_t len, void *arg)
{
	(void)list;
	(void)len;
	(void)arg;
	return true;
}

static void
give_up(void *arg)
{
	(void)arg;
	loop_stop(loop);
}

static void
a_call_made_just_before_the_link_is_up_is_answered(void **state)
{
	const struct link_owner owner = {.state = changed, .event = no_event, .rows = no_rows};
	struct client_place place = {.named = true};
	struct link *k;
	pid_t backend;
	(void)state;

	assert_non_null(mkdtemp(folder));
	place.socket = mem_printf("%s/socket", folder);
	backend = backend_start(place.socket);
	loop = loop_new(clock_system());
	k = link_new(loop, &place, &owner);
	loop_after_turn(loop, call_once, &k);
	loop_timer(loop, 20000, give_up, NULL);
	loop_run(loop);
	kill(backend, SIGKILL);
	waitpid(backend, NULL, 0);
	assert_true(up);
	assert_string_equal(code, "connection-lost");
	link_free(k);
	loop_free(loop);
	unlink(place.socket);
	rmdir(folder);
	free(place.socket);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_call_made_just_before_the_link_is_up_is_answered),
	};

	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
