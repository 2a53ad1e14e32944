#include "daemon/operations/gate_inputs.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/certificate_kinds.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "procedure/calendar.h"
#include "procedure/renewal_meaning.h"
#include "procedure/renewal_names.h"
#include "procedure/site.h"

#include <arpa/inet.h>

enum { HISTORY_MAX = 200, KEYS_MAX = 500 };

/* As the ticket asked for it: both are filled in from the pinned text. */
static void
ask_subject(json_t *asked, const struct daemon *d, const struct renewal *r)
{
	int bits;

	json_object_set_new(asked, "subject",
	    renewal_subject(r, library_site(open_renewals_library(d->open_renewals, false)),
		day_at(clock_wall(d->clock)), &bits));
	if (bits)
		json_object_set_new(asked, "key_bits", json_integer(bits));
}

/* ---- names ---- */

/* The subject name is compared with the common name; a certificate has to cover it and each of the others. */
static void
ask_names(json_t *asked, const struct renewal *r)
{
	json_t *names = renewal_names(r), *sans = json_array(), *one;
	unsigned char address[sizeof(struct in6_addr)];
	size_t i;

	json_array_foreach(names, i, one) {
		const char *name = json_string_value(one);
		bool is_address = inet_pton(AF_INET, name, address) == 1 ||
				  inet_pton(AF_INET6, name, address) == 1;
		char *san = mem_printf("%s:%s", is_address ? "IP" : "DNS", name);
		if (i)
			json_array_append_new(sans, json_string(san));
		else
			json_object_set_new(asked, "domain", json_string(name));
		free(san);
	}
	json_object_set_new(asked, "sans", sans);
	json_decref(names);
}

/* ---- what was served, and is ---- */

struct keys {
	const struct daemon *d;
	json_t *list;
	const char *own; /* of the renewal's certificate, which may be served already */
	int64_t renewal;
};

static void
add_key(struct keys *k, const char *spki)
{
	if (!spki || !*spki || (k->own && !strcmp(k->own, spki)) ||
	    json_array_size(k->list) >= KEYS_MAX || texts_have(k->list, spki))
		return;
	json_array_append_new(k->list, json_string(spki));
}

static bool
add_served(const struct change *c, void *arg)
{
	struct keys *k = arg;
	json_t *facts = *c->sha256 ? certificate_facts(k->d->roster, c->sha256, k->d->store) : NULL;

	add_key(k, text_of_key(facts));
	json_decref(facts);
	return true;
}

static bool
add_documents(const struct stored_renewal *r, void *arg)
{
	struct keys *k = arg;

	for (size_t i = 0; r->id != k->renewal && i < r->document_count; i++)
		add_key(k, r->documents[i].spki_sha256);
	return true;
}

static void
ask_history(
    json_t *asked, struct daemon *d, const struct loaded_renewal *t, const json_t *documents)
{
	struct keys k = {d, json_array(),
	    text_at(json_object_get(documents, "certificate"), "spki_sha256"), t->record.id};
	json_t *served = NULL;

	for (size_t i = 0; i < t->record.monitor_count; i++) {
		const struct row *row = roster_find(d->roster, t->record.monitors[i]);

		store_change_each(
		    d->store, t->record.monitors[i], HISTORY_MAX, add_served, &k, NULL);
		store_renewal_of_monitor(d->store, t->record.monitors[i], add_documents, &k, NULL);
		if (served || !row || !row->leaf)
			continue;
		served = certificate_facts(d->roster, row->leaf->sha256, d->store);
		if (served)
			json_object_set_new(asked, "served", served);
	}
	json_object_set_new(asked, "used_spkis", k.list);
}

/* The kind that the list has, as it is now: who finds it wrong there mends it there. */
static void
ask_kind(json_t *asked, const struct daemon *d, const struct loaded_renewal *t)
{
	for (size_t i = 0; i < t->record.monitor_count; i++) {
		const struct row *row = roster_find(d->roster, t->record.monitors[i]);
		const struct site_kind *k = row ? certificate_kind_of(d, &row->monitor) : NULL;

		if (k && k->purpose) {
			json_object_set_new(asked, "declared",
			    json_pack("{s:s, s:s}", "kind", k->id, "purpose", k->purpose));
			return;
		}
	}
}

json_t *
gate_inputs_of(struct daemon *d, const struct loaded_renewal *t)
{
	json_t *asked = json_object(), *doc = renewal_json(t->renewal);
	const json_t *documents = json_object_get(doc, "documents");
	const char *csr = text_at(json_object_get(documents, "csr"), "spki_sha256"),
		   *key = text_at(json_object_get(documents, "key"), "spki_sha256");

	ask_names(asked, t->renewal);
	ask_subject(asked, d, t->renewal);
	json_object_set_new(asked, "issuers",
	    renewal_issuers(
		t->renewal, library_site(open_renewals_library(d->open_renewals, false))));
	ask_history(asked, d, t, documents);
	ask_kind(asked, d, t);
	if (csr)
		json_object_set_new(asked, "csr_spki", json_string(csr));
	if (key)
		json_object_set_new(asked, "key_spki", json_string(key));
	json_decref(doc);
	return asked;
}
