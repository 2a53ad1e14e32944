/* A file has two halves here as well (documents.c): document_inspect gives the descriptors to a child and returns at
 * once; what follows runs when that child has answered, perhaps seconds later, and looks at the renewal again.
 *
 * The child has read a stranger's bytes and is not trusted: an answer without what it should have is
 * "inspect-crashed". Of a file only facts are kept, of a key the digest of its public half; where the file came
 * from is not asked here, for the gate is the same for all. */
#include "daemon/operations/document_gate.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "daemon/daemon.h"
#include "daemon/operations/gate_inputs.h"
#include "daemon/operations/renewals.h"
#include "daemon/session.h"
#include "daemon/state/file_certificate.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/remembered_choices.h"
#include "daemon/state/writer.h"
#include "pki/document.h"
#include "procedure/renewal_ask.h"
#include "wire/protocol.h"

enum { SHOWN_BYTES = LINE_MAX_BYTES / 2, SHOWN_ITEMS = 20, SHOWN_NAMES = 128 };

/* ---- descriptors ---- */

void
documents_close(const int *fds, size_t count)
{
	while (count)
		sys_close(&(int){fds[--count]});
}

size_t
documents_claim(struct session *s, int fds[INSPECTORS_FDS_MAX])
{
	size_t count = 0;

	while (count < INSPECTORS_FDS_MAX && (fds[count] = session_claim_fd(s)) >= 0)
		count++;
	return count;
}

int
document_inspect(struct session *s, json_int_t id, const json_t *args, const char *gate,
    json_t *asked, const int *fds, size_t count, inspected_fn *done)
{
	struct daemon *d = session_daemon(s);
	json_t *what = json_pack("{s:b, s:I, s:s*, s:o*}", "password", count == 2, "now",
	    (json_int_t)clock_wall(d->clock), "gate", gate, "asked", asked);
	struct err err = {0};
	int rc = inspectors_ask(d->inspectors, s, session_actor(s)->uid, id, args,
	    json_pack("{s:o}", "inspect", what), fds, count, done, &err);

	if (rc < 0)
		session_failed(s, id, &err);
	return rc;
}

/* ---- what the child said ---- */

/* Many names, or many certificates, would not fit a client's line: fewer and fewer of them. */
json_t *
document_shown(const json_t *document)
{
	json_t *shown = json_deep_copy(document), *items = json_object_get(shown, "items"), *item;
	size_t most = SHOWN_NAMES, bytes, i;

	while (json_array_size(items) > SHOWN_ITEMS)
		json_array_remove(items, json_array_size(items) - 1);
	do {
		json_array_foreach(items, i, item) {
			json_t *sans = json_object_get(item, "sans");
			while (json_array_size(sans) > most)
				json_array_remove(sans, json_array_size(sans) - 1);
		}
		bytes = json_dumpb(shown, NULL, 0, JSON_COMPACT);
		most /= 2;
	} while (bytes > SHOWN_BYTES && most);
	while (json_dumpb(shown, NULL, 0, JSON_COMPACT) > SHOWN_BYTES && json_array_size(items))
		json_array_remove(items, json_array_size(items) - 1);
	return shown;
}

/* The item that a role is about: the marked leaf, or the first of its kind. */
const json_t *
document_item(const json_t *document, const char *role)
{
	const json_t *items = json_object_get(document, "items"), *item;
	int about = document_role_from(role);
	bool is_certificate = about != DOCUMENT_CSR && about != DOCUMENT_KEY;
	size_t i;

	json_array_foreach(items, i, item) {
		if (is_certificate ? flag_of(item, "leaf")
				   : document_role_from(text_of(item, "kind")) == about)
			return item;
	}
	return NULL;
}

bool
document_is_only_ca(const json_t *facts)
{
	return flag_of(facts, "ca") &&
	       strcmp(text_of(facts, "subject"), text_of(facts, "issuer")) != 0;
}

bool
document_holds_key(const json_t *document)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(document, "items"), i, one) {
		if (document_role_from(text_of(one, "kind")) == DOCUMENT_KEY)
			return true;
	}
	return false;
}

/* Facts alone; of a key there is its public half's digest. */
static json_t *
document_kept(const json_t *document, const char *role, const json_t *request)
{
	static const char *const kept[] = {"subject", "issuer", "not_before", "not_after"};
	const json_t *item = document_item(document, role),
		     *origin = json_object_get(request, "origin");
	json_t *facts = json_object();

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (json_object_get(item, kept[i]))
			json_object_set(facts, kept[i], json_object_get(item, kept[i]));
	if (*text_of_key(item)) /* what the next file is compared by */
		json_object_set_new(facts, "spki_sha256", json_string(text_of_key(item)));
	if (document_role_from(text_of(item, "kind")) == DOCUMENT_CERTIFICATE)
		json_object_set(facts, "certificate_sha256", json_object_get(item, "sha256"));
	json_object_set(facts, "sha256", json_object_get(document, "sha256"));
	json_object_set(facts, "size", json_object_get(document, "bytes"));
	if (*text_of(request, "name"))
		json_object_set(facts, "name", json_object_get(request, "name"));
	if (*text_of(request, "place"))
		json_object_set(facts, "place", json_object_get(request, "place"));
	if (flag_of(request, "exposed"))
		json_object_set_new(facts, "exposed", json_true());
	if (document_holds_key(document))
		json_object_set_new(facts, "private", json_true());
	if (origin)
		json_object_update(facts, (json_t *)(uintptr_t)origin);
	if (origin && document_holds_key(document)) /* whoever sees the ticket can read it there */
		json_object_set_new(facts, "exposed", json_true());
	return facts;
}

static json_t *
as_array(const json_t *list)
{
	return list ? json_incref((json_t *)(uintptr_t)list) : json_array();
}

/* The first check of a gate is whether there is what it is about. Where it failed the file is not
 * what the step asks for, and nothing is recorded. A child that neither refuses nor tells of a
 * document is not in its right mind: it has just read a stranger's bytes. */
bool
document_refuse_unread(struct session *s, json_int_t id, const json_t *answer)
{
	const json_t *error = json_object_get(answer, "error"),
		     *checks = json_object_get(answer, "checks"),
		     *first = json_array_get(checks, 0);
	const char *code;
	json_t *args;

	if (!error && check_state_from(text_of(first, "state")) == CHECK_FAILED)
		error = first;
	if (!error && json_is_object(json_object_get(answer, "document")))
		return false;
	if (!error) {
		session_error(s, id, "inspect-crashed", NULL);
		return true;
	}
	args = json_is_object(json_object_get(error, "args"))
		   ? json_deep_copy(json_object_get(error, "args"))
		   : json_object();
	if (checks)
		json_object_set_new(args, "checks", as_array(checks));
	code = text_of(error, "code");
	session_error(s, id, code, args);
	return true;
}

/* ---- the gate of a step ---- */

/* The child's checks as the engine takes them: those that the step asks for. What could not be
 * looked at was not checked, and so is not there. */
static json_t *
checks_given(const json_t *checks, const struct step *step)
{
	json_t *given = json_array(), *one;
	size_t i;

	json_array_foreach(checks, i, one) {
		const char *id = text_of(one, "id"), *code = text_of(one, "code");
		if (!names_have(&step->checks, id) || !strcmp(code, "not-read"))
			continue;
		json_array_append_new(given,
		    json_pack("{s:s, s:s, s:s*, s:O*}", "name", id, "result", text_of(one, "state"),
			"code", *code ? code : NULL, "args", json_object_get(one, "args")));
	}
	return given;
}

static json_t *
recorded(struct session *s, const struct loaded_renewal *t, const char *step, const json_t *answer)
{
	struct renewal_step found;
	bool open = renewal_step_find(t->renewal, step, &found) && found.state == STATE_DONE;

	return json_pack("{s:o, s:o, s:o, s:b}", "renewal", renewal_state_json(s, t), "document",
	    document_shown(json_object_get(answer, "document")), "checks",
	    as_array(json_object_get(answer, "checks")), "open", open);
}

/* A file monitor takes its certificate's facts from here when the renewal closes. */
static int
keep_facts(struct daemon *d, const json_t *answer, const char *role, struct err *err)
{
	const json_t *item = document_item(json_object_get(answer, "document"), role);
	int rc;

	if (document_role_from(text_of(item, "kind")) != DOCUMENT_CERTIFICATE)
		return 0;
	rc = writer_begin(d->writer, err);
	if (!rc)
		rc = file_certificate_keep(d->file_certificates, (json_t *)(uintptr_t)item, err);
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc < 0)
		writer_rollback(d->writer, err);
	return rc;
}

/* Somebody may have been first meanwhile: the act names the version that the request did. */
json_t *
document_record(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	struct daemon *d = session_daemon(s);
	const json_t *version = json_object_get(request, "version");
	struct renewal_act act = {.what = "document",
	    .step = text_of(request, "step"),
	    .note = string_of(request, "note"),
	    .actor = session_actor(s)->login,
	    .now = clock_wall(d->clock),
	    .version = json_integer_value(version)};
	struct renewal_step step;
	struct loaded_renewal t, done = {0};
	struct err why = {0};
	json_t *args = NULL, *ok = NULL;

	if (!answer) {
		session_failed(s, id, err);
		return NULL;
	}
	if (document_refuse_unread(s, id, answer) || renewal_load(s, id, request, &t) < 0)
		return NULL;
	if (renewal_step_find(t.renewal, act.step, &step) && step.step->role)
		args = json_pack("{s:o, s:o}", "document",
		    document_kept(json_object_get(answer, "document"), step.step->role, request),
		    "checks", checks_given(json_object_get(answer, "checks"), step.step));
	act.args = args;
	if (args && keep_facts(d, answer, step.step->role, &why) < 0)
		session_failed(s, id, &why);
	else if (open_renewals_do(
		     d->open_renewals, session_actor(s), t.record.id, &act, &done, &why) == 0) {
		remembered_choices_follow(d->remembered_choices, session_actor(s), &act, &done);
		ok = recorded(s, &done, act.step, answer);
	} else
		renewal_refuse(s, id, &why, &done);
	json_decref(args);
	loaded_renewal_release(&done);
	loaded_renewal_release(&t);
	return ok;
}

/* A "chain" is a document that no gate looks at. */
static bool
is_file_step(const struct renewal_step *s)
{
	return s->step->kind == STEP_FILE && s->step->role && s->step->checks.count;
}

int
document_gate(struct session *s, json_int_t id, const json_t *request, const int *fds, size_t count,
    inspected_fn *done)
{
	const char *name = text_of(request, "step");
	const json_t *version = json_object_get(request, "version");
	const struct err conflict = {.code = "conflict"};
	struct renewal_step step;
	struct loaded_renewal t;
	int rc = -1;

	if (renewal_load(s, id, request, &t) < 0) {
		documents_close(fds, count);
		return -1;
	}
	if (!renewal_step_find(t.renewal, name, &step))
		session_error(s, id, "no-step", json_pack("{s:s}", "name", name));
	else if (!is_file_step(&step))
		session_error(s, id, "not-a-file-step", json_pack("{s:s}", "name", name));
	else if (json_integer_value(version) != renewal_version(t.renewal))
		renewal_refuse(s, id, &conflict, &t);
	else
		rc = 0;
	if (rc == 0)
		rc = document_inspect(s, id, request, step.step->role,
		    gate_inputs_of(session_daemon(s), &t), fds, count, done);
	else
		documents_close(fds, count);
	loaded_renewal_release(&t);
	return rc;
}
