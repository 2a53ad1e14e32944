/* rooms: tui words expiry wire base */
/* Calls of the console while it connects, and where it may only read. The backend is a process that says hello; asked for
 * something, it answers with an error that has the name of it as its code, or what was in the last file. */
#include "tui/model/link.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/memory_file.h"
#include "wire/frame.h"
#include "wire/handover.h"
#include "wire/loop.h"
#include "wire/place.h"
#include "wire/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <fcntl.h>
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

/* The first byte of the file that is handed over, as the backend's child reads it. */
static char
asked_for_file(int connection, int id)
{
	char line[64], byte = '-';
	int for_client, for_child, files[HANDOVER_FILES_MAX], len, status = 0;

	assert_int_equal(handover_make(&for_client, &for_child, NULL), 0);
	len = snprintf(line, sizeof(line), "{\"id\":%d,\"files\":[\"file\"]}\n", id);
	frame_send(connection, line, (size_t)len, &for_client, 1);
	close(for_client);
	if (!fork()) {
		dup2(for_child, HANDOVER_FD);
		if (handover_receive(files) != 1 || pread(files[0], &byte, 1, 0) != 1)
			byte = '-';
		_exit(byte);
	}
	close(for_child);
	wait(&status);
	return (char)WEXITSTATUS(status);
}

static void
say_hello(int listening, const char *more)
{
	int fd = accept(listening, NULL, NULL);
	FILE *in = fdopen(fd, "r");
	char *line = NULL;
	size_t cap = 0;

	dprintf(fd, "{\"hello\":{\"protocol\":%d%s}}\n", PROTOCOL_NUMBER, more);
	while (getline(&line, &cap, in) > 0) {
		json_t *object = json_loads(line, 0, NULL);
		const char *name = json_string_value(json_object_get(object, "do"));
		static char read[] = "-";

		if (name && !strcmp(name, "file"))
			read[0] = asked_for_file(
			    fd, (int)json_integer_value(json_object_get(object, "id")));
		if (name && (!strcmp(name, "file") || !strcmp(name, "tell")))
			name = read;
		if (name)
			dprintf(fd, "{\"id\":%d,\"error\":{\"code\":\"%s\",\"args\":{}}}\n",
			    (int)json_integer_value(json_object_get(object, "id")), name);
	}
	for (;;)
		pause();
}

static pid_t
backend_start(const char *path, const char *more)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	pid_t pid;

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	assert_int_equal(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	assert_int_equal(listen(fd, 1), 0);
	pid = fork();
	if (!pid)
		say_hello(fd, more);
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
	backend = backend_start(place.socket, "");
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

/* ---- where it may only read ---- */

static void
changed_and_stop(struct link *k, void *arg)
{
	(void)arg;
	if (link_state(k) != LINK_CONNECTING)
		loop_stop(loop);
}

/* A link that may only read, to a backend that says `more` in its hello, once it is known whether it is up. */
static struct link *
link_that_reads(struct client_place *place, pid_t *backend, const char *more)
{
	const struct link_owner owner = {
	    .state = changed_and_stop, .event = no_event, .rows = no_rows};
	struct link *k;

	snprintf(folder, sizeof(folder), "/tmp/link-test.XXXXXX");
	assert_non_null(mkdtemp(folder));
	*place = (struct client_place){
	    .named = true, .readonly = true, .socket = mem_printf("%s/socket", folder)};
	*backend = backend_start(place->socket, more);
	loop = loop_new(clock_system());
	k = link_new(loop, place, &owner);
	loop_timer(loop, 20000, give_up, NULL);
	loop_run(loop);
	return k;
}

static void
link_end(struct link *k, struct client_place *place, pid_t backend)
{
	kill(backend, SIGKILL);
	waitpid(backend, NULL, 0);
	link_free(k);
	loop_free(loop);
	unlink(place->socket);
	rmdir(folder);
	free(place->socket);
}

static const char *
code_of(struct link *k, const char *operation)
{
	code[0] = '\0';
	link_call(k, operation, NULL, answered, NULL);
	loop_timer(loop, 20000, give_up, NULL);
	loop_run(loop);
	return code;
}

static void
what_the_backend_does_not_name_as_reading_is_not_sent(void **state)
{
	struct client_place place;
	pid_t backend;
	struct link *k = link_that_reads(&place, &backend, ",\"reading\":[\"status\",\"log\"]");
	(void)state;

	assert_int_equal(link_state(k), LINK_UP);
	assert_true(link_is_reader(k));
	assert_string_equal(code_of(k, "status"), "status");
	assert_string_equal(code_of(k, "monitor.add"), "read-only-console");
	assert_string_equal(code_of(k, "stat"), "read-only-console");
	assert_string_equal(code_of(k, "log"), "log");
	link_end(k, &place, backend);
}

static void
a_backend_that_knows_no_such_consoles_is_not_spoken_to(void **state)
{
	struct client_place place;
	pid_t backend;
	struct link *k = link_that_reads(&place, &backend, ",\"right\":\"administrator\"");
	(void)state;

	assert_int_equal(link_state(k), LINK_DOWN);
	assert_string_equal(link_error_code(k), "readonly-unknown");
	link_end(k, &place, backend);
}

/* ---- files ---- */

static int
file_of(const char *text)
{
	int fd = memory_file_new(text, strlen(text), NULL);

	assert_true(fd >= 0);
	return fd;
}

static void
a_file_goes_when_it_is_asked_for_whoever_has_gone_meanwhile(void **state)
{
	struct client_place place;
	pid_t backend;
	struct link *k =
	    link_that_reads(&place, &backend, ",\"reading\":[\"file\",\"tell\",\"status\"]");
	int fds[2];
	(void)state;

	code[0] = '\0';
	fds[0] = file_of("x");
	link_call_fds(k, "file", NULL, fds, 1, answered, NULL);
	loop_run(loop);
	assert_string_equal(code, "x");
	assert_int_equal(fcntl(fds[0], F_GETFD), -1);
	fds[0] = file_of("y");
	link_call_fds(k, "file", NULL, fds, 1, answered, &place);
	link_forget(k, &place);
	assert_string_equal(code_of(k, "tell"), "y");
	assert_int_equal(fcntl(fds[0], F_GETFD), -1);
	fds[0] = file_of("z");
	fds[1] = file_of("z");
	link_call_fds(k, "status", NULL, fds, 2, answered, NULL);
	loop_run(loop);
	assert_string_equal(code, "status"); /* it was never asked for */
	assert_int_equal(fcntl(fds[0], F_GETFD), -1);
	assert_int_equal(fcntl(fds[1], F_GETFD), -1);
	link_end(k, &place, backend);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_call_made_just_before_the_link_is_up_is_answered),
	    cmocka_unit_test(a_file_goes_when_it_is_asked_for_whoever_has_gone_meanwhile),
	    cmocka_unit_test(what_the_backend_does_not_name_as_reading_is_not_sent),
	    cmocka_unit_test(a_backend_that_knows_no_such_consoles_is_not_spoken_to),
	};

	return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
