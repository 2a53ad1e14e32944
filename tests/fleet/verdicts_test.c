/* rooms: pki base */
/* What was verified before is remembered, and no verdict of the fleet changes by it: every chain that
 * it serves, before and after its renewal, is judged with nothing remembered, then with what all the
 * others left, from either end. */
#include "pki/signatures.h"
#include "pki/trust.h"
#include "pki/verdict.h"

#include "host.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define NOW INT64_C(1795000000) /* 2026-11-18 */

enum { CHAINS_MAX = 1024 };

static struct {
	char folder[64];
	struct trust *trust;
	struct host **hosts;
	const struct served *served[CHAINS_MAX];
	const char *names[CHAINS_MAX];
	struct verdict plain[CHAINS_MAX];
	size_t count;
} world;

static void
add_served(const struct host *h, const struct served *s)
{
	if (!s || !s->leaf.x509)
		return;
	if (world.count == CHAINS_MAX)
		abort();
	world.served[world.count] = s;
	world.names[world.count++] = h->plan->sni ? h->plan->sni : h->host;
}

static int
world_make(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Madrid", 1);
	tzset();
	snprintf(world.folder, sizeof(world.folder), "/tmp/caduca-verdicts-XXXXXX");
	if (!mkdtemp(world.folder))
		return -1;
	pki_init(NOW);
	if (authorities_write(world.folder) != 0)
		return -1;
	world.trust = trust_load(false, (const char *const[]){world.folder}, 1);
	world.hosts = calloc(plans_all_count, sizeof(struct host *));
	for (size_t i = 0; i < plans_all_count; i++) {
		struct host *h = world.hosts[i] = host_new(&plans_all[i], i, NOW, true);

		for (int n = 0; n < h->node_count; n++) {
			add_served(h, host_serves(h, n, false));
			add_served(h, host_serves(h, n, true));
		}
	}
	return 0;
}

static int
world_end(void **state)
{
	DIR *dir = opendir(world.folder);
	struct dirent *entry;

	(void)state;
	while (dir && (entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	for (size_t i = 0; i < plans_all_count; i++)
		host_free(world.hosts[i]);
	free(world.hosts);
	trust_free(world.trust);
	pki_release();
	return rmdir(world.folder);
}

static void
judge(size_t i, struct signatures *known, struct verdict *out)
{
	const struct served *s = world.served[i];
	STACK_OF(X509) *chain = sk_X509_new_null();

	memset(out, 0, sizeof(*out)); /* is compared as bytes */
	sk_X509_push(chain, s->leaf.x509);
	for (int k = 0; k < s->after_count; k++)
		sk_X509_push(chain, s->after[k]);
	verdict_reach(world.trust, known, chain, world.names[i], NOW, out);
	sk_X509_free(chain);
}

static void
same_as_plain(size_t i, struct signatures *known)
{
	struct verdict v;

	judge(i, known, &v);
	assert_memory_equal(&v, &world.plain[i], sizeof(v));
}

static void
every_verdict_of_the_fleet_is_the_same(void **state)
{
	struct signatures *forward = signatures_new(4096), *backward = signatures_new(4096);

	(void)state;
	assert_true(world.count > plans_all_count / 2);
	for (size_t i = 0; i < world.count; i++)
		judge(i, NULL, &world.plain[i]);
	for (size_t i = 0; i < world.count; i++) {
		same_as_plain(i, forward);
		same_as_plain(world.count - 1 - i, backward);
	}
	for (size_t i = 0; i < world.count; i++)
		same_as_plain(i, backward);
	/* Something was remembered, and each chain had at least one signature to compute before. */
	assert_true(signatures_computed(forward) < world.count / 2);
	signatures_free(forward);
	signatures_free(backward);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_verdict_of_the_fleet_is_the_same),
	};

	return cmocka_run_group_tests(tests, world_make, world_end);
}
