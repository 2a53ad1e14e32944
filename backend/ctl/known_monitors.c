#include "ctl/known_monitors.h"

#include "base/endpoint.h"
#include "base/members.h"
#include "base/terms.h"
#include "base/text.h"
#include "inventory/serial.h"

#include <string.h>

/* ---- the indexes ---- */

static void
index_add(json_t *index, const char *key, json_t *row)
{
	if (key && *key && !json_object_get(index, key))
		json_object_set(index, key, row);
}

static void
index_serial(struct known_monitors *k, json_t *row)
{
	char *serial = serial_form(text_of(row, "serial"));
	json_t *same = json_object_get(k->by_serial, serial);

	if (*serial && !same) {
		same = json_array();
		json_object_set_new(k->by_serial, serial, same);
	}
	if (*serial)
		json_array_append(same, row);
	free(serial);
}

static void
index_host(struct known_monitors *k, const char *host, json_t *row)
{
	const char *dot = host ? strchr(host, '.') : NULL;

	index_add(k->by_host, host, row);
	if (dot)
		index_add(k->by_parent, dot + 1, row);
}

static void
index_row(struct known_monitors *k, json_t *row)
{
	int type = monitor_type_from(text_of(row, "type"));
	const json_t *address;
	char *folded;
	size_t i;

	index_add(k->by_sha256, string_of(row, "sha256"), row);
	json_array_foreach(json_object_get(row, "addresses"), i, address)
		index_add(k->by_sha256, string_of(address, "sha256"), row);
	index_serial(k, row);
	if (type == MONITOR_FILE) {
		folded = text_folded(text_of(row, "name"));
		index_add(k->by_file_name, folded, row);
		free(folded);
	} else if (type == MONITOR_ENDPOINT) {
		index_host(k, string_of(row, "host"), row);
		index_host(k, string_of(row, "sni"), row);
	}
}

int
known_monitors_fetch(struct ctl *ctl, struct known_monitors *k)
{
	*k = (struct known_monitors){.by_sha256 = json_object(),
	    .by_serial = json_object(),
	    .by_host = json_object(),
	    .by_parent = json_object(),
	    .by_file_name = json_object()};
	if (rows_fetch(ctl, true, NULL, "id", &k->rows) < 0)
		return -1;
	for (size_t i = 0; i < k->rows.count; i++)
		index_row(k, k->rows.row[i]);
	return 0;
}

void
known_monitors_release(struct known_monitors *k)
{
	json_decref(k->by_sha256);
	json_decref(k->by_serial);
	json_decref(k->by_host);
	json_decref(k->by_parent);
	json_decref(k->by_file_name);
	rows_release(&k->rows);
	*k = (struct known_monitors){0};
}

/* ---- asking ---- */

const json_t *
known_by_sha256(const struct known_monitors *k, const char *sha256)
{
	return json_object_get(k->by_sha256, sha256);
}

const json_t *
known_by_serial(const struct known_monitors *k, const char *serial, const char *issuer)
{
	char *form = serial_form(serial);
	const json_t *row, *found = NULL;
	size_t i;

	json_array_foreach(json_object_get(k->by_serial, form), i, row) {
		if (!found && (!issuer || !strcmp(text_of(row, "issuer"), issuer)))
			found = row;
	}
	free(form);
	return found;
}

const json_t *
known_by_name(const struct known_monitors *k, const char *name)
{
	if (host_is_wildcard(name))
		return json_object_get(k->by_parent, name + 2);
	return json_object_get(k->by_host, name);
}

const json_t *
known_file(const struct known_monitors *k, const char *name)
{
	char *folded = text_folded(name);
	const json_t *row = json_object_get(k->by_file_name, folded);

	free(folded);
	return row;
}
