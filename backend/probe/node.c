#include "probe/node.h"

#include "base/mem.h"

/* Cuts "address[:port]"; *port stays as it is where none is said. NULL: it is neither. */
static char *
split_port(const char *text, size_t len, int *port)
{
	const char *colon = memrchr(text, ':', len), *bracket = memrchr(text, ']', len);
	bool has_port = colon && (bracket ? colon > bracket
					  : memchr(text, ':', (size_t)(colon - text)) == NULL);
	char *end;

	if (!has_port)
		return mem_strndup(text, len);
	*port = (int)strtol(colon + 1, &end, 10);
	if (end != text + len || end == colon + 1)
		return NULL;
	return mem_strndup(text, (size_t)(colon - text));
}

/* Where no name is said, SNI and what the certificate must be for are the host's. */
static bool
set_target(
    struct target *t, const char *address, int port, const char *name, const struct target *host)
{
	if (target_set(t, address, port, name ? name : host->sni ? host->sni : "") || !t->literal)
		return false;
	if (!name)
		mem_replace(&t->expected, host->expected);
	return true;
}

static void
set_label(struct node *n, const char *name, int usual_port)
{
	const struct target *t = &n->target;
	const bool six = t->address.any.sa_family == AF_INET6;
	int used;

	if (t->port == usual_port)
		used = snprintf(n->label, sizeof(n->label), "%s", t->name);
	else
		used = snprintf(
		    n->label, sizeof(n->label), six ? "[%s]:%d" : "%s:%d", t->name, t->port);
	if (name)
		snprintf(n->label + used, sizeof(n->label) - (size_t)used, "/%s",
		    t->sni ? t->sni : t->expected);
}

bool
node_parse(struct node *n, const char *text, const struct target *host)
{
	const char *name = strchr(text, '/');
	size_t len = name ? (size_t)(name - text) : strlen(text);
	int port = host->port;
	char *address = split_port(text, len, &port);
	bool good;

	memset(n, 0, sizeof(*n));
	name = name && name[1] ? name + 1 : NULL;
	good = address && set_target(&n->target, address, port, name, host);
	if (good)
		set_label(n, name, host->port);
	else
		node_release(n);
	free(address);
	return good;
}

void
node_release(struct node *n)
{
	target_release(&n->target);
}
