#include "daemon/state/wildcard_hosts.h"

#include "base/endpoint.h"
#include "base/mem.h"
#include "daemon/state/leaf_cache.h"
#include "daemon/state/row.h"

#include <string.h>

enum { HOSTS_MOST = 50 };

bool
is_of_wildcard(const struct monitor *m)
{
	return m->type == MONITOR_PLANNED && host_is_wildcard(m->host);
}

/* One that is watched by its address is asked for a name. */
static const char *
name_of(const struct monitor *m)
{
	return m->sni && *m->sni ? m->sni : m->host;
}

static bool
is_covered(const struct monitor *wildcard, const struct row *row)
{
	return !row->gone && row->monitor.type == MONITOR_ENDPOINT &&
	       host_covers(wildcard->host, name_of(&row->monitor));
}

/* It has no names where it could not be read whole: then its subject counts. */
static bool
has_name(const struct leaf *leaf, const char *name)
{
	return leaf_names_have(leaf, name) || !strcmp(leaf->subject_cn, name);
}

bool
wildcard_may_be_served_by(const struct monitor *wildcard, const struct row *row)
{
	return is_covered(wildcard, row) && (!row->leaf || has_name(row->leaf, wildcard->host));
}

/* ---- those that are known ---- */

static void
add_watched(json_t *hosts, json_t *known, const struct monitor *wildcard, const struct row *row)
{
	const char *state = !row->leaf                            ? "unseen"
			    : has_name(row->leaf, wildcard->host) ? "serves"
								  : "another";

	json_object_set_new(known, name_of(&row->monitor), json_true());
	json_array_append_new(hosts, json_pack("{s:s, s:I, s:s}", "host", name_of(&row->monitor),
					 "monitor", (json_int_t)row->monitor.id, "state", state));
}

static void
add_named(json_t *hosts, json_t *known, const struct monitor *wildcard, const struct row *row)
{
	const char *at = row->leaf->names;

	for (size_t len; *at && json_array_size(hosts) < HOSTS_MOST; at += len + (at[len] != 0)) {
		char *name;

		len = strcspn(at, " ");
		name = mem_strndup(at, len);
		if (!host_is_wildcard(name) && host_covers(wildcard->host, name) &&
		    !json_object_get(known, name)) {
			json_object_set_new(known, name, json_true());
			json_array_append_new(hosts,
			    json_pack("{s:s, s:s}", "host", name, "named_by", row->monitor.name));
		}
		free(name);
	}
}

json_t *
wildcard_hosts_json(struct row *const *rows, size_t count, const struct monitor *wildcard)
{
	json_t *hosts = json_array(), *known = json_object();

	for (size_t i = 0; i < count && json_array_size(hosts) < HOSTS_MOST; i++)
		if (is_covered(wildcard, rows[i]))
			add_watched(hosts, known, wildcard, rows[i]);
	for (size_t i = 0; i < count; i++)
		if (!rows[i]->gone && rows[i]->leaf)
			add_named(hosts, known, wildcard, rows[i]);
	json_decref(known);
	return hosts;
}
