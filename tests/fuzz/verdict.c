/* rooms: pki base */
/* A verdict on any chain of certificates, against the trust store of the seeds (ca/ beside the
 * program): it is reached, the same twice, and what it says of itself fits together. Bytes: how
 * long the name is, the name, the certificates one after the other, and a staple. */
#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"
#include "fuzz.h"
#include "pki/staple.h"
#include "pki/trust.h"
#include "pki/verdict.h"

#include <openssl/err.h>

#define NOW INT64_C(1795000000)

enum { CHAIN_MAX = 100 };

static struct trust *trust;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char *slash = strrchr((*argv)[0], '/');
	char *beside =
	    slash ? mem_strndup((*argv)[0], (size_t)(slash - (*argv)[0])) : mem_strdup(".");
	char *folder = path_join(beside, "seeds/ca");
	const char *const folders[] = {folder};

	(void)argc;
	log_open("fuzz", -1, LOG_LEVEL_ERROR);
	setenv("TZ", "Europe/Madrid", 1);
	trust = trust_load(false, folders, 1);
	must(trust_count(trust) > 0);
	free(folder);
	free(beside);
	return 0;
}

/* *rest: what is no certificate any more. */
static STACK_OF(X509) * chain_parse(const uint8_t *data, size_t size, const uint8_t **rest)
{
	STACK_OF(X509) *chain = sk_X509_new_null();
	const unsigned char *at = data, *end = data + size;
	X509 *x;

	while (at < end && sk_X509_num(chain) < CHAIN_MAX && (x = d2i_X509(NULL, &at, end - at)))
		sk_X509_push(chain, x);
	ERR_clear_error();
	*rest = at;
	return chain;
}

static void
judge(STACK_OF(X509) * chain, const char *name)
{
	const uint64_t pathless = PROBLEM_BIT(PROBLEM_UNTRUSTED) |
				  PROBLEM_BIT(PROBLEM_INCOMPLETE_CHAIN) | PROBLEMS_OF_PATH;
	struct verdict v, again;

	verdict_reach(trust, NULL, chain, name, NOW, &v);
	must(v.made_at == NOW && v.good_until > NOW);
	must(v.path_end == 0 || !(v.problems & pathless & ~PROBLEM_BIT(PROBLEM_INCOMPLETE_CHAIN)));
	must(((v.problems & pathless) & ((v.problems & pathless) - 1)) == 0);
	must(v.path_end != 0 || !(v.problems & PROBLEM_BIT(PROBLEM_CHAIN_EXPIRES_FIRST)));
	verdict_reach(trust, NULL, chain, name, NOW, &again);
	must(again.problems == v.problems && again.path_end == v.path_end &&
	     again.good_until == v.good_until);
}

static void
judge_staple(STACK_OF(X509) * chain, const uint8_t *data, size_t size)
{
	struct staple s;

	staple_required(sk_X509_value(chain, 0));
	staple_read(trust, chain, data, size, NOW, &s);
	must(s.answer != STAPLE_NONE && s.made_at == NOW && s.good_until > NOW);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = take_byte(&data, &size);
	STACK_OF(X509) * chain;
	const uint8_t *rest;
	char *name;

	if (len > size)
		len = size;
	name = mem_strndup((const char *)data, len);
	chain = chain_parse(data + len, size - len, &rest);
	if (sk_X509_num(chain) > 0) {
		judge(chain, len ? name : NULL);
		judge_staple(chain, rest, (size_t)(data + size - rest));
	}
	sk_X509_pop_free(chain, X509_free);
	free(name);
	return 0;
}
