/* What the tests of verdicts share. A small hierarchy is made once: a trusted root with an intermediate, the same
 * intermediate's key certified by a second root that ends sooner, and a private root; and a chain of it is judged.
 * Included once by each of them. */
#ifndef TESTS_PKI_WORLD_H
#define TESTS_PKI_WORLD_H

#include "pki/trust.h"
#include "pki/verdict.h"

#include "tests/unit/pki_maker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct {
	struct made root, issuer;             /* the root ends in 3000 days, the issuer in 2000 */
	struct made short_root, short_issuer; /* the same issuer by a root that ends in 300 */
	struct made other_issuer;             /* of the root, in the folder too: a helper */
	struct made private_root, private_issuer;
	char folder[64];
	struct trust *trust;
} world;

#define CHAIN(...)                                 \
	(const struct made *const[]){__VA_ARGS__}, \
	    sizeof((const struct made *const[]){__VA_ARGS__}) / sizeof(struct made *)
#define BIT(p) PROBLEM_BIT(PROBLEM_##p)

static inline struct made
make_ca(const char *cn, const struct made *issuer, int64_t days, EVP_PKEY *key)
{
	if (key)
		EVP_PKEY_up_ref(key);
	return make(&(struct recipe){.cn = cn,
	    .issuer = issuer,
	    .ca = true,
	    .key = key,
	    .begin = -DAYS(400),
	    .end = DAYS(days)});
}

static inline int
world_make(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Madrid", 1);
	tzset();
	world.root = make_ca("Arrel", NULL, 3000, NULL);
	world.issuer = make_ca("Emissora", &world.root, 2000, NULL);
	world.short_root = make_ca("Arrel curta", NULL, 300, NULL);
	world.short_issuer = make_ca("Emissora", &world.short_root, 2500, world.issuer.key);
	world.other_issuer = make_ca("Emissora no servida", &world.root, 1000, NULL);
	world.private_root = make_ca("Arrel privada", NULL, 3000, NULL);
	world.private_issuer = make_ca("Emissora privada", &world.private_root, 2000, NULL);
	snprintf(world.folder, sizeof(world.folder), "/tmp/caduca-verdict-XXXXXX");
	if (!mkdtemp(world.folder))
		return -1;
	made_write(&world.root, world.folder, "arrel.pem");
	made_write(&world.short_root, world.folder, "curta.pem");
	made_write(&world.other_issuer, world.folder, "emissora.pem");
	world.trust = trust_load(false, (const char *const[]){world.folder}, 1);
	return trust_count(world.trust) == 3 ? 0 : -1;
}

static inline int
world_end(void **state)
{
	static const char *const files[] = {"arrel.pem", "curta.pem", "emissora.pem"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", world.folder, files[i]);
		unlink(path);
	}
	trust_free(world.trust);
	for (struct made *m = &world.root; m <= &world.private_issuer; m++)
		made_free(m);
	return rmdir(world.folder);
}

static inline struct verdict
judge(const struct made *const *list, size_t count, const char *name)
{
	STACK_OF(X509) *chain = chain_of(list, count);
	struct verdict v;

	verdict_reach(world.trust, NULL, chain, name, NOW, &v);
	sk_X509_free(chain);
	return v;
}

/* The leaf alone is new; it is served before the rest of the chain. */
static inline struct verdict
judge_leaf(struct recipe r, const char *name)
{
	struct made leaf;
	struct verdict v;

	if (!r.issuer)
		r.issuer = &world.issuer;
	if (!r.cn)
		r.cn = "www.exemple.cat";
	if (!r.sans)
		r.sans = "DNS:www.exemple.cat,DNS:*.intern.cat,IP:192.0.2.7,IP:2001:db8::1";
	leaf = make(&r);
	v = judge(CHAIN(&leaf, r.issuer), name);
	made_free(&leaf);
	return v;
}

#endif
