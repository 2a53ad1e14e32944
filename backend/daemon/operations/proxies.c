#include "daemon/operations/proxies.h"

#include "base/buf.h"
#include "base/config.h"
#include "daemon/operation.h"

json_t *
proxy_refusal(const struct config *c, const char *name)
{
	json_t *value, *args;
	struct buf known = {0};

	if (!*name || *config_proxy(c, name))
		return NULL;
	for (size_t i = 0; i < c->proxies_count; i++)
		buf_printf(&known, "%s%.*s", i ? ", " : "", (int)strcspn(c->proxies[i], "="),
		    c->proxies[i]);
	value = json_string(name);
	args = field_refusal("proxy", value, known.len ? "no-such-proxy" : "no-proxies");
	json_object_set_new(args, "known", json_string(buf_str(&known)));
	buf_release(&known);
	json_decref(value);
	return args;
}
