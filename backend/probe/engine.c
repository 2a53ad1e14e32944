/* An attempt owns its connections and its part of the result. It is over when the look-up and every
 * connection are: whichever ends last settles it. Attempts begin only in engine_pump, never inside
 * a handler, so no handler of c-ares or the poller is ever entered twice.
 *
 * Descriptors are counted before they are opened: a name reserves as many as it may have addresses,
 * and gives back what it does not need once they are known. */
#include "probe/engine.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sys.h"
#include "base/text.h"
#include "probe/connection.h"
#include "probe/judge.h"
#include "probe/limits.h"
#include "probe/poller.h"
#include "probe/resolver.h"

struct attempt {
	struct engine *engine;
	struct attempt *newer, *older; /* under way: both ways; waiting: older is the next */
	struct target target;
	const char *fault; /* what is wrong with the target; NULL */
	int deadline_ms;
	struct alarm deadline;
	int64_t begun;
	struct lookup *lookup;
	const char *failure; /* of the look-up */
	struct connection *connections[ADDRESSES_MAX];
	size_t count;
	size_t reserved;            /* descriptors */
	bool starting;              /* do not settle yet: more is being started */
	struct probe_result result; /* addresses: in the order of connections */
};

struct engine {
	struct engine_options options;
	struct resolver *resolver;
	struct judge *judge;
	SSL_CTX *ctx;
	size_t descriptors, reserved;
	size_t in_flight, waiting;
	struct attempt *running;
	struct attempt *next, **last; /* the queue */
};

static void attempt_settle(struct attempt *a);

/* ---- the queue, and the set of what runs ---- */

void
engine_probe(struct engine *e, const struct probe_request *r)
{
	struct attempt *a = mem_alloc(sizeof(*a));

	a->engine = e;
	a->fault = target_set(&a->target, r->host, r->port, r->sni);
	a->reserved = a->fault || a->target.literal ? 1 : ADDRESSES_MAX;
	a->deadline_ms = r->deadline_ms > 0 ? r->deadline_ms : DEADLINE_DEFAULT_MS;
	if (a->deadline_ms > DEADLINE_MAX_MS)
		a->deadline_ms = DEADLINE_MAX_MS;
	a->result.ticket = r->ticket;
	*e->last = a;
	e->last = &a->older;
	e->waiting++;
}

static void
running_add(struct attempt *a)
{
	struct engine *e = a->engine;

	a->newer = NULL;
	a->older = e->running;
	if (a->older)
		a->older->newer = a;
	e->running = a;
	e->in_flight++;
}

static void
running_remove(struct attempt *a)
{
	struct engine *e = a->engine;

	if (a->newer)
		a->newer->older = a->older;
	else
		e->running = a->older;
	if (a->older)
		a->older->newer = a->newer;
	e->in_flight--;
	e->reserved -= a->reserved;
}

static void
attempt_free(struct attempt *a)
{
	lookup_abandon(&a->lookup);
	poller_clear_alarm(a->engine->options.poller, &a->deadline);
	for (size_t i = 0; i < a->count; i++) {
		connection_release(a->connections[i]);
		free(a->connections[i]);
		free(a->result.addresses[i].chain);
	}
	free(a->result.addresses);
	free(a->result.cname);
	target_release(&a->target);
	free(a);
}

/* ---- the result ---- */

static bool
address_counts(const struct probe_address *a)
{
	return a->ending.outcome != OUTCOME_NOT_CHECKED;
}

/* Ok when any address is; else the first that counts; where none does, the first. */
static void
result_conclude(struct attempt *a)
{
	struct probe_result *r = &a->result;
	const struct probe_address *chosen = NULL;

	if (r->address_count == 0) {
		ending_set(&r->ending, OUTCOME_DNS_FAILURE, a->failure ? a->failure : "timeout");
		return;
	}
	for (size_t i = 0; i < r->address_count; i++) {
		const struct probe_address *p = &r->addresses[i];

		if (p->ending.outcome == OUTCOME_OK) {
			chosen = p;
			break;
		}
		if (!chosen && address_counts(p))
			chosen = p;
	}
	r->ending = (chosen ? chosen : &r->addresses[0])->ending;
}

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

/* Takes into the result what a connection came to, and lets its certificates go. */
static void
address_conclude(struct attempt *a, struct connection *c, struct probe_address *p)
{
	p->ending = c->ending;
	if (c->no_route && !a->target.literal)
		ending_set(&p->ending, OUTCOME_NOT_CHECKED, "no-route");
	p->connect_ms = c->connect_ms;
	p->tls_ms = c->tls_ms;
	if (!c->notes.chain)
		return;
	p->tls = version_text(c->version);
	judge_chain(a->engine->judge, c->notes.chain, a->target.expected, p);
	p->verdict.problems |= handshake_problems(c);
	tls_notes_release(&c->notes);
}

/* ---- an attempt ---- */

static size_t
connection_index(const struct attempt *a, const struct connection *c)
{
	size_t i = 0;

	while (a->connections[i] != c)
		i++;
	return i;
}

static void
connection_ended(struct connection *c, void *arg)
{
	struct attempt *a = arg;

	address_conclude(a, c, &a->result.addresses[connection_index(a, c)]);
	attempt_settle(a);
}

static bool
already_met(const struct attempt *a, const union address *address)
{
	for (size_t i = 0; i < a->count; i++)
		if (address_compare(&a->connections[i]->address, address) == 0)
			return true;
	return false;
}

static void
attempt_meet(struct attempt *a, const union address *address)
{
	struct engine *e = a->engine;
	struct connection *c;
	struct probe_address *p;

	if (a->count == ADDRESSES_MAX || already_met(a, address))
		return;
	c = mem_alloc(sizeof(*c));
	a->connections[a->count] = c;
	a->result.addresses = mem_resize(a->result.addresses, a->count + 1, sizeof(*p));
	p = &a->result.addresses[a->count++];
	memset(p, 0, sizeof(*p));
	a->result.address_count = a->count;
	address_text(address, p->address, sizeof(p->address));
	connection_start(c, e->options.poller, e->ctx, address, a->target.sni, connection_ended, a);
	if (c->state == CONNECTION_ENDED)
		address_conclude(a, c, p);
}

static void
attempt_release_reserve(struct attempt *a)
{
	a->engine->reserved -= a->reserved - a->count;
	a->reserved = a->count;
}

/* "no-address" of one family says nothing when the other has something to say. */
static void
attempt_note_failure(struct attempt *a, const char *failure)
{
	if (!a->failure || !strcmp(a->failure, "no-address"))
		a->failure = failure;
}

static void
looked_up(const struct lookup_answer *answer, void *arg)
{
	struct attempt *a = arg;
	int64_t spent = poller_now(a->engine->options.poller) - a->begun;
	bool outermost = !a->starting;

	a->starting = true;
	a->result.dns_ms = (int)spent;
	if (answer->cname && !a->result.cname)
		a->result.cname = text_cleaned(answer->cname, 0);
	if (answer->failure)
		attempt_note_failure(a, answer->failure);
	for (size_t i = 0; i < answer->count; i++)
		attempt_meet(a, &answer->addresses[i]);
	if (answer->last)
		attempt_release_reserve(a);
	if (!outermost)
		return;
	a->starting = false;
	attempt_settle(a);
}

static int
result_address_compare(const void *left, const void *right)
{
	const struct connection *const *a = left, *const *b = right;

	return address_compare(&(*a)->address, &(*b)->address);
}

/* One order of addresses, whatever order DNS gave them in. */
static void
attempt_sort(struct attempt *a)
{
	struct connection *sorted[ADDRESSES_MAX];
	struct probe_address *addresses;

	if (a->count < 2)
		return;
	addresses = mem_array(a->count, sizeof(*addresses));
	memcpy(sorted, a->connections, sizeof(sorted));
	qsort(sorted, a->count, sizeof(sorted[0]), result_address_compare);
	for (size_t i = 0; i < a->count; i++)
		addresses[i] = a->result.addresses[connection_index(a, sorted[i])];
	memcpy(a->connections, sorted, sizeof(sorted));
	free(a->result.addresses);
	a->result.addresses = addresses;
}

static void
attempt_settle(struct attempt *a)
{
	struct engine *e = a->engine;

	if (a->starting || a->lookup)
		return;
	for (size_t i = 0; i < a->count; i++)
		if (a->connections[i]->state != CONNECTION_ENDED)
			return;
	running_remove(a);
	attempt_sort(a);
	result_conclude(a);
	e->options.result(&a->result, e->options.arg);
	attempt_free(a);
}

static void
deadline_rings(struct alarm *alarm)
{
	struct attempt *a = OWNER_OF(alarm, struct attempt, deadline);

	if (a->lookup) {
		a->result.dns_ms = (int)(poller_now(a->engine->options.poller) - a->begun);
		attempt_note_failure(a, "timeout");
		lookup_abandon(&a->lookup);
	}
	for (size_t i = 0; i < a->count; i++) {
		struct connection *c = a->connections[i];

		if (c->state == CONNECTION_ENDED)
			continue;
		connection_expire(c);
		address_conclude(a, c, &a->result.addresses[i]);
	}
	attempt_settle(a);
}

static void
attempt_start(struct attempt *a)
{
	struct engine *e = a->engine;

	running_add(a);
	e->reserved += a->reserved;
	a->begun = poller_now(e->options.poller);
	a->deadline.ring = deadline_rings;
	poller_set_alarm(e->options.poller, &a->deadline, a->begun + a->deadline_ms);
	a->starting = true;
	if (a->fault)
		a->failure = a->fault;
	else if (a->target.literal)
		attempt_meet(a, &a->target.address);
	else
		resolver_look_up(
		    e->resolver, &a->lookup, a->target.name, a->target.port, looked_up, a);
	a->starting = false;
	attempt_settle(a);
}

/* ---- the engine ---- */

void
engine_pump(struct engine *e)
{
	while (e->next && e->in_flight < e->options.in_flight) {
		struct attempt *a = e->next;

		if (e->reserved + a->reserved > e->descriptors)
			return;
		e->next = a->older;
		if (!e->next)
			e->last = &e->next;
		e->waiting--;
		attempt_start(a);
	}
}

size_t
engine_waiting(const struct engine *e)
{
	return e->waiting;
}

size_t
engine_in_flight(const struct engine *e)
{
	return e->in_flight;
}

struct engine *
engine_new(const struct engine_options *options)
{
	struct engine *e = mem_alloc(sizeof(*e));
	const struct resolver_options names = {options->dns_servers, options->resolv_conf};
	size_t wanted = options->in_flight * ADDRESSES_MAX + DESCRIPTORS_RESERVED;
	size_t allowed = sys_raise_descriptors(wanted);

	e->options = *options;
	e->last = &e->next;
	e->descriptors = allowed > DESCRIPTORS_RESERVED + ADDRESSES_MAX
			     ? allowed - DESCRIPTORS_RESERVED
			     : ADDRESSES_MAX;
	e->ctx = tls_context_new();
	e->judge = judge_new(options->trust, options->clock, options->certificate, options->arg);
	e->resolver = resolver_new(options->poller, &names);
	if (e->resolver)
		return e;
	engine_free(e);
	return NULL;
}

void
engine_free(struct engine *e)
{
	struct attempt *a;

	if (!e)
		return;
	while ((a = e->running)) {
		running_remove(a);
		attempt_free(a);
	}
	while ((a = e->next)) {
		e->next = a->older;
		attempt_free(a);
	}
	resolver_free(e->resolver);
	judge_free(e->judge);
	SSL_CTX_free(e->ctx);
	free(e);
}
