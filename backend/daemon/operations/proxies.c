#include "daemon/operations/proxies.h"

#include "base/buf.h"
#include "base/config.h"
#include "daemon/daemon.h"
#include "daemon/operations/operations.h"

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

static void
op_list(struct session *s, json_int_t id, const json_t *args)
{
	const struct config *c = session_daemon(s)->config;
	json_t *list = json_array();

	(void)args;
	for (size_t i = 0; i < c->proxies_count; i++)
		json_array_append_new(
		    list, json_pack("{s:s%}", "name", c->proxies[i], strcspn(c->proxies[i], "=")));
	session_ok(s, id, json_pack("{s:o}", "proxies", list));
}

const struct operation proxy_operations[] = {
    {.name = "proxy.list",
	.right = RIGHT_READ,
	.run = op_list,
	.what = "The proxies that the configuration names: the name of each.",
	.answer = "proxies"},
    {.name = NULL},
};
