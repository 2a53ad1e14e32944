/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* Every operation of the table is asked for by sessions of each right, over a real connection: only those whose right
 * reaches run, and the others are told which right it is. */
#include "daemon/session.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/operation.h"
#include "daemon/operations/operations.h"
#include "daemon/server.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { OPERATIONS_MAX = 300, FAMILIES_MAX = 50 };

/* The table of the product with other handlers: the checks are its own. */
static struct operation copies[OPERATIONS_MAX + FAMILIES_MAX];
static const struct operation *families[FAMILIES_MAX + 1];
static int ran;

struct world {
	char folder[32], path[64];
	struct config *config;
	struct loop *loop;
	struct server *server;
	struct channel *client;
	json_t *answer;
};

static void
run_recorded(struct session *s, json_int_t id, const json_t *args)
{
	(void)args;
	ran++;
	session_ok(s, id, NULL);
}

static const struct operation *
find_copy(const char *name)
{
	for (const struct operation *const *family = families; *family; family++)
		for (const struct operation *o = *family; o->name; o++)
			if (!strcmp(o->name, name))
				return o;
	return NULL;
}

static json_t *
read_nothing(void)
{
	return json_array();
}

static void
forget_nobody(struct daemon *d, const struct session *s)
{
	(void)d;
	(void)s;
}

static void
copy_table(void)
{
	struct operation *copy = copies;

	for (size_t i = 0; operation_families[i]; i++) {
		const struct operation *o = operation_families[i];
		assert_true(i < FAMILIES_MAX);
		families[i] = copy;
		for (; o->name; o++) {
			assert_true(copy < copies + OPERATIONS_MAX);
			*copy = *o;
			copy->arguments = NULL;
			copy->file = copy->secret = false;
			copy++->run = run_recorded;
		}
		copy++;
	}
}

/* ---- a client ---- */

static void
on_line(struct channel *ch, json_t *object, void *arg)
{
	struct world *w = arg;

	(void)ch;
	json_decref(w->answer);
	w->answer = json_incref(object);
	loop_stop(w->loop);
}

static void
on_closed(struct channel *ch, void *arg)
{
	(void)ch;
	(void)arg;
	fail_msg("the connection was closed");
}

static const json_t *
call(struct world *w, json_t *line)
{
	channel_send(w->client, line);
	loop_run(w->loop);
	return w->answer;
}

static void
connect_as(struct world *w, enum right right)
{
	const struct channel_owner owner = {.line = on_line, .closed = on_closed, .arg = w};
	int pair[2];

	channel_free(w->client);
	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
	w->client = channel_new(w->loop, pair[0], pair[0], LINE_MAX_BYTES, &owner);
	session_open(w->server, pair[1], getuid(), right);
	assert_non_null(json_object_get(
	    call(w, json_pack("{s:{s:i}}", "hello", "protocol", PROTOCOL_NUMBER)), "hello"));
}

/* ---- a server without a store or monitors ---- */

static int
set_up(void **state)
{
	struct world *w = mem_alloc(sizeof(*w));
	struct server_setup setup;

	copy_table();
	snprintf(w->folder, sizeof(w->folder), "/tmp/caduca-rights-XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	snprintf(w->path, sizeof(w->path), "%s/socket", w->folder);
	w->config = config_load("/dev/null");
	w->loop = loop_new(clock_system());
	setup = (struct server_setup){.clock = clock_system(),
	    .config = w->config,
	    .loop = w->loop,
	    .operation = find_copy,
	    .reading = read_nothing,
	    .gone = forget_nobody};
	w->server = server_new(&setup, w->path, NULL);
	assert_non_null(w->server);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	channel_free(w->client);
	json_decref(w->answer);
	server_free(w->server);
	loop_free(w->loop);
	config_free(w->config);
	rmdir(w->folder);
	free(w);
	return 0;
}

/* ---- */

static void
check_asked(struct world *w, const struct operation *o, enum right right)
{
	const json_t *answer = call(w, json_pack("{s:i, s:s}", "id", 1, "do", o->name));
	const json_t *error = json_object_get(answer, "error"),
		     *args = json_object_get(error, "args");

	if (right >= o->right) {
		assert_non_null(json_object_get(answer, "ok"));
		return;
	}
	assert_string_equal(text_of(error, "code"), "not-allowed");
	assert_string_equal(text_of(args, "operation"), o->name);
	assert_string_equal(text_of(args, "right"), right_text(o->right));
}

static void
each_operation_asks_for_its_right_before_it_runs(void **state)
{
	struct world *w = *state;
	int asked = 0, of[RIGHT_COUNT] = {0};

	for (int right = 0; right < RIGHT_COUNT; right++) {
		connect_as(w, (enum right)right);
		for (size_t i = 0; families[i]; i++)
			for (const struct operation *o = families[i]; o->name; o++) {
				int before = ran;
				check_asked(w, o, (enum right)right);
				assert_int_equal(ran - before, (int)o->right <= right);
				of[o->right]++;
				asked++;
			}
	}
	assert_true(asked > 100);
	for (int right = 0; right < RIGHT_COUNT; right++)
		assert_true(of[right] > 0);
}

static void
an_operation_that_is_not_there_is_nobodys(void **state)
{
	struct world *w = *state;

	connect_as(w, RIGHT_READ);
	assert_string_equal(
	    text_of(json_object_get(
			call(w, json_pack("{s:i, s:s}", "id", 1, "do", "monitor.fly")), "error"),
		"code"),
	    "unknown-operation");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		each_operation_asks_for_its_right_before_it_runs, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		an_operation_that_is_not_there_is_nobodys, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
