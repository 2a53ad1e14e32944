/* rooms: daemon inspect files probe store procedure inventory pki words expiry wire base */
#include "daemon/probing/scheduler.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "daemon/state/roster.h"
#include "daemon/state/services_index.h"
#include "wire/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* A daemon without a store, workers or clients; as one that is ending it sends nothing. */
struct world {
	struct config *config;
	struct daemon d;
};

static int
set_up(void **state)
{
	struct world *w = mem_alloc(sizeof(*w));

	w->config = config_load("/dev/null");
	w->d = (struct daemon){.clock = clock_system(), .config = w->config, .ending = true};
	w->d.loop = loop_new(w->d.clock);
	w->d.services_index = services_index_new();
	w->d.roster = roster_new(w->config, w->d.services_index);
	w->d.scheduler = scheduler_new(&w->d);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	scheduler_free(w->d.scheduler);
	roster_free(w->d.roster);
	services_index_free(w->d.services_index);
	loop_free(w->d.loop);
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

	return roster_add(w->d.roster, &m);
}

static void
a_monitor_that_becomes_a_file_is_not_probed_any_more(void **state)
{
	const struct world *w = *state;
	struct row *row = add_row(w, 1);

	scheduler_add(w->d.scheduler, row, true);
	assert_true(row->heap >= 0);
	row->monitor.type = MONITOR_FILE;
	scheduler_add(w->d.scheduler, row, true);
	assert_int_equal(row->heap, -1);
}

static void
a_sweep_does_not_wait_for_what_became_a_file(void **state)
{
	const struct world *w = *state;
	struct row *rows[] = {add_row(w, 1), add_row(w, 2)};
	size_t started, done, total;

	scheduler_sweep(w->d.scheduler, rows, 2, &started);
	assert_int_equal(started, 2);
	rows[0]->monitor.type = MONITOR_FILE;
	scheduler_add(w->d.scheduler, rows[0], true);
	scheduler_progress(w->d.scheduler, &done, &total);
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
