/* What one connection came to is filled in from its notes: the verdict of its chain, from the cache; what
 * its handshake says; what the staple says. The last two are of the connection and not of the chain,
 * which is why the report of a known chain still has problems. Connections follow one another in the
 * same struct: the next one begins when the last was recorded. */
#include "probe/address_probe.h"

#include "base/mem.h"
#include "pki/staple.h"
#include "pki/x509.h"
#include "probe/limits.h"
#include "probe/verdict_cache.h"

#include <openssl/x509.h>

/* ---- one connection ---- */

static uint64_t
handshake_problems(const struct connection *c)
{
	uint64_t problems = 0;

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
known_of(const struct address_probe *a)
{
	const struct address_plan *plan = a->plan;

	for (size_t i = 0; i < plan->known_count; i++)
		if (!strcmp(plan->known[i].address, a->shown.address))
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

/* The facts of the first chain that an explained attempt sees, and its leaf itself. */
static void
gather_facts(struct address_probe *a, STACK_OF(X509) * chain, const struct address_result *p)
{
	if (!a->plan->explain || a->certificate_count)
		return;
	a->certificates = mem_array(p->chain_count, sizeof(struct facts *));
	for (size_t i = 0; i < p->chain_count && i < EXPLAINED_MAX; i++)
		a->certificates[a->certificate_count++] =
		    facts_of(sk_X509_value(chain, (int)i), &p->chain[i]);
	a->pem = x509_pem(sk_X509_value(chain, 0), EXPLAINED_PEM_MAX_BYTES);
}

/* Beside the verdict and not in it: a staple changes by the day, and the chain does not. */
static uint64_t
staple_problems(struct address_probe *a, struct address_result *p)
{
	const struct tls_notes *notes = &a->connection.notes;
	uint64_t problems = 0;

	if (notes->staple) {
		const struct staple *said = verdict_cache_staple(
		    a->plan->verdict_cache, notes->chain, notes->staple, notes->staple_len);

		p->staple = said->answer;
		p->revoked_at = said->revoked_at;
		p->revoked_reason = said->reason;
	}
	if (p->staple == STAPLE_REVOKED)
		problems |= PROBLEM_BIT(PROBLEM_REVOKED);
	if (p->staple == STAPLE_NOT_VERIFIED)
		problems |= PROBLEM_BIT(PROBLEM_STAPLE_NOT_VERIFIED);
	if ((p->staple == STAPLE_NONE || p->staple == STAPLE_NOT_VERIFIED) &&
	    p->ending.outcome == OUTCOME_OK && staple_required(sk_X509_value(notes->chain, 0)))
		problems |= PROBLEM_BIT(PROBLEM_STAPLE_MISSING);
	return problems;
}

/* Fills *p with what a connection came to. */
static void
fill_result(struct address_probe *a, const struct probe_known *known, struct address_result *p)
{
	const struct connection *c = &a->connection;
	int64_t begun = a->plan->explain ? microseconds() : 0;

	p->ending = c->ending;
	if (c->no_route && a->plan->named)
		ending_set(&p->ending, OUTCOME_NOT_CHECKED, "no-route");
	p->ms = c->ms;
	if (!c->notes.chain)
		return;
	p->tls = version_text(c->version);
	verdict_cache_assess(
	    a->plan->verdict_cache, c->notes.chain, a->plan->expected, known, a->plan->explain, p);
	p->verdict.problems |= handshake_problems(c) | staple_problems(a, p);
	if (!a->plan->explain)
		return;
	gather_facts(a, c->notes.chain, p);
	p->verdict_us = (int)(microseconds() - begun);
}

/* ---- many ---- */

/* The key that is not that of the leaf; KEY_ANY where it is of a kind that has no other. */
static enum key_preference
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
note_leaf(struct address_result *shown, const struct digest *leaf)
{
	for (size_t i = 0; i < shown->leaf_count; i++)
		if (!memcmp(&shown->leaves[i], leaf, sizeof(*leaf)))
			return;
	if (shown->leaf_count < LEAVES_MAX)
		shown->leaves[shown->leaf_count++] = *leaf;
}

/* Puts the answer of one connection in the place of what was gathered, but for the counts. */
static void
replace_shown(struct address_probe *a, const struct address_result *p)
{
	struct address_result *shown = &a->shown;

	free(shown->chain);
	shown->ending = p->ending;
	shown->same = p->same;
	shown->chain = p->chain;
	shown->chain_count = p->chain_count;
	shown->verdict = p->verdict;
	shown->staple = p->staple;
	shown->revoked_at = p->revoked_at;
	shown->revoked_reason = p->revoked_reason;
	shown->tls = p->tls;
	shown->ms = p->ms;
	shown->verdict_us = p->verdict_us;
	shown->end = p->end;
}

/* That a certificate is revoked is true of every connection that showed it, whatever came along. */
static uint64_t
revoked_before(const struct address_result *shown, const struct address_result *p)
{
	bool one = shown->chain_count && p->chain_count &&
		   !memcmp(&shown->chain[0], &p->chain[0], sizeof(p->chain[0]));

	return one ? (shown->verdict.problems | p->verdict.problems) & PROBLEM_BIT(PROBLEM_REVOKED)
		   : 0;
}

/* Of different certificates that which ends first is shown: it is what must be renewed. */
static void
add_result(struct address_probe *a, const struct address_result *p)
{
	struct address_result *shown = &a->shown;
	bool first = shown->connections++ == 0, seen = p->same || p->chain_count;

	if (!seen) {
		shown->failed++;
		a->failure = p->ending.outcome;
	}
	if (p->chain_count)
		note_leaf(shown, &p->chain[0]);
	shown->verdict.problems |= revoked_before(shown, p);
	if (first || (p->chain_count && (!shown->chain_count || p->end < shown->end)))
		replace_shown(a, p);
	else
		free(p->chain);
}

/* Where it was asked for one key and showed another it has no such key. */
static void
record_other_key(struct address_probe *a)
{
	struct address_result *p = &a->other;
	STACK_OF(X509) *chain = a->connection.notes.chain;

	if (!chain || other_key(chain) == a->connection.key)
		return;
	memcpy(p->address, a->shown.address, sizeof(p->address));
	p->key_type = a->connection.key == KEY_RSA ? "rsa" : "ecdsa";
	fill_result(a, NULL, p);
}

static void
record_connection(struct address_probe *a)
{
	struct address_result p = {0};
	const struct connection *c = &a->connection;

	if (c->key != KEY_ANY) {
		record_other_key(a);
	} else {
		fill_result(a, a->plan->connections == 1 ? known_of(a) : NULL, &p);
		if (a->plan->both_keys && c->notes.chain)
			a->other_key = other_key(c->notes.chain);
		add_result(a, &p);
	}
	connection_release(&a->connection);
}

/* The conclusion of several connections. */
static void
conclude(struct address_probe *a)
{
	struct address_result *p = &a->shown;

	a->over = true;
	if (p->leaf_count > 1)
		p->verdict.problems |= PROBLEM_BIT(PROBLEM_ADDRESSES_DIFFER);
	if (p->failed && p->failed < p->connections && p->ending.outcome == OUTCOME_OK)
		snprintf(p->ending.detail, sizeof(p->ending.detail), "%d/%d %s", p->failed,
		    p->connections, outcome_text(a->failure));
}

static bool
next_preference(struct address_probe *a, enum key_preference *key)
{
	*key = KEY_ANY;
	if (a->left > 0 && !a->connection.no_route) {
		a->left--;
		return true;
	}
	*key = a->other_key;
	a->other_key = KEY_ANY;
	return *key != KEY_ANY;
}

static void connection_ended(struct connection *c, void *arg);

static void
connect_next(struct address_probe *a)
{
	union address address = a->connection.address;
	enum key_preference key;

	while (next_preference(a, &key)) {
		connection_start(
		    &a->connection, &a->plan->connection, &address, key, connection_ended, a);
		if (a->connection.state != CONNECTION_ENDED)
			return;
		record_connection(a);
	}
	conclude(a);
}

static void
connection_ended(struct connection *c, void *arg)
{
	struct address_probe *a = arg;

	(void)c;
	record_connection(a);
	connect_next(a);
	if (a->over)
		a->plan->over(a, a->plan->arg);
}

void
address_probe_start(struct address_probe *a, const struct address_plan *plan,
    const union address *address, const char *label)
{
	memset(a, 0, sizeof(*a));
	a->plan = plan;
	a->left = plan->connections;
	a->connection.address = *address;
	a->connection.state = CONNECTION_ENDED;
	a->shown.key_type = "";
	snprintf(a->shown.address, sizeof(a->shown.address), "%s", label);
	connect_next(a);
}

void
address_probe_expire(struct address_probe *a)
{
	if (a->over)
		return;
	connection_expire(&a->connection);
	record_connection(a);
	conclude(a);
}

void
address_probe_release(struct address_probe *a)
{
	if (!a->over)
		connection_release(&a->connection);
	for (size_t i = 0; i < a->certificate_count; i++)
		facts_free(a->certificates[i]);
	free(a->certificates);
	free(a->pem);
	free(a->shown.chain);
	free(a->other.chain);
}
