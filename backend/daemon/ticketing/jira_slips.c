#include "daemon/ticketing/jira_slips.h"

#include "base/config.h"
#include "base/err.h"
#include "base/terms.h"
#include "tickets/base_url.h"
#include "words/errors_jira.h"
#include "words/words.h"

#include <errno.h>
#include <jansson.h>

static void
complain(struct config *c, const char *message, const char *value)
{
	config_complain(c, message, json_pack("{s:s}", "value", value));
}

const char *
jira_proxy_url(const struct config *c)
{
	const char *named = config_proxy(c, c->jira_proxy);

	return *named ? named : c->jira_proxy;
}

static bool
any_fits(const char *sentence, const json_t *args)
{
	(void)sentence;
	(void)args;
	return true;
}

/* In the words that an error has, since whoever sees it has made the same slip. */
static void
look_at_base(struct config *c)
{
	const char *fault = *c->jira ? base_url_fault(c->jira, c->jira_plain) : NULL;
	json_t *args;

	if (!fault)
		return;
	args =
	    json_pack("{s:s, s:s}", "reason", fault, "value", strcmp(fault, "user") ? c->jira : "");
	config_complain(c, errors_jira_sentence("bad-jira-url", args, any_fits), args);
}

static void
look_at_proxy(struct config *c)
{
	const char *url = jira_proxy_url(c);

	if (*url && strncmp(url, "http://", 7) != 0 && strncmp(url, "socks5://", 9) != 0)
		complain(c,
		    N_("jira-proxy: '{value}' is neither a name in proxies nor http://host:port or "
		       "socks5://host:port."),
		    c->jira_proxy);
}

static void
look_at_ca_file(struct config *c)
{
	if (*c->jira_ca_file && access(c->jira_ca_file, R_OK) < 0)
		config_complain(c, "jira-ca-file: '{name}': {text}",
		    json_pack("{s:s, s:s}", "name", c->jira_ca_file, "text", err_reason(errno)));
}

static bool
is_type(const char *entry)
{
	size_t len = strcspn(entry, "=");
	char role[32];

	if (!entry[len] || !entry[len + 1] || len >= sizeof(role))
		return false;
	snprintf(role, sizeof(role), "%.*s", (int)len, entry);
	return !strcmp(role, "*") || ticket_role_from(role) >= 0;
}

static bool
is_field(const char *entry)
{
	const char *dot = strchr(entry, '.'), *is = strchr(entry, '=');
	json_t *value;

	if (!dot || !is || dot == entry || is < dot + 2)
		return false;
	value = json_loads(is + 1, JSON_DECODE_ANY, NULL);
	json_decref(value);
	return value != NULL;
}

void
jira_slips_complain(struct config *c)
{
	look_at_base(c);
	look_at_proxy(c);
	look_at_ca_file(c);
	for (size_t i = 0; i < c->jira_types_count; i++)
		if (!is_type(c->jira_types[i]))
			complain(c,
			    N_("jira-types: '{value}' is not role=type, where the role is origin, "
			       "csr, head, "
			       "request, install, answer or other, or * for the rest."),
			    c->jira_types[i]);
	for (size_t i = 0; i < c->jira_fields_count; i++)
		if (!is_field(c->jira_fields[i]))
			complain(c,
			    N_("jira-fields: '{value}' is not PROJECT.field=JSON, such as "
			       "SIS.customfield_10010={\"value\":\"Producció\"}."),
			    c->jira_fields[i]);
}
