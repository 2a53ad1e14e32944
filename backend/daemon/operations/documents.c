/* Operations on files that clients hand over: renewal.file, document.fits, monitor.file.
 * Files come as descriptors, never as paths, for a client can open what the daemon may not, and the daemon
 * what the client may not. A child reads each of them (inspectors.h), with the password of a PKCS#12 in a
 * second descriptor; what comes back are facts and checks, and no bytes of the file.
 *
 * So every operation has two halves: op_… claims the descriptors, refuses what is no small regular file, and
 * asks; …_read runs when the child has answered, perhaps seconds later, and looks at the renewal or the
 * monitor again, whose version may have changed meanwhile. The child has read a stranger's bytes and is not
 * trusted: an answer without what it should have is "inspect-crashed". Of a key only the digest of its
 * public half is kept. */
#include "daemon/operations/operations.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/inspectors.h"
#include "daemon/operations/gate_inputs.h"
#include "daemon/operations/renewals.h"
#include "daemon/session.h"
#include "daemon/state/file_certificate.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/remembered_choices.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/writer.h"
#include "pki/document.h"
#include "procedure/renewal_ask.h"
#include "wire/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

enum { SHOWN_BYTES = LINE_MAX_BYTES / 2, SHOWN_ITEMS = 20, SHOWN_NAMES = 128, FITS_MAX = 50 };

/* ---- descriptors ---- */

/* Why a file is not read at all; NULL: it may be. A server that does not answer is not asked. */
static const char *
unfit(int fd)
{
	static const struct {
		mode_t type;
		const char *code;
	} types[] = {{S_IFDIR, "is-folder"}, {S_IFIFO, "is-fifo"}, {S_IFSOCK, "is-socket"},
	    {S_IFCHR, "is-device"}, {S_IFBLK, "is-device"}};
	struct statx st;

	if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE | STATX_SIZE, &st) < 0)
		return "io";
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if ((st.stx_mode & S_IFMT) == types[i].type)
			return types[i].code;
	return st.stx_size > DOCUMENT_MAX_BYTES ? "is-too-large" : NULL;
}

static void
close_all(int *fds, size_t count)
{
	while (count)
		close(fds[--count]);
}

/* The document, and after it the password where one is said to come (they did: operation.h); how many, 0 after answering.
 * The database's own file never comes so far (session_admits). */
static size_t
claim_files(struct session *s, json_int_t id, const json_t *args, int fds[INSPECTORS_FDS_MAX])
{
	size_t wanted = flag_of(args, "password") ? 2 : 1, count = 0;
	const char *why;

	while (count < wanted)
		fds[count++] = session_claim_fd(s);
	why = unfit(fds[0]);
	if (why) {
		close_all(fds, count);
		session_error(s, id, why, NULL);
		return 0;
	}
	return count;
}

/* Has a child read the files. */
static void
inspect(struct session *s, json_int_t id, const json_t *args, const char *gate, json_t *asked,
    const int *fds, size_t count, inspected_fn *done)
{
	struct daemon *d = session_daemon(s);
	json_t *what = json_pack("{s:b, s:I, s:s*, s:o*}", "password", count == 2, "now",
	    (json_int_t)clock_wall(d->clock), "gate", gate, "asked", asked);
	struct err err = {0};

	if (inspectors_ask(d->inspectors, s, id, args, json_pack("{s:o}", "inspect", what), fds,
		count, done, &err) < 0)
		session_failed(s, id, &err);
}

/* ---- what the child said ---- */

/* Many names, or many certificates, would not fit a client's line: fewer and fewer of them. */
static json_t *
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
static const json_t *
item_of(const json_t *document, const char *role)
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

/* A key may come along in a file of another role. */
static bool
holds_key(const json_t *document)
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
	const json_t *item = item_of(document, role);
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
	if (holds_key(document))
		json_object_set_new(facts, "private", json_true());
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
static bool
refuse_unread(struct session *s, json_int_t id, const json_t *answer)
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

/* ---- renewal.file ---- */

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

static void
answer_recorded(struct session *s, json_int_t id, const struct loaded_renewal *t, const char *step,
    const json_t *answer)
{
	struct renewal_step found;
	bool open = renewal_step_find(t->renewal, step, &found) && found.state == STATE_DONE;

	session_ok(s, id,
	    json_pack("{s:o, s:o, s:o, s:b}", "renewal", renewal_state_json(s, t), "document",
		document_shown(json_object_get(answer, "document")), "checks",
		as_array(json_object_get(answer, "checks")), "open", open));
}

/* A file monitor takes its certificate's facts from here when the renewal closes. */
static int
keep_facts(struct daemon *d, const json_t *answer, const char *role, struct err *err)
{
	const json_t *item = item_of(json_object_get(answer, "document"), role);
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
static void
file_read(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
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
	json_t *args = NULL;

	if (!answer) {
		session_failed(s, id, err);
		return;
	}
	if (refuse_unread(s, id, answer) || renewal_load(s, id, request, &t) < 0)
		return;
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
		answer_recorded(s, id, &done, act.step, answer);
	} else
		renewal_refuse(s, id, &why, &done);
	json_decref(args);
	loaded_renewal_release(&done);
	loaded_renewal_release(&t);
}

/* A "chain" is a document that no gate looks at. */
static bool
is_file_step(const struct renewal_step *s)
{
	return s->step->kind == STEP_FILE && s->step->role && s->step->checks.count;
}

static void
op_file(struct session *s, json_int_t id, const json_t *args)
{
	const char *name = text_of(args, "step");
	const json_t *version = json_object_get(args, "version");
	const struct err conflict = {.code = "conflict"};
	int fds[INSPECTORS_FDS_MAX];
	size_t count = claim_files(s, id, args, fds);
	struct renewal_step step;
	struct loaded_renewal t;

	if (!count)
		return;
	if (renewal_load(s, id, args, &t) < 0) {
		close_all(fds, count);
		return;
	}
	if (!renewal_step_find(t.renewal, name, &step))
		session_error(s, id, "no-step", json_pack("{s:s}", "name", name));
	else if (!is_file_step(&step))
		session_error(s, id, "not-a-file-step", json_pack("{s:s}", "name", name));
	else if (json_integer_value(version) != renewal_version(t.renewal))
		renewal_refuse(s, id, &conflict, &t);
	else {
		inspect(s, id, args, step.step->role, gate_inputs_of(session_daemon(s), &t), fds,
		    count, file_read);
		count = 0;
	}
	close_all(fds, count);
	loaded_renewal_release(&t);
}

/* ---- document.fits ---- */

struct fits {
	const json_t *document;
	json_t *found;
};

static bool
holds_text(const json_t *list, const char *text)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		if (*text && !strcasecmp(json_string_value(one), text))
			return true;
	}
	return false;
}

/* Is the file's item one that a step of that role takes? */
static bool
is_of_role(const json_t *document, const json_t *item, const char *role)
{
	bool p12 = !strcmp(text_of(document, "form"), "pkcs12");

	if (document_role_from(role) == DOCUMENT_P12)
		return p12 && flag_of(item, "leaf");
	return !p12 && !strcmp(text_of(item, "kind"), role);
}

static bool
names_one(const json_t *item, const json_t *domains)
{
	const json_t *san;
	size_t i;

	if (holds_text(domains, text_of(item, "subject_cn")))
		return true;
	json_array_foreach(json_object_get(item, "sans"), i, san) {
		const char *name = json_string_value(san);
		if (name && !strncmp(name, "DNS:", 4) && holds_text(domains, name + 4))
			return true;
	}
	return false;
}

static void
add_fit(struct fits *f, const struct renewal_summary *b, const json_t *step, const char *how)
{
	const json_t *one;
	size_t i;

	json_array_foreach(f->found, i, one) {
		if (number_of(one, "renewal") == b->id &&
		    json_equal(json_object_get(one, "step"), json_object_get(step, "step")))
			return;
	}
	if (json_array_size(f->found) < FITS_MAX)
		json_array_append_new(
		    f->found, json_pack("{s:I, s:I, s:O, s:O, s:O, s:s}", "renewal",
				  (json_int_t)b->id, "version", (json_int_t)b->version, "domain",
				  json_array_get(json_object_get(b->expects, "domains"), 0), "step",
				  json_object_get(step, "step"), "role",
				  json_object_get(step, "role"), "how", how));
}

/* By key, or by name: a key that is known in a renewal says more than a name that several have. */
static void
fit_one(struct fits *f, const struct renewal_summary *b, bool by_key)
{
	const json_t *spkis = json_object_get(b->expects, "spkis"),
		     *domains = json_object_get(b->expects, "domains"), *step, *item;
	size_t i, k;

	if (!json_array_size(domains) ||
	    holds_text(json_object_get(b->expects, "digests"), text_of(f->document, "sha256")))
		return;
	json_array_foreach(json_object_get(b->expects, "files"), i, step) {
		json_array_foreach(json_object_get(f->document, "items"), k, item) {
			if (!is_of_role(f->document, item, text_of(step, "role")))
				continue;
			if (by_key ? holds_text(spkis, text_of_key(item))
				   : names_one(item, domains))
				add_fit(f, b, step, by_key ? "spki" : "name");
		}
	}
}

static void
fits_read(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	const struct open_renewals *renewals = session_daemon(s)->open_renewals;
	struct fits f = {json_object_get(answer, "document"), json_array()};
	const struct renewal_summary *b;

	(void)request;
	for (int by_name = 0; f.document && by_name < 2 && !json_array_size(f.found); by_name++)
		for (size_t i = 0; (b = open_renewals_at(renewals, i)); i++)
			fit_one(&f, b, !by_name);
	if (!answer)
		session_failed(s, id, err);
	else if (!refuse_unread(s, id, answer))
		session_ok(s, id,
		    json_pack(
			"{s:o, s:O}", "document", document_shown(f.document), "fits", f.found));
	json_decref(f.found);
}

static void
op_fits(struct session *s, json_int_t id, const json_t *args)
{
	int fds[INSPECTORS_FDS_MAX];
	size_t count = claim_files(s, id, args, fds);

	if (count)
		inspect(s, id, args, NULL, NULL, fds, count, fits_read);
}

/* ---- monitor.file ---- */

/* The monitor as the request saw it; NULL after answering. */
static struct row *
file_row(struct session *s, json_int_t id, const json_t *args)
{
	json_int_t number = number_of(args, "id");
	struct row *row = roster_find(session_daemon(s)->roster, number);

	if (!row)
		session_error(s, id, "not-found", json_pack("{s:I}", "id", number));
	else if (row->monitor.type != MONITOR_FILE)
		session_error(
		    s, id, "not-a-file-monitor", json_pack("{s:s}", "name", row->monitor.name));
	else if (number_of(args, "version") != row->monitor.version)
		session_error(s, id, "conflict", json_pack("{s:o}", "row", row_short(row)));
	else
		return row;
	return NULL;
}

/* A file of the chain alone: what is watched would be the CA's own end, years after that of the
 * certificate. Who signed himself has no other. */
static bool
is_only_ca(const json_t *facts)
{
	return flag_of(facts, "ca") &&
	       strcmp(text_of(facts, "subject"), text_of(facts, "issuer")) != 0;
}

static void
own_read(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	struct daemon *d = session_daemon(s);
	const json_t *document = json_object_get(answer, "document");
	json_t *facts = (json_t *)(uintptr_t)item_of(document, "certificate");
	struct err why = {0};
	struct row *row;

	if (!answer) {
		session_failed(s, id, err);
		return;
	}
	if (refuse_unread(s, id, answer) || !(row = file_row(s, id, request)))
		return;
	if (!facts) {
		session_error(s, id, "no-certificate", NULL);
		return;
	}
	if (is_only_ca(facts)) {
		session_error(
		    s, id, "only-ca", json_pack("{s:s}", "name", text_of(facts, "subject")));
		return;
	}
	if (writer_begin(d->writer, &why) < 0 ||
	    file_certificate_write(d->file_certificates, session_actor(s), row, facts, &why) < 0 ||
	    writer_commit(d->writer, &why) < 0) {
		writer_rollback(d->writer, &why);
		session_failed(s, id, &why);
		return;
	}
	file_certificate_written(d->file_certificates, row, facts);
	if (row->renewal)
		open_renewals_recheck(d->open_renewals, row->renewal->id);
	session_ok(s, id,
	    json_pack("{s:o, s:o}", "row", row_short(row), "document", document_shown(document)));
}

static void
op_own(struct session *s, json_int_t id, const json_t *args)
{
	int fds[INSPECTORS_FDS_MAX];
	size_t count = claim_files(s, id, args, fds);

	if (count && file_row(s, id, args))
		inspect(s, id, args, NULL, NULL, fds, count, own_read);
	else
		close_all(fds, count);
}

const struct operation document_operations[] = {
    {.name = "monitor.file",
	.right = RIGHT_OPERATE,
	.run = op_own,
	.file = true,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "a monitor of type file"), ARGUMENT_VERSION,
	    {"password", ARGUMENT_FLAG, .what = "a second descriptor holds it"}),
	.what = "The certificate in the file is the monitor's.",
	.answer = "row, document"},
    {.name = "document.fits",
	.right = RIGHT_READ,
	.run = op_fits,
	.file = true,
	.arguments = ARGUMENTS({"password", ARGUMENT_FLAG, .what = "a second descriptor holds it"}),
	.what = "What a file is, and the steps that could have it.",
	.answer = "document, fits"},
    {.name = "renewal.file",
	.right = RIGHT_OPERATE,
	.run = op_file,
	.file = true,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the renewal"), ARGUMENT_VERSION,
	    {"step", ARGUMENT_TEXT, true, .what = "its key"},
	    {"password", ARGUMENT_FLAG, .what = "a second descriptor holds it"},
	    {"name", ARGUMENT_TEXT, .what = "of the file"},
	    {"place", ARGUMENT_TEXT, .what = "where it is, for whoever needs it again"},
	    {"exposed", ARGUMENT_FLAG, .what = "others can read it where it is"},
	    {"note", ARGUMENT_TEXT, .what = "a remark"}),
	.what = "Hands a file over to a step, through its gate.",
	.answer = "renewal, document, checks, open"},
    {.name = NULL},
};
