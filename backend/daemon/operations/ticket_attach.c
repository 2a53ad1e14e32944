/* ticket.attach: a CSR or a certificate becomes a request of the outbox, once a child has read it, so that no key is put
 * where many can read it. */
#include "daemon/operations/operations.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/memory_file.h"
#include "base/new_file.h"
#include "base/sys.h"
#include "daemon/daemon.h"
#include "daemon/operations/document_gate.h"
#include "daemon/operations/ticket_fetches.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/ticketing/outbox.h"
#include "daemon/ticketing/request_attach.h"
#include "procedure/renewal_ask.h"
#include "store/tickets.h"

#include <ctype.h>
#include <fcntl.h>

enum {
	ATTACH_MOST = 64 * 1024, /* bytes */
	RUN_MOST = 24            /* of letters and digits that may still be a word */
};

/* Its renewal and the key of its step, where it is on account of one; false after answering. */
static bool
find_step(struct session *s, json_int_t id, const json_t *args, struct ticket_request *r)
{
	struct loaded_renewal t;
	struct renewal_step step;
	struct err err = {0};
	bool found = false;

	r->renewal = number_of(args, "renewal");
	if (!string_of(args, "step"))
		return true;
	if (open_renewals_read(session_daemon(s)->open_renewals, r->renewal, &t, &err) < 0)
		session_failed(s, id, &err);
	else if (!(found = renewal_step_find(t.renewal, text_of(args, "step"), &step)))
		session_error(s, id, "no-step", json_pack("{s:s}", "name", text_of(args, "step")));
	if (found)
		r->step = mem_strdup(step.key);
	loaded_renewal_release(&t);
	return found;
}

static void
write_down(struct ticket_fetch *f, const char *bytes, size_t len)
{
	struct session *s = f->session;
	struct outbox *outbox = session_daemon(s)->outbox;
	struct ticket_request r = {.kind = REQUEST_ATTACH, .state = REQUEST_QUEUED};
	char *name = new_file_name(text_of(f->args, "name")),
	     *content = request_attach_written(bytes, len);
	json_t *payload =
	    json_pack("{s:s, s:I, s:s}", "name", name, "size", (json_int_t)len, "content", content);
	struct ticket ticket;
	struct err err = {0};

	r.payload = json_dumps(payload, JSON_COMPACT | JSON_SORT_KEYS);
	if (ticket_in_jira(s, f->id, f->args, &ticket) == 0) {
		r.ticket = ticket.id;
		ticket_release(&ticket);
		if (!find_step(s, f->id, f->args, &r))
			/* answered */;
		else if (outbox_add(outbox, session_actor(s), &r, &err) < 0)
			session_failed(s, f->id, &err);
		else
			session_ok(
			    s, f->id, json_pack("{s:o}", "request", outbox_json(outbox, &r, true)));
	}
	json_decref(payload);
	ticket_request_release(&r);
	free(content);
	free(name);
}

/* One line of a PEM file outside its blocks, as `openssl x509 -text` and mail programs put them there: words, and nothing
 * that could be a key in another dress (bytes, UTF-16, a run of base64). */
static bool
is_words(const char *line, size_t len)
{
	size_t run = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)line[i];

		if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7f)
			return false;
		run = isalnum(c) || c == '+' || c == '/' || c == '=' ? run + 1 : 0;
		if (run >= RUN_MOST)
			return false;
	}
	return true;
}

static bool
starts(const char *line, size_t len, const char *with)
{
	return len >= strlen(with) && !memcmp(line, with, strlen(with));
}

/* Is there more in it than certificates, requests and words? What reads documents passes over what it does not know, and
 * here all of it is sent. One that is no PEM has to be one DER value, whole (X.690, 8.1.3). */
static bool
holds_more(const char *bytes, size_t len)
{
	static const char *const labels[] = {"CERTIFICATE-----", "CERTIFICATE REQUEST-----",
	    "NEW CERTIFICATE REQUEST-----", "TRUSTED CERTIFICATE-----", "X509 CERTIFICATE-----"};
	bool inside = false, known;

	if (len > 4 && bytes[0] == 0x30)
		return (unsigned char)bytes[1] != 0x82 ||
		       len != 4 + ((size_t)(unsigned char)bytes[2] << 8 | (unsigned char)bytes[3]);
	for (const char *line = bytes, *end = bytes + len, *next; line < end; line = next + 1) {
		size_t size;

		next = memchr(line, '\n', (size_t)(end - line));
		next = next ? next : end;
		size = (size_t)(next - line);
		if (starts(line, size, "-----BEGIN ")) {
			known = false;
			for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
				known |= starts(line + 11, size - 11, labels[i]);
			if (inside || !known)
				return true;
			inside = true;
		} else if (starts(line, size, "-----END ")) {
			inside = false;
		} else if (!inside && !is_words(line, size)) {
			return true;
		}
	}
	return inside;
}

/* Why it is not to be on a ticket, which many can read; NULL: it may. What reads documents looks for keys, and what it does
 * not know as one is not there either by its name. */
static const char *
unfit_for_ticket(const json_t *document, const char *bytes, size_t len)
{
	static const char private[] = "PRIVATE KEY";

	if (!strcmp(text_of(document, "form"), "pkcs12") || document_holds_key(document) ||
	    memmem(bytes, len, private, sizeof(private) - 1))
		return "attach-key";
	if (holds_more(bytes, len))
		return "attach-more";
	return document_item(document, "csr") || document_item(document, "certificate")
		   ? NULL
		   : "attach-kind";
}

static void
attached_read(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	struct ticket_fetch *f = ticket_fetch_find(s, id);
	const char *unfit;
	struct err why = {0};
	char *bytes = NULL;
	size_t len = 0;

	(void)request;
	if (!answer)
		session_failed(s, id, err);
	else if (document_refuse_unread(s, id, answer))
		/* answered */;
	else if (!(bytes = memory_file_read(f->kept, ATTACH_MOST, &len, &why)))
		session_failed(s, id, &why);
	else if ((unfit = unfit_for_ticket(json_object_get(answer, "document"), bytes, len)))
		session_error(s, id, unfit, NULL);
	else
		write_down(f, bytes, len);
	if (bytes)
		explicit_bzero(bytes, len);
	free(bytes);
	ticket_fetch_end(f);
}

/* The bytes are a sealed memory file: what was looked at is what is attached, and to read it keeps nobody waiting. */
static void
op_attach(struct session *s, json_int_t id, const json_t *args)
{
	int fd = session_claim_fd(s);
	struct ticket_fetch *f;
	struct ticket ticket;

	if (ticket_in_jira(s, id, args, &ticket) < 0) {
		sys_close(&fd);
		return;
	}
	f = ticket_fetch_new(s, id, args, mem_strdup(ticket.key));
	f->kept = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	ticket_release(&ticket);
	if (document_inspect(s, id, args, NULL, NULL, &fd, 1, attached_read) < 0)
		ticket_fetch_end(f);
}

/* clang-format off */
const struct operation ticket_attach_operations[] = {
    {.name = "ticket.attach",
	.right = RIGHT_OPERATE,
	.cost = COST_INSPECTION,
	.run = op_attach,
	.file = true,
	.arguments = ARGUMENTS(
	    ARGUMENTS_TICKET,
	    {"name", ARGUMENT_TEXT, true, .least = 1, .what = "of the file, as the ticket is to have it"},
	    {"renewal", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "on whose account"},
	    {"step", ARGUMENT_TEXT, .what = "of the renewal"}),
	.what = "Asks Jira to attach a CSR or a certificate, never a key.",
	.answer = "request"},
    {.name = NULL},
};
