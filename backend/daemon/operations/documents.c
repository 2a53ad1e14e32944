/* Operations on files that clients hand over: renewal.file, document.fits, monitor.file.
 * Files come as descriptors, never as paths, for a client can open what the daemon may not, and the daemon
 * what the client may not; what is here are sealed copies (receiving.h). A child reads each of them (inspectors.h),
 * with the password of a PKCS#12 in a second one; what comes back are facts and checks, and no bytes of the file.
 *
 * So every operation has two halves: op_… claims the descriptors and asks; …_read runs when the child has answered, perhaps seconds later, and looks at the renewal or the
 * monitor again, whose version may have changed meanwhile. What all of them share is in document_gate.c. */
#include "daemon/operations/operations.h"

#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/document_gate.h"
#include "daemon/operations/monitors.h"
#include "daemon/session.h"
#include "daemon/state/file_certificate.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/writer.h"
#include "pki/document.h"
#include "procedure/renewal_bounds.h"

#include <limits.h>

enum { FITS_MAX = 50 };

/* ---- renewal.file ---- */

static void
file_read(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	json_t *ok = document_record(s, id, request, answer, err);

	if (ok)
		session_ok(s, id, ok);
}

static void
op_file(struct session *s, json_int_t id, const json_t *args)
{
	int fds[INSPECTORS_FDS_MAX];
	size_t count = documents_claim(s, fds);
	json_t *request = json_copy((json_t *)(uintptr_t)args);

	json_object_del(request, "origin");
	document_gate(s, id, request, fds, count, file_read);
	json_decref(request);
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
	else if (!document_refuse_unread(s, id, answer))
		session_ok(s, id,
		    json_pack(
			"{s:o, s:O}", "document", document_shown(f.document), "fits", f.found));
	json_decref(f.found);
}

static void
op_fits(struct session *s, json_int_t id, const json_t *args)
{
	int fds[INSPECTORS_FDS_MAX];
	size_t count = documents_claim(s, fds);

	document_inspect(s, id, args, NULL, NULL, fds, count, fits_read);
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
		monitor_conflict(s, id, args, row);
	else
		return row;
	return NULL;
}

static void
own_read(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	struct daemon *d = session_daemon(s);
	const json_t *document = json_object_get(answer, "document");
	json_t *facts = (json_t *)(uintptr_t)document_item(document, "certificate");
	struct err why = {0};
	struct row *row;

	if (!answer) {
		session_failed(s, id, err);
		return;
	}
	if (document_refuse_unread(s, id, answer) || !(row = file_row(s, id, request)))
		return;
	if (!facts) {
		session_error(s, id, "no-certificate", NULL);
		return;
	}
	if (document_is_only_ca(facts)) {
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
	size_t count = documents_claim(s, fds);

	if (file_row(s, id, args))
		document_inspect(s, id, args, NULL, NULL, fds, count, own_read);
	else
		documents_close(fds, count);
}

const struct operation document_operations[] = {
    {.name = "monitor.file",
	.right = RIGHT_OPERATE,
	.run = op_own,
	.cost = COST_INSPECTION,
	.file = true,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "a monitor of type file"), ARGUMENT_VERSION,
	    {"password", ARGUMENT_FLAG, .what = "it is handed over, too"}),
	.what = "The certificate in the file is the monitor's.",
	.answer = "row, document"},
    {.name = "document.fits",
	.right = RIGHT_READ,
	.run = op_fits,
	.cost = COST_INSPECTION,
	.file = true,
	.arguments = ARGUMENTS({"password", ARGUMENT_FLAG, .what = "it is handed over, too"}),
	.what = "What a file is, and the steps that could have it.",
	.answer = "document, fits"},
    {.name = "renewal.file",
	.right = RIGHT_OPERATE,
	.run = op_file,
	.cost = COST_INSPECTION,
	.file = true,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the renewal"), ARGUMENT_VERSION,
	    {"step", ARGUMENT_TEXT, true, .what = "its key"},
	    {"password", ARGUMENT_FLAG, .what = "it is handed over, too"},
	    {"name", ARGUMENT_TEXT, .what = "of the file"},
	    {"place", ARGUMENT_TEXT, .most = PATH_MAX,
		.what = "where it is, for whoever needs it again"},
	    {"exposed", ARGUMENT_FLAG, .what = "others can read it where it is"},
	    {"note", ARGUMENT_TEXT, .most = RENEWAL_TEXT_MAX, .what = "a remark"}),
	.what = "Hands a file over to a step, through its gate.",
	.answer = "renewal, document, checks, open"},
    {.name = NULL},
};
