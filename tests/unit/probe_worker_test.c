/* rooms: probe pki wire base */
/* The worker as the daemon has it: a child process that speaks lines on its descriptors 0 and 1. */
#include "probe/worker.h"

#include "wire/protocol.h"

#include "tests/unit/probe_server.h"

#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <cmocka.h>

static struct {
	struct made leaf;
	struct server server;
	pid_t child;
	FILE *from;
	int to;
	json_t *ready;
} world;

static json_t *
receive_line(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len = getline(&line, &room, world.from);
	json_t *object = len > 0 ? json_loadb(line, (size_t)len, 0, NULL) : NULL;

	free(line);
	return object;
}

static void
send_object(const char *text, size_t len)
{
	while (len) {
		ssize_t n = send(world.to, text, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

static void
say_probe(int probe_id)
{
	char line[256];
	int len = snprintf(line, sizeof(line),
	    "{\"probe\":{\"probe_id\":%d,\"host\":\"127.0.0.1\",\"port\":%d,"
	    "\"sni\":null,\"protocol\":\"tls\",\"deadline\":20000}}\n",
	    probe_id, world.server.port);

	send_object(line, (size_t)len);
}

static int
child_main(int fd)
{
	char *argv[] = {(char[]){"caducad"}, (char[]){"--role"}, (char[]){"probe"},
	    (char[]){"--in-flight"}, (char[]){"4"}, (char[]){"--no-system-store"}, NULL};
	int nowhere = open("/dev/null", O_WRONLY);

	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(nowhere, STDERR_FILENO);
	for (int other = 3; other < 64; other++)
		close(other);
	return probe_worker_main(6, argv);
}

static int
setup(void **state)
{
	int pair[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return -1;
	world.child = fork();
	if (world.child == 0)
		_exit(child_main(pair[1]));
	close(pair[1]);
	world.to = pair[0];
	world.from = fdopen(dup(pair[0]), "r");
	world.leaf = make(&(struct recipe){.cn = "x", .sans = "IP:127.0.0.1"});
	world.server = (struct server){.leaf = &world.leaf};
	server_start(&world.server);
	world.ready = receive_line();
	return 0;
}

/* Closes the worker's input and waits: its exit status, or minus the signal. */
static int
worker_close(void)
{
	int status;

	if (world.to < 0)
		return -1;
	fclose(world.from);
	close(world.to);
	world.to = -1;
	waitpid(world.child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int
teardown(void **state)
{
	(void)state;
	worker_close();
	server_stop(&world.server);
	made_free(&world.leaf);
	json_decref(world.ready);
	return 0;
}

static const char *
text_at(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void
ready_comes_first_and_names_the_trust(void **state)
{
	const json_t *ready = json_object_get(world.ready, "ready");

	(void)state;
	assert_string_equal(text_at(ready, "role"), "probe");
	assert_int_equal(strlen(text_at(ready, "trust")), 16);
	assert_int_equal(json_integer_value(json_object_get(ready, "certificates")), 0);
}

static void
certificate_is_said_once_and_before_its_result(void **state)
{
	json_t *certificate, *first, *second;
	const json_t *address;

	(void)state;
	say_probe(1);
	certificate = receive_line();
	first = receive_line();
	say_probe(2);
	second = receive_line();
	address = json_array_get(json_object_get(json_object_get(first, "result"), "addresses"), 0);
	assert_string_equal(text_at(json_object_get(certificate, "certificate"), "sha256"),
	    text_at(address, "leaf"));
	assert_string_equal(text_at(address, "address"), "127.0.0.1");
	assert_string_equal(text_at(address, "outcome"), "ok");
	assert_string_equal(text_at(address, "tls"), "TLSv1.3");
	assert_null(json_object_get(address, "ms"));
	assert_true(json_is_null(json_object_get(json_object_get(first, "result"), "cname")));
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(first, "result"), "probe_id")), 1);
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(second, "result"), "probe_id")), 2);
	json_decref(certificate);
	json_decref(first);
	json_decref(second);
}

static void
lines_that_are_none_are_left_out_and_the_next_counts(void **state)
{
	static const char *const lines[] = {"\n", "{\n", "[]\n", "{\"què\":1}\n",
	    "{\"probe\":{}}\n", "\xff\xfe\n",
	    "{\"probe\":{\"host\":\"a\",\"port\":1,\"protocol\":\"gopher\"}}\n"};
	json_t *heard;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		send_object(lines[i], strlen(lines[i]));
	say_probe(5);
	heard = receive_line();
	assert_non_null(json_object_get(heard, "certificate"));
	json_decref(heard);
	heard = receive_line();
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(heard, "result"), "probe_id")), 5);
	json_decref(heard);
}

static void
every_probe_of_many_gets_its_result(void **state)
{
	enum { MANY = 50 };
	bool seen[MANY] = {false};
	int count = 0;

	(void)state;
	for (int i = 0; i < MANY; i++)
		say_probe(i);
	while (count < MANY) {
		json_t *heard = receive_line();
		const json_t *result = json_object_get(heard, "result");

		assert_non_null(heard);
		if (result) {
			seen[json_integer_value(json_object_get(result, "probe_id"))] = true;
			count++;
		}
		json_decref(heard);
	}
	for (int i = 0; i < MANY; i++)
		assert_true(seen[i]);
}

static void
closed_input_ends_it_well_whatever_is_under_way(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++)
		say_probe(i);
	assert_int_equal(worker_close(), 0);
}

static void
endless_line_ends_it(void **state)
{
	char *x = malloc(WORKER_LINE_MAX_BYTES);
	json_t *heard;

	(void)state;
	memset(x, 'x', WORKER_LINE_MAX_BYTES);
	send_object(x, WORKER_LINE_MAX_BYTES);
	send_object(x, WORKER_LINE_MAX_BYTES);
	heard = receive_line();
	assert_null(heard);
	free(x);
	assert_int_equal(worker_close(), 1);
}

static void
ready_worker_has_given_up_what_it_can(void **state)
{
	char path[64], line[256];
	bool no_new_privileges = false, filtered = false;
	FILE *f;

	(void)state;
	/* ready was heard, and it is written after the cage was closed */
	snprintf(path, sizeof(path), "/proc/%d/status", (int)world.child);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		no_new_privileges |= !strcmp(line, "NoNewPrivs:\t1\n");
		filtered |= !strcmp(line, "Seccomp:\t2\n");
	}
	fclose(f);
	assert_true(no_new_privileges);
	assert_true(filtered);
}

static void
wrong_settings_are_refused(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		char *argv[] = {(char[]){"caducad"}, (char[]){"--in-flight"}, (char[]){"0"}, NULL};

		close(STDERR_FILENO);
		_exit(probe_worker_main(3, argv));
	}
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 2);
}

#define WORKER_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WORKER_TEST(ready_comes_first_and_names_the_trust),
	    WORKER_TEST(certificate_is_said_once_and_before_its_result),
	    WORKER_TEST(lines_that_are_none_are_left_out_and_the_next_counts),
	    WORKER_TEST(every_probe_of_many_gets_its_result),
	    WORKER_TEST(closed_input_ends_it_well_whatever_is_under_way),
	    WORKER_TEST(endless_line_ends_it),
	    WORKER_TEST(ready_worker_has_given_up_what_it_can),
	    cmocka_unit_test(wrong_settings_are_refused),
	};

	return cmocka_run_group_tests_name("probe worker", tests, NULL, NULL);
}
