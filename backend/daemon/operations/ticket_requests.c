/* Operations on what is asked of Jira: the preview of a ticket, that it be created, what is under way, and what a person
 * does to it. That something goes out, and what comes of it, is the outbox's (daemon/ticketing/outbox.h); an answer here
 * only says that it is written down, and events tell the rest.
 *
 * The text that is sent is the one that whoever asked saw and could edit: the draft is worked out once more only to see
 * that the step can still have a ticket, and that a text which still has holes is not sent as it stands. A change names
 * the version of the request that was seen; an older one gets "conflict" and the present one. */
#include "daemon/operations/operations.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "base/ticket.h"
#include "daemon/daemon.h"
#include "daemon/operation.h"
#include "daemon/operations/ticket_draft.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/session.h"
#include "daemon/ticketing/jira_settings.h"
#include "daemon/ticketing/outbox.h"
#include "daemon/ticketing/request_create.h"
#include "store/ticket_requests.h"
#include "wire/protocol.h"

enum {
	TITLE_MOST = 255,  /* characters: Jira's own limit */
	TEXT_MOST = 30000, /* bytes; Jira's limit is 32767 characters */
	RENEWALS_MOST = 50,
	PAGE_BYTES = LINE_MAX_BYTES / 2,
	PAGE_MOST = 100
};

/* ---- texts ---- */

/* The title that args give; false after answering that it cannot be one. */
static bool
check_title(struct session *s, json_int_t id, const json_t *args)
{
	const json_t *given = json_object_get(args, "title");
	const char *title = json_string_value(given), *reason;

	if (!title)
		return true;
	reason = title[strspn(title, " ")] ? text_fault(title, TITLE_MOST) : "empty";
	if (reason)
		session_error(s, id, "bad-argument", field_refusal("title", given, reason));
	return !reason;
}

/* ---- a new ticket ---- */

static void
op_prepare(struct session *s, json_int_t id, const json_t *args)
{
	json_t *draft = ticket_draft(s, id, args);

	if (draft)
		session_ok(s, id, json_pack("{s:o}", "draft", draft));
}

/* Each of them once, without the ticket's own, and with that same step open. False after answering. */
static bool
check_renewals(
    struct session *s, json_int_t id, const json_t *args, const json_t *draft, json_t *renewals)
{
	const json_t *given = json_object_get(args, "renewals");

	for (size_t i = 0; i < json_array_size(given); i++) {
		int64_t renewal = json_integer_value(json_array_get(given, i));

		if (renewal == number_of(draft, "renewal") || numbers_have(renewals, renewal))
			continue;
		if (!ticket_draft_fits(s, id, renewal, text_of(draft, "step")))
			return false;
		json_array_append_new(renewals, json_integer(renewal));
	}
	return true;
}

/* A text that still has what nobody knows is not sent; one that a person completed is. False after answering. */
static bool
check_complete(struct session *s, json_int_t id, const json_t *draft, const char *title,
    const char *description)
{
	const char *missing = string_of(draft, "missing");

	if (!missing || strcmp(title, text_of(draft, "title")) != 0 ||
	    strcmp(description, text_of(draft, "description")) != 0)
		return true;
	session_error(s, id, "missing-value", json_pack("{s:s}", "name", missing));
	return false;
}

static void
answer_request(struct session *s, json_int_t id, const struct ticket_request *r)
{
	session_ok(
	    s, id, json_pack("{s:o}", "request", outbox_json(session_daemon(s)->outbox, r, true)));
}

static void
write_down(struct session *s, json_int_t id, const json_t *draft, const char *title,
    const char *description, json_t *renewals)
{
	struct daemon *d = session_daemon(s);
	char marker[REQUEST_MARKER_BYTES];
	struct err err = {0};
	json_t *payload;
	struct ticket_request r = {.kind = REQUEST_CREATE,
	    .state = REQUEST_QUEUED,
	    .renewal = number_of(draft, "renewal"),
	    .step = mem_strdup(text_of(draft, "step")),
	    .project = mem_strdup(text_of(draft, "project"))};

	request_marker(d->clock, marker);
	r.marker = mem_strdup(marker);
	payload = json_pack("{s:s, s:s, s:s, s:s, s:[s], s:o, s:O}", "title", title, "description",
	    description, "step_title", text_of(draft, "step_title"), "type", text_of(draft, "type"),
	    "labels", marker, "fields", jira_fields_of(d->config, r.project), "renewals", renewals);
	r.payload = json_dumps(payload, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(payload);
	if (outbox_add(d->outbox, session_actor(s), &r, &err) < 0)
		session_failed(s, id, &err);
	else
		answer_request(s, id, &r);
	ticket_request_release(&r);
}

static void
op_request(struct session *s, json_int_t id, const json_t *args)
{
	json_t *draft = ticket_draft(s, id, args), *renewals = json_array();
	const char *title = string_of(args, "title"), *text = string_of(args, "description");
	char *description;

	if (draft && check_title(s, id, args) && check_renewals(s, id, args, draft, renewals)) {
		title = title ? title : text_of(draft, "title");
		description = text_cleaned_lines(text ? text : text_of(draft, "description"));
		if (check_complete(s, id, draft, title, description))
			write_down(s, id, draft, title, description, renewals);
		free(description);
	}
	json_decref(renewals);
	json_decref(draft);
}

/* ---- what is under way ---- */

struct page {
	const struct outbox *outbox;
	json_t *list;
	bool all;
	size_t bytes;
	int64_t last;
	bool full;
};

static bool
add_request(const struct ticket_request *r, void *arg)
{
	struct page *p = arg;
	json_t *one;

	p->last = r->id;
	if (!p->all && ticket_request_ended(r))
		return true;
	one = outbox_json(p->outbox, r, false);
	p->bytes += json_dumpb(one, NULL, 0, JSON_COMPACT);
	json_array_append_new(p->list, one);
	p->full = p->bytes >= PAGE_BYTES || json_array_size(p->list) >= PAGE_MOST;
	return !p->full;
}

static void
op_requests(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct page p = {.outbox = d->outbox, .list = json_array(), .all = flag_of(args, "all")};
	struct err err = {0};

	if (store_ticket_request_each(d->store, number_of(args, "after"),
		number_of(args, "renewal"), add_request, &p, &err) < 0)
		session_failed(s, id, &err);
	else
		session_ok(s, id,
		    json_pack("{s:O, s:I}", "requests", p.list, "next",
			(json_int_t)(p.full ? p.last : 0)));
	json_decref(p.list);
}

static void
op_show(struct session *s, json_int_t id, const json_t *args)
{
	struct ticket_request r;
	struct err err = {0};

	if (store_ticket_request_get(session_daemon(s)->store, number_of(args, "id"), &r, &err) < 0)
		session_failed(s, id, &err);
	else
		answer_request(s, id, &r);
	ticket_request_release(&r);
}

/* ---- what a person does to one ---- */

static void
act(struct session *s, json_int_t id, const json_t *args, enum request_event event,
    const json_t *payload, const json_t *what)
{
	struct daemon *d = session_daemon(s);
	const struct outbox_act a = {.event = event,
	    .version = number_of(args, "version"),
	    .payload = payload,
	    .what = what};
	struct ticket_request r;
	struct err err = {0};

	if (outbox_do(d->outbox, session_actor(s), number_of(args, "id"), &a, &r, &err) == 0)
		answer_request(s, id, &r);
	else if (!strcmp(err.code, "conflict"))
		session_error(s, id, "conflict",
		    json_pack("{s:o}", "request", outbox_json(d->outbox, &r, true)));
	else
		session_failed(s, id, &err);
	ticket_request_release(&r);
}

static void
op_retry(struct session *s, json_int_t id, const json_t *args)
{
	act(s, id, args, EVENT_RETRY, NULL, NULL);
}

static void
op_drop(struct session *s, json_int_t id, const json_t *args)
{
	act(s, id, args, EVENT_DROP, NULL, NULL);
}

static void
op_take_over(struct session *s, json_int_t id, const json_t *args)
{
	act(s, id, args, EVENT_TAKE_OVER, NULL, NULL);
}

static void
op_edit(struct session *s, json_int_t id, const json_t *args)
{
	json_t *payload;
	char *description;

	if (!check_title(s, id, args))
		return;
	payload = json_object();
	if (string_of(args, "title"))
		json_object_set(payload, "title", json_object_get(args, "title"));
	if (string_of(args, "type"))
		json_object_set(payload, "type", json_object_get(args, "type"));
	if (string_of(args, "description")) {
		description = text_cleaned_lines(string_of(args, "description"));
		json_object_set_new(payload, "description", json_string(description));
		free(description);
	}
	act(s, id, args, EVENT_EDIT, payload, NULL);
	json_decref(payload);
}

/* A creation needs the key of the ticket that is there; what else is done by hand is done. */
static void
op_by_hand(struct session *s, json_int_t id, const json_t *args)
{
	const json_t *given = json_object_get(args, "key");
	struct ticket_request r = {0};
	struct err err = {0};
	json_t *what = NULL;
	char *key = NULL;
	int sys;

	if (store_ticket_request_get(session_daemon(s)->store, number_of(args, "id"), &r, &err) <
	    0) {
		session_failed(s, id, &err);
	} else if (r.kind != REQUEST_CREATE) {
		act(s, id, args, EVENT_BY_HAND, NULL, NULL);
	} else if (ticket_named(s, id, args, "key", &sys, &key)) {
		what = json_pack("{s:s}", "key", key);
		if (!ticket_is_key(key))
			session_error(
			    s, id, "bad-argument", field_refusal("key", given, "not-a-ticket"));
		else if (!ticket_of_other_project(s, id, args, TICKET_SYSTEM_JIRA, key))
			act(s, id, args, EVENT_BY_HAND, NULL, what);
	}
	json_decref(what);
	free(key);
	ticket_request_release(&r);
}

/* clang-format off */
#define ARGUMENTS_STEP \
	ARGUMENT_ID("renewal", "the renewal"), \
	{"step", ARGUMENT_TEXT, true, .least = 1, .what = "of it, with a ticket of Jira to be made"}
#define ARGUMENTS_REQUEST ARGUMENT_ID("id", "the request"), ARGUMENT_VERSION
/* clang-format on */

const struct operation ticket_request_operations[] = {
    {.name = "ticket.prepare",
	.right = RIGHT_READ,
	.run = op_prepare,
	.arguments = ARGUMENTS(ARGUMENTS_STEP),
	.what = "The ticket of a step as it would be created in Jira, to be looked at and edited. "
		"missing names what its text does not know yet, renewals are others of the same "
		"head that it could serve too.",
	.answer = "draft"},
    {.name = "ticket.request",
	.right = RIGHT_OPERATE,
	.run = op_request,
	.arguments = ARGUMENTS(ARGUMENTS_STEP,
	    {"title", ARGUMENT_TEXT, .most = 4 * TITLE_MOST, .what = "none: as it was prepared"},
	    {"description", ARGUMENT_TEXT, .most = TEXT_MOST,
		.what = "in Jira's markup; none: as it was prepared"},
	    {"renewals", ARGUMENT_NUMBERS, .most = RENEWALS_MOST,
		.what = "others whose same step it serves too"}),
	.what = "Has it created with the caller's token. It is written down when this is answered, "
		"and goes out when the token is there; events \"ticket-request\" tell how it goes.",
	.answer = "request"},
    {.name = "ticket.requests",
	.right = RIGHT_READ,
	.run = op_requests,
	.arguments = ARGUMENTS(
	    {"after", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "next of the page before"},
	    {"renewal", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "only those of it"},
	    {"all", ARGUMENT_FLAG, .what = "also those that are done or dropped"}),
	.what = "A page of what is asked of Jira; next is 0 after the last.",
	.answer = "requests, next"},
    {.name = "ticket.request-show",
	.right = RIGHT_READ,
	.run = op_show,
	.arguments = ARGUMENTS(ARGUMENT_ID("id", "the request")),
	.what = "One of them, with its text.",
	.answer = "request"},
    {.name = "ticket.retry",
	.right = RIGHT_OPERATE,
	.run = op_retry,
	.arguments = ARGUMENTS(ARGUMENTS_REQUEST),
	.what =
	    "It goes on now. What may be in Jira already is looked for once more, and sent again "
	    "only where it is not found.",
	.answer = "request"},
    {.name = "ticket.edit",
	.right = RIGHT_OPERATE,
	.run = op_edit,
	.arguments = ARGUMENTS(ARGUMENTS_REQUEST,
	    {"title", ARGUMENT_TEXT, .most = 4 * TITLE_MOST, .what = "none: as it is"},
	    {"description", ARGUMENT_TEXT, .most = TEXT_MOST, .what = "none: as it is"},
	    {"type", ARGUMENT_TEXT, .least = 1, .most = TITLE_MOST, .what = "of the issue"}),
	.what = "Another text for one that was not sent, or was refused; it goes out then, with "
		"the caller's token.",
	.answer = "request"},
    {.name = "ticket.by-hand",
	.right = RIGHT_OPERATE,
	.run = op_by_hand,
	.arguments = ARGUMENTS(ARGUMENTS_REQUEST,
	    {"key", ARGUMENT_TEXT, .what = "of the ticket that was made, or its URL"},
	    ARGUMENT_AGREED),
	.what = "Somebody did it in Jira: the step has that ticket. other-project is asked first.",
	.answer = "request"},
    {.name = "ticket.drop",
	.right = RIGHT_OPERATE,
	.run = op_drop,
	.arguments = ARGUMENTS(ARGUMENTS_REQUEST),
	.what = "It is not wanted any more.",
	.answer = "request"},
    {.name = "ticket.take-over",
	.right = RIGHT_OPERATE,
	.run = op_take_over,
	.arguments = ARGUMENTS(ARGUMENTS_REQUEST),
	.what = "It goes with the caller's token from now on.",
	.answer = "request"},
    {.name = NULL},
};
