#include "daemon/operations/certificate_kinds.h"

#include "base/buf.h"
#include "base/mem.h"
#include "daemon/daemon.h"
#include "daemon/operation.h"
#include "daemon/operations/operations.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "procedure/site.h"
#include "store/store.h"

static const struct site *
site_of(const struct daemon *d)
{
	return library_site(open_renewals_library(d->open_renewals, false));
}

void
certificate_kinds_reread(const struct daemon *d)
{
	open_renewals_library(d->open_renewals, true);
}

const struct site_kind *
certificate_kind_named(const struct daemon *d, const char *text)
{
	return site_kind_find(site_of(d), text);
}

static json_t *
refusal(const struct site *site, const char *name)
{
	json_t *value = json_string(name), *args;
	struct buf known = {0};
	const struct site_kind *k;

	for (size_t i = 0; (k = site_kind(site, i)); i++)
		buf_printf(&known, "%s%s", i ? ", " : "", k->id);
	args = field_refusal("certificate_kind", value, "no-such-kind");
	json_object_set_new(args, "known", json_string(buf_str(&known)));
	buf_release(&known);
	json_decref(value);
	return args;
}

/* Who renews it is asked for apart, for a machine may, or somebody else. */
static void
follow_class(struct monitor *m, const struct site_kind *k)
{
	if (m->kind == KIND_SERVER || m->kind == KIND_DEVICE)
		m->kind = (enum kind)kind_from(k->class);
}

json_t *
certificate_kind_settle(const struct daemon *d, struct monitor *m, const json_t *args)
{
	const struct site_kind *k;

	if (!json_object_get(args, "certificate_kind") || !*m->certificate_kind)
		return NULL;
	k = site_kind_find(site_of(d), m->certificate_kind);
	if (!k)
		return refusal(site_of(d), m->certificate_kind);
	mem_replace(&m->certificate_kind, k->id);
	follow_class(m, k);
	return NULL;
}

const struct site_kind *
certificate_kind_of(const struct daemon *d, const struct monitor *m)
{
	return *m->certificate_kind ? site_kind_find(site_of(d), m->certificate_kind) : NULL;
}

json_t *
certificate_kind_json(const struct site_kind *k)
{
	json_t *choices = k ? json_object() : NULL;
	const char *name, *value;

	for (size_t i = 0; k && (value = site_kind_choice(k, i, &name)); i++)
		json_object_set_new(choices, name, json_string(value));
	return k ? json_pack("{s:s, s:s, s:o}", "id", k->id, "title", k->title, "choices", choices)
		 : NULL;
}

static void
op_kinds(struct session *s, json_int_t id, const json_t *args)
{
	const struct site *site =
	    library_site(open_renewals_library(session_daemon(s)->open_renewals, true));
	const struct site_kind *k;
	json_t *list = json_array();

	(void)args;
	for (size_t i = 0; (k = site_kind(site, i)); i++)
		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", k->id, "title", k->title,
			      "procedure", k->procedure, "class", k->class, "source",
			      k->source ? k->source : ""));
	session_ok(s, id, json_pack("{s:o}", "kinds", list));
}

const struct operation certificate_kind_operations[] = {
    {.name = "kind.list",
	.right = RIGHT_READ,
	.run = op_kinds,
	.what = "The kinds of certificate that site.conf lists: id, title, procedure, class and "
		"source of each.",
	.answer = "kinds"},
    {.name = NULL},
};
