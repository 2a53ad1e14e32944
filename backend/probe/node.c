#include "probe/node.h"

#include "base/endpoint.h"
#include "base/mem.h"

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
	int used = endpoint_format(
	    n->label, sizeof(n->label), t->name, t->port == usual_port ? 0 : t->port);

	if (name)
		snprintf(n->label + used, sizeof(n->label) - (size_t)used, "/%s",
		    t->sni ? t->sni : t->expected);
}

bool
node_parse(struct node *n, const char *text, const struct target *host)
{
	const char *name = strchr(text, '/');
	char *before = mem_strndup(text, strcspn(text, "/"));
	struct endpoint e;
	bool good = !endpoint_parse(&e, before);

	memset(n, 0, sizeof(*n));
	name = name && name[1] ? name + 1 : NULL;
	good = good && set_target(&n->target, e.host, e.port ? e.port : host->port, name, host);
	if (good)
		set_label(n, name, host->port);
	else
		node_release(n);
	endpoint_release(&e);
	free(before);
	return good;
}

void
node_release(struct node *n)
{
	target_release(&n->target);
}
