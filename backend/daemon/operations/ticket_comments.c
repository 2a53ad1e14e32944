/* ticket.comment: what is to be said on a ticket, on account of a step or not. The text is the step's own (of a wait its
 * reminder, else its template) unless the client gives another; it is Jira's markup, and what a person edited goes out as
 * it is. With "preview" nothing is written down: a person reads it first.
 *
 * On a service desk a comment can be seen by whoever asked, who may be outside of the house: there it is internal
 * unless it is said otherwise (jira-desks). */
#include "daemon/operations/operations.h"

#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/operations/renewal_panel.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/session.h"
#include "daemon/state/open_renewals.h"
#include "daemon/ticketing/outbox.h"
#include "store/tickets.h"

enum { BODY_MOST = 20000 /* bytes: with what JSON adds to them it still fits a line */ };

struct comment {
	struct ticket ticket;
	int64_t renewal; /* 0 */
	char *step, *step_title;
	char *body;
	bool internal, desk, reminder;
};

static void
comment_release(struct comment *c)
{
	ticket_release(&c->ticket);
	free(c->step);
	free(c->step_title);
	free(c->body);
}

/* Of the project that the key begins with. */
static bool
is_of_desk(const struct config *config, const char *key)
{
	size_t len = strcspn(key, "-");

	for (size_t i = 0; i < config->jira_desks_count; i++)
		if (strlen(config->jira_desks[i]) == len &&
		    !strncmp(config->jira_desks[i], key, len))
			return true;
	return false;
}

/* The text of the step; false after answering why there is none. */
static bool
put_step_text(struct session *s, json_int_t id, const json_t *step, struct comment *c)
{
	const json_t *text = json_object_get(step, c->reminder ? "reminder" : "template");
	const char *lacks = text_of(text, "missing"), *ends = text_of(text, "ends_block");

	if (!text)
		session_error(s, id, "no-text", NULL);
	else if (*ends)
		session_error(s, id, "bad-value", json_pack("{s:s}", "name", ends));
	else if (*lacks)
		session_error(s, id, "missing-value", json_pack("{s:s}", "name", lacks));
	else
		c->body = mem_strdup(text_of(text, "wiki"));
	return c->body != NULL;
}

/* The step on whose account it is said; false after answering. */
static bool
put_step(struct session *s, json_int_t id, const json_t *args, struct comment *c)
{
	struct loaded_renewal t;
	struct err err = {0};
	json_t *step = NULL;
	bool good = false;

	if (open_renewals_read(session_daemon(s)->open_renewals, c->renewal, &t, &err) < 0)
		session_failed(s, id, &err);
	else if (!(step = renewal_step_json(s, &t, text_of(args, "step"))))
		session_error(s, id, "no-step", json_pack("{s:s}", "name", text_of(args, "step")));
	else
		good = true;
	if (step) {
		c->step = mem_strdup(text_of(step, "key"));
		c->step_title = mem_strdup(text_of(step, "title"));
		c->reminder = step_kind_from(text_of(step, "kind")) == STEP_WAIT;
		good = c->body || put_step_text(s, id, step, c);
	}
	json_decref(step);
	loaded_renewal_release(&t);
	return good;
}

/* Why it cannot be, by its field; NULL. */
static const char *
wrong_field(const json_t *args, const struct comment *c)
{
	if (string_of(args, "step") && !c->renewal)
		return "renewal";
	if (c->body ? !c->body[strspn(c->body, " \n")] : !string_of(args, "step"))
		return "body";
	return NULL;
}

static bool
read_comment(struct session *s, json_int_t id, const json_t *args, struct comment *c)
{
	const json_t *internal = json_object_get(args, "internal");
	const char *wrong;

	if (ticket_in_jira(s, id, args, &c->ticket) < 0)
		return false;
	c->renewal = number_of(args, "renewal");
	c->body = string_of(args, "body") ? text_cleaned_lines(string_of(args, "body")) : NULL;
	c->desk = is_of_desk(session_daemon(s)->config, c->ticket.key);
	c->internal = json_is_boolean(internal) ? json_is_true(internal) : c->desk;
	wrong = wrong_field(args, c);
	if (wrong) {
		session_error(s, id, "bad-argument", field_refusal(wrong, NULL, "empty"));
		return false;
	}
	return !string_of(args, "step") || put_step(s, id, args, c);
}

static void
answer_preview(struct session *s, json_int_t id, const struct comment *c)
{
	session_ok(s, id,
	    json_pack("{s:{s:s, s:s, s:b, s:b, s:b}}", "preview", "key", c->ticket.key, "body",
		c->body, "internal", c->internal, "desk", c->desk, "reminder", c->reminder));
}

static void
write_down(struct session *s, json_int_t id, const struct comment *c)
{
	struct outbox *outbox = session_daemon(s)->outbox;
	struct ticket_request r = {.kind = REQUEST_COMMENT,
	    .state = REQUEST_QUEUED,
	    .ticket = c->ticket.id,
	    .renewal = c->renewal,
	    .step = mem_strdup(c->step)};
	json_t *payload = json_pack("{s:s, s:b, s:s*}", "body", c->body, "internal", c->internal,
	    "step_title", c->step_title);
	struct err err = {0};

	if (c->reminder)
		json_object_set_new(payload, "reminder", json_true());
	r.payload = json_dumps(payload, JSON_COMPACT | JSON_SORT_KEYS);
	if (outbox_add(outbox, session_actor(s), &r, &err) < 0)
		session_failed(s, id, &err);
	else
		session_ok(s, id, json_pack("{s:o}", "request", outbox_json(outbox, &r, true)));
	json_decref(payload);
	ticket_request_release(&r);
}

static void
op_comment(struct session *s, json_int_t id, const json_t *args)
{
	struct comment c = {0};

	if (!read_comment(s, id, args, &c))
		/* answered */;
	else if (flag_of(args, "preview"))
		answer_preview(s, id, &c);
	else
		write_down(s, id, &c);
	comment_release(&c);
}

/* clang-format off */
const struct operation ticket_comment_operations[] = {
    {.name = "ticket.comment",
	.right = RIGHT_OPERATE,
	.run = op_comment,
	.arguments = ARGUMENTS(
	    ARGUMENTS_TICKET,
	    {"renewal", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "on whose account"},
	    {"step", ARGUMENT_TEXT, .what = "of the renewal, which notes that it was said"},
	    {"body", ARGUMENT_TEXT, .most = BODY_MOST, .what = "in Jira's markup; the step's own text without it: of a wait its reminder, else its template"},
	    {"internal", ARGUMENT_FLAG, .what = "on a service desk: for the team alone; as jira-desks says without it"},
	    {"preview", ARGUMENT_FLAG, .what = "only says what would be said"}),
	.what = "Asks Jira to add a comment to it.",
	.answer = "request; with preview preview"},
    {.name = NULL},
};
