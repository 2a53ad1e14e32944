/* By which procedures a monitor's certificate can be renewed. */
#include "daemon/operations/renewal_start.h"

#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/operations.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "procedure/site.h"
#include "procedure/template.h"

enum { SHARING_MAX = 40 }; /* as many as can be chosen from */

/* ---- procedures ---- */

const char *
renewal_procedure(const struct site *site, const struct row *row)
{
	const char *name = site_procedure(site, row->monitor.certificate_kind,
	    kind_text(row->monitor.kind), row->leaf ? row->leaf->issuer_cn : "");

	return name ? name : "";
}

static const char *
value_of(void *ctx, const char *name, const char **instead)
{
	*instead = site_missing(ctx, name);
	return site_value(ctx, name);
}

/* What the procedure says of itself; no renewal is there yet to fill more holes than the site can. */
static json_t *
own_words(const struct site *site, const struct definition *p)
{
	struct buf text = {0};
	json_t *json;

	if (p->text)
		template_expand(
		    &text, p->text, TEMPLATE_PLAIN, value_of, (void *)(uintptr_t)site, NULL);
	json = json_string(buf_str(&text));
	buf_release(&text);
	return json;
}

/* The other monitors that have the same certificate, and no renewal that is open: it replaces theirs too. */
static json_t *
sharing_json(const struct roster *roster, const struct row *row)
{
	json_t *list = json_array();

	for (size_t i = 0; row && row->leaf && i < roster_slots(roster); i++) {
		const struct row *other = roster_at(roster, i);

		if (other == row || other->gone || other->renewal || !other->leaf ||
		    strcmp(other->leaf->sha256, row->leaf->sha256) != 0)
			continue;
		if (json_array_size(list) == SHARING_MAX)
			break;
		json_array_append_new(
		    list, json_pack("{s:I, s:s, s:s, s:i}", "id", (json_int_t)other->monitor.id,
			      "name", other->monitor.name, "host", other->monitor.host, "port",
			      other->monitor.port));
	}
	return list;
}

/* Those that can be begun, the one that is right for the monitor first. The urgent channel is a
 * switch of the others. */
static void
op_procedures(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	const struct library *library = open_renewals_library(d->open_renewals, true);
	bool alone = !json_object_get(args, "monitor");
	const struct row *row = alone ? NULL : roster_find(d->roster, number_of(args, "monitor"));
	const struct definition *p;
	const char *usual = "";
	json_t *list = json_array();

	if (!row && !alone) {
		json_decref(list);
		session_error(
		    s, id, "not-found", json_pack("{s:I}", "id", number_of(args, "monitor")));
		return;
	}
	if (row)
		usual = renewal_procedure(library_site(library), row);
	for (size_t i = 0; (p = library_at(library, i)); i++) {
		json_t *one;
		if (!p->usable || p->urgent || (alone && !p->alone))
			continue;
		one = json_pack("{s:s, s:s, s:o, s:b}", "name", p->name, "title", p->title, "text",
		    own_words(library_site(library), p), "usual", !strcmp(p->name, usual));
		if (!strcmp(p->name, usual))
			json_array_insert_new(list, 0, one);
		else
			json_array_append_new(list, one);
	}
	session_ok(s, id,
	    json_pack("{s:o, s:b, s:o}", "procedures", list, "may_be_planned",
		row && !row->leaf && row->monitor.type != MONITOR_FILE, "sharing",
		sharing_json(d->roster, row)));
}

const struct operation renewal_begin_operations[] = {
    {.name = "renewal.procedures",
	.right = RIGHT_READ,
	.run = op_procedures,
	.arguments = ARGUMENTS({"monitor", ARGUMENT_NUMBER, .most = NUMBER_MOST,
	    .what = "whose certificate is to be renewed; none: those that need no monitor"}),
	.what = "The procedures that can be begun for it, the usual one first.",
	.answer = "procedures, may_be_planned, sharing"},
    {.name = NULL},
};
