#include "daemon/operations/gate_inputs.h"

#include "base/clock.h"
#include "base/mem.h"
#include "daemon/daemon.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "procedure/calendar.h"
#include "procedure/renewal_ask.h"
#include "procedure/site.h"

enum { HISTORY_MAX = 200, KEYS_MAX = 500 };

static const char *
text_at(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text && *text ? text : NULL;
}

static const char *
value_of(const json_t *doc, const char *name)
{
	return text_at(json_object_get(json_object_get(doc, "values"), name), "value");
}

/* What a decision that is in force chose; NULL. It belongs to the renewal. */
static const char *
choice_of(const struct renewal *r, const char *name)
{
	struct renewal_step s;

	for (size_t i = 0; renewal_step_at(r, i, &s); i++)
		if (s.step->kind == STEP_DECISION && s.step->sets && !strcmp(s.step->sets, name) &&
		    s.state == STATE_DONE)
			return text_at(s.record, "choice");
	return NULL;
}

/* ---- the subject, as the ticket asks for it ---- */

/* The words of `openssl req` in the ticket's block, one "Word: value" a line. */
static const struct {
	const char *word, *member;
} words[] = {
    {"Organization", "organization"},
    {"Organization Unit", "unit"},
    {"Locality", "locality"},
    {"State", "state"},
    {"Country", "country"},
    {"Email", "email"},
};

static void
take_line(json_t *asked, json_t *subject, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len), *value;
	size_t word_len = colon ? (size_t)(colon - line) : 0;
	char *text;

	if (!colon)
		return;
	for (value = colon + 1; value < line + len && *value == ' '; value++)
		;
	text = mem_strndup(value, len - (size_t)(value - line));
	for (size_t n = strlen(text); n && strchr(" \r\t", text[n - 1]); n--)
		text[n - 1] = '\0';
	if (word_len == strlen("Key Size") && !strncmp(line, "Key Size", word_len))
		json_object_set_new(asked, "key_bits", json_integer(strtol(text, NULL, 10)));
	for (size_t i = 0; *text && i < sizeof(words) / sizeof(*words); i++)
		if (word_len == strlen(words[i].word) && !strncmp(line, words[i].word, word_len))
			json_object_set_new(subject, words[i].member, json_string(text));
	free(text);
}

/* The text is the pinned one, so what a CSR is held against is what Sistemes was asked for. */
static void
ask_subject(json_t *asked, const struct daemon *d, const struct renewal *r)
{
	const struct site *site = library_site(open_renewals_library(d->open_renewals, false));
	int32_t today = day_at(clock_wall(d->clock));
	json_t *subject = json_object();
	struct renewal_step s;

	for (size_t i = 0; renewal_step_at(r, i, &s); i++) {
		const struct definition_template *t =
		    s.step->kind == STEP_TICKET && s.step->template
			? definition_template(s.definition, s.step->template)
			: NULL;
		char *filled = NULL;

		if (!t || !strstr(t->body, "Key Size:"))
			continue;
		if (renewal_fill(r, site, t->body, false, "", today, &filled, NULL) == 0)
			for (const char *at = filled; *at; at += *at == '\n') {
				size_t len = strcspn(at, "\n");
				take_line(asked, subject, at, len);
				at += len;
			}
		free(filled);
	}
	json_object_set_new(asked, "subject", subject);
}

/* ---- names ---- */

static void
add_name(json_t *sans, const char *name, size_t len)
{
	char *san = mem_printf("DNS:%.*s", (int)len, name);

	json_array_append_new(sans, json_string(san));
	free(san);
}

/* The domains of its other monitors, and what was typed in where the names of today were decided
 * to be kept. */
static void
ask_names(json_t *asked, const json_t *doc, const struct renewal *r)
{
	const char *decided = choice_of(r, "noms"), *typed = value_of(doc, "noms-demanats");
	json_t *sans = json_array(), *one;
	size_t i;

	json_array_foreach(json_object_get(doc, "monitors"), i, one) {
		const char *domain = text_at(one, "domain");
		if (!i && domain)
			json_object_set_new(asked, "domain", json_string(domain));
		else if (domain)
			add_name(sans, domain, strlen(domain));
	}
	if (decided && !strcmp(decided, "tots") && typed)
		for (typed += strspn(typed, " ,;\t\n"); *typed; typed += strspn(typed, " ,;\t\n")) {
			size_t len = strcspn(typed, " ,;\t\n");
			add_name(sans, typed, len);
			typed += len;
		}
	json_object_set_new(asked, "sans", sans);
}

/* ---- the CA ---- */

/* The site says by which words the CA of a choice is known in a certificate; one that was typed in
 * is known by its name. */
static void
ask_issuer(json_t *asked, const json_t *doc, const struct renewal *r, const struct site *site)
{
	const char *ca = choice_of(r, "ca");
	char *name = ca ? mem_printf("issuer.%s", ca) : NULL;
	const char *list = name ? site_value(site, name) : NULL;
	json_t *issuers = json_array();

	if (!list && ca)
		list = value_of(doc, "ca-nom");
	for (; list && *(list += strspn(list, ", ")); list += strcspn(list, ","))
		json_array_append_new(issuers, json_stringn(list, strcspn(list, ",")));
	json_object_set_new(asked, "issuers", issuers);
	free(name);
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
	json_t *one;
	size_t i;

	if (!spki || !*spki || (k->own && !strcmp(k->own, spki)) ||
	    json_array_size(k->list) >= KEYS_MAX)
		return;
	json_array_foreach(k->list, i, one) {
		if (!strcmp(json_string_value(one), spki))
			return;
	}
	json_array_append_new(k->list, json_string(spki));
}

static bool
add_served(const struct change *c, void *arg)
{
	struct keys *k = arg;
	json_t *facts = *c->sha256 ? certificate_facts(k->d->roster, c->sha256, k->d->store) : NULL;

	add_key(k, text_at(facts, "spki_sha256"));
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

json_t *
gate_inputs_of(struct daemon *d, const struct loaded_renewal *t)
{
	json_t *asked = json_object(), *doc = renewal_json(t->renewal);
	const json_t *documents = json_object_get(doc, "documents");
	const char *csr = text_at(json_object_get(documents, "csr"), "spki_sha256"),
		   *key = text_at(json_object_get(documents, "key"), "spki_sha256");

	ask_names(asked, doc, t->renewal);
	ask_subject(asked, d, t->renewal);
	ask_issuer(
	    asked, doc, t->renewal, library_site(open_renewals_library(d->open_renewals, false)));
	ask_history(asked, d, t, documents);
	if (csr)
		json_object_set_new(asked, "csr_spki", json_string(csr));
	if (key)
		json_object_set_new(asked, "key_spki", json_string(key));
	json_decref(doc);
	return asked;
}
