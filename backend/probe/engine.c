/* An attempt owns its probes of addresses, one for each address and node (probe/address_probe.h), and
 * its part of the result. It is over when the look-up and every one of them are: whichever ends last
 * settles it. Attempts begin only in engine_pump, never inside a handler, so no handler of c-ares or
 * the poller is ever entered twice.
 *
 * With a proxy it is the proxy's name that is looked up and its addresses that are connected to; the
 * host's own name is the proxy's to resolve.
 *
 * Descriptors are counted before they are opened: a name reserves as many as it may have addresses,
 * and gives back what it does not need once they are known. */
#include "probe/engine.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sys.h"
#include "base/text.h"
#include "probe/address_probe.h"
#include "probe/limits.h"
#include "probe/poller.h"
#include "probe/resolver.h"
#include "probe/verdict_cache.h"

enum { PROBED_MAX = ADDRESSES_MAX + NODES_MAX };

/* What is probed: the host itself, or one of its nodes. */
struct destination {
	struct node node; /* not for the host */
	struct address_plan plan;
};

struct attempt {
	struct engine *engine;
	struct attempt *newer, *older; /* under way: both ways; waiting: older is the next */
	struct target target;
	struct proxy proxy;               /* kind PROXY_NONE: none */
	const struct target *connect_to;  /* what is looked up and connected to */
	struct ending fault;              /* why it cannot begin; outcome NONE: it can */
	struct destination *destinations; /* the host's, then those of the nodes */
	size_t destination_count;
	struct probe_known *known;
	size_t known_count;
	int deadline_ms;
	struct alarm deadline;
	int64_t begun;
	struct lookup *lookup;
	const char *failure; /* of the look-up */
	struct address_probe *probed[PROBED_MAX];
	size_t count;
	size_t reserved; /* descriptors */
	bool starting;   /* do not settle yet: more is being started */
	struct probe_result result;
};

struct engine {
	struct engine_options options;
	struct resolver *resolver;
	struct verdict_cache *verdict_cache;
	SSL_CTX *ctx;
	size_t descriptors, reserved;
	size_t in_flight, waiting;
	struct attempt *running;
	struct attempt *next, **last; /* the queue */
};

static void attempt_settle(struct attempt *a);
static void address_is_over(struct address_probe *p, void *arg);

/* ---- a request, copied ---- */

static int
bounded(int value, int usual, int most)
{
	return value <= 0 ? usual : value > most ? most : value;
}

static void
parse_endpoint(struct attempt *a, const struct probe_request *r)
{
	const char *fault = target_set(&a->target, r->host, r->port, r->sni);

	a->connect_to = &a->target;
	if (fault) {
		ending_set(&a->fault, OUTCOME_DNS_FAILURE, fault);
	} else if (r->proxy && !proxy_parse(&a->proxy, r->proxy)) {
		ending_set(&a->fault, OUTCOME_PROXY_REFUSED, "bad-proxy");
	} else if (a->proxy.kind != PROXY_NONE) {
		a->connect_to = &a->proxy.target;
	}
}

static void
plan_destination(struct attempt *a, struct destination *destination, const struct target *target,
    const struct probe_request *r)
{
	const struct engine *e = a->engine;

	destination->plan = (struct address_plan){
	    .connection = {.poller = e->options.poller,
		.ctx = e->ctx,
		.protocol = r->protocol,
		.target = target,
		.proxy = a->proxy.kind != PROXY_NONE ? &a->proxy : NULL,
		.sni = target->sni},
	    .verdict_cache = e->verdict_cache,
	    .expected = target->expected,
	    .named = !a->connect_to->literal && target == &a->target,
	    .both_keys = r->both_keys,
	    .explain = r->explain,
	    .connections = bounded(r->connections, 1, CONNECTIONS_MAX),
	    .known = a->known,
	    .known_count = a->known_count,
	    .over = address_is_over,
	    .arg = a,
	};
}

/* A node that is none is left out: the daemon has checked it. */
static void
add_destinations(struct attempt *a, const struct probe_request *r)
{
	size_t most = r->node_count < NODES_MAX ? r->node_count : NODES_MAX;

	a->destinations = mem_array(1 + most, sizeof(*a->destinations));
	if (a->fault.outcome != OUTCOME_NONE)
		return;
	a->destination_count = 1;
	plan_destination(a, &a->destinations[0], &a->target, r);
	for (size_t i = 0; i < most; i++) {
		struct destination *destination = &a->destinations[a->destination_count];

		if (!node_parse(&destination->node, r->nodes[i], &a->target))
			continue;
		plan_destination(a, destination, &destination->node.target, r);
		a->destination_count++;
	}
}

static void
copy_known(struct attempt *a, const struct probe_request *r)
{
	if (!r->known_count || r->explain)
		return;
	a->known_count = r->known_count;
	a->known = mem_array(r->known_count, sizeof(*a->known));
	memcpy(a->known, r->known, r->known_count * sizeof(*a->known));
}

/* ---- the queue, and the set of what runs ---- */

void
engine_probe(struct engine *e, const struct probe_request *r)
{
	struct attempt *a = mem_alloc(sizeof(*a));

	a->engine = e;
	parse_endpoint(a, r);
	copy_known(a, r);
	add_destinations(a, r);
	a->reserved = a->destination_count + (a->connect_to->literal ? 0 : ADDRESSES_MAX);
	a->deadline_ms = bounded(r->deadline_ms, DEADLINE_DEFAULT_MS, DEADLINE_MAX_MS);
	a->result.probe_id = r->probe_id;
	a->result.dns_ms = -1;
	a->result.explained = r->explain;
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
		address_probe_release(a->probed[i]);
		free(a->probed[i]);
	}
	for (size_t i = 0; i < a->destination_count; i++)
		node_release(&a->destinations[i].node);
	free(a->destinations);
	free(a->known);
	free(a->result.addresses);
	free(a->result.cname);
	proxy_release(&a->proxy);
	target_release(&a->target);
	free(a);
}

/* ---- the result ---- */

static bool
address_counts(const struct address_result *a)
{
	return a->ending.outcome != OUTCOME_NOT_CHECKED;
}

/* Ok when any address is; else the first that counts; where none does, the first. */
static void
result_conclude(struct attempt *a)
{
	struct probe_result *r = &a->result;
	const struct address_result *chosen = NULL;

	if (r->address_count == 0) {
		r->ending = a->fault;
		if (a->fault.outcome == OUTCOME_NONE)
			ending_set(
			    &r->ending, OUTCOME_DNS_FAILURE, a->failure ? a->failure : "timeout");
		return;
	}
	for (size_t i = 0; i < r->address_count; i++) {
		const struct address_result *p = &r->addresses[i];

		if (p->ending.outcome == OUTCOME_OK) {
			chosen = p;
			break;
		}
		if (!chosen && address_counts(p))
			chosen = p;
	}
	r->ending = (chosen ? chosen : &r->addresses[0])->ending;
}

/* Nodes after the addresses of DNS, in the order of their labels. */
static int
address_probe_compare(const void *left, const void *right)
{
	const struct address_probe *const *a = left, *const *b = right;
	int by_destination = ((*a)->plan->named ? 0 : 1) - ((*b)->plan->named ? 0 : 1);
	int by_address = address_compare(&(*a)->connection.address, &(*b)->connection.address);

	if (by_destination || by_address)
		return by_destination ? by_destination : by_address;
	return strcmp((*a)->shown.address, (*b)->shown.address);
}

/* One order of addresses, whatever order DNS gave them in. */
static void
result_gather(struct attempt *a)
{
	struct probe_result *r = &a->result;

	if (a->count > 1)
		qsort(a->probed, a->count, sizeof(a->probed[0]), address_probe_compare);
	r->addresses = mem_array(2 * a->count, sizeof(*r->addresses));
	for (size_t i = 0; i < a->count; i++) {
		const struct address_probe *p = a->probed[i];

		r->addresses[r->address_count++] = p->shown;
		if (p->other.chain_count)
			r->addresses[r->address_count++] = p->other;
		if (p->certificate_count && !r->certificate_count) {
			r->certificates = p->certificates;
			r->certificate_count = p->certificate_count;
			r->pem = p->pem;
		}
	}
}

/* ---- an attempt ---- */

static void
address_is_over(struct address_probe *p, void *arg)
{
	(void)p;
	attempt_settle(arg);
}

static bool
already_added(const struct attempt *a, const char *label)
{
	for (size_t i = 0; i < a->count; i++)
		if (!strcmp(a->probed[i]->shown.address, label))
			return true;
	return false;
}

static void
attempt_add(struct attempt *a, const struct destination *destination, const union address *address,
    const char *label)
{
	struct address_probe *p;

	if (a->count == PROBED_MAX || already_added(a, label))
		return;
	p = mem_alloc(sizeof(*p));
	a->probed[a->count++] = p;
	address_probe_start(p, &destination->plan, address, label);
}

/* One address of the host, or of the proxy: then every node is probed through it too. */
static void
attempt_add_host(struct attempt *a, const union address *address)
{
	char text[ADDRESS_TEXT_SIZE];

	address_text(address, text, sizeof(text));
	attempt_add(a, &a->destinations[0], address, text);
	for (size_t i = 1; a->proxy.kind != PROXY_NONE && i < a->destination_count; i++)
		attempt_add(a, &a->destinations[i], address, a->destinations[i].node.label);
}

static void
attempt_add_nodes(struct attempt *a)
{
	for (size_t i = 1; a->proxy.kind == PROXY_NONE && i < a->destination_count; i++)
		attempt_add(a, &a->destinations[i], &a->destinations[i].node.target.address,
		    a->destinations[i].node.label);
}

static void
attempt_release_reserve(struct attempt *a)
{
	if (a->reserved <= a->count)
		return;
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
		attempt_add_host(a, &answer->addresses[i]);
	if (answer->last)
		attempt_release_reserve(a);
	if (!outermost)
		return;
	a->starting = false;
	attempt_settle(a);
}

static void
attempt_settle(struct attempt *a)
{
	struct engine *e = a->engine;

	if (a->starting || a->lookup)
		return;
	for (size_t i = 0; i < a->count; i++)
		if (!a->probed[i]->over)
			return;
	running_remove(a);
	result_gather(a);
	result_conclude(a);
	e->options.result(&a->result, e->options.arg);
	attempt_free(a);
}

static void
deadline_passed(struct alarm *alarm)
{
	struct attempt *a = OWNER_OF(alarm, struct attempt, deadline);

	if (a->lookup) {
		a->result.dns_ms = (int)(poller_now(a->engine->options.poller) - a->begun);
		attempt_note_failure(a, "timeout");
		lookup_abandon(&a->lookup);
	}
	for (size_t i = 0; i < a->count; i++)
		address_probe_expire(a->probed[i]);
	attempt_settle(a);
}

static void
attempt_start(struct attempt *a)
{
	struct engine *e = a->engine;

	running_add(a);
	e->reserved += a->reserved;
	a->begun = poller_now(e->options.poller);
	a->deadline.ring = deadline_passed;
	poller_set_alarm(e->options.poller, &a->deadline, a->begun + a->deadline_ms);
	a->starting = true;
	if (a->fault.outcome == OUTCOME_NONE) {
		attempt_add_nodes(a);
		if (a->connect_to->literal)
			attempt_add_host(a, &a->connect_to->address);
		else
			resolver_look_up(e->resolver, &a->lookup, a->connect_to->name,
			    a->connect_to->port, looked_up, a);
	}
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
	size_t wanted = options->in_flight * PROBED_MAX + DESCRIPTORS_RESERVED;
	size_t allowed = sys_raise_descriptors(wanted);

	e->options = *options;
	e->last = &e->next;
	e->descriptors = allowed > DESCRIPTORS_RESERVED + PROBED_MAX
			     ? allowed - DESCRIPTORS_RESERVED
			     : PROBED_MAX;
	e->ctx = tls_context_new();
	e->verdict_cache =
	    verdict_cache_new(options->trust, options->clock, options->certificate, options->arg);
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
	verdict_cache_free(e->verdict_cache);
	SSL_CTX_free(e->ctx);
	free(e);
}
