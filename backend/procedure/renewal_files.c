/* Acts on files and on what addresses serve: the gates, the archive, and the closed loop of
 * verify.
 *
 * Of a file only facts are kept (FACTS_KEPT): a content or a password has no name here under
 * which it could be stored. */
#include "procedure/renewal_acts.h"
#include "procedure/renewal_ask.h"

#include "procedure/renewal_meaning.h"

#include "base/checks.h"
#include "base/mem.h"
#include "base/sha256.h"

enum { CONNECTIONS_NEEDED = 8 /* fresh ones to each address: a load balancer hides its nodes */ };

static const char *const facts_kept[] = {"name", "sha256", "certificate_sha256", "spki_sha256",
    "place", "subject", "issuer", "not_before", "not_after", "size", "exposed", "private", "ticket",
    "since"};

static void
member_copy(json_t *to, const char *name, const json_t *value)
{
	if (json_is_string(value))
		put_clean(to, name, json_string_value(value));
	else if (json_is_integer(value) || json_is_boolean(value))
		json_object_set_new(to, name, json_deep_copy(value));
}

static json_t *
facts_copy(const json_t *from)
{
	json_t *to = json_object();

	for (size_t i = 0; i < sizeof(facts_kept) / sizeof(*facts_kept); i++)
		member_copy(to, facts_kept[i], json_object_get(from, facts_kept[i]));
	return to;
}

/* What a sentence is filled in with: texts and numbers. */
static json_t *
members_copy(json_t *from)
{
	json_t *to = json_object(), *value;
	const char *name;

	json_object_foreach(from, name, value) {
		member_copy(to, name, value);
	}
	return to;
}

/* ---- gates ---- */

static bool
is_result(const json_t *check, enum check_state state)
{
	return check_state_from(text_at(check, "result")) == (int)state;
}

/* Every check that the step lists has passed, is standard and accepted, or has nothing to look at
 * here; and a critical one passed. What was not looked at at all has not passed. */
static bool
gate_open(const struct doing *d)
{
	const json_t *checks = json_object_get(d->record, "checks");
	bool passed = false;

	for (size_t i = 0; i < d->node->step->checks.count; i++) {
		const struct check_info *g = check_find(d->node->step->checks.items[i]);
		const json_t *check = g ? json_object_get(checks, g->name) : NULL;

		if (!is_result(check, CHECK_PASSED) && !is_result(check, CHECK_NOT_APPLICABLE) &&
		    !(g && g->grade == CHECK_STANDARD && is_result(check, CHECK_ACCEPTED)))
			return false;
		passed |= g && g->grade == CHECK_CRITICAL && is_result(check, CHECK_PASSED);
	}
	return passed;
}

static void
gate_try(struct doing *d)
{
	if (gate_open(d)) {
		step_finish(d, d->node, STATE_DONE);
		return;
	}
	put_text(d->record, "state", step_state_text(STATE_DOING));
	if (!number_of(d->record, "began_at"))
		put_number(d->record, "began_at", d->act->now);
}

static bool
is_critical_failure(const char *name, const json_t *check)
{
	const struct check_info *g = check_find(name);

	return g && g->grade == CHECK_CRITICAL && is_result(check, CHECK_FAILED);
}

/* There was nothing to compare with, since the procedure does not say what: that is no pass. */
static void
refuse_undeclared(const struct doing *d, const struct check_info *info, json_t *check)
{
	if (!info || !is_result(check, CHECK_NOT_APPLICABLE) ||
	    renewal_has_declared(d->r, d->site, d->node->definition, info))
		return;
	put_text(check, "result", check_state_text(CHECK_FAILED));
	put_text(check, "code", "not-declared");
}

static int
record_checks(struct doing *d)
{
	const json_t *given = json_object_get(d->act->args, "checks");
	json_t *checks = json_object(), *one;
	size_t i;

	json_object_set_new(d->record, "checks", checks);
	json_array_foreach(given, i, one) {
		const char *name = text_at(one, "name");
		json_t *check = json_object();

		if (!name || !names_have(&d->node->step->checks, name) ||
		    !(is_result(one, CHECK_PASSED) || is_result(one, CHECK_FAILED) ||
			is_result(one, CHECK_NOT_APPLICABLE))) {
			json_decref(check);
			return bad_argument(d, "checks", "unknown");
		}
		put_text(check, "result", text_at(one, "result"));
		refuse_undeclared(d, check_find(name), check);
		put_clean(check, "detail", text_at(one, "detail"));
		if (!text_at(check, "code"))
			put_clean(check, "code", text_at(one, "code"));
		if (json_object_get(one, "args"))
			json_object_set_new(
			    check, "args", members_copy(json_object_get(one, "args")));
		json_object_set_new(checks, name, check);
	}
	return 0;
}

/* Another certificate than was verified has to be verified anew. */
static void
verify_anew(struct doing *d)
{
	for (size_t i = 0; i < d->flow->count; i++) {
		const struct node *n = &d->flow->nodes[i];
		json_t *record = record_of(d->r, n->key);

		if (n->step->kind != STEP_VERIFY || !record)
			continue;
		put_text(record, "state", step_state_text(STATE_TODO));
		json_object_del(record, "done_at");
		json_object_del(record, "override");
		json_object_del(record, "seen");
		json_object_del(record, "addresses");
	}
}

static bool
is_another_certificate(const json_t *old, const json_t *new)
{
	const char *a = text_at(old, "certificate_sha256"), *b = text_at(new, "certificate_sha256");

	return a && (!b || strcmp(a, b) != 0);
}

static bool
is_refused(const struct doing *d)
{
	const char *name;
	json_t *check;

	json_object_foreach(json_object_get(d->record, "checks"), name, check) {
		if (is_critical_failure(name, check))
			return true;
	}
	return false;
}

static void
keep_earlier(struct doing *d, json_t *document)
{
	json_t *earlier = json_object_get(d->record, "earlier");

	if (document && !earlier)
		json_object_set_new(d->record, "earlier", earlier = json_array());
	if (document)
		json_array_append(earlier, document);
}

/* The renewal's document from now on; the one before it is kept with the step. */
static void
document_put(struct doing *d, const char *role, const json_t *document)
{
	json_t *documents = map_of(d->r, "documents"), *old = json_object_get(documents, role);

	keep_earlier(d, old);
	if (is_another_certificate(old, document))
		verify_anew(d);
	json_object_set_new(documents, role, facts_copy(document));
}

/* One that fails a critical check is remembered with its step, and is no document of the
 * renewal: nothing is compared with it, archived or looked for afterwards. */
int
act_document(struct doing *d)
{
	json_t *document = json_object_get(d->act->args, "document");

	if (!text_at(document, "sha256"))
		return bad_argument(d, "document", "empty");
	if (record_checks(d) < 0)
		return -1;
	keep_earlier(d, json_object_get(d->record, "refused"));
	json_object_del(d->record, "refused");
	if (is_refused(d))
		json_object_set_new(d->record, "refused", facts_copy(document));
	else
		document_put(d, d->node->step->role, document);
	gate_try(d);
	return 0;
}

int
act_accept(struct doing *d)
{
	const struct check_info *g = check_find(arg_text(d, "check"));
	json_t *check = g ? json_object_get(json_object_get(d->record, "checks"), g->name) : NULL;

	if (!check || !is_result(check, CHECK_FAILED))
		return bad_argument(d, "check", "unknown");
	if (g->grade == CHECK_CRITICAL)
		return err_set(d->err, "critical-check", "'%s' cannot be accepted", g->name);
	put_text(check, "result", check_state_text(CHECK_ACCEPTED));
	put_text(check, "by", d->act->actor);
	put_number(check, "at", d->act->now);
	put_clean(check, "reason", d->act->note);
	gate_try(d);
	return 0;
}

/* ---- archive ---- */

int
act_archive(struct doing *d)
{
	const json_t *digests = json_object_get(d->act->args, "digests"),
		     *documents = json_object_get(d->r->doc, "documents");
	const struct step *s = d->node->step;
	bool confirmed = flag_of(d->act->args, "confirmed");
	char *folder = NULL;

	for (size_t i = 0; i < s->roles.count; i++) {
		const json_t *document = json_object_get(documents, s->roles.items[i]);
		const char *kept = text_at(document, "sha256"),
			   *found = text_at(digests, s->roles.items[i]);

		if (document && found && kept && strcasecmp(kept, found) != 0)
			return err_set(d->err, "digest-differs",
			    "the %s in the folder is another file", s->roles.items[i]);
		if (document && !found && !confirmed)
			return err_argument(d->err, "digests", "empty", NULL);
	}
	if (renewal_fill(d->r, d->site, flow_texts(d->flow, s).folder, false, d->act->actor,
		d->today, &folder, d->err) < 0) {
		free(folder);
		return -1;
	}
	put_clean(d->record, "folder", folder);
	put_text(d->record, "compared", digests ? "digests" : "confirmed");
	free(folder);
	step_finish(d, d->node, STATE_DONE);
	return 0;
}

/* ---- verify ---- */

/* The digest that every address must serve: of the certificate that came last through a gate. */
static const char *
new_digest(const struct renewal *r)
{
	static const char *const roles[] = {"certificate", "p12"};

	for (size_t i = 0; i < 2; i++) {
		const char *digest =
		    text_at(json_object_get(json_object_get(r->doc, "documents"), roles[i]),
			"certificate_sha256");

		if (digest)
			return digest;
	}
	return NULL;
}

static json_t *
addresses_copy(const json_t *from)
{
	static const char *const kept[] = {
	    "monitor", "address", "sha256s", "connections", "outcome", "revoked"};
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach(from, i, one) {
		json_t *copy = json_object();

		for (size_t k = 0; k < sizeof(kept) / sizeof(*kept); k++)
			if (json_object_get(one, kept[k]))
				json_object_set_new(
				    copy, kept[k], json_deep_copy(json_object_get(one, kept[k])));
		json_array_append_new(list, copy);
	}
	return list;
}

/* One that its CA has revoked is not what was to be installed, whatever its digest. */
static bool
serves_only(const json_t *address, const char *digest)
{
	const json_t *list = json_object_get(address, "sha256s");
	const char *text = json_string_value(json_array_get(list, 0));

	return json_array_size(list) == 1 && text && !strcmp(text, digest) &&
	       !flag_of(address, "revoked") &&
	       number_of(address, "connections") >= CONNECTIONS_NEEDED;
}

/* A family without a route from here says nothing either way. */
static bool
does_not_count(const json_t *address)
{
	return outcome_from(text_at(address, "outcome")) == OUTCOME_NOT_CHECKED;
}

static const json_t *
seen_of(const struct doing *d, const json_t *address)
{
	char *key = mem_printf("%lld %s", (long long)number_of(address, "monitor"),
	    text_at(address, "address") ? text_at(address, "address") : "");
	const json_t *seen = json_object_get(json_object_get(d->record, "seen"), key);

	free(key);
	return seen;
}

static bool
monitor_is_covered(const struct doing *d, json_int_t id, const char *digest)
{
	const char *key;
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(d->record, "addresses"), i, one)
		if (number_of(one, "monitor") == id && serves_only(one, digest))
			return true;
	json_object_foreach(json_object_get(d->record, "seen"), key, one)
		if (number_of(one, "monitor") == id)
			return true;
	return false;
}

/* A file is served nowhere: it takes the certificate when the renewal closes. */
static bool
is_file(const json_t *monitor)
{
	return monitor_type_from(text_at(monitor, "type")) == MONITOR_FILE;
}

/* Are all of them files, there is nothing that could be seen, and a person has to say so. */
static bool
all_are_covered(const struct doing *d, const char *digest)
{
	size_t served = 0, i;
	json_t *one;

	json_array_foreach(json_object_get(d->r->doc, "monitors"), i, one) {
		if (is_file(one))
			continue;
		if (!monitor_is_covered(d, number_of(one, "id"), digest))
			return false;
		served++;
	}
	return served > 0;
}

/* Counts the addresses that serve the new one, and finishes when all do and no monitor is
 * without any. */
static void
verify_count(struct doing *d, const char *digest)
{
	json_int_t good = 0, total = 0;
	bool serves;
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(d->record, "addresses"), i, one) {
		if (does_not_count(one) && !seen_of(d, one))
			continue;
		serves = serves_only(one, digest) || seen_of(d, one) != NULL;
		json_object_set_new(one, "good", json_boolean(serves));
		total++;
		good += serves;
	}
	put_number(d->record, "good", good);
	put_number(d->record, "total", total);
	if (good == total && all_are_covered(d, digest))
		step_finish(d, d->node, STATE_DONE);
	else
		put_text(d->record, "state", step_state_text(STATE_DOING));
	if (!number_of(d->record, "began_at"))
		put_number(d->record, "began_at", d->act->now);
}

/* The addresses are all that the monitors have now, those added by hand among them. */
int
act_observe(struct doing *d)
{
	const char *digest = new_digest(d->r);
	const json_t *addresses = json_object_get(d->act->args, "addresses");

	if (!digest)
		return err_set(
		    d->err, "not-verified", "there is no new certificate to look for yet");
	if (!json_is_array(addresses))
		return bad_argument(d, "addresses", "empty");
	json_object_set_new(d->record, "addresses", addresses_copy(addresses));
	verify_count(d, digest);
	return 0;
}

/* Before a verification looked, what the daemon knows of says which addresses there are; none of
 * them is seen by that. */
static void
addresses_begin(struct doing *d)
{
	const json_t *known = json_object_get(d->act->args, "addresses");

	if (!json_object_get(d->record, "addresses") && json_is_array(known))
		json_object_set_new(d->record, "addresses", addresses_copy(known));
}

/* What a person saw in a browser, where no probe reaches: counts for its address, and says who
 * and where. */
int
act_seen(struct doing *d)
{
	const char *digest = new_digest(d->r), *address = arg_text(d, "address"),
		   *sha256 = arg_text(d, "sha256");
	json_t *all = json_object_get(d->record, "seen"), *one;
	char *key, hex[2 * SHA256_BYTES + 1];

	if (!sha256)
		return bad_argument(d, "sha256", "empty");
	if (!sha256_parse(sha256, hex))
		return bad_argument(d, "sha256", "not-a-fingerprint");
	if (!digest || strcmp(hex, digest) != 0)
		return err_set(d->err, digest ? "digest-differs" : "not-verified",
		    "that is not the new certificate");
	one = json_object();
	if (!all) {
		all = json_object();
		json_object_set_new(d->record, "seen", all);
	}
	put_number(one, "monitor", number_of(d->act->args, "monitor"));
	put_clean(one, "address", address);
	put_text(one, "sha256", digest);
	put_clean(one, "where", arg_text(d, "where"));
	put_text(one, "by", d->act->actor);
	put_number(one, "at", d->act->now);
	key = mem_printf("%lld %s", (long long)number_of(one, "monitor"), address ? address : "");
	json_object_set_new(all, key, one);
	free(key);
	addresses_begin(d);
	verify_count(d, digest);
	return 0;
}

int
act_override(struct doing *d)
{
	json_t *one = json_object();

	put_clean(one, "reason", d->act->note);
	put_text(one, "by", d->act->actor);
	put_number(one, "at", d->act->now);
	json_object_set_new(d->record, "override", one);
	step_finish(d, d->node, STATE_DONE);
	return 0;
}

/* Seen after closing: an address serves another certificate again. Open, and verify anew. */
int
act_rolled_back(struct doing *d)
{
	const json_t *addresses = json_object_get(d->act->args, "addresses");
	bool found = false;

	for (size_t i = 0; i < d->flow->count; i++) {
		const struct node *n = &d->flow->nodes[i];
		json_t *record;

		if (n->step->kind != STEP_VERIFY || n->counts != COUNTS_YES)
			continue;
		record = record_make(d->r, n->key);
		put_text(record, "state", step_state_text(STATE_DOING));
		json_object_del(record, "done_at");
		json_object_del(record, "override");
		json_object_set_new(record, "addresses", addresses_copy(addresses));
		found = true;
	}
	if (!found)
		return err_set(d->err, "bad-state", "nothing was verified in this renewal");
	put_number(d->r->doc, "rolled_back_at", d->act->now);
	return act_reopen(d);
}
