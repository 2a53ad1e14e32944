#include "daemon/ticketing/request_comment.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/ticketing.h"
#include "procedure/renewal.h"
#include "store/tickets.h"

enum { CLOCKS_DIFFER_S = 600 /* Jira's and ours, and a comment that went out before we say so */ };

/* The key that the ticket has now; a new string, or NULL and err. */
static char *
key_of(const struct ticketing *t, const struct ticket_request *r, struct err *err)
{
	struct ticket ticket;
	char *key = store_ticket_get(t->store, r->ticket, &ticket, err) == 0
			? mem_strdup(ticket.key)
			: NULL;

	ticket_release(&ticket);
	return key;
}

static int
comment_ask(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
    struct err *err)
{
	json_t *payload = request_payload(r);
	int rc = request_ask_of_ticket(t, r, "comment", ask, err);

	if (!rc) {
		json_object_set(ask->args, "body", json_object_get(payload, "body"));
		json_object_set_new(
		    ask->args, "internal", json_boolean(flag_of(payload, "internal")));
	}
	json_decref(payload);
	return rc;
}

static bool
comment_told(const json_t *ok)
{
	return *text_of(ok, "id");
}

static int
comment_look(const struct ticketing *t, const struct ticket_request *r, struct jira_ask *ask,
    struct err *err)
{
	return request_ask_of_ticket(t, r, "comments", ask, err);
}

/* As the worker gives a body: each line clean, none of the blanks that Jira may have dropped at an end. */
static char *
body_compared(const char *body)
{
	struct buf b = {0};

	buf_puts(&b, "");
	while (*body) {
		size_t len = strcspn(body, "\r\n");

		text_clean(&b, body, len);
		while (b.len && b.data[b.len - 1] == ' ')
			b.data[--b.len] = '\0';
		body += len + strspn(body + len, "\r");
		if (*body == '\n') {
			buf_putc(&b, '\n');
			body++;
		}
	}
	while (b.len && strchr(" \n", b.data[b.len - 1]))
		b.data[--b.len] = '\0';
	return buf_steal(&b);
}

static bool
is_ours(const struct ticketing *t, const struct ticket_request *r, const json_t *comment,
    const char *body)
{
	const json_t *account = jira_account(t->jira, r->login);
	char *theirs;
	bool same;

	if (number_of(comment, "at") < r->created_at - CLOCKS_DIFFER_S)
		return false; /* the same words, at another time */
	if (account && strcmp(text_of(account, "name"), text_of(comment, "author")) != 0 &&
	    strcmp(text_of(account, "display"), text_of(comment, "author")) != 0)
		return false;
	theirs = body_compared(text_of(comment, "body"));
	same = !strcmp(theirs, body);
	free(theirs);
	return same;
}

/* Twice is as once: it is there. */
static enum request_event
comment_found(
    const struct ticketing *t, const struct ticket_request *r, const json_t *ok, json_t **what)
{
	const json_t *comments = json_object_get(ok, "comments"), *one, *found = NULL;
	json_t *payload = request_payload(r);
	char *body = body_compared(text_of(payload, "body"));
	size_t i;

	json_array_foreach(comments, i, one) {
		if (is_ours(t, r, one, body))
			found = one;
	}
	if (found)
		*what = json_pack("{s:O}", "id", json_object_get(found, "id"));
	free(body);
	json_decref(payload);
	return found ? EVENT_FOUND_ONE : EVENT_FOUND_NONE;
}

/* ---- it is there ---- */

/* The step keeps that it was said, and to whom; one that is no more, or a renewal that is closed, does not. */
static int
note_in_step(const struct ticketing *t, const struct ticket_request *r, const json_t *payload,
    struct request_effects *effects, struct err *err)
{
	const struct actor owner = request_owner(r, payload);
	char *key = key_of(t, r, err);
	json_t *args = key ? json_pack("{s:s, s:b}", "ticket", key, "reminder",
				 flag_of(payload, "reminder"))
			   : NULL,
	       *event = NULL;
	const struct renewal_act act = {.what = "comment",
	    .step = r->step,
	    .args = args,
	    .actor = owner.login,
	    .now = clock_wall(t->clock),
	    .version = -1};
	struct loaded_renewal l;
	int rc = key ? 0 : -1;

	if (key && open_renewals_read(t->open_renewals, r->renewal, &l, NULL) == 0) {
		if (!l.record.closed_at)
			event = renewal_do(l.renewal,
			    library_site(open_renewals_library(t->open_renewals, false)), &act,
			    NULL);
		if (event)
			rc = open_renewals_write(t->open_renewals, &owner, &l, event, err);
		if (event && !rc)
			request_effects_written(effects, &l);
	}
	if (key)
		loaded_renewal_release(&l);
	json_decref(event);
	json_decref(args);
	free(key);
	return rc;
}

/* Whoever waited for us has his answer. */
static int
answer_ticket(const struct ticketing *t, const struct ticket_request *r,
    struct request_effects *effects, struct err *err)
{
	struct ticket ticket;
	int rc = store_ticket_get(t->store, r->ticket, &ticket, err);

	if (!rc && ticket.needs_answer) {
		ticket.needs_answer = false;
		rc = store_ticket_update(t->store, &ticket, err);
		effects->tickets = true;
	}
	ticket_release(&ticket);
	return rc;
}

static int
comment_did(const struct ticketing *t, struct ticket_request *r, const json_t *what,
    struct request_effects *effects, struct err *err)
{
	json_t *payload = request_payload(r);
	int rc = answer_ticket(t, r, effects, err);

	if (!rc && r->renewal && *r->step)
		rc = note_in_step(t, r, payload, effects, err);
	if (r->renewal)
		request_effects_touch(effects, r->renewal);
	if (*text_of(what, "id"))
		request_payload_set(r, "comment", json_string(text_of(what, "id")));
	json_decref(payload);
	return rc;
}

const struct request_kind request_comment = {
    .ask = comment_ask,
    .told = comment_told,
    .look = comment_look,
    .found = comment_found,
    .did = comment_did,
};
