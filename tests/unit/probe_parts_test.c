/* rooms: probe pki wire base */
/* The parts that the engine stands on: what is remembered, what rings when, what is given up. */
#include "base/clock.h"
#include "base/log.h"
#include "pki/digest_cache.h"
#include "probe/poller.h"
#include "probe/sandbox.h"
#include "probe/tls.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <cmocka.h>

/* ---- cache ---- */

static struct digest
key_of(uint32_t n)
{
	struct digest d = {0};

	/* Few buckets are met, so that their chains are. */
	d.bytes[0] = (uint8_t)(n % 3);
	memcpy(d.bytes + 4, &n, sizeof(n));
	return d;
}

static void
cache_forgets_what_was_not_used_for_longest(void **state)
{
	enum { MAX = 100 };
	struct digest_cache *c = digest_cache_new(sizeof(uint32_t), MAX);
	struct digest key;

	(void)state;
	for (uint32_t i = 0; i < MAX; i++) {
		key = key_of(i);
		assert_null(digest_cache_find(c, &key));
		*(uint32_t *)digest_cache_put(c, &key) = i;
	}
	key = key_of(0);
	assert_non_null(digest_cache_find(c, &key)); /* used: 1 is now the oldest */
	key = key_of(MAX);
	*(uint32_t *)digest_cache_put(c, &key) = MAX;
	key = key_of(1);
	assert_null(digest_cache_find(c, &key));
	for (uint32_t i = 0; i <= MAX; i++) {
		uint32_t *value;

		key = key_of(i);
		value = digest_cache_find(c, &key);
		if (i == 1)
			assert_null(value);
		else
			assert_int_equal(*value, i);
	}
	digest_cache_free(c);
}

static void
cache_holds_its_bound_and_no_more(void **state)
{
	enum { MAX = 10, MANY = 1000 };
	struct digest_cache *c = digest_cache_new(0, MAX);
	struct digest key;

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		key = key_of(i);
		digest_cache_put(c, &key);
	}
	for (uint32_t i = 0; i < MANY; i++) {
		key = key_of(i);
		assert_int_equal(digest_cache_find(c, &key) != NULL, i >= MANY - MAX);
	}
	digest_cache_free(c);
}

/* ---- poller ---- */

static int64_t ticks;

static int64_t
still_clock(void *self)
{
	(void)self;
	return ticks;
}

static struct {
	struct poller *poller;
	int64_t last;
	int rung;
} ringing;

static void
note_ring(struct alarm *a)
{
	assert_true(a->at >= ringing.last);
	assert_int_equal(a->slot, 0);
	ringing.last = a->at;
	ringing.rung++;
}

static void
alarms_ring_in_order_and_only_when_due(void **state)
{
	enum { MANY = 200 };
	struct clock clock = {.mono = still_clock};
	struct alarm alarms[MANY];

	(void)state;
	ticks = 0;
	memset(&ringing, 0, sizeof(ringing));
	ringing.poller = poller_new(&clock);
	for (int i = 0; i < MANY; i++) {
		alarms[i] = (struct alarm){.ring = note_ring};
		poller_set_alarm(ringing.poller, &alarms[i], (i * 7919) % 1009 + 1);
	}
	for (int i = 0; i < MANY; i += 4)
		poller_clear_alarm(ringing.poller, &alarms[i]);
	for (int i = 1; i < MANY; i += 4)
		poller_set_alarm(ringing.poller, &alarms[i], 2000 - i);
	poller_clear_alarm(ringing.poller, &alarms[0]); /* twice is nothing */
	ticks = 1009;
	poller_turn(ringing.poller);
	assert_int_equal(ringing.rung, MANY / 2);
	ticks = 2000;
	poller_turn(ringing.poller);
	assert_int_equal(ringing.rung, MANY / 4 * 3);
	poller_free(ringing.poller);
}

/* ---- alerts ---- */

static void
alerts_have_the_names_of_the_registry(void **state)
{
	(void)state;
	assert_string_equal(tls_alert_name(40), "handshake_failure");
	assert_string_equal(tls_alert_name(112), "unrecognized_name");
	assert_string_equal(tls_alert_name(116), "certificate_required");
	assert_null(tls_alert_name(1));
	assert_null(tls_alert_name(-1));
	assert_null(tls_alert_name(256));
}

/* ---- cage ---- */

enum { READS_ETC = 1, READS_ELSEWHERE = 2, WRITES = 4, EXECUTES = 8 };

/* What can still be done inside, as bits of the exit status. */
static int
try_inside(const char *elsewhere)
{
	char *argv[] = {(char[]){"true"}, NULL};
	int can = 0, fd;

	log_open("test", -1, LOG_LEVEL_ERROR);
	probe_sandbox_enter();
	if ((fd = open("/etc/passwd", O_RDONLY)) >= 0)
		can |= READS_ETC;
	if ((fd = open(elsewhere, O_RDONLY)) >= 0)
		can |= READS_ELSEWHERE;
	if ((fd = open(elsewhere, O_WRONLY)) >= 0)
		can |= WRITES;
	execve("/bin/true", argv, NULL);
	/* EPERM is the filter's answer, EACCES Landlock's, which comes second: both must stand. */
	if (errno != EPERM)
		can |= EXECUTES;
	return can;
}

static void
caged_process_reads_what_names_need_and_nothing_else(void **state)
{
	const bool landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;
	char path[] = "/tmp/caduca-cage-XXXXXX";
	int fd = mkstemp(path), status;
	pid_t child = fork();

	(void)state;
	if (child == 0)
		_exit(try_inside(path));
	waitpid(child, &status, 0);
	close(fd);
	unlink(path);
	/* A successful exec would end with 0, without READS_ETC. */
	assert_true(WIFEXITED(status));
	if (landlock)
		assert_int_equal(WEXITSTATUS(status), READS_ETC);
	else
		assert_int_equal(WEXITSTATUS(status) & (READS_ETC | EXECUTES), READS_ETC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cache_forgets_what_was_not_used_for_longest),
	    cmocka_unit_test(cache_holds_its_bound_and_no_more),
	    cmocka_unit_test(alarms_ring_in_order_and_only_when_due),
	    cmocka_unit_test(alerts_have_the_names_of_the_registry),
	    cmocka_unit_test(caged_process_reads_what_names_need_and_nothing_else),
	};

	return cmocka_run_group_tests_name("probe parts", tests, NULL, NULL);
}
