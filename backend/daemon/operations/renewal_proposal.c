#include "daemon/operations/renewal_proposal.h"

#include "base/endpoint.h"
#include "base/hostname.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "procedure/renewal_names.h"

#include <strings.h>

enum { SERVED_NAMES_MOST = 250 };

const char *
monitor_domain(const struct monitor *m)
{
	return m->sni && *m->sni ? m->sni : m->host;
}

static bool
is_host(const char *name)
{
	char *form = NULL;
	bool good = name && !hostname_parse(host_is_wildcard(name) ? name + 2 : name, &form);

	free(form);
	return good;
}

static bool
covers_all(const char *name, struct row *const *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!host_covers(name, monitor_domain(&rows[i]->monitor)))
			return false;
	return true;
}

/* The host itself where it is among the names of today, else the wildcard that covers it, else the host. */
static const char *
name_for(const json_t *sans, const char *host)
{
	const char *found = NULL;
	json_t *one;
	size_t i;

	json_array_foreach(sans, i, one) {
		const char *san = json_string_value(one);
		if (!strncasecmp(san, "DNS:", 4) && host_covers(san + 4, host) &&
		    (!found || !strcasecmp(san + 4, host)))
			found = san + 4;
	}
	return found ? found : host;
}

/* The names of hosts among them, as many as are worth comparing with. */
static json_t *
hosts_among(const json_t *sans)
{
	json_t *hosts = json_array(), *one;
	size_t i;

	json_array_foreach(sans, i, one) {
		const char *san = json_string_value(one);
		if (!strncasecmp(san, "DNS:", 4) && is_host(san + 4) &&
		    json_array_size(hosts) < SERVED_NAMES_MOST)
			json_array_append_new(hosts, json_string(san + 4));
	}
	return hosts;
}

void
names_propose(
    const struct daemon *d, struct row *const *rows, size_t count, struct names_proposal *out)
{
	const struct leaf *leaf = rows[0]->leaf;
	json_t *facts = leaf ? certificate_facts(d->roster, leaf->sha256, d->store) : NULL;
	const json_t *sans = json_object_get(facts, "sans");
	const char *subject = string_of(facts, "subject_cn");

	*out = (struct names_proposal){.names = json_array()};
	if (!is_host(subject) || !covers_all(subject, rows, count))
		subject = name_for(sans, monitor_domain(&rows[0]->monitor));
	if (is_host(subject)) {
		out->subject = mem_strdup(subject);
		json_array_append_new(out->names, json_string(subject));
	}
	for (size_t i = 0; out->subject && i < count; i++) {
		const char *host = monitor_domain(&rows[i]->monitor);
		if (is_host(host) && !names_cover(out->names, host))
			json_array_append_new(out->names, json_string(name_for(sans, host)));
	}
	out->served = hosts_among(sans);
	json_decref(facts);
}

void
names_proposal_release(struct names_proposal *p)
{
	free(p->subject);
	json_decref(p->names);
	json_decref(p->served);
	*p = (struct names_proposal){0};
}
