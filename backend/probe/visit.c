#include "probe/visit.h"

#include "base/mem.h"
#include "pki/x509.h"
#include "probe/judge.h"
#include "probe/limits.h"

#include <openssl/x509.h>

/* ---- one connection ---- */

static uint32_t
handshake_problems(const struct connection *c)
{
	uint32_t problems = 0;

	if (c->version && c->version < TLS1_2_VERSION)
		problems |= PROBLEM_BIT(PROBLEM_OLD_PROTOCOL);
	if (c->client_required)
		problems |= PROBLEM_BIT(PROBLEM_CLIENT_CERTIFICATE_REQUIRED);
	return problems;
}

static const char *
version_text(int version)
{
	static const struct {
		int version;
		const char *text;
	} versions[] = {
	    {TLS1_3_VERSION, "TLSv1.3"},
	    {TLS1_2_VERSION, "TLSv1.2"},
	    {TLS1_1_VERSION, "TLSv1.1"},
	    {TLS1_VERSION, "TLSv1"},
	};

	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (versions[i].version == version)
			return versions[i].text;
	return NULL;
}

static const struct probe_known *
known_of(const struct visit *v)
{
	const struct visit_plan *plan = v->plan;

	for (size_t i = 0; i < plan->known_count; i++)
		if (!strcmp(plan->known[i].address, v->shown.address))
			return &plan->known[i];
	return NULL;
}

static int64_t
microseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The facts of the first chain that an explained attempt sees. */
static void
gather_facts(struct visit *v, STACK_OF(X509) * chain, const struct probe_address *p)
{
	if (!v->plan->explain || v->certificate_count)
		return;
	v->certificates = mem_array(p->chain_count, sizeof(struct facts *));
	for (size_t i = 0; i < p->chain_count && i < EXPLAINED_MAX; i++)
		v->certificates[v->certificate_count++] =
		    facts_of(sk_X509_value(chain, (int)i), &p->chain[i]);
}

/* Takes into *p what a connection came to. */
static void
conclude(struct visit *v, const struct probe_known *known, struct probe_address *p)
{
	const struct connection *c = &v->connection;
	int64_t begun = v->plan->explain ? microseconds() : 0;

	p->ending = c->ending;
	if (c->no_route && v->plan->named)
		ending_set(&p->ending, OUTCOME_NOT_CHECKED, "no-route");
	p->ms = c->ms;
	if (!c->notes.chain)
		return;
	p->tls = version_text(c->version);
	judge_chain(v->plan->judge, c->notes.chain, v->plan->expected, known, v->plan->explain, p);
	p->verdict.problems |= handshake_problems(c);
	if (!v->plan->explain)
		return;
	gather_facts(v, c->notes.chain, p);
	p->verdict_us = (int)(microseconds() - begun);
}

/* ---- many ---- */

/* The key that is not that of the leaf; KEY_ANY where it is of a kind that has no other. */
static enum key_wish
other_key(STACK_OF(X509) * chain)
{
	ASN1_OBJECT *algorithm = NULL;

	X509_PUBKEY_get0_param(
	    &algorithm, NULL, NULL, NULL, X509_get_X509_PUBKEY(sk_X509_value(chain, 0)));
	switch (OBJ_obj2nid(algorithm)) {
	case NID_rsaEncryption:
	case NID_rsassaPss:
		return KEY_ECDSA;
	case NID_X9_62_id_ecPublicKey:
		return KEY_RSA;
	default:
		return KEY_ANY;
	}
}

static void
note_leaf(struct probe_address *shown, const struct digest *leaf)
{
	for (size_t i = 0; i < shown->leaf_count; i++)
		if (!memcmp(&shown->leaves[i], leaf, sizeof(*leaf)))
			return;
	if (shown->leaf_count < LEAVES_MAX)
		shown->leaves[shown->leaf_count++] = *leaf;
}

/* Puts the answer of one connection in the place of what was gathered, but for the counts. */
static void
show(struct visit *v, const struct probe_address *p)
{
	struct probe_address *shown = &v->shown;

	free(shown->chain);
	shown->ending = p->ending;
	shown->same = p->same;
	shown->chain = p->chain;
	shown->chain_count = p->chain_count;
	shown->verdict = p->verdict;
	shown->tls = p->tls;
	shown->ms = p->ms;
	shown->verdict_us = p->verdict_us;
	shown->end = p->end;
}

/* Of different certificates that which ends first is shown: it is what must be renewed. */
static void
gather(struct visit *v, const struct probe_address *p)
{
	struct probe_address *shown = &v->shown;
	bool first = shown->connections++ == 0, seen = p->same || p->chain_count;

	if (!seen) {
		shown->failed++;
		v->failure = p->ending.outcome;
	}
	if (p->chain_count)
		note_leaf(shown, &p->chain[0]);
	if (first || (p->chain_count && (!shown->chain_count || p->end < shown->end)))
		show(v, p);
	else
		free(p->chain);
}

/* Where it was asked for one key and showed another it has no such key. */
static void
take_other(struct visit *v)
{
	struct probe_address *p = &v->other;
	STACK_OF(X509) *chain = v->connection.notes.chain;

	if (!chain || other_key(chain) == v->connection.wish)
		return;
	memcpy(p->address, v->shown.address, sizeof(p->address));
	p->key_type = v->connection.wish == KEY_RSA ? "rsa" : "ecdsa";
	conclude(v, NULL, p);
}

static void
take(struct visit *v)
{
	struct probe_address p = {0};
	const struct connection *c = &v->connection;

	if (c->wish != KEY_ANY) {
		take_other(v);
	} else {
		conclude(v, v->plan->connections == 1 ? known_of(v) : NULL, &p);
		if (v->plan->both_keys && c->notes.chain)
			v->other_key = other_key(c->notes.chain);
		gather(v, &p);
	}
	connection_release(&v->connection);
}

/* What several connections tell together. */
static void
sum_up(struct visit *v)
{
	struct probe_address *p = &v->shown;

	v->over = true;
	if (p->leaf_count > 1)
		p->verdict.problems |= PROBLEM_BIT(PROBLEM_ADDRESSES_DIFFER);
	if (p->failed && p->failed < p->connections && p->ending.outcome == OUTCOME_OK)
		snprintf(p->ending.detail, sizeof(p->ending.detail), "%d/%d %s", p->failed,
		    p->connections, outcome_text(v->failure));
}

static bool
next_wish(struct visit *v, enum key_wish *wish)
{
	*wish = KEY_ANY;
	if (v->left > 0 && !v->connection.no_route) {
		v->left--;
		return true;
	}
	*wish = v->other_key;
	v->other_key = KEY_ANY;
	return *wish != KEY_ANY;
}

static void visit_ended(struct connection *c, void *arg);

static void
visit_go(struct visit *v)
{
	union address address = v->connection.address;
	enum key_wish wish;

	while (next_wish(v, &wish)) {
		connection_start(
		    &v->connection, &v->plan->connection, &address, wish, visit_ended, v);
		if (v->connection.state != CONNECTION_ENDED)
			return;
		take(v);
	}
	sum_up(v);
}

static void
visit_ended(struct connection *c, void *arg)
{
	struct visit *v = arg;

	(void)c;
	take(v);
	visit_go(v);
	if (v->over)
		v->plan->over(v, v->plan->arg);
}

void
visit_start(
    struct visit *v, const struct visit_plan *plan, const union address *address, const char *label)
{
	memset(v, 0, sizeof(*v));
	v->plan = plan;
	v->left = plan->connections;
	v->connection.address = *address;
	v->connection.state = CONNECTION_ENDED;
	v->shown.key_type = "";
	snprintf(v->shown.address, sizeof(v->shown.address), "%s", label);
	visit_go(v);
}

void
visit_expire(struct visit *v)
{
	if (v->over)
		return;
	connection_expire(&v->connection);
	take(v);
	sum_up(v);
}

void
visit_release(struct visit *v)
{
	if (!v->over)
		connection_release(&v->connection);
	for (size_t i = 0; i < v->certificate_count; i++)
		facts_free(v->certificates[i]);
	free(v->certificates);
	free(v->shown.chain);
	free(v->other.chain);
}
