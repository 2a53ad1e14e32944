/* What the tests of the model share: rows made to order, three of them to begin with, and a clock that the test turns:
 * the wall's, and that of the keyboard's rest. Included once by each of them. */
#ifndef TESTS_MODEL_FIXTURE_H
#define TESTS_MODEL_FIXTURE_H

#include "tui/model/model.h"

#include "base/clock.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define NOW INT64_C(1795456000)

static int64_t wall = NOW, mono = 1000;
static uint64_t seed = 1;

static inline int64_t
get_wall(void *self)
{
	(void)self;
	return wall;
}

static inline int64_t
get_mono(void *self)
{
	(void)self;
	return mono;
}

static inline uint64_t
get_random(void *self)
{
	(void)self;
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return seed >> 33;
}

static const struct clock clock_of_test = {get_wall, get_mono, get_random, NULL};

static inline uint64_t
any(uint64_t bound)
{
	return get_random(NULL) % bound;
}

/* A row whose start-by is `due` days from NOW; the other deadlines stand around it. due 999:
 * never seen. */
static inline json_t *
row_due(int64_t id, const char *name, const char *service, int64_t due)
{
	json_t *row = json_pack("{s:I, s:I, s:s, s:s, s:i, s:s, s:s, s:[s, s], s:s}", "id",
	    (json_int_t)id, "version", (json_int_t)1, "name", name, "host", "host.exemple.cat",
	    "port", 443, "service", service, "kind", "server", "tags", "dmz", "pre", "outcome",
	    due == 999 ? "none" : "ok");
	int64_t at = NOW + due * DAY;

	if (due != 999) {
		json_object_set_new(row, "d",
		    json_pack("[I, I, I, I, I]", (json_int_t)(at - 14 * DAY), (json_int_t)at,
			(json_int_t)(at + 7 * DAY), (json_int_t)(at + 24 * DAY),
			(json_int_t)(at + 31 * DAY)));
		json_object_set_new(row, "not_after", json_integer(at + 31 * DAY));
	}
	return row;
}

static inline void
put(struct model *m, int64_t id, const char *name, int64_t due)
{
	json_t *row = row_due(id, name, "Seu", due);

	model_put(m, row);
	json_decref(row);
}

static inline void
finish(struct model *m)
{
	model_prepare(m);
	while (model_work(m, mono + 1))
		model_prepare(m);
	model_prepare(m);
}

/* The ids as they stand, "3 1 2". */
static inline const char *
ids(struct model *m)
{
	static char text[512];
	size_t at = 0;

	text[0] = '\0';
	finish(m);
	for (size_t i = 0; i < model_count(m); i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%lld", i ? " " : "",
		    (long long)model_row(m, i)->id);
	return text;
}

static inline void
rest(void)
{
	mono += MODEL_REST_MS;
}

static inline struct model *
three_rows(void)
{
	struct model *m;

	wall = NOW;
	m = model_new(&clock_of_test);
	put(m, 1, "b", 10);
	put(m, 2, "a", 20);
	put(m, 3, "c", 30);
	model_ready(m);
	model_prepare(m);
	return m;
}

static inline int64_t
under_cursor(const struct model *m)
{
	return model_selected(m) ? model_selected(m)->id : 0;
}

#endif
