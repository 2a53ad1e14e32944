/* rooms: wire base */
/* A connection of lines on the poll loop: what arrives whole, what is refused, what travels beside. */
#include "wire/channel.h"

#include "base/clock.h"
#include "base/sys.h"
#include "wire/frame.h"
#include "wire/loop.h"
#include "wire/protocol.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

struct seen {
	struct loop *loop;
	struct channel *ch;
	int lines, bad, closed;
	char code[32];
	json_int_t last;
	int fds[4]; /* that each line was asked for, in the order of the lines; -1: it had none */
	int wanted; /* how many of a line */
	size_t fd_count;
	bool free_in_line, stop_at_line;
};

static void
on_line(struct channel *ch, json_t *object, void *arg)
{
	struct seen *s = arg;

	s->lines++;
	s->last = json_integer_value(json_object_get(object, "n"));
	for (int i = 0; i < s->wanted && s->fd_count < 4; i++)
		s->fds[s->fd_count++] = channel_claim_fd(ch);
	if (s->stop_at_line)
		loop_stop(s->loop);
	if (s->free_in_line) {
		channel_free(ch);
		s->ch = NULL;
		loop_stop(s->loop);
	}
}

static void
on_bad(struct channel *ch, const char *code, const char *text, void *arg)
{
	struct seen *s = arg;
	(void)text;

	s->bad++;
	snprintf(s->code, sizeof(s->code), "%s", code);
	if (!strcmp(code, "line-too-long")) {
		channel_send(ch, json_pack("{s:s}", "error", code));
		channel_close_when_sent(ch);
	}
}

static void
on_closed(struct channel *ch, void *arg)
{
	struct seen *s = arg;

	s->closed++;
	channel_free(ch);
	s->ch = NULL;
	loop_stop(s->loop);
}

static int
begin_with(struct seen *s, bool in_turn)
{
	struct channel_owner owner = {
	    .line = on_line, .bad = on_bad, .closed = on_closed, .arg = s, .in_turn = in_turn};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	*s = (struct seen){.loop = loop_new(clock_system())};
	s->ch = channel_new(s->loop, pair[0], pair[0], LINE_MAX_BYTES, &owner);
	return pair[1];
}

static int
begin(struct seen *s)
{
	return begin_with(s, false);
}

/* So much that the kernel has no room for it, and that the peer is not heard until he has read. */
static void
fill(struct channel *ch)
{
	char text[] = "{\"text\":\"a line of some length, again and again\"}";

	for (size_t sent = 0; sent < 4 * UNSENT_MAX_BYTES; sent += sizeof(text))
		channel_send_text(ch, text, sizeof(text) - 1);
	assert_true(channel_flush(ch));
	assert_true(channel_unsent(ch) > UNSENT_MAX_BYTES);
}

static void
turns_over(void *arg)
{
	struct seen *s = arg;

	s->bad++;
	loop_stop(s->loop);
}

static void
lines_are_heard_and_the_end_too(void **state)
{
	struct seen s;
	int peer = begin(&s);
	(void)state;

	assert_int_equal(sys_write_all(peer, "{\"n\":1}\n{\"n\":2}\nhalf", 20, NULL), 0);
	close(peer);
	loop_run(s.loop);
	assert_int_equal(s.lines, 2);
	assert_int_equal(s.last, 2);
	assert_int_equal(s.closed, 1);
	loop_free(s.loop);
}

static void
whoever_ends_and_reads_nothing_is_let_go(void **state)
{
	struct seen s;
	int peer = begin_with(&s, true);
	(void)state;

	fill(s.ch);
	shutdown(peer, SHUT_RDWR);
	loop_timer(s.loop, 60000, turns_over, &s); /* only of a test that has failed */
	loop_run(s.loop);
	assert_int_equal(s.closed, 1);
	assert_int_equal(s.bad, 0);
	close(peer);
	loop_free(s.loop);
}

static void
what_was_said_before_leaving_is_heard(void **state)
{
	static const char lines[] = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n";
	struct seen s;
	int peer = begin_with(&s, true);
	(void)state;

	fill(s.ch);
	assert_int_equal(sys_write_all(peer, lines, sizeof(lines) - 1, NULL), 0);
	close(peer);
	loop_timer(s.loop, 60000, turns_over, &s); /* only of a test that has failed */
	loop_run(s.loop);
	assert_int_equal(s.lines, 3);
	assert_int_equal(s.last, 3);
	assert_int_equal(s.closed, 1);
	assert_int_equal(s.bad, 0);
	loop_free(s.loop);
}

/* He has not closed, and waits for an answer that cannot be sent. */
static void
whoever_hears_nothing_is_let_go_when_all_of_his_is_heard(void **state)
{
	static const char lines[] = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n";
	struct seen s;
	int peer = begin_with(&s, true);
	(void)state;

	assert_int_equal(sys_write_all(peer, lines, sizeof(lines) - 1, NULL), 0);
	shutdown(peer, SHUT_RD);
	channel_send(s.ch, json_object());
	loop_timer(s.loop, 60000, turns_over, &s); /* only of a test that has failed */
	loop_run(s.loop);
	assert_int_equal(s.lines, 3);
	assert_int_equal(s.closed, 1);
	assert_int_equal(s.bad, 0);
	close(peer);
	loop_free(s.loop);
}

static void
what_is_queued_is_untaken_too(void **state)
{
	struct seen s;
	int peer = begin(&s);
	(void)state;

	channel_send_fd(s.ch, dup(peer));
	channel_send(s.ch, json_object());
	assert_true(channel_flush(s.ch));
	assert_int_equal(channel_untaken(s.ch), 1);
	fill(s.ch);
	for (int i = 0; i < 3; i++) {
		channel_send_fd(s.ch, dup(peer));
		channel_send(s.ch, json_object());
	}
	assert_int_equal(channel_untaken(s.ch), 4);
	channel_free(s.ch);
	close(peer);
	loop_free(s.loop);
}

static void
a_line_longer_than_it_may_be_is_not_sent(void **state)
{
	struct seen s;
	int peer = begin(&s);
	char room[16] = "";
	(void)state;

	assert_false(channel_send_within(s.ch, json_pack("{s:s}", "text", "four"), 14));
	assert_true(channel_send_within(s.ch, json_pack("{s:s}", "text", "four"), 15));
	assert_true(channel_flush(s.ch));
	assert_int_equal(read(peer, room, sizeof(room)), 16);
	assert_memory_equal(room, "{\"text\":\"four\"}\n", 16);
	channel_free(s.ch);
	close(peer);
	loop_free(s.loop);
}

/* ---- turns ---- */

static char order[64];

static void
note_turn(struct channel *ch, json_t *object, void *arg)
{
	(void)ch;
	(void)object;
	strncat(order, arg, sizeof(order) - strlen(order) - 1);
}

static bool
may_now(void *arg)
{
	(void)arg;
	return strlen(order) < 4;
}

static int
open_peer(struct loop *loop, struct channel **ch, const char *name, bool (*may)(void *arg))
{
	struct channel_owner owner = {
	    .line = note_turn, .may = may, .lines_a_turn = 1, .arg = (void *)(uintptr_t)name};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	*ch = channel_new(loop, pair[0], pair[0], LINE_MAX_BYTES, &owner);
	return pair[1];
}

static void
stop_when_heard(void *arg)
{
	if (strlen(order) >= 8)
		loop_stop(arg);
}

/* However much one of them sends in one write. */
static void
peers_take_turns_line_by_line(void **state)
{
	static const char many[] = "{}\n{}\n{}\n{}\n{}\n{}\n";
	struct loop *loop = loop_new(clock_system());
	struct channel *one, *other;
	int first = open_peer(loop, &one, "1", NULL), second = open_peer(loop, &other, "2", NULL);

	(void)state;
	order[0] = '\0';
	assert_int_equal(sys_write_all(first, many, sizeof(many) - 1, NULL), 0);
	assert_int_equal(sys_write_all(second, "{}\n{}\n", 6, NULL), 0);
	loop_after_turn(loop, stop_when_heard, loop);
	loop_run(loop);
	assert_string_equal(order, "12121111");
	channel_free(one);
	channel_free(other);
	close(first);
	close(second);
	loop_free(loop);
}

static void
go_on(void *arg)
{
	order[0] = '\0'; /* he may again */
	channel_go_on(arg);
}

static void
stop_at_the_end(void *arg)
{
	if (!strcmp(order, "11"))
		loop_stop(arg);
}

static void
wait_and_lose_nothing(bool leaves)
{
	struct loop *loop = loop_new(clock_system());
	struct channel *one;
	int first = open_peer(loop, &one, "1", may_now);

	order[0] = '\0';
	assert_int_equal(sys_write_all(first, "{}\n{}\n{}\n{}\n{}\n{}\n", 18, NULL), 0);
	if (leaves)
		sys_close(&first);
	loop_timer(loop, 20, go_on, one);
	loop_after_turn(loop, stop_at_the_end, loop);
	loop_run(loop);
	assert_string_equal(order, "11");
	assert_true(loop_turns(loop) < 50); /* it did not spin */
	channel_free(one);
	sys_close(&first);
	loop_free(loop);
}

static void
whoever_may_not_ask_waits_and_loses_nothing(void **state)
{
	(void)state;
	wait_and_lose_nothing(false);
}

static void
nor_does_one_who_has_gone(void **state)
{
	(void)state;
	wait_and_lose_nothing(true);
}

static bool
on_text(struct channel *ch, const char *line, size_t len, void *arg)
{
	(void)ch;
	(void)arg;
	return len == 4 && !memcmp(line, "mine", 4);
}

/* It need not even be JSON. */
static void
a_line_that_was_read_as_text_is_no_object(void **state)
{
	struct channel_owner owner = {
	    .line = on_line, .text = on_text, .bad = on_bad, .closed = on_closed};
	struct seen s = {.loop = loop_new(clock_system())};
	int pair[2];
	(void)state;

	owner.arg = &s;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	s.ch = channel_new(s.loop, pair[0], pair[0], LINE_MAX_BYTES, &owner);
	assert_int_equal(sys_write_all(pair[1], "mine\n{\"n\":1}\nmine\n", 18, NULL), 0);
	close(pair[1]);
	loop_run(s.loop);
	assert_int_equal(s.lines, 1);
	assert_int_equal(s.last, 1);
	assert_int_equal(s.bad, 0);
	loop_free(s.loop);
}

static void
a_bad_line_does_not_end_the_good_ones(void **state)
{
	struct seen s;
	int peer = begin(&s);
	(void)state;

	assert_int_equal(
	    sys_write_all(peer, "nonsense\n{\"n\":\"\xff\"}\n{\"n\":7}\n", 27, NULL), 0);
	close(peer);
	loop_run(s.loop);
	assert_int_equal(s.bad, 2);
	assert_int_equal(s.last, 7);
	loop_free(s.loop);
}

/* The peer writes far more than a line may have, and still reads why it was let go. */
static void
a_line_too_long_is_answered_and_closed(void **state)
{
	char block[8192], answer[64] = "";
	struct seen s;
	int peer = begin(&s);
	pid_t pid;
	(void)state;

	memset(block, 'x', sizeof(block));
	pid = fork();
	if (!pid) {
		/* the copy of the other end must go, or its closing is never felt here */
		for (int fd = 3; fd < 64; fd++)
			if (fd != peer)
				close(fd);
		sys_ignore_pipe_signals();
		for (int i = 0; i < 1280; i++)
			if (sys_write_all(peer, block, sizeof(block), NULL) < 0)
				break;
		_exit(0);
	}
	loop_run(s.loop);
	assert_string_equal(s.code, "line-too-long");
	assert_int_equal(s.bad, 1);
	assert_true(read(peer, answer, sizeof(answer) - 1) > 0);
	assert_non_null(strstr(answer, "line-too-long"));
	close(peer);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	loop_free(s.loop);
}

static void
a_channel_may_be_freed_by_its_own_line(void **state)
{
	struct seen s;
	int peer = begin(&s);
	(void)state;

	s.free_in_line = true;
	assert_int_equal(sys_write_all(peer, "{\"n\":1}\n{\"n\":2}\n", 16, NULL), 0);
	loop_run(s.loop);
	assert_int_equal(s.lines, 1);
	close(peer);
	loop_free(s.loop);
}

static void
a_descriptor_travels_with_a_line(void **state)
{
	struct seen s, other = {0};
	int peer = begin(&s), pipe_fds[2];
	struct channel_owner owner = {
	    .line = on_line, .bad = on_bad, .closed = on_closed, .arg = &other};
	char c = 0;
	(void)state;

	assert_int_equal(pipe2(pipe_fds, O_CLOEXEC), 0);
	other.loop = s.loop;
	other.ch = channel_new(s.loop, peer, peer, LINE_MAX_BYTES, &owner);
	channel_send_fd(other.ch, pipe_fds[1]);
	channel_send(other.ch, json_pack("{s:i}", "n", 5));
	s.stop_at_line = true;
	s.wanted = 1;
	loop_run(s.loop);
	assert_int_equal(s.last, 5);
	assert_true(s.fds[0] >= 0);
	assert_int_equal(write(s.fds[0], "z", 1), 1);
	assert_int_equal(read(pipe_fds[0], &c, 1), 1);
	assert_int_equal(c, 'z');
	close(s.fds[0]);
	close(pipe_fds[0]);
	channel_free(s.ch);
	channel_free(other.ch);
	loop_free(s.loop);
}

static void
several_descriptors_keep_their_order(void **state)
{
	struct seen s, other = {0};
	int peer = begin(&s), first[2], second[2];
	struct channel_owner owner = {
	    .line = on_line, .bad = on_bad, .closed = on_closed, .arg = &other};
	char c = 0;
	(void)state;

	assert_int_equal(pipe2(first, O_CLOEXEC), 0);
	assert_int_equal(pipe2(second, O_CLOEXEC), 0);
	other.loop = s.loop;
	other.ch = channel_new(s.loop, peer, peer, LINE_MAX_BYTES, &owner);
	channel_send_fd(other.ch, first[1]);
	channel_send_fd(other.ch, second[1]);
	channel_send(other.ch, json_pack("{s:i}", "n", 6));
	s.stop_at_line = true;
	s.wanted = 3;
	loop_run(s.loop);
	for (int i = 0; i < 2; i++) {
		assert_true(s.fds[i] >= 0);
		assert_int_equal(write(s.fds[i], i ? "2" : "1", 1), 1);
		close(s.fds[i]);
	}
	assert_int_equal(s.fds[2], -1);
	assert_int_equal(read(first[0], &c, 1), 1);
	assert_int_equal(c, '1');
	assert_int_equal(read(second[0], &c, 1), 1);
	assert_int_equal(c, '2');
	close(first[0]);
	close(second[0]);
	channel_free(s.ch);
	channel_free(other.ch);
	loop_free(s.loop);
}

static bool
is_same_file(int a, int b)
{
	struct stat of_a, of_b;

	return fstat(a, &of_a) == 0 && fstat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
	       of_a.st_ino == of_b.st_ino;
}

/* Three lines that are queued at once, the middle one with more than it is asked for. */
static void
a_descriptor_is_never_that_of_another_line(void **state)
{
	struct seen s, other = {0};
	int peer = begin(&s), pairs[3][2], ends[3];
	struct channel_owner owner = {
	    .line = on_line, .bad = on_bad, .closed = on_closed, .arg = &other};
	(void)state;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pairs[i]), 0);
		ends[i] = fcntl(pairs[i][1], F_DUPFD_CLOEXEC, 0);
	}
	other.loop = s.loop;
	other.ch = channel_new(s.loop, peer, peer, LINE_MAX_BYTES, &owner);
	channel_send(other.ch, json_pack("{s:i}", "n", 1));
	channel_send_fd(other.ch, pairs[0][1]);
	channel_send_fd(other.ch, pairs[1][1]);
	channel_send(other.ch, json_pack("{s:i}", "n", 2));
	channel_send_fd(other.ch, pairs[2][1]);
	channel_send(other.ch, json_pack("{s:i}", "n", 3));
	channel_send(other.ch, json_pack("{s:i}", "n", 4));
	assert_true(channel_flush(other.ch));
	channel_close_when_sent(other.ch);
	s.wanted = 1;
	loop_run(s.loop);
	if (s.lines < 4)
		loop_run(s.loop);
	assert_int_equal(s.lines, 4);
	assert_int_equal(s.fds[0], -1);
	assert_true(is_same_file(s.fds[1], ends[0]));
	assert_true(is_same_file(s.fds[2], ends[2]));
	assert_int_equal(s.fds[3], -1);
	close(ends[1]);
	assert_int_equal(read(pairs[1][0], &(char){0}, 1), 0); /* what nobody took is closed */
	for (int i = 0; i < 3; i++) {
		close(pairs[i][0]);
		if (i != 1)
			close(ends[i]);
	}
	close(s.fds[1]);
	close(s.fds[2]);
	channel_free(s.ch);
	channel_free(other.ch);
	loop_free(s.loop);
}

/* A descriptor that must not be closed here: its owner keeps it, the peer is refused, and what it sends after that
 * never becomes a descriptor of this process. */

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_are_heard_and_the_end_too),
	    cmocka_unit_test(whoever_ends_and_reads_nothing_is_let_go),
	    cmocka_unit_test(what_was_said_before_leaving_is_heard),
	    cmocka_unit_test(whoever_hears_nothing_is_let_go_when_all_of_his_is_heard),
	    cmocka_unit_test(what_is_queued_is_untaken_too),
	    cmocka_unit_test(a_line_that_was_read_as_text_is_no_object),
	    cmocka_unit_test(a_bad_line_does_not_end_the_good_ones),
	    cmocka_unit_test(a_line_too_long_is_answered_and_closed),
	    cmocka_unit_test(a_channel_may_be_freed_by_its_own_line),
	    cmocka_unit_test(a_descriptor_travels_with_a_line),
	    cmocka_unit_test(several_descriptors_keep_their_order),
	    cmocka_unit_test(a_descriptor_is_never_that_of_another_line),
	    cmocka_unit_test(a_line_longer_than_it_may_be_is_not_sent),
	    cmocka_unit_test(peers_take_turns_line_by_line),
	    cmocka_unit_test(nor_does_one_who_has_gone),
	    cmocka_unit_test(whoever_may_not_ask_waits_and_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
