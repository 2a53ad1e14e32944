#include "tests/screen/fake_monitor.h"

#include "base/mem.h"
#include "expiry/urgency.h"

static const char *const hosts[] = {"seu", "tramits", "api", "www", "enotum", "registre",
    "signatura", "valid", "govern", "transparencia"};
static const char *const services[] = {
    "Seu", "Tràmits", "Via Oberta", "e-NOTUM", "VÀLid", "Portal·lingüístic"};
static const char *const outcomes[] = {
    "ok", "ok", "ok", "ok", "ok", "ok", "ok", "timeout", "refused", "dns-failure"};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

uint64_t
mixed(uint64_t n)
{
	n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
	return n ^ n >> 31;
}

const char *
service_name(uint64_t n)
{
	return services[n % COUNT(services)];
}

void
monitor_make(struct monitor *m, size_t i, const struct made_for *made)
{
	uint64_t r = mixed(i + 1);

	*m = (struct monitor){.id = (int64_t)i + 1, .version = 1, .lead = -1};
	m->host = mem_printf("%s%zu.exemple.cat", hosts[i % COUNT(hosts)], i + 1);
	m->name = mem_strdup("");
	m->proxy = mem_strdup("");
	m->nodes = json_array();
	m->service = mem_strdup(service_name(r));
	m->environment = mem_strdup(r & 64 ? "PRO" : "PRE");
	m->tag = mem_strdup(r & 128 ? "dmz" : "");
	m->kind = mem_strdup(r & 256 ? "server" : "device");
	m->port = r & 512 ? 8443 : 443;
	m->outcome = outcomes[r >> 12 & 7 ? 0 : (r >> 16) % COUNT(outcomes)];
	m->not_before = made->now - (int64_t)(r >> 20 & 0xff) * DAY + (int64_t)(r >> 32 & 0xffff);
	m->not_after = m->not_before + 255 * DAY;
	m->path_end = i == 0 && made->chain_ends ? made->now + made->chain_ends * DAY : 0;
	m->overridden = i == 0 ? made->overridden : 0;
	m->checked_at = made->now - (int64_t)(r >> 40 & 0xfff);
	if (i % 97 == 13)
		m->outcome = "none";
}

json_t *
monitor_row(const struct monitor *m)
{
	struct validity v = {m->not_before, m->not_after, m->path_end, m->lead < 0 ? 24 : m->lead};
	struct deadlines d;
	bool seen = strcmp(m->outcome, "none") != 0;
	json_t *row = json_pack("{s:I, s:I, s:s, s:s, s:i, s:s, s:n, s:s, s:s, s:s, s:[], s:i, "
				"s:s, s:s, s:[], s:i, s:i, s:b}",
	    "id", (json_int_t)m->id, "version", (json_int_t)m->version, "name", m->name, "host",
	    m->host, "port", m->port, "protocol", "tls", "sni", "kind", m->kind, "environment",
	    m->environment, "service", m->service, "tags", "lead", m->lead, "outcome", m->outcome,
	    "detail", "", "problems", "addresses", 2, "ok", strcmp(m->outcome, "ok") ? 0 : 2,
	    "probing", m->probing);

	if (!m->port) /* only what is in a file has none */
		json_object_set_new(row, "type", json_string("file"));
	if (*m->proxy)
		json_object_set_new(row, "proxy", json_string(m->proxy));
	if (json_array_size(m->nodes))
		json_object_set(row, "nodes", m->nodes);
	if (*m->tag)
		json_array_append_new(json_object_get(row, "tags"), json_string(m->tag));
	if (!seen || deadlines_compute(&v, &d) < 0)
		return row;
	if (m->id % 11 == 3)
		json_array_append_new(
		    json_object_get(row, "problems"), json_string("incomplete-chain"));
	if (m->overridden)
		json_object_set_new(row, "overridden", json_integer(m->overridden));
	json_object_set_new(row, "not_before", json_integer(m->not_before));
	json_object_set_new(row, "not_after", json_integer(m->not_after));
	json_object_set_new(row, "d",
	    json_pack("[I, I, I, I, I]", (json_int_t)d.soon, (json_int_t)d.due, (json_int_t)d.late,
		(json_int_t)d.critical, (json_int_t)d.end));
	json_object_set_new(
	    row, "issuer_cn", json_string(m->id % 3 ? "Sectigo RSA OV" : "EC-SectorPublic"));
	json_object_set_new(row, "subject_cn", json_string(m->host));
	json_object_set_new(row, "checked_at", json_integer(m->checked_at));
	json_object_set_new(row, "seen_at",
	    json_integer(m->checked_at - (strcmp(m->outcome, "ok") ? 3 * 3600 : 0)));
	return row;
}

/* Old, new, and old again; and an hour of silence. */
static json_t *
timeline_json(const struct monitor *m, const char *sha)
{
	json_int_t from = m->not_before;

	return json_pack(
	    "[{s:s, s:s, s:s, s:I, s:I, s:I, s:b, s:b, s:[s, s], s:i}, {s:s, s:I, s:I, s:b, s:[s], "
	    "s:i}, {s:s, s:s, s:s, s:I, s:I, s:I, s:b, s:b, s:[s], s:i}]",
	    "sha256", sha, "key_type", "", "issuer", "CN=Sectigo RSA OV,O=Sectigo Limited,C=GB",
	    "not_after", (json_int_t)m->not_after, "from", from + 2 * DAY, "to",
	    (json_int_t)m->checked_at, "current", 1, "rolled_back", 1, "addresses", "192.0.2.7",
	    "192.0.2.9", "more", 3, "outcome", "timeout", "from", from + DAY + 3600, "to",
	    from + DAY + 7200, "current", 0, "addresses", "192.0.2.7", "more", 0, "sha256",
	    "ffeeddccbbaa", "key_type", "", "issuer", "CN=CA nova", "not_after",
	    (json_int_t)m->not_after + 90 * DAY, "from", from + DAY, "to", from + 2 * DAY,
	    "current", 0, "rolled_back", 0, "addresses", "192.0.2.7", "more", 0);
}

static int64_t
end_of(const struct monitor *m)
{
	return m->path_end && m->path_end < m->not_after ? m->path_end : m->not_after;
}

json_t *
monitor_show(const struct monitor *m, int64_t now)
{
	char sha[65];
	json_t *full = monitor_row(m), *address;

	snprintf(sha, sizeof(sha), "%016llx%016llx%016llx%016llx",
	    (unsigned long long)mixed((uint64_t)m->id),
	    (unsigned long long)mixed((uint64_t)m->id + 7),
	    (unsigned long long)mixed((uint64_t)m->id + 8),
	    (unsigned long long)mixed((uint64_t)m->id + 9));
	json_object_set_new(
	    full, "subject", json_sprintf("CN=%s,O=Consorci AOC,L=Barcelona,C=ES", m->host));
	json_object_set_new(full, "issuer",
	    json_string(
		"CN=Sectigo RSA Organization Validation Secure Server CA,O=Sectigo Limited,C=GB"));
	json_object_set_new(full, "serial", json_string("4F00A1B2C3D4"));
	json_object_set_new(full, "sha256", json_string(sha));
	json_object_set_new(full, "spki_sha256", json_string(sha));
	json_object_set_new(full, "sans",
	    json_pack("[o, o, s]", json_sprintf("DNS:%s", m->host),
		json_sprintf("DNS:www.%s", m->host), "IP:192.0.2.7"));
	json_object_set_new(full, "key", json_string("RSA 2048"));
	json_object_set_new(full, "signature", json_string("sha256WithRSAEncryption"));
	json_object_set_new(full, "not_before", json_integer(m->not_before));
	address = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:[]}", "address",
	    "192.0.2.7", "outcome", m->outcome, "detail", "", "sha256", sha, "tls", "TLSv1.3",
	    "end", (json_int_t)end_of(m), "checked_at", (json_int_t)m->checked_at, "seen_at",
	    (json_int_t)m->checked_at, "problems");
	json_object_set_new(full, "addresses",
	    json_pack("[O, o]", address,
		json_pack("{s:s, s:s, s:s, s:I, s:[]}", "address", "2001:db8::7", "outcome",
		    "not-checked", "detail", "", "checked_at", (json_int_t)m->checked_at,
		    "problems")));
	json_decref(address);
	return json_pack("{s:o, s:n, s:[{s:s, s:I}, {s:s, s:I}], s:[], s:o, s:I}", "row", full,
	    "certificate", "chain", "subject", "CN=leaf", "not_after", (json_int_t)m->not_after,
	    "subject", "CN=Sectigo RSA Organization Validation Secure Server CA", "not_after",
	    (json_int_t)m->not_after + 900 * DAY, "history", "timeline", timeline_json(m, sha),
	    "now", (json_int_t)now);
}
