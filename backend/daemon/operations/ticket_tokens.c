/* Operations on the tokens that people write in Jira with. A token comes as a descriptor, and goes to the worker as it
 * came; nothing of it is ever read, kept or told here. */
#include "daemon/operations/operations.h"

#include "base/mem.h"
#include "daemon/daemon.h"
#include "daemon/operation.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/session.h"
#include "daemon/ticketing/jira.h"

struct asked {
	struct session *session;
	json_int_t id;
};

/* What Jira says of it. */
static void
token_answered(void *ctx, const struct jira_answer *answer)
{
	struct asked *a = ctx;

	if (answer && answer->ok)
		session_ok(a->session, a->id, json_deep_copy(answer->ok));
	else if (answer)
		session_error(a->session, a->id, answer->code, json_deep_copy(answer->args));
	free(a);
}

static void
op_token(struct session *s, json_int_t id, const json_t *args)
{
	struct asked *a;

	(void)args;
	if (ticket_waits_enough(s, id))
		return;
	a = mem_alloc(sizeof(*a));
	*a = (struct asked){s, id};
	jira_token(session_daemon(s)->jira, &(struct jira_ask){.who = session_actor(s)->login,
						.fds = {session_claim_fd(s)},
						.fd_count = 1,
						.done = token_answered,
						.ctx = a,
						.owner = s,
						.asker = session_actor(s)->login});
}

static void
op_forget(struct session *s, json_int_t id, const json_t *args)
{
	struct jira *jira = session_daemon(s)->jira;
	const char *login = session_actor(s)->login;
	json_t *ok = json_pack("{s:O?}", "account", jira_account(jira, login));

	(void)args;
	jira_token_forget(jira, login);
	session_ok(s, id, ok);
}

const struct operation ticket_token_operations[] = {
    {.name = "ticket.token",
	.right = RIGHT_OPERATE,
	.run = op_token,
	.cost = COST_INSPECTION,
	.secret = true,
	.what =
	    "Hands over the caller's own token of Jira, to be tried at once and held while he is "
	    "there.",
	.answer = "name, display: who he is in Jira"},
    {.name = "ticket.forget",
	.right = RIGHT_OPERATE,
	.run = op_forget,
	.what = "The caller's token is held no more.",
	.answer = "account: name and display of whom it was in Jira; null where none was held"},
    {.name = NULL},
};
