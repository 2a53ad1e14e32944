#include "probe/report.h"

#include "pki/x509.h"
#include "probe/engine.h"

static json_t *
digest_json(const struct digest *d)
{
	char hex[2 * DIGEST_BYTES + 1];

	digest_hex(d, hex);
	return json_stringn_nocheck(hex, sizeof(hex) - 1);
}

static json_t *
chain_json(const struct address_result *a)
{
	json_t *array = json_array();

	for (size_t i = 0; i < a->chain_count; i++)
		json_array_append_new(array, digest_json(&a->chain[i]));
	return array;
}

static json_t *
problems_json(uint64_t problems)
{
	json_t *array = json_array();

	for (int p = 0; p < PROBLEM_COUNT; p++)
		if (problems & PROBLEM_BIT(p))
			json_array_append_new(
			    array, json_string_nocheck(problem_text((enum problem)p)));
	return array;
}

static void
set(json_t *object, const char *name, json_t *value)
{
	json_object_set_new_nocheck(object, name, value);
}

static void
set_ending(json_t *object, const struct ending *e)
{
	set(object, "outcome", json_string_nocheck(outcome_text(e->outcome)));
	set(object, "detail", json_string(e->detail));
}

static json_t *
stages_json(const struct address_result *a, int dns_ms)
{
	json_t *ms = json_object();

	if (dns_ms >= 0)
		set(ms, "dns", json_integer(dns_ms));
	set(ms, "connect", json_integer(a->ms.connect));
	set(ms, "preamble", json_integer(a->ms.preamble));
	set(ms, "hello", json_integer(a->ms.hello));
	set(ms, "chain", json_integer(a->ms.chain));
	set(ms, "tls", json_integer(a->ms.tls));
	set(ms, "verdict_us", json_integer(a->verdict_us));
	return ms;
}

static json_t *
leaves_json(const struct address_result *a)
{
	json_t *array = json_array();

	for (size_t i = 0; i < a->leaf_count; i++)
		json_array_append_new(array, digest_json(&a->leaves[i]));
	return array;
}

static json_t *
address_json(const struct address_result *a, bool explained, int dns_ms)
{
	json_t *object = json_object();

	set(object, "address", json_string_nocheck(a->address));
	if (*a->key_type)
		set(object, "key_type", json_string_nocheck(a->key_type));
	set_ending(object, &a->ending);
	if (a->same) {
		set(object, "same", json_true());
		set(object, "problems", problems_json(a->verdict.problems));
	} else if (a->chain_count) {
		set(object, "leaf", digest_json(&a->chain[0]));
		set(object, "chain", chain_json(a));
		set(object, "path_end", json_integer(a->verdict.path_end));
		set(object, "problems", problems_json(a->verdict.problems));
		set(object, "good_until", json_integer(a->verdict.good_until));
	}
	if (a->connections > 1) {
		set(object, "connections", json_integer(a->connections));
		set(object, "failed", json_integer(a->failed));
		set(object, "leaves", leaves_json(a));
	}
	if (a->staple != STAPLE_NONE)
		set(object, "staple", json_string_nocheck(staple_answer_text(a->staple)));
	if (a->staple == STAPLE_REVOKED) {
		set(object, "revoked_at", json_integer(a->revoked_at));
		set(object, "revoked_reason", json_integer(a->revoked_reason));
	}
	if (a->tls)
		set(object, "tls", json_string_nocheck(a->tls));
	if (explained)
		set(object, "ms", stages_json(a, dns_ms));
	return object;
}

/* Facts as far as they explain: of many names the first. */
static json_t *
explained_json(const struct facts *f)
{
	enum { SANS_SHOWN = 20 };
	json_t *object = facts_json(f), *sans = json_object_get(object, "sans");
	size_t left_out = f->sans_left_out;

	for (; json_array_size(sans) > SANS_SHOWN; left_out++)
		json_array_remove(sans, json_array_size(sans) - 1);
	set(object, "sans_left_out", json_integer((json_int_t)left_out));
	return object;
}

json_t *
report_json(const struct probe_result *r)
{
	json_t *object = json_object(), *addresses = json_array(), *certificates;

	set(object, "probe_id", json_integer(r->probe_id));
	set_ending(object, &r->ending);
	set(object, "cname", r->cname ? json_string_nocheck(r->cname) : json_null());
	for (size_t i = 0; i < r->address_count; i++)
		json_array_append_new(
		    addresses, address_json(&r->addresses[i], r->explained, r->dns_ms));
	set(object, "addresses", addresses);
	if (!r->explained)
		return object;
	certificates = json_array();
	for (size_t i = 0; i < r->certificate_count; i++)
		json_array_append_new(certificates, explained_json(r->certificates[i]));
	set(object, "certificates", certificates);
	if (r->pem)
		set(object, "pem", json_string_nocheck(r->pem));
	if (r->dns_ms >= 0)
		set(object, "dns_ms", json_integer(r->dns_ms));
	return object;
}
