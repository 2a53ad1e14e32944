/* Operations on the backend itself: following, status, backup. */
#include "daemon/operations/operations.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "daemon/backups.h"
#include "daemon/clock_watch.h"
#include "daemon/daemon.h"
#include "daemon/probing/scheduler.h"
#include "daemon/probing/supervisor.h"
#include "daemon/session.h"
#include "daemon/state/roster.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/service_token.h"
#include "wire/loop.h"
#include "wire/protocol.h"

/* null where every ticket is kept by hand. */
static json_t *
jira_json(const struct daemon *d, const char *login)
{
	enum jira_state state = jira_state(d->jira);

	if (state == JIRA_OFF)
		return json_null();
	return json_pack("{s:s, s:O?, s:O?, s:s?, s:O?, s:o}", "state", jira_state_text(state),
	    "fault", jira_fault(d->jira), "account", jira_account(d->jira, login), "refusal",
	    jira_token_refusal(d->jira, login), "service", service_token_trouble(d->service_token),
	    "silent", jira_silence(d->jira));
}

json_t *
status_json(const struct session *s)
{
	const struct daemon *d = session_daemon(s);
	const json_t *trust = supervisor_trust(d->supervisor);
	char host[256] = "";
	size_t done, total;

	gethostname(host, sizeof(host) - 1);
	scheduler_progress(d->scheduler, &done, &total);
	return json_pack(
	    "{s:s, s:s, s:s, s:{s:I, s:I}, s:I, s:s, s:I, s:O?, s:b, s:I, s:O, s:o, s:I, s:o}",
	    "mode", d->identities ? "team" : "personal", "host", host, "login",
	    session_actor(s)->login, "probing", "done", (json_int_t)done, "total",
	    (json_int_t)total, "monitors", (json_int_t)roster_count(d->roster), "store",
	    writer_state(d->writer), "workers", (json_int_t)supervisor_workers(d->supervisor),
	    "workers_fault", supervisor_fault(d->supervisor), "directory_silent",
	    d->directory_silent, "clock_behind", (json_int_t)clock_watch_behind(d->clock_watch),
	    "trust", trust ? trust : json_null(), "backup", backups_json(d->backups), "now",
	    (json_int_t)clock_wall(d->clock), "jira", jira_json(d, session_actor(s)->login));
}

static void
op_watch(struct session *s, json_int_t id, const json_t *args)
{
	(void)args;
	session_ok(s, id, NULL);
	session_follow(s);
}

static void
op_status(struct session *s, json_int_t id, const json_t *args)
{
	json_t *status = status_json(s);

	(void)args;
	json_object_set_new(
	    status, "turns", json_integer((json_int_t)loop_turns(session_daemon(s)->loop)));
	session_ok(s, id, status);
}

/* ---- backup ---- */

static void
backed_up(struct session *s, json_int_t id, const json_t *answer, const struct err *err)
{
	if (answer)
		session_ok(s, id, json_deep_copy(answer));
	else
		session_failed(s, id, err);
}

static void
ask_for_file(struct session *s, json_int_t id, int end)
{
	json_t *names = json_pack("[s]", "file");

	session_ask_files(s, id, names, end);
	json_decref(names);
}

static void
op_backup(struct session *s, json_int_t id, const json_t *args)
{
	struct err err = {0};

	(void)args;
	if (backups_ask(session_daemon(s)->backups, s, id, ask_for_file, backed_up, &err) < 0)
		session_failed(s, id, &err);
}

static void
op_backup_now(struct session *s, json_int_t id, const json_t *args)
{
	struct err err = {0};

	(void)args;
	if (backups_ask(session_daemon(s)->backups, s, id, NULL, backed_up, &err) < 0)
		session_failed(s, id, &err);
}

const struct operation system_operations[] = {
    {.name = "watch",
	.right = RIGHT_READ,
	.run = op_watch,
	.what =
	    "From now on events say what there is and what changes: rows, gone, ready, status; "
	    "ticket, "
	    "with one as ticket.list has it, ticket-request, with one as ticket.requests has "
	    "it, and "
	    "renewal, of one that has no monitor; people, with those who have a console open as "
	    "people.list has them; notices, with what one is to be told; log, "
	    "with the head of the audit trail when it has new lines; today, with the id of a "
	    "line of today.list and the line, null where it is there no more, and id 0 where all "
	    "of them are to be asked for.",
	.answer = "nothing"},
    {.name = "status",
	.right = RIGHT_READ,
	.run = op_status,
	.what = "How the backend is.",
	.answer =
	    "mode, host, login, probing, monitors, workers, trust, backup, now, turns, store: ok, "
	    "or the code of what is wrong with it, workers_fault: text where no worker starts, or "
	    "null, directory_silent: whether the system does not say who is in which group, "
	    "clock_behind: seconds that the clock is behind what was written, or 0, jira: null "
	    "where there is none; state, fault, account, refusal of the caller's token, and "
	    "service: "
	    "code, args, since, tried_again of why the one to follow with is not in use, or null; "
	    "silent: since, code, args where Jira has not answered several times in a row, or "
	    "null"},
    {.name = "backup",
	.right = RIGHT_ADMINISTER,
	.run = op_backup,
	.what = "Writes a copy of the database to a file, for which the client is asked.",
	.answer = "bytes"},
    {.name = "backup.now",
	.right = RIGHT_ADMINISTER,
	.run = op_backup_now,
	.what = "Makes one more of the backups that the settings ask for, in their folder.",
	.answer = "at, bytes, path"},
    {.name = NULL},
};
