/* From a plan to a host: certificates made as the plan orders, and what must be seen of them. Three tables
 * carry the knowledge: of each chain, who signs, what is sent after the leaf and which problems that is; of
 * each act, the outcome of a probe and whether a certificate is to be seen.
 *
 * What is expected is never read off a certificate: levels and lead times are computed here a second time,
 * from the orders alone, so that a test that compares Caduca with the manifest compares two independent
 * answers. A host has one or two nodes (addresses), each with what it serves now, and perhaps what it serves
 * once renewed. Texts of subjects and names that are made up here are kept in `owned`, for the manifest. */
#include "host.h"

#include "base/mem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

enum { DAY_SECONDS = 86400, USUAL_LIFETIME = 200 };

#define PROBLEM(p) PROBLEM_BIT(PROBLEM_##p)

enum { AFTER_MAX = 3, ITSELF = CA_COUNT };

static const struct {
	enum authority issuer;
	int after[AFTER_MAX]; /* an authority, or the leaf itself; CA_NONE ends */
	bool verifies;        /* a path to a root in ca/ can be built from what is served */
	uint64_t problems;
} chains[CHAIN_COUNT] = {
    [CHAIN_USUAL] = {CA_ISSUER_EC, {CA_ISSUER_EC}, true, 0},
    [CHAIN_RSA] = {CA_ISSUER_RSA, {CA_ISSUER_RSA}, true, 0},
    [CHAIN_ETERNAL] = {CA_ETERNAL_ISSUER, {CA_ETERNAL_ISSUER}, true, 0},
    [CHAIN_ROOT_TOO] = {CA_ISSUER_EC, {CA_ISSUER_EC, CA_ROOT_EC}, true, 0},
    [CHAIN_LEAF_ONLY] = {CA_ISSUER_EC, {CA_NONE}, false, PROBLEM(INCOMPLETE_CHAIN)},
    [CHAIN_WRONG_ORDER] = {CA_ISSUER_EC, {CA_ROOT_EC, CA_ISSUER_EC}, true, PROBLEM(WRONG_ORDER)},
    [CHAIN_SELF] = {CA_NONE, {CA_NONE}, false, PROBLEM(SELF_SIGNED)},
    [CHAIN_PRIVATE] = {CA_PRIVATE_ISSUER, {CA_PRIVATE_ISSUER, CA_PRIVATE_ROOT}, false,
	PROBLEM(UNTRUSTED)},
    [CHAIN_PRIVATE_NO_ROOT] = {CA_PRIVATE_ISSUER, {CA_PRIVATE_ISSUER}, false,
	PROBLEM(INCOMPLETE_CHAIN)},
    [CHAIN_DYING] = {CA_DYING_ISSUER, {CA_DYING_ISSUER}, true, 0},
    [CHAIN_DEAD] = {CA_DEAD_ISSUER, {CA_DEAD_ISSUER}, true, 0},
    [CHAIN_HOSTILE] = {CA_HOSTILE_ISSUER, {CA_HOSTILE_ISSUER}, true, 0},
    [CHAIN_LEAF_TWICE] = {CA_ISSUER_EC, {ITSELF, CA_ISSUER_EC}, true, 0},
    [CHAIN_ISSUER_TWICE] = {CA_ISSUER_EC, {CA_ISSUER_EC, CA_ISSUER_EC}, true, 0},
    [CHAIN_CROSSED] = {CA_CROSSED, {CA_CROSSED_OLD, CA_CROSSED}, true, 0},
    [CHAIN_CROSS_UNUSED] = {CA_ISSUER_EC, {CA_ISSUER_EC, CA_ROOT_EC_CROSS}, true, 0},
    [CHAIN_DEAD_UNUSED] = {CA_ISSUER_EC, {CA_ISSUER_EC, CA_DEAD_ISSUER}, true, 0},
    [CHAIN_ROLLED] = {CA_ROLLED_ISSUER, {CA_ROLLED_ISSUER, CA_ROOT_EC_NEXT}, true, 0},
    [CHAIN_HUNDRED] = {CA_ISSUER_EC, {CA_ISSUER_EC}, true, 0},
    /* It goes on and on, and never to a name that anybody here knows. */
    [CHAIN_MAZE] = {CA_MAZE_A, {CA_NONE}, false, PROBLEM(INCOMPLETE_CHAIN)},
};

/* And after those, so many strays. */
static const int strays[CHAIN_COUNT] = {[CHAIN_HUNDRED] = STRAYS, [CHAIN_MAZE] = STRAYS};

static const struct {
	enum outcome outcome;
	bool serves; /* a certificate of its own */
} acts[ACT_COUNT] = {
    [ACT_TLS] = {OUTCOME_OK, true},
    [ACT_SNI_ONLY] = {OUTCOME_OK, true},
    [ACT_DECOY] = {OUTCOME_OK, true},
    [ACT_REFUSED] = {OUTCOME_REFUSED, false},
    [ACT_BLACK_HOLE] = {OUTCOME_TIMEOUT, false},
    [ACT_SILENT] = {OUTCOME_TIMEOUT, false},
    [ACT_RESET] = {OUTCOME_RESET, false},
    [ACT_CLOSE] = {OUTCOME_RESET, false},
    [ACT_HTTP] = {OUTCOME_NOT_TLS, false},
    [ACT_SSH] = {OUTCOME_NOT_TLS, false},
    [ACT_ALERT] = {OUTCOME_TLS_ALERT, false},
    [ACT_SSL3] = {OUTCOME_TOO_OLD, false},
    [ACT_GARBAGE] = {OUTCOME_NOT_TLS, false},
    [ACT_HUGE] = {OUTCOME_TOO_MUCH_DATA, false},
    [ACT_CUT] = {OUTCOME_RESET, false},
    [ACT_UNREADABLE] = {OUTCOME_NOT_TLS, false},
    [ACT_SLOW] = {OUTCOME_TIMEOUT, true},
    [ACT_ENDLESS] = {OUTCOME_TOO_MUCH_DATA, false},
};

enum authority
chain_issuer(enum chain c)
{
	return chains[c].issuer;
}

/* ---- urgency levels and lead times, computed a second time ---- */

struct spans {
	int64_t margin, lead, soon; /* seconds */
	bool capped;
};

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct spans
spans_of(int64_t lifetime, enum kind kind)
{
	const int64_t lead = kind == KIND_AUTOMATIC ? 0 : (int64_t)LEAD_DAYS * DAY_SECONDS;

	return (struct spans){
	    .margin = least((int64_t)7 * DAY_SECONDS, lifetime / 12),
	    .lead = least(lead, lifetime / 3),
	    .soon = least((int64_t)14 * DAY_SECONDS, lifetime / 6),
	    .capped = lead > lifetime / 3,
	};
}

/* Seconds before the end at which a level begins. */
static int64_t
level_begins(enum urgency level, const struct spans *s, int64_t lifetime)
{
	const int64_t late = most(s->lead, s->margin);

	switch (level) {
	case URGENCY_CRITICAL:
		return s->margin;
	case URGENCY_LATE:
		return late;
	case URGENCY_DUE:
		return late + s->margin;
	case URGENCY_SOON:
		return late + s->margin + s->soon;
	case URGENCY_OK:
		return lifetime;
	case URGENCY_EXPIRED:
	case URGENCY_UNKNOWN:
	case URGENCY_COUNT:
		break;
	}
	return 0;
}

/* Seconds that are left in the middle of a level; levels are worst first. */
static int64_t
left_in(enum urgency level, int64_t lifetime, enum kind kind)
{
	const struct spans s = spans_of(lifetime, kind);

	return (level_begins(level, &s, lifetime) + level_begins(level - 1, &s, lifetime)) / 2;
}

static enum urgency
level_of(int64_t left, int64_t lifetime, enum kind kind)
{
	const struct spans s = spans_of(lifetime, kind);
	enum urgency level = URGENCY_EXPIRED;

	if (lifetime <= 0)
		return URGENCY_UNKNOWN;
	while (level < URGENCY_OK && left > level_begins(level, &s, lifetime))
		level++;
	return level;
}

/* ---- the order of a leaf ---- */

static char *
own(struct host *h, char *text)
{
	h->owned = mem_resize(h->owned, h->owned_count + 1, sizeof(*h->owned));
	h->owned[h->owned_count++] = text;
	return text;
}

static void
subject_build(struct host *h)
{
	const struct plan *p = h->plan;
	const struct name_part usual[] = {
	    PRINTABLE(NID_countryName, "ES"),
	    UTF8(NID_organizationName, "Consorci d'Exemple"),
	    {NID_commonName, V_ASN1_UTF8STRING, NULL, 0, NULL},
	};
	const char *cn = p->cn ? p->cn : p->sni ? p->sni : h->host;

	if (p->oddity) {
		h->subject_count = p->oddity->subject_count;
		h->subject = mem_array(h->subject_count, sizeof(*h->subject));
		memcpy(h->subject, p->oddity->subject, h->subject_count * sizeof(*h->subject));
		return;
	}
	h->subject_count = sizeof(usual) / sizeof(usual[0]);
	h->subject = mem_alloc(sizeof(usual));
	memcpy(h->subject, usual, sizeof(usual));
	h->subject[2].bytes = cn;
	h->subject[2].len = strlen(cn);
}

static void
san_add(struct host *h, size_t *count, int type, const char *text)
{
	h->sans[(*count)++] = (struct san){type, text, strlen(text), NULL};
}

/* "DNS:a IP:b" */
static void
sans_parse(struct host *h, size_t *count, const char *names)
{
	char *list = own(h, mem_strdup(names)), *save = NULL;

	for (char *word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		const bool ip = strncmp(word, "IP:", 3) == 0;

		san_add(h, count, ip ? GEN_IPADD : GEN_DNS, word + (ip ? 3 : 4));
	}
}

/* Every address here has a digit at its beginning or a colon, and no name has. */
static bool
host_named(const struct host *h)
{
	return h->host[0] > '9' && !strchr(h->host, ':');
}

static void
sans_build(struct host *h)
{
	const struct plan *p = h->plan;
	const struct san *odd = p->oddity ? p->oddity->sans : NULL;
	size_t count = 0;

	if (p->names && strcmp(p->names, NO_SANS) == 0)
		return;
	h->sans = mem_array((size_t)p->many_names + 32, sizeof(*h->sans));
	if (p->names)
		sans_parse(h, &count, p->names);
	else if (p->sni)
		san_add(h, &count, GEN_DNS, p->sni);
	else
		san_add(h, &count, host_named(h) ? GEN_DNS : GEN_IPADD, h->host);
	for (; odd && odd->type != 0; odd++)
		h->sans[count++] = *odd;
	for (int i = 1; i <= p->many_names; i++)
		san_add(h, &count, GEN_DNS, own(h, mem_printf("nom-%04d.exemple.cat", i)));
}

static int64_t
lifetime_of(const struct plan *p)
{
	return (int64_t)(p->lifetime ? p->lifetime : USUAL_LIFETIME) * DAY_SECONDS;
}

static void
dates_set(struct order *o, const struct plan *p, int64_t now)
{
	const int64_t lifetime = lifetime_of(p);

	o->raw_not_after = p->raw_not_after;
	if (p->starts_in != 0) {
		o->not_before = now + p->starts_in;
		o->not_after = p->not_after ? p->not_after : o->not_before + lifetime;
		return;
	}
	if (p->not_after != 0)
		o->not_after = p->not_after;
	else if (p->left != 0)
		o->not_after = now + p->left;
	else
		o->not_after = now + left_in(p->level ? p->level : URGENCY_OK, lifetime, p->kind);
	o->not_before = o->not_after - lifetime;
}

/* ---- what is served, and what must be seen ---- */

static uint64_t
problems_of(const struct plan *p, const struct served *s, int64_t now)
{
	const int64_t lifetime = s->not_after - s->not_before;
	uint64_t set = chains[p->chain].problems;

	if (p->raw_not_after || lifetime <= 0)
		set |= PROBLEM(BAD_LIFETIME);
	if (!p->raw_not_after && s->not_after < now)
		set |= PROBLEM(EXPIRED);
	if (s->not_before > now)
		set |= PROBLEM(NOT_YET_VALID);
	if (s->path_end != 0 && s->path_end < s->not_after)
		set |= PROBLEM(CHAIN_EXPIRES_FIRST);
	if (p->names && strcmp(p->names, NO_SANS) == 0)
		set |= PROBLEM(NO_SAN);
	else if (p->other_name)
		set |= PROBLEM(NAME_MISMATCH);
	if (p->key == KEY_RSA1024)
		set |= PROBLEM(WEAK_KEY);
	if (p->sha1)
		set |= PROBLEM(WEAK_SIGNATURE);
	if (s->stapled == STAPLED_REVOKED)
		set |= PROBLEM(REVOKED);
	if (s->stapled == STAPLED_OUTDATED)
		set |= PROBLEM(STAPLE_NOT_VERIFIED);
	if (p->must_staple && (s->stapled == STAPLED_NONE || s->stapled == STAPLED_OUTDATED))
		set |= PROBLEM(STAPLE_MISSING);
	if (p->no_eku)
		set |= PROBLEM(NO_SERVER_AUTH);
	if (p->versions == TLS_1_0 || p->versions == TLS_1_1)
		set |= PROBLEM(OLD_PROTOCOL);
	if (p->client_certificate)
		set |= PROBLEM(CLIENT_CERTIFICATE_REQUIRED);
	return set;
}

static void
serve(struct served *s, struct host *h, struct order *o, enum chain chain, int64_t now)
{
	o->subject = h->subject;
	o->subject_count = h->subject_count;
	o->sans = h->sans;
	o->issuer = chains[chain].issuer;
	certificate_make(&s->leaf, o);
	s->after = mem_array((size_t)(AFTER_MAX + strays[chain]), sizeof(X509 *));
	for (int i = 0; i < AFTER_MAX && chains[chain].after[i] != CA_NONE; i++)
		s->after[s->after_count++] =
		    chains[chain].after[i] == ITSELF
			? s->leaf.x509
			: authority_x509((enum authority)chains[chain].after[i]);
	for (int i = 0; i < strays[chain]; i++)
		s->after[s->after_count++] = stray_x509(i);
	s->not_before = o->not_before;
	s->not_after = o->not_after;
	if (chains[chain].verifies)
		s->path_end = least(o->not_after, authority_end(o->issuer));
	s->stapled = o->staple;
	s->problems = problems_of(h->plan, s, now);
}

static enum outcome
node_outcome(const struct plan *p, int i, bool far)
{
	if (far)
		return OUTCOME_NOT_CHECKED;
	if (p->dead == (i == 0 ? DEAD_IPV4 : DEAD_IPV6))
		return OUTCOME_REFUSED;
	if (p->stall > 0)
		return OUTCOME_TIMEOUT;
	if (p->too_long)
		return OUTCOME_TOO_MUCH_DATA;
	if (p->act == ACT_SNI_ONLY && p->sni == NULL)
		return OUTCOME_TLS_ALERT;
	return acts[p->act].outcome;
}

/* Whether the client gets as far as the certificate: the second record of a TLS 1.2 server, after
 * its hello; the fourth in 1.3, after the hello, a change of cipher that says nothing, and the
 * encrypted extensions. */
static bool
certificate_shown(const struct plan *p)
{
	if (!acts[p->act].serves || p->act == ACT_SLOW || p->too_long)
		return false;
	if (p->act == ACT_SNI_ONLY && p->sni == NULL)
		return false;
	return p->stall == 0 || p->stall >= (p->versions == TLS_1_3 ? 4 : 2);
}

static void
node_make(struct host *h, int i, size_t index, int64_t now, bool renewals)
{
	const struct plan *p = h->plan;
	struct node *n = &h->nodes[i];
	struct order o = {.key = p->key,
	    .sha1 = p->sha1,
	    .no_eku = p->no_eku,
	    .staple = p->staple,
	    .must_staple = p->must_staple,
	    .urls = p->urls,
	    .shared_key = (unsigned)index};

	n->outcome = node_outcome(p, i, n->far);
	if (!acts[p->act].serves)
		return;
	dates_set(&o, p, now);
	if (p->per_address) {
		o.not_before += (int64_t)60 * DAY_SECONDS * i;
		o.not_after += (int64_t)60 * DAY_SECONDS * i;
	}
	if (i == 0 || p->per_address)
		serve(&n->now, h, &o, p->chain, now);
	if (p->dual) {
		/* Ends later, so that the dates of the monitor are the other one's in any case. */
		o.key = KEY_RSA2048;
		o.not_after += DAY_SECONDS;
		serve(&n->rsa, h, &o, CHAIN_RSA, now);
	}
	if (!renewals || (i > 0 && !p->per_address))
		return;
	o = (struct order){.key = KEY_P256,
	    .not_before = now - DAY_SECONDS,
	    .not_after = now + (int64_t)(USUAL_LIFETIME - 1) * DAY_SECONDS};
	o.staple = p->staple ? STAPLED_GOOD : STAPLED_NONE;
	serve(&n->renewed, h, &o, CHAIN_USUAL, now);
}

/* The monitor's dates are those of the address that ends first, which is made first here. */
static void
expectations_set(struct host *h, int64_t now)
{
	const struct served *s = &h->nodes[0].now;
	const int64_t lifetime = s->not_after - s->not_before;
	const struct spans spans = spans_of(lifetime, h->plan->kind);
	int64_t end = s->not_after;

	h->urgency = URGENCY_UNKNOWN;
	h->outcome = h->nodes[h->plan->dead == DEAD_IPV4].outcome;
	h->seen = certificate_shown(h->plan);
	if (!h->seen)
		return;
	for (int i = 0; i < h->node_count; i++)
		h->problems |= h->nodes[i].now.problems;
	if (h->plan->per_address && h->node_count > 1)
		h->problems |= PROBLEM(ADDRESSES_DIFFER);
	if (s->problems & PROBLEM(BAD_LIFETIME))
		return;
	if (spans.capped)
		h->problems |= PROBLEM(PROCEDURE_DOES_NOT_FIT);
	if (s->path_end != 0)
		end = least(end, s->path_end);
	h->urgency = level_of(end - now, lifetime, h->plan->kind);
	h->start_by = end - most(spans.lead, spans.margin) - spans.margin;
}

const struct served *
host_serves(const struct host *h, int node, bool renewed)
{
	const struct node *n = &h->nodes[h->plan->per_address ? node : 0];

	return renewed ? &n->renewed : &n->now;
}

static void
decoy_make(struct host *h, int64_t now)
{
	static const struct name_part subject[] = {UTF8(NID_commonName, "per-defecte.exemple.cat")};
	static const struct san sans[] = {
	    {GEN_DNS, BYTES("per-defecte.exemple.cat"), NULL},
	    {0, NULL, 0, NULL},
	};
	const struct order o = {.subject = subject,
	    .subject_count = 1,
	    .sans = sans,
	    .key = KEY_P256,
	    .issuer = CA_ISSUER_EC,
	    .not_before = now - (int64_t)300 * DAY_SECONDS,
	    .not_after = now - (int64_t)100 * DAY_SECONDS};

	certificate_make(&h->decoy, &o);
}

/* What a resolver without NSS reads. */
static bool
hosts_file_has(const char *wanted, const char *host)
{
	FILE *f = fopen("/etc/hosts", "re");
	char line[1024], *save = NULL;
	bool found = false;

	while (f && fgets(line, sizeof(line), f)) {
		const char *address, *name;

		line[strcspn(line, "#\n")] = '\0';
		address = strtok_r(line, " \t", &save);
		while (address && (name = strtok_r(NULL, " \t", &save)) != NULL)
			found |= strcmp(address, wanted) == 0 && strcmp(name, host) == 0;
	}
	if (f)
		fclose(f);
	return found;
}

static bool
loopback_has_ipv6(void)
{
	const struct sockaddr_in6 one = {
	    .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)&one, sizeof(one)) == 0;

	if (fd >= 0)
		close(fd);
	return bound;
}

/* A name that a plan asks for has the addresses that /etc/hosts gives it, so that a resolver has no word of its own
 * in it. None where it gives not both, or this machine has no IPv6: then nobody can serve it, and it is left out. */
static void
named_find(struct host *h, const char *second, bool far)
{
	h->host = mem_strdup(h->plan->host);
	if (!hosts_file_has("127.0.0.1", h->host) || !hosts_file_has(second, h->host) ||
	    (!far && !loopback_has_ipv6()))
		return;
	snprintf(h->nodes[0].address, sizeof(h->nodes[0].address), "127.0.0.1");
	snprintf(h->nodes[1].address, sizeof(h->nodes[1].address), "%s", second);
	h->nodes[1].far = far;
	h->node_count = 2;
}

static void
addresses_set(struct host *h, size_t index)
{
	if (h->plan->host && strcmp(h->plan->host, FAR_HOST) == 0) {
		named_find(h, FAR_ADDRESS, true);
		return;
	}
	if (h->plan->host && strcmp(h->plan->host, "::1") != 0) {
		named_find(h, "::1", false);
		return;
	}
	h->host = h->plan->host ? mem_strdup(h->plan->host)
				: mem_printf("127.0.%zu.%zu", 1 + index / 250, 1 + index % 250);
	snprintf(h->nodes[0].address, sizeof(h->nodes[0].address), "%s", h->host);
	h->node_count = 1;
	if (h->plan->node) {
		snprintf(h->nodes[1].address, sizeof(h->nodes[1].address), "127.1.%zu.%zu",
		    1 + index / 250, 1 + index % 250);
		h->node_count = 2;
	}
}

struct host *
host_new(const struct plan *p, size_t index, int64_t now, bool renewals)
{
	struct host *h = mem_alloc(sizeof(*h));

	h->plan = p;
	addresses_set(h, index);
	h->name = mem_strdup(p->name);
	subject_build(h);
	sans_build(h);
	for (int i = 0; i < h->node_count; i++)
		node_make(h, i, index, now, renewals);
	if (p->act == ACT_DECOY)
		decoy_make(h, now);
	expectations_set(h, now);
	return h;
}

static void
served_release(struct served *s)
{
	certificate_release(&s->leaf);
	sk_X509_pop_free(s->brought, X509_free);
	free(s->after);
}

/* ---- what is brought from outside ---- */

static int
served_read(struct served *s, const char *certificates, const char *key)
{
	FILE *f = fopen(certificates, "re"), *k = fopen(key, "re");
	X509 *x;

	s->brought = sk_X509_new_null();
	s->leaf.x509 = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;
	s->leaf.key = k ? PEM_read_PrivateKey(k, NULL, NULL, NULL) : NULL;
	while (s->leaf.x509 && (x = PEM_read_X509(f, NULL, NULL, NULL)) != NULL)
		sk_X509_push(s->brought, x);
	ERR_clear_error();
	if (f)
		fclose(f);
	if (k)
		fclose(k);
	s->after_count = sk_X509_num(s->brought);
	s->after = mem_array((size_t)s->after_count + 1, sizeof(X509 *));
	for (int i = 0; i < s->after_count; i++)
		s->after[i] = sk_X509_value(s->brought, i);
	return s->leaf.x509 && s->leaf.key && X509_check_private_key(s->leaf.x509, s->leaf.key) == 1
		   ? 0
		   : -1;
}

int
host_bring(struct host *h, const char *certificates, const char *key)
{
	for (int i = 0; i < h->node_count; i++) {
		struct served s = {0};

		if (served_read(&s, certificates, key) < 0) {
			served_release(&s);
			return -1;
		}
		served_release(&h->nodes[i].renewed);
		h->nodes[i].renewed = s;
	}
	return 0;
}

void
host_free(struct host *h)
{
	if (h == NULL)
		return;
	for (int i = 0; i < NODES_MAX; i++) {
		served_release(&h->nodes[i].now);
		served_release(&h->nodes[i].renewed);
		served_release(&h->nodes[i].rsa);
	}
	certificate_release(&h->decoy);
	for (size_t i = 0; i < h->owned_count; i++)
		free(h->owned[i]);
	free(h->owned);
	free(h->subject);
	free(h->sans);
	free(h->name);
	free(h->host);
	free(h);
}
