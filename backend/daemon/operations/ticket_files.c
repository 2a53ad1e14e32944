/* What is attached to a ticket: ticket.attachments, ticket.fetch. Jira is asked with the token of whoever asks, or
 * of the service.
 *
 * A fetch goes through three hands. Jira says again what is attached, so that nothing a client sent decides what is
 * fetched; the worker brings the bytes as a sealed memory file, which nobody can change any more; and an inspect child
 * reads it for the gate of the step, as it reads a file that a client hands over (document_gate.h). The daemon itself
 * reads none of it. On the disk it comes only where the client asks to keep it: it gets the descriptor beside the
 * answer and writes a file with its user's own rights. */
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
#include "daemon/ticketing/facts.h"
#include "daemon/ticketing/jira.h"
#include "pki/document.h"
#include "procedure/renewal_bounds.h"
#include "store/tickets.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ATTACHMENTS_MOST = 100 };

/* ---- Jira is asked ---- */

static const char *
whose_token(const struct session *s)
{
	const char *login = session_actor(s)->login;

	return jira_has_token(session_daemon(s)->jira, login) ? login : "";
}

/* Steals args. */
static void
ask(struct session *s, const char *call, json_t *args, jira_done_fn *done, void *ctx)
{
	jira_call(session_daemon(s)->jira, &(struct jira_ask){.who = whose_token(s),
					       .call = call,
					       .args = args,
					       .done = done,
					       .ctx = ctx,
					       .owner = s,
					       .asker = session_actor(s)->login});
}

static void
answer_refused(struct session *s, json_int_t id, const struct jira_answer *answer)
{
	session_error(s, id, answer->code, json_deep_copy(answer->args));
}

/* Of the ticket that args name, one of Jira: its key, a new string, and its number; NULL after answering. */
static char *
key_in_jira(struct session *s, json_int_t id, const json_t *args, int64_t *number)
{
	struct ticket t;
	char *key;

	if (ticket_waits_enough(s, id) || ticket_in_jira(s, id, args, &t) < 0)
		return NULL;
	key = mem_strdup(t.key);
	*number = t.number;
	ticket_release(&t);
	return key;
}

/* What is attached to another issue, that has its key by now, is not the ticket's: answers so. */
static bool
is_of_another(struct session *s, json_int_t id, const struct jira_answer *answer, const char *key,
    int64_t number)
{
	const json_t *issue = json_object_get(answer->ok, "issue");

	if (facts_are_of(issue, number))
		return false;
	ticket_is_other(s, id, key, number, issue);
	return true;
}

static const json_t *
attachments_of(const struct jira_answer *answer)
{
	return json_object_get(json_object_get(answer->ok, "issue"), "attachments");
}

/* ---- ticket.attachments ---- */

struct listing {
	struct session *session;
	json_int_t id;
	char *key;
	int64_t number;
};

/* The newest first: several may have one name. */
static json_t *
attachments_shown(const json_t *all)
{
	static const char *const shown[] = {"id", "name", "size", "mime", "author", "at"};
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach(all, i, one) {
		json_t *o = json_object();
		size_t at = 0;

		for (size_t k = 0; k < sizeof(shown) / sizeof(*shown); k++)
			json_object_set(o, shown[k], json_object_get(one, shown[k]));
		while (at < json_array_size(list) &&
		       number_of(json_array_get(list, at), "at") > number_of(one, "at"))
			at++;
		json_array_insert_new(list, at, o);
	}
	while (json_array_size(list) > ATTACHMENTS_MOST)
		json_array_remove(list, json_array_size(list) - 1);
	return list;
}

static void
listed(void *ctx, const struct jira_answer *answer)
{
	struct listing *l = ctx;

	if (answer && answer->ok && !is_of_another(l->session, l->id, answer, l->key, l->number))
		session_ok(l->session, l->id,
		    json_pack("{s:s, s:o}", "key", l->key, "attachments",
			attachments_shown(attachments_of(answer))));
	else if (answer && !answer->ok)
		answer_refused(l->session, l->id, answer);
	free(l->key);
	free(l);
}

static void
op_attachments(struct session *s, json_int_t id, const json_t *args)
{
	int64_t number;
	char *key = key_in_jira(s, id, args, &number);
	struct listing *l;

	if (!key)
		return;
	l = mem_alloc(sizeof(*l));
	*l = (struct listing){s, id, key, number};
	ask(s, "get", json_pack("{s:s}", "key", key), listed, l);
}

/* ---- ticket.fetch ---- */

static void
fail(struct ticket_fetch *f, const char *code, json_t *args)
{
	session_error(f->session, f->id, code, args);
	ticket_fetch_end(f);
}

/* Steals ok; with it goes the descriptor that the client keeps. */
static void
succeed(struct ticket_fetch *f, json_t *ok)
{
	char *name = new_file_name(text_of(f->attachment, "name"));

	json_object_set_new(ok, "name", json_string(name));
	free(name);
	if (f->kept >= 0)
		session_send_fd(f->session, f->kept);
	f->kept = -1;
	session_ok(f->session, f->id, ok);
	ticket_fetch_end(f);
}

static void
gate_read(struct session *s, json_int_t id, const json_t *request, const json_t *answer,
    const struct err *err)
{
	struct ticket_fetch *f = ticket_fetch_find(s, id);
	json_t *ok = document_record(s, id, request, answer, err);

	if (ok)
		succeed(f, ok);
	else
		ticket_fetch_end(f);
}

/* What the gate is asked with: as a client hands a file over, and where the file is. */
static json_t *
gate_request(const struct ticket_fetch *f)
{
	static const char *const same[] = {"version", "step", "note", "place"};
	char *name = new_file_name(text_of(f->attachment, "name"));
	json_t *request = json_pack("{s:O, s:s, s:{s:s, s:I}}", "id",
	    json_object_get(f->args, "renewal"), "name", name, "origin", "ticket", f->key, "since",
	    (json_int_t)number_of(f->attachment, "at"));

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		if (json_object_get(f->args, same[i]))
			json_object_set(request, same[i], json_object_get(f->args, same[i]));
	free(name);
	return request;
}

/* fd is taken over. */
static void
to_gate(struct ticket_fetch *f, int fd)
{
	struct session *s = f->session;
	const int fds[] = {fd, f->password};
	size_t count = f->password < 0 ? 1 : 2;
	json_t *request = gate_request(f);

	f->password = -1;
	if (document_gate(s, f->id, request, fds, count, gate_read) < 0)
		ticket_fetch_end(f);
	json_decref(request);
}

/* Nobody can change it any more, and it is what was asked for. */
static bool
is_whole(int fd, const json_t *attachment)
{
	struct stat st;

	/* on a disk it would be nobody else's, and so it is here: a gate looks at the mode of a key */
	return memory_file_is(fd) && fchmod(fd, 0600) == 0 && fstat(fd, &st) == 0 &&
	       st.st_size == number_of(attachment, "size");
}

static void
fetched(void *ctx, const struct jira_answer *answer)
{
	struct ticket_fetch *f = ctx;
	int fd;

	if (!answer)
		return; /* its client went, and it with it */
	fd = answer->ok ? jira_claim_fd(session_daemon(f->session)->jira) : -1;
	if (!answer->ok) {
		fail(f, answer->code, json_deep_copy(answer->args));
		return;
	}
	if (!is_whole(fd, f->attachment)) {
		sys_close(&fd);
		fail(f, "jira-answer", json_pack("{s:s}", "reason", "size"));
		return;
	}
	if (flag_of(f->args, "keep"))
		f->kept = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (string_of(f->args, "step")) {
		to_gate(f, fd);
	} else {
		sys_close(&fd);
		succeed(f, json_object());
	}
}

static void
told(void *ctx, const struct jira_answer *answer)
{
	struct ticket_fetch *f = ctx;
	const char *wanted = f && answer ? text_of(f->args, "attachment") : "";
	json_t *one;
	size_t i;

	if (!answer)
		return;
	if (!answer->ok) {
		fail(f, answer->code, json_deep_copy(answer->args));
		return;
	}
	if (is_of_another(f->session, f->id, answer, f->key, f->number)) {
		ticket_fetch_end(f);
		return;
	}
	json_array_foreach(attachments_of(answer), i, one) {
		if (!f->attachment && !strcmp(text_of(one, "id"), wanted))
			f->attachment = json_incref(one);
	}
	if (!f->attachment)
		fail(f, "no-attachment", json_pack("{s:s}", "key", f->key));
	else if (number_of(f->attachment, "size") > DOCUMENT_MAX_BYTES)
		fail(f, "is-too-large", NULL);
	else
		ask(f->session, "fetch",
		    json_pack("{s:s, s:O, s:O, s:O}", "id", wanted, "name",
			json_object_get(f->attachment, "name"), "size",
			json_object_get(f->attachment, "size"), "content",
			json_object_get(f->attachment, "content")),
		    fetched, f);
}

/* Why it cannot be, with its field; NULL. */
static const char *
wrong_field(const json_t *args, int password)
{
	bool step = string_of(args, "step") != NULL;

	if (step && !number_of(args, "renewal"))
		return "renewal";
	if (step && !json_object_get(args, "version"))
		return "version";
	if (!step && !flag_of(args, "keep"))
		return "step";
	return flag_of(args, "password") && password < 0 ? "password" : NULL;
}

static void
op_fetch(struct session *s, json_int_t id, const json_t *args)
{
	int password = flag_of(args, "password") ? session_claim_fd(s) : -1;
	const char *wrong = wrong_field(args, password);
	char *key = NULL;
	int64_t number = 0;
	struct ticket_fetch *f;

	if (wrong)
		session_error(s, id, "bad-argument", field_refusal(wrong, NULL, "empty"));
	else
		key = key_in_jira(s, id, args, &number);
	if (!key) {
		sys_close(&password);
		return;
	}
	f = ticket_fetch_new(s, id, args, key);
	f->password = password;
	f->number = number;
	ask(s, "get", json_pack("{s:s}", "key", key), told, f);
}

const struct operation ticket_file_operations[] = {
    {.name = "ticket.attachments",
	.right = RIGHT_READ,
	.run = op_attachments,
	.arguments = ARGUMENTS(ARGUMENTS_TICKET),
	.what = "What is attached to it in Jira, the newest first.",
	.answer = "key, attachments"},
    {.name = "ticket.fetch",
	.right = RIGHT_OPERATE,
	.cost = COST_INSPECTION,
	.run = op_fetch,
	.arguments = ARGUMENTS(ARGUMENTS_TICKET,
	    {"attachment", ARGUMENT_TEXT, true, .least = 1, .most = 40, .what = "its id"},
	    {"renewal", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "that it is for"},
	    {"version", ARGUMENT_NUMBER, .most = NUMBER_MOST,
		.what = "of the renewal, at which it was seen"},
	    {"step", ARGUMENT_TEXT, .what = "that the file is handed over to, through its gate"},
	    {"password", ARGUMENT_FLAG, .what = "it is handed over"},
	    {"keep", ARGUMENT_FLAG,
		.what = "the file comes as a descriptor beside the answer; always where there is "
			"no step"},
	    {"place", ARGUMENT_TEXT, .most = PATH_MAX,
		.what = "where the client will have it, for whoever needs it again"},
	    {"note", ARGUMENT_TEXT, .most = RENEWAL_TEXT_MAX, .what = "a remark"}),
	.what = "Fetches what is attached to it.",
	.answer = "name; with a step renewal, document, checks, open"},
    {.name = NULL},
};
