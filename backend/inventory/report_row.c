#include "inventory/report_row.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "base/text.h"

#include <string.h>

/* Folded; by the first of them that stands in the cell. */
static const struct {
	const char *word, *status;
} statuses[] = {{"revoked", "revoked"}, {"revocat", "revoked"}, {"revocad", "revoked"},
    {"expired", "expired"}, {"caducat", "expired"}, {"caducad", "expired"}, {"expirat", "expired"},
    {"expirad", "expired"}, {"declined", "refused"}, {"rejected", "refused"},
    {"invalid", "refused"}, {"rebutja", "refused"}, {"rechazad", "refused"}, {"denega", "refused"},
    {"requested", "pending"}, {"applied", "pending"}, {"approved", "pending"},
    {"pendent", "pending"}, {"pendiente", "pending"}, {"sol·licit", "pending"},
    {"solicitad", "pending"}, {"issued", "issued"}, {"valid", "issued"}, {"emes", "issued"},
    {"emitid", "issued"}, {"vigent", "issued"}, {"actiu", "issued"}, {"activ", "issued"},
    {"lliurat", "issued"}};

const char *
report_status(const char *cell)
{
	char *folded = text_folded(cell);
	const char *found = NULL;

	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses) && !found; i++)
		if (strstr(folded, statuses[i].word))
			found = statuses[i].status;
	free(folded);
	return found;
}

static bool
is_host(const char *name)
{
	struct endpoint e;
	const char *reason = endpoint_parse(&e, name), *dot = reason ? NULL : strrchr(e.host, '.');
	bool is = dot && dot > e.host && dot[1] && !strpbrk(name, " \t@/");

	endpoint_release(&e);
	return is;
}

/* "DNS:a.cat" and "dNSName=a.cat" too, as some write it. */
static const char *
bare_name(const char *san)
{
	const char *end = strpbrk(san, ":=");

	return end && !strncasecmp(san, "d", 1) && strcspn(san, ".") > (size_t)(end - san) ? end + 1
											   : san;
}

static void
add_host(json_t *seen, const char *name, struct buf *out)
{
	char *folded = is_host(name) ? text_folded(name) : NULL;

	if (folded && !json_object_get(seen, folded)) {
		json_object_set_new(seen, folded, json_true());
		buf_printf(out, "%s%s", out->len ? "," : "", folded);
	}
	free(folded);
}

static void
name_file(json_t *row, const char *name)
{
	if (!json_object_get(row, "name"))
		json_object_set_new(row, "name", json_string(name));
	if (!json_object_get(row, "type"))
		json_object_set_new(row, "type", json_string(monitor_type_text(MONITOR_FILE)));
}

char *
report_row_hosts(json_t *row)
{
	json_t *names = json_incref(json_object_get(row, "sans")), *seen = json_object(), *one;
	char *name = mem_strdup(text_of(row, "common_name"));
	bool own = json_object_get(row, "host") || json_object_get(row, "type");
	struct buf hosts = {0};
	size_t i;

	if (!*name && !json_object_get(row, "serial"))
		json_object_del(row, "status"); /* of something else: an order, a piece of work */
	json_object_del(row, "common_name");
	json_object_del(row, "sans");
	if (!own) {
		add_host(seen, name, &hosts);
		json_array_foreach(names, i, one)
			add_host(seen, bare_name(json_string_value(one)), &hosts);
	}
	if (!own && !hosts.len && *name)
		name_file(row, name);
	json_decref(names);
	json_decref(seen);
	free(name);
	return hosts.len ? buf_steal(&hosts) : NULL;
}
