#include "probe/target.h"

#include "base/hostname.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <net/if.h>

/* "192.0.2.1", "2001:db8::1", "[2001:db8::1]", "fe80::1%eth0". */
static bool
address_parse(const char *text, int port, union address *a)
{
	char copy[ADDRESS_TEXT_SIZE];
	size_t len = strlen(text);
	char *scope;

	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, text, &a->v4.sin_addr) == 1) {
		a->v4.sin_family = AF_INET;
		a->v4.sin_port = htons((uint16_t)port);
		return true;
	}
	if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	scope = strchr(copy, '%');
	if (scope)
		*scope++ = '\0';
	if (inet_pton(AF_INET6, copy, &a->v6.sin6_addr) != 1)
		return false;
	a->v6.sin6_family = AF_INET6;
	a->v6.sin6_port = htons((uint16_t)port);
	a->v6.sin6_scope_id = scope ? if_nametoindex(scope) : 0;
	return true;
}

/* An address as a certificate names it: a scope is only this machine's. */
static char *
address_expected(const union address *a)
{
	char text[ADDRESS_TEXT_SIZE];

	address_text(a, text, sizeof(text));
	return mem_strndup(text, strcspn(text, "%"));
}

static const char *
target_set_names(struct target *t, const char *sni)
{
	union address address;

	if (!sni && !t->literal)
		t->sni = mem_strdup(t->name);
	if (!sni || !*sni) {
		t->expected = t->literal ? address_expected(&t->address) : mem_strdup(t->name);
		return NULL;
	}
	if (address_parse(sni, 0, &address)) {
		t->expected = address_expected(&address);
		return NULL;
	}
	if (hostname_parse(sni, &t->sni))
		return "bad-sni";
	t->expected = mem_strdup(t->sni);
	return NULL;
}

const char *
target_set(struct target *t, const char *host, int port, const char *sni)
{
	char text[ADDRESS_TEXT_SIZE];

	memset(t, 0, sizeof(*t));
	if (port < 1 || port > 65535)
		return "bad-port";
	t->port = port;
	t->literal = address_parse(host, port, &t->address);
	if (t->literal) {
		address_text(&t->address, text, sizeof(text));
		t->name = mem_strdup(text);
	} else if (hostname_parse(host, &t->name)) {
		return "bad-name";
	}
	return target_set_names(t, sni);
}

void
target_release(struct target *t)
{
	free(t->name);
	free(t->sni);
	free(t->expected);
	memset(t, 0, sizeof(*t));
}

socklen_t
address_length(const union address *a)
{
	return a->any.sa_family == AF_INET ? sizeof(a->v4) : sizeof(a->v6);
}

void
address_text(const union address *a, char *text, size_t size)
{
	char scope[IF_NAMESIZE];
	size_t used;

	text[0] = '\0';
	if (a->any.sa_family == AF_INET) {
		inet_ntop(AF_INET, &a->v4.sin_addr, text, (socklen_t)size);
		return;
	}
	inet_ntop(AF_INET6, &a->v6.sin6_addr, text, (socklen_t)size);
	used = strlen(text);
	if (a->v6.sin6_scope_id && if_indextoname(a->v6.sin6_scope_id, scope))
		snprintf(text + used, size - used, "%%%s", scope);
}

int
address_compare(const void *left, const void *right)
{
	const union address *a = left, *b = right;

	if (a->any.sa_family != b->any.sa_family)
		return a->any.sa_family == AF_INET ? -1 : 1;
	if (a->any.sa_family == AF_INET)
		return memcmp(&a->v4.sin_addr, &b->v4.sin_addr, sizeof(a->v4.sin_addr));
	return memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr, sizeof(a->v6.sin6_addr));
}
