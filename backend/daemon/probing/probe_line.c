#include "daemon/probing/probe_line.h"

#include "base/config.h"
#include "base/sha256.h"
#include "daemon/state/row.h"

static void
put(json_t *object, const char *name, json_t *value)
{
	json_object_set_new_nocheck(object, name, value);
}

static json_t *
node_list(const char *nodes)
{
	json_t *list = json_array();
	const char *end;

	for (; *nodes; nodes = *end ? end + 1 : end) {
		end = strchrnul(nodes, ' ');
		json_array_append_new(list, json_stringn(nodes, (size_t)(end - nodes)));
	}
	return list;
}

static json_t *
probe_of(const struct config *c, int64_t probe_id, const struct monitor *m)
{
	json_t *probe = json_object();

	put(probe, "probe_id", json_integer(probe_id));
	put(probe, "host", json_string(m->host));
	put(probe, "port", json_integer(m->port));
	put(probe, "sni", m->sni ? json_string(m->sni) : json_null());
	put(probe, "protocol", json_string_nocheck(protocol_text(m->protocol)));
	put(probe, "deadline", json_integer(c->deadline));
	/* one that the configuration has not, or no longer, is none that a worker accepts: then the outcome says so */
	if (*m->proxy)
		put(probe, "proxy", json_string(config_proxy(c, m->proxy)));
	if (*m->nodes)
		put(probe, "nodes", node_list(m->nodes));
	return probe;
}

static unsigned char
hex_value(char c)
{
	return (unsigned char)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* SHA-256 over the digests of a chain, which are kept as words of hex. */
static void
chain_digest(const char *chain, char hex[65])
{
	unsigned char digest[SHA256_BYTES];
	struct sha256 h;

	sha256_init(&h);
	for (; strlen(chain) >= 64; chain += chain[64] ? 65 : 64) {
		for (size_t i = 0; i < SHA256_BYTES; i++)
			digest[i] = (unsigned char)(hex_value(chain[2 * i]) << 4 |
						    hex_value(chain[2 * i + 1]));
		sha256_add(&h, digest, sizeof(digest));
	}
	sha256_finish(&h, digest);
	sha256_hex(digest, hex);
}

/* Not where the clock was set back since. */
static bool
is_known(const struct observation *o, int64_t now)
{
	return *o->chain && *o->trust && !*o->key_type && now < o->good_until && o->seen_at <= now;
}

static json_t *
known_json(const struct observation *o)
{
	json_t *known = json_object();
	char digest[65];

	chain_digest(o->chain, digest);
	put(known, "address", json_string_nocheck(o->address));
	put(known, "chain", json_string_nocheck(digest));
	put(known, "until", json_integer(o->good_until));
	put(known, "trust", json_string_nocheck(o->trust));
	return known;
}

json_t *
probe_line_of_row(const struct config *c, int64_t probe_id, const struct row *row, int64_t now)
{
	json_t *line = json_object(), *probe = probe_of(c, probe_id, &row->monitor),
	       *known = json_array();

	for (size_t i = 0; i < row->address_count; i++)
		if (is_known(&row->addresses[i], now))
			json_array_append_new(known, known_json(&row->addresses[i]));
	put(probe, "known", known);
	if (row->connections > 1)
		put(probe, "connections", json_integer(row->connections));
	if (row->both_keys)
		put(probe, "both_keys", json_true());
	put(line, "probe", probe);
	return line;
}

json_t *
probe_line_to_explain(const struct config *c, int64_t probe_id, const struct monitor *m)
{
	json_t *line = json_object(), *probe = probe_of(c, probe_id, m);

	put(probe, "explain", json_true());
	put(line, "probe", probe);
	return line;
}
