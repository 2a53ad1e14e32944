/* rooms: daemon inspect files tickets probe store procedure inventory pki words expiry wire base */
#include "daemon/probing/scheduler.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "daemon/probing/supervisor.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/services_index.h"
#include "daemon/state/status.h"
#include "wire/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* Without a store or clients; no worker is started, so nothing is sent. */
struct world {
	struct config *config;
	struct loop *loop;
	struct services_index *services;
	struct roster *roster;
	struct open_renewals *renewals;
	struct status_listener status;
	struct supervisor *supervisor;
	struct scheduler *scheduler;
};

static int
set_up(void **state)
{
	struct world *w = mem_alloc(sizeof(*w));
	struct scheduler_setup setup = {.clock = clock_system(), .status = &w->status};

	setup.config = w->config = config_load("/dev/null");
	setup.loop = w->loop = loop_new(setup.clock);
	w->services = services_index_new();
	setup.roster = w->roster = roster_new(w->config, w->services);
	setup.renewals = w->renewals = open_renewals_new(NULL, w->roster, NULL, NULL, true);
	setup.supervisor = w->supervisor =
	    supervisor_new(setup.clock, w->config, w->loop, &w->status);
	w->scheduler = scheduler_new(&setup);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	supervisor_free(w->supervisor);
	scheduler_free(w->scheduler);
	open_renewals_free(w->renewals);
	roster_free(w->roster);
	services_index_free(w->services);
	loop_free(w->loop);
	config_free(w->config);
	free(w);
	return 0;
}

static struct row *
add_row(const struct world *w, int64_t id)
{
	struct monitor m = {.id = id,
	    .name = mem_strdup("seu"),
	    .host = mem_strdup("seu.exemple.cat"),
	    .port = 443,
	    .environment = mem_strdup(""),
	    .service = mem_strdup(""),
	    .tags = mem_strdup(""),
	    .lead = -1,
	    .proxy = mem_strdup(""),
	    .nodes = mem_strdup(""),
	    .detail = mem_strdup("")};

	return roster_add(w->roster, &m);
}

static void
a_monitor_that_becomes_a_file_is_not_probed_any_more(void **state)
{
	const struct world *w = *state;
	struct row *row = add_row(w, 1);

	scheduler_add(w->scheduler, row, true);
	assert_true(row->heap >= 0);
	row->monitor.type = MONITOR_FILE;
	scheduler_add(w->scheduler, row, true);
	assert_int_equal(row->heap, -1);
}

static void
a_sweep_does_not_wait_for_what_became_a_file(void **state)
{
	const struct world *w = *state;
	struct row *rows[] = {add_row(w, 1), add_row(w, 2)};
	size_t started, done, total;

	scheduler_sweep(w->scheduler, rows, 2, &started);
	assert_int_equal(started, 2);
	rows[0]->monitor.type = MONITOR_FILE;
	scheduler_add(w->scheduler, rows[0], true);
	scheduler_progress(w->scheduler, &done, &total);
	assert_int_equal(total, 2);
	assert_int_equal(done, 1);
	assert_false(rows[0]->asked);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_monitor_that_becomes_a_file_is_not_probed_any_more, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		a_sweep_does_not_wait_for_what_became_a_file, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
