/* What the tests of whole probes share: a root that is trusted, a leaf, an engine whose wall clock
 * stands at NOW, and what it said. Included once by each of them. */
#ifndef TESTS_PROBE_WORLD_H
#define TESTS_PROBE_WORLD_H

#include "probe/engine.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sys.h"
#include "pki/trust.h"
#include "probe/limits.h"
#include "probe/poller.h"

#include "tests/unit/probe_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { RESULTS_MAX = 64, SHORT_MS = 300, LONG_MS = 20000 };
#define BIT(p) PROBLEM_BIT(PROBLEM_##p)

struct seen {
	struct probe_result result;
	struct address_result addresses[ADDRESSES_MAX];
	struct digest leaf[ADDRESSES_MAX];
};

static struct {
	struct made root, leaf;
	char folder[64];
	struct trust *trust;
	struct clock clock;
	struct poller *poller;
	struct engine *engine;
	struct seen seen[RESULTS_MAX];
	size_t count;
	char reported[RESULTS_MAX][65]; /* certificates, in the order told */
	size_t reported_count;
} world;

static int64_t
wall_now(void *self)
{
	(void)self;
	return NOW;
}

static void
on_certificate(const struct facts *f, void *arg)
{
	(void)arg;
	memcpy(world.reported[world.reported_count++], f->sha256, 65);
}

static void
on_result(const struct probe_result *r, void *arg)
{
	struct seen *s = &world.seen[world.count++];

	(void)arg;
	s->result = *r;
	s->result.addresses = s->addresses;
	s->result.cname = NULL;
	for (size_t i = 0; i < r->address_count; i++) {
		s->addresses[i] = r->addresses[i];
		s->addresses[i].chain = NULL;
		if (r->addresses[i].chain_count)
			s->leaf[i] = r->addresses[i].chain[0];
	}
}

static int
world_make(void **state)
{
	(void)state;
	sys_ignore_pipe_signals();
	world.root =
	    make(&(struct recipe){.cn = "Arrel", .ca = true, .begin = -DAYS(9), .end = DAYS(3000)});
	world.leaf = make(&(struct recipe){.cn = "local",
	    .issuer = &world.root,
	    .sans = "IP:127.0.0.1,IP:::1,DNS:www.exemple.cat,DNS:xn--fusi-tqa.cat"});
	snprintf(world.folder, sizeof(world.folder), "/tmp/caduca-engine-XXXXXX");
	if (!mkdtemp(world.folder))
		return -1;
	made_write(&world.root, world.folder, "arrel.pem");
	world.trust = trust_load(false, (const char *const[]){world.folder}, 1);
	world.clock = *clock_system();
	world.clock.wall = wall_now;
	return 0;
}

static int
world_end(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/arrel.pem", world.folder);
	unlink(path);
	rmdir(world.folder);
	trust_free(world.trust);
	made_free(&world.root);
	made_free(&world.leaf);
	return 0;
}

/* Each test has an engine of its own, that has told nothing yet. */
static int
engine_setup(void **state)
{
	struct engine_options options = {.clock = &world.clock,
	    .trust = world.trust,
	    .in_flight = 8,
	    .certificate = on_certificate,
	    .result = on_result};

	(void)state;
	world.count = world.reported_count = 0;
	memset(world.seen, 0, sizeof(world.seen));
	options.poller = world.poller = poller_new(&world.clock);
	world.engine = engine_new(&options);
	return world.engine ? 0 : -1;
}

static int
engine_teardown(void **state)
{
	(void)state;
	engine_free(world.engine);
	poller_free(world.poller);
	return 0;
}

static void
run_until(size_t count)
{
	engine_pump(world.engine);
	while (world.count < count) {
		assert_int_equal(poller_turn(world.poller), 0);
		engine_pump(world.engine);
	}
}

__attribute__((unused)) static const struct seen *
probe_as(const struct probe_request *r)
{
	engine_probe(world.engine, r);
	run_until(world.count + 1);
	return &world.seen[world.count - 1];
}

static const struct seen *
probe(const char *host, int port, const char *sni, int deadline_ms)
{
	return probe_as(&(struct probe_request){
	    .probe_id = 7, .host = host, .port = port, .sni = sni, .deadline_ms = deadline_ms});
}

/* One server, one probe of it. */
__attribute__((unused)) static const struct seen *
probe_server(struct server *s, int deadline_ms)
{
	const struct seen *seen;

	server_start(s);
	seen = probe(s->address ? s->address : "127.0.0.1", s->port, NULL, deadline_ms);
	server_stop(s);
	return seen;
}

__attribute__((unused)) static void
assert_ending(const struct seen *s, enum outcome outcome, const char *detail)
{
	assert_string_equal(outcome_text(s->result.ending.outcome), outcome_text(outcome));
	assert_string_equal(s->result.ending.detail, detail);
	if (s->result.address_count)
		assert_int_equal(s->addresses[0].ending.outcome, outcome);
}

__attribute__((unused)) static void
assert_leaf(const struct seen *s, size_t i, const struct made *m)
{
	struct digest digest;

	digest_of(m->x509, &digest);
	assert_true(s->addresses[i].chain_count > 0);
	assert_memory_equal(&s->leaf[i], &digest, sizeof(digest));
}

#define ENGINE_TEST(f) cmocka_unit_test_setup_teardown(f, engine_setup, engine_teardown)

#endif
