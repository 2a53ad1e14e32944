/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
/* The worker that speaks to Jira, seen from the backend: each call gets one answer, also when the worker dies with it or
 * is not there, and a token stays no longer than its owner. A role is this very program run again, so this test is its own
 * worker, which does what the project of a creation says. */
#include "daemon/ticketing/jira.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/state/status.h"
#include "wire/channel.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the worker ---- */

static struct channel *to_daemon;

static void
answer(const json_t *job)
{
	const char *project = text_of(json_object_get(job, "args"), "project");
	json_int_t id = number_of(job, "id");

	if (!strcmp(project, "DIE"))
		_exit(3);
	if (!strcmp(project, "SILENT"))
		return;
	if (!strcmp(project, "FILE"))
		channel_send_fd(to_daemon, open("/dev/zero", O_RDONLY | O_CLOEXEC));
	if (!strcmp(project, "BUSY"))
		channel_send(to_daemon,
		    json_pack("{s:{s:I, s:{s:s, s:{}, s:b, s:i}}}", "answer", "id", id, "error",
			"code", "jira-busy", "args", "sent", 0, "retry_ms", 7000));
	else if (!strcmp(project, "VAGUE"))
		channel_send(to_daemon,
		    json_pack("{s:{s:I, s:{s:s}}}", "answer", "id", id, "error", "code", "odd"));
	else if (!strcmp(project, "REVOKED"))
		channel_send(to_daemon, json_pack("{s:{s:I, s:{s:s, s:b}}}", "answer", "id", id,
					    "error", "code", "token-refused", "sent", 0));
	else
		channel_send(to_daemon,
		    json_pack("{s:{s:I, s:{s:s}}}", "answer", "id", id, "ok", "key", project));
}

static void
heard(struct channel *ch, json_t *object, void *arg)
{
	const json_t *job = json_object_get(object, "job"),
		     *token = json_object_get(object, "token");
	const char *who = text_of(token, "who");
	char byte = 0;
	int fd;

	(void)arg;
	if (job)
		answer(job);
	if (json_object_get(object, "setup"))
		channel_send(ch, json_pack("{s:{s:{}}}", "setup", "ok"));
	if (!token)
		return;
	fd = channel_claim_fd(ch);
	if (read(fd, &byte, 1) != 1)
		byte = '?';
	close(fd);
	if (byte == 'g')
		channel_send(
		    ch, json_pack("{s:{s:s, s:{s:s}}}", "token", "who", who, "ok", "name", who));
	else
		channel_send(ch, json_pack("{s:{s:s, s:{s:s}}}", "token", "who", who, "error",
				     "code", "token-refused"));
}

static void
closed(struct channel *ch, void *arg)
{
	(void)ch;
	(void)arg;
	_exit(0);
}

static int
be_worker(void)
{
	const struct channel_owner owner = {.line = heard, .closed = closed};
	struct loop *loop = loop_new(clock_system());

	to_daemon = channel_new(loop, STDIN_FILENO, STDIN_FILENO, LINE_MAX_BYTES, &owner);
	channel_send(to_daemon, json_pack("{s:{}}", "ready"));
	loop_run(loop);
	return 0;
}

/* ---- the backend's side ---- */

struct world {
	struct clock clock;
	int64_t ahead; /* ms */
	struct config *config;
	struct loop *loop;
	struct status_listener status;
	struct jira *jira;
	struct jira_listener listener;
	bool present;
	int ready, tokens; /* how often that was told */
	/* the last answer */
	int answers, nulls;
	char code[40], key[40];
	bool sent;
	int64_t retry_ms;
	int fd;
	bool (*enough)(const struct world *w);
};

static int64_t
ahead_mono(void *self)
{
	const struct clock *real = clock_system();

	return real->mono(real->self) + ((struct world *)self)->ahead;
}

static int64_t
real_wall(void *self)
{
	(void)self;
	return clock_wall(clock_system());
}

static uint64_t
real_random(void *self)
{
	(void)self;
	return 4;
}

static void
check(struct world *w)
{
	if (w->enough && w->enough(w))
		loop_stop(w->loop);
}

static void
state_told(void *arg)
{
	struct world *w = arg;

	w->ready += jira_state(w->jira) == JIRA_READY;
	check(w);
}

static void
token_told(void *arg, const char *who)
{
	struct world *w = arg;

	(void)who;
	w->tokens++;
	check(w);
}

static bool
is_present(void *arg, const char *who)
{
	(void)who;
	return ((struct world *)arg)->present;
}

static void
answered(void *ctx, const struct jira_answer *a)
{
	struct world *w = ctx;

	w->answers++;
	w->nulls += !a;
	if (a) {
		w->fd = jira_claim_fd(w->jira);
		snprintf(w->code, sizeof(w->code), "%s", a->ok ? "" : a->code);
		snprintf(w->key, sizeof(w->key), "%s", text_of(a->ok, "key"));
		w->sent = a->sent;
		w->retry_ms = a->retry_ms;
	}
	check(w);
}

static void
ask(struct world *w, const char *project)
{
	jira_call(w->jira, &(struct jira_ask){.who = "anna",
			       .call = "create",
			       .args = json_pack("{s:s}", "project", project),
			       .done = answered,
			       .ctx = w,
			       .owner = w});
}

static void
hand_over(struct world *w, const char *token)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], token, strlen(token)), (int)strlen(token));
	close(fds[1]);
	jira_token(w->jira, &(struct jira_ask){.who = "anna",
				.fds = {fds[0]},
				.fd_count = 1,
				.done = answered,
				.ctx = w,
				.owner = w});
}

static int wanted;

static bool
has_answers(const struct world *w)
{
	return w->answers >= wanted;
}

static bool
has_ready(const struct world *w)
{
	return w->ready >= wanted;
}

static bool
has_tokens(const struct world *w)
{
	return w->tokens >= wanted;
}

static void
run_until(struct world *w, bool (*enough)(const struct world *w), int count)
{
	wanted = count;
	w->enough = enough;
	if (!enough(w))
		loop_run(w->loop);
	w->enough = NULL;
}

static int
world_make(void **state)
{
	struct world *w = mem_alloc(sizeof(*w));

	*w = (struct world){.clock = {real_wall, ahead_mono, real_random, w}, .present = true};
	w->config = config_load("/dev/null");
	mem_replace(&w->config->jira, "https://jira.exemple.test");
	w->loop = loop_new(&w->clock);
	w->jira = jira_new(&(struct jira_setup){.clock = &w->clock,
	    .config = w->config,
	    .loop = w->loop,
	    .status = &w->status,
	    .present = is_present,
	    .arg = w});
	w->listener = (struct jira_listener){.state = state_told, .token = token_told, .arg = w};
	jira_listen(w->jira, &w->listener);
	*state = w;
	return 0;
}

static int
world_free(void **state)
{
	struct world *w = *state;

	jira_free(w->jira);
	loop_free(w->loop);
	config_free(w->config);
	free(w);
	return 0;
}

static void
what_is_asked_of_no_worker_was_not_sent(void **state)
{
	struct world *w = *state;

	ask(w, "SIS");
	assert_int_equal(w->answers, 0); /* not before the ask returns */
	run_until(w, has_answers, 1);
	assert_string_equal(w->code, "worker-gone");
	assert_false(w->sent);
	mem_replace(&w->config->jira, "");
	ask(w, "SIS");
	run_until(w, has_answers, 2);
	assert_string_equal(w->code, "no-jira");
	assert_false(w->sent);
}

static void
each_call_gets_its_own_answer(void **state)
{
	struct world *w = *state;

	jira_start(w->jira);
	run_until(w, has_ready, 1);
	ask(w, "SILENT");
	ask(w, "SIS");
	run_until(w, has_answers, 1);
	assert_string_equal(w->key, "SIS");
	ask(w, "BUSY");
	run_until(w, has_answers, 2);
	assert_string_equal(w->code, "jira-busy");
	assert_false(w->sent);
	assert_int_equal(w->retry_ms, 7000);
	ask(w, "VAGUE"); /* it does not say that nothing was done */
	run_until(w, has_answers, 3);
	assert_string_equal(w->code, "odd");
	assert_true(w->sent);
	assert_int_equal(w->fd, -1);
	ask(w, "FILE");
	run_until(w, has_answers, 4);
	assert_true(w->fd >= 0);
	close(w->fd);
	jira_forget(w->jira, w);
	assert_int_equal(w->answers, 5);
	assert_int_equal(w->nulls, 1);
}

static void
what_was_with_a_worker_that_dies_may_have_been_sent(void **state)
{
	struct world *w = *state;

	jira_start(w->jira);
	run_until(w, has_ready, 1);
	hand_over(w, "good");
	run_until(w, has_answers, 1);
	assert_string_equal(w->code, "");
	assert_true(jira_has_token(w->jira, "anna"));
	ask(w, "SILENT");
	ask(w, "DIE");
	run_until(w, has_answers, 3);
	assert_string_equal(w->code, "worker-gone");
	assert_true(w->sent);
	assert_false(jira_has_token(w->jira, "anna"));
	assert_int_equal(w->tokens, 2); /* it came, and went */
	run_until(w, has_ready, 2);
	ask(w, "SIS");
	run_until(w, has_answers, 4);
	assert_string_equal(w->key, "SIS");
}

static void
a_token_that_is_refused_is_none(void **state)
{
	struct world *w = *state;

	jira_start(w->jira);
	run_until(w, has_ready, 1);
	hand_over(w, "bad");
	run_until(w, has_answers, 1);
	assert_string_equal(w->code, "token-refused");
	assert_false(jira_has_token(w->jira, "anna"));
	assert_string_equal(jira_token_refusal(w->jira, "anna"), "token-refused");
	hand_over(w, "good");
	run_until(w, has_answers, 2);
	assert_true(jira_has_token(w->jira, "anna"));
	assert_null(jira_token_refusal(w->jira, "anna"));
	ask(w, "REVOKED"); /* Jira may change its mind */
	run_until(w, has_answers, 3);
	assert_false(jira_has_token(w->jira, "anna"));
	assert_string_equal(jira_token_refusal(w->jira, "anna"), "token-refused");
}

static void
a_token_goes_a_minute_after_its_owner(void **state)
{
	struct world *w = *state;

	jira_start(w->jira);
	run_until(w, has_ready, 1);
	hand_over(w, "good");
	run_until(w, has_answers, 1);
	jira_session_gone(w->jira, "anna"); /* he has another */
	w->present = false;
	jira_session_gone(w->jira, "anna");
	w->ahead += 59000;
	ask(w, "SIS");
	run_until(w, has_answers, 2);
	assert_true(jira_has_token(w->jira, "anna"));
	w->present = true; /* he came back */
	w->ahead += 2000;
	ask(w, "SIS");
	run_until(w, has_answers, 3);
	assert_true(jira_has_token(w->jira, "anna"));
	w->present = false;
	jira_session_gone(w->jira, "anna");
	w->ahead += 61000;
	run_until(w, has_tokens, 2);
	assert_false(jira_has_token(w->jira, "anna"));
	assert_null(jira_token_refusal(w->jira, "anna"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_make, world_free)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_is_asked_of_no_worker_was_not_sent),
	    TEST(each_call_gets_its_own_answer),
	    TEST(what_was_with_a_worker_that_dies_may_have_been_sent),
	    TEST(a_token_that_is_refused_is_none),
	    TEST(a_token_goes_a_minute_after_its_owner),
	};

	if (argc > 2 && !strcmp(argv[1], "--role"))
		return be_worker();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
