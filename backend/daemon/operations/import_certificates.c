#include "daemon/operations/import_certificates.h"

#include "base/members.h"
#include "base/sha256.h"
#include "daemon/daemon.h"
#include "daemon/operations/document_gate.h"
#include "daemon/operations/operations.h"
#include "daemon/session.h"
#include "daemon/state/file_certificate.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "daemon/state/writer.h"
#include "pki/document.h"

/* ---- in a row ---- */

json_t *
import_certificate_of(
    const struct daemon *d, const json_t *row, const struct monitor *m, json_t **refused)
{
	const json_t *said = json_object_get(row, "certificate");
	const char *sha256 = json_string_value(said);
	json_t *facts = NULL;

	*refused = NULL;
	if (!said || json_is_null(said))
		return NULL;
	if (sha256_is_hex(sha256))
		facts = certificate_facts(d->roster, sha256, d->store);
	if (m->type != MONITOR_FILE || !facts || document_is_only_ca(facts)) {
		*refused = field_refusal("certificate", said, "unknown");
		json_decref(facts);
		facts = NULL;
	}
	return facts;
}

int
import_certificate_write(struct session *s, const struct monitor *m, json_t *facts, struct err *err)
{
	const struct row fresh = {.monitor = *m}; /* its texts stay m's */

	return file_certificate_write(
	    session_daemon(s)->file_certificates, session_actor(s), &fresh, facts, err);
}

/* ---- document.keep ---- */

/* All of them in one transaction. */
static int
keep_all(struct session *s, const json_t *document, json_t *kept, struct err *err)
{
	struct daemon *d = session_daemon(s);
	json_t *item;
	size_t i;
	int rc = writer_begin(d->writer, err);

	json_array_foreach(json_object_get(document, "items"), i, item) {
		if (rc || document_role_from(text_of(item, "kind")) != DOCUMENT_CERTIFICATE)
			continue;
		rc = file_certificate_keep(d->file_certificates, item, err);
		json_array_append(kept, json_object_get(item, "sha256"));
	}
	if (!rc)
		rc = writer_commit(d->writer, err);
	if (rc)
		writer_rollback(d->writer, err);
	return rc;
}

static void
keep_read(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	json_t *kept = json_array();
	struct err why = {0};

	(void)request;
	if (!answer)
		session_failed(s, id, err);
	else if (document_refuse_unread(s, id, answer))
		;
	else if (keep_all(s, json_object_get(answer, "document"), kept, &why) < 0)
		session_failed(s, id, &why);
	else if (!json_array_size(kept))
		session_error(s, id, "no-certificate", NULL);
	else
		session_ok(s, id, json_pack("{s:O}", "certificates", kept));
	json_decref(kept);
}

static void
op_keep(struct session *s, json_int_t id, const json_t *args)
{
	int fds[INSPECTORS_FDS_MAX];
	size_t count = documents_claim(s, fds);

	document_inspect(s, id, args, NULL, NULL, fds, count, keep_read);
}

const struct operation import_certificate_operations[] = {
    {.name = "document.keep",
	.right = RIGHT_ADMINISTER,
	.run = op_keep,
	.cost = COST_INSPECTION,
	.file = true,
	.arguments = ARGUMENTS({"password", ARGUMENT_FLAG, .what = "it is handed over, too"}),
	.what = "Keeps what the certificates in a file say, for rows of monitor.import.",
	.answer = "certificates: their digests"},
    {.name = NULL},
};
