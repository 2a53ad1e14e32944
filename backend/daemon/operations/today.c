/* What needs a hand now, as it is told; and what the lines of the backend as a whole are made from, which only here is all
 * at hand. */
#include "daemon/operations/operations.h"

#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/backups.h"
#include "daemon/daemon.h"
#include "daemon/push.h"
#include "daemon/session.h"
#include "daemon/state/today.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/service_token.h"
#include "wire/protocol.h"

enum { PAGE_BYTES = LINE_MAX_BYTES / 2, PAGE_MAX = 200 };

/* ---- the backend as a whole ---- */

static bool
store_fails(struct daemon *d, int64_t *since, json_t **extra)
{
	const char *state = writer_state(d->writer);

	(void)since;
	if (!strcmp(state, "ok"))
		return false;
	*extra = json_pack("{s:s}", "error", state);
	return true;
}

static bool
backup_fails(struct daemon *d, int64_t *since, json_t **extra)
{
	json_t *backup = d->backups ? backups_json(d->backups) : NULL;
	bool fails = json_object_get(backup, "error") != NULL;

	*since = number_of(backup, "failed_at");
	if (fails)
		*extra = json_pack("{s:O}", "backup", backup);
	json_decref(backup);
	return fails;
}

static bool
jira_fails(struct daemon *d, int64_t *since, json_t **extra)
{
	json_t *silent = jira_silence(d->jira);
	const json_t *service = service_token_trouble(d->service_token);
	bool fails = json_is_object(silent) || (service && !flag_of(service, "tried_again"));

	*since = number_of(json_is_object(silent) ? silent : service, "since");
	if (fails)
		*extra = json_pack("{s:{s:O, s:O?}}", "jira", "silent", silent, "service", service);
	json_decref(silent);
	return fails;
}

static bool
fails(void *arg, enum today_kind kind, int64_t *since, json_t **extra)
{
	struct daemon *d = arg;

	switch ((int)kind) {
	case TODAY_STORE_FAILS:
		return store_fails(d, since, extra);
	case TODAY_BACKUP_FAILS:
		return backup_fails(d, since, extra);
	case TODAY_JIRA_FAILS:
		return jira_state(d->jira) != JIRA_OFF && jira_fails(d, since, extra);
	default:
		return false;
	}
}

static bool
follows(void *arg, enum ticket_system sys)
{
	const struct daemon *d = arg;

	return sys == TICKET_SYSTEM_JIRA && jira_state(d->jira) != JIRA_OFF;
}

static void
changed(void *arg, int64_t id)
{
	const struct daemon *d = arg;

	server_news(d->server, NEWS_TODAY, id);
}

void
today_begin(struct daemon *d)
{
	d->today = today_new(&(struct today_setup){.clock = d->clock,
	    .loop = d->loop,
	    .store = d->store,
	    .roster = d->roster,
	    .renewals = d->open_renewals,
	    .look_days = d->config->look_days,
	    .fails = fails,
	    .follows = follows,
	    .changed = changed,
	    .arg = d});
}

void
today_heard(struct daemon *d, enum news_kind kind, int64_t id)
{
	if (kind == NEWS_TICKET)
		today_ticket_changed(d->today, id);
	else if (kind == NEWS_TICKET_REQUEST)
		today_request_changed(d->today, id);
}

/* ---- what is told ---- */

json_t *
today_data(const struct daemon *d, int64_t id)
{
	const json_t *line = id ? today_find(d->today, id) : NULL;

	return json_pack("{s:I, s:O?}", "id", (json_int_t)id, "line", line);
}

static void
op_list(struct session *s, json_int_t id, const json_t *args)
{
	const struct daemon *d = session_daemon(s);
	int64_t after = number_of(args, "after");
	json_t *lines = json_array();
	size_t bytes = 0;
	const json_t *line;

	if (!after)
		today_settle(d->today);
	while ((line = today_after(d->today, after)) && bytes < PAGE_BYTES &&
	       json_array_size(lines) < PAGE_MAX) {
		bytes += json_dumpb(line, NULL, 0, JSON_COMPACT);
		json_array_append(lines, (json_t *)(uintptr_t)line);
		after = number_of(line, "id");
	}
	session_ok(
	    s, id, json_pack("{s:o, s:I}", "lines", lines, "next", (json_int_t)(line ? after : 0)));
}

const struct operation today_operations[] = {
    {.name = "today.list",
	.right = RIGHT_READ,
	.run = op_list,
	.arguments = ARGUMENTS(
	    {"after", ARGUMENT_NUMBER, .most = NUMBER_MOST, .what = "next of the page before"}),
	.what =
	    "A page of what needs a hand now, a line for each thing in the order of their ids, "
	    "with the "
	    "reasons, the strongest first; next is 0 after the last. From then on an event says "
	    "which line is otherwise.",
	.answer = "lines, next"},
    {.name = NULL},
};
