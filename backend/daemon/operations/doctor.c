/* What the backend finds of itself and of the machine: a list of checks, each {"name","state","args"}, with "ok",
 * "warning" or "failed". What they say, and what is to be done, is put into words by the client (ctl/doctor.c), which has
 * checks of its own end. */
#include "daemon/operations/operations.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/sys.h"
#include "daemon/backups.h"
#include "daemon/clock_watch.h"
#include "daemon/daemon.h"
#include "daemon/identity.h"
#include "daemon/probing/supervisor.h"
#include "daemon/session.h"
#include "daemon/trail_checks.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/roster.h"
#include "daemon/state/row.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/service_token.h"
#include "procedure/complaints.h"
#include "base/members.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

enum {
	MB = 1 << 20,
	DISK_LOW_MB = 256,  /* less is a warning */
	DISK_LEAST_MB = 16, /* less is as good as full */
	RESOLV_MAX_BYTES = 1 << 16,
	COMPLAINTS_SHOWN = 5
};

static void
check(json_t *checks, const char *name, const char *state, json_t *args)
{
	json_array_append_new(
	    checks, json_pack("{s:s, s:s, s:O}", "name", name, "state", state, "args", args));
	json_decref(args);
}

static void
check_trail(const char *head, const struct err *err, json_t *checks)
{
	if (!head)
		check(checks, "audit-trail", "failed", json_pack("{s:s}", "text", err->text));
	else
		check(checks, "audit-trail", "ok", json_pack("{s:s}", "head", head));
}

/* Where nobody sees to it that there are any, that is for the team's administrator to know. */
static void
check_backups(const struct daemon *d, json_t *checks)
{
	json_t *backup = backups_json(d->backups);
	bool failed = json_object_get(backup, "error") != NULL;

	check(checks, "backup",
	    failed                                 ? "failed"
	    : json_is_null(backup) && !d->personal ? "warning"
						   : "ok",
	    json_pack("{s:o}", "backup", backup));
}

/* Of what was asked by itself or by people: nothing is asked here (ticket.doctor does). */
static void
check_jira(const struct daemon *d, json_t *checks)
{
	json_t *silent = jira_silence(d->jira);
	const json_t *fault = jira_fault(d->jira);

	check(checks, "jira", fault || !json_is_null(silent) ? "failed" : "ok",
	    json_pack("{s:s, s:O?, s:I, s:o, s:b}", "state", jira_state_text(jira_state(d->jira)),
		"fault", fault, "answered", (json_int_t)jira_answered_at(d->jira), "silent", silent,
		"token", jira_has_token(d->jira, "")));
}

static void
check_settings(const struct daemon *d, json_t *checks)
{
	bool any = json_array_size(d->config->complaints) != 0;

	check(checks, "settings", any ? "warning" : "ok",
	    json_pack("{s:O}", "complaints", d->config->complaints));
}

static void
check_disk(const struct daemon *d, json_t *checks)
{
	struct statvfs fs = {0};
	json_int_t free_mb;

	if (statvfs(d->state, &fs) < 0) {
		check(checks, "disk", "failed",
		    json_pack("{s:s, s:s}", "folder", d->state, "text", err_reason(errno)));
		return;
	}
	free_mb = (json_int_t)((uint64_t)fs.f_bavail * fs.f_frsize / MB);
	check(checks, "disk",
	    free_mb < DISK_LEAST_MB || (fs.f_files && !fs.f_favail) ? "failed"
	    : free_mb < DISK_LOW_MB                                 ? "warning"
								    : "ok",
	    json_pack("{s:s, s:I}", "folder", d->state, "free", free_mb));
}

/* What was written lately was not written in the future. */
static void
check_clock(const struct daemon *d, json_t *checks)
{
	int64_t now = clock_wall(d->clock), behind = clock_watch_look(d->clock_watch);

	check(checks, "clock", behind ? "failed" : "ok",
	    json_pack("{s:I, s:I}", "now", (json_int_t)now, "last",
		(json_int_t)(behind ? now + behind : 0)));
}

static void
check_resolver(json_t *checks)
{
	char *text = sys_read_file("/etc/resolv.conf", RESOLV_MAX_BYTES, NULL, NULL), *rest = text,
	     *line;
	json_t *servers = json_array();

	while (rest && (line = strsep(&rest, "\n")))
		if (!strncmp(line, "nameserver", 10)) {
			line += 10 + strspn(line + 10, " \t");
			line[strcspn(line, " \t#;\r")] = '\0';
			json_array_append_new(servers, json_string(line));
		}
	check(checks, "resolver", json_array_size(servers) ? "ok" : "warning",
	    json_pack("{s:o}", "servers", servers));
	free(text);
}

/* A backend that has monitors looks at one of them before the longest interval is over. */
static void
check_probes(const struct daemon *d, json_t *checks)
{
	int64_t now = clock_wall(d->clock), last = 0;
	json_int_t count = 0, unseen = 0;

	for (size_t i = 0; i < roster_slots(d->roster); i++) {
		const struct row *row = roster_at(d->roster, i);

		if (row->gone || !monitor_is_probed(&row->monitor))
			continue;
		count++;
		unseen += !row->monitor.checked_at;
		if (row->monitor.checked_at > last)
			last = row->monitor.checked_at;
	}
	check(checks, "probes",
	    count && now - (last ? last : d->started_at) > 2L * d->config->interval ? "failed"
										    : "ok",
	    json_pack(
		"{s:I, s:I, s:I}", "monitors", count, "unseen", unseen, "last", (json_int_t)last));
}

static void
check_procedures(const struct daemon *d, json_t *checks)
{
	const struct library *library = open_renewals_library(d->open_renewals, true);
	const struct complaints *wrong = library_complaints(library);
	json_t *complaints = json_array();
	json_int_t count = 0;

	while (library_at(library, (size_t)count))
		count++;
	for (size_t i = 0; i < wrong->count && i < COMPLAINTS_SHOWN; i++)
		json_array_append_new(complaints, json_string(wrong->lines[i]));
	check(checks, "procedures",
	    !count         ? "failed"
	    : wrong->count ? "warning"
			   : "ok",
	    json_pack("{s:I, s:I, s:o}", "count", count, "wrong", (json_int_t)wrong->count,
		"complaints", complaints));
}

/* Of a team's: which groups give which right, and whether the system answers when it is asked. */
static void
check_groups(const struct daemon *d, json_t *checks)
{
	json_t *args;
	bool answered;

	if (!d->identities)
		return;
	answered = identities_answered(d->identities);
	args = json_pack("{s:b}", "answered", answered);
	for (int right = 0; right < RIGHT_COUNT; right++) {
		struct buf names = {0};

		identities_groups(d->config, (enum right)right, false, &names);
		json_object_set_new(
		    args, right_text((enum right)right), json_string(buf_str(&names)));
		buf_release(&names);
	}
	check(checks, "groups", answered ? "ok" : "warning", args);
}

/* Only where there is one. */
static void
check_service_token(const struct daemon *d, json_t *checks)
{
	const json_t *trouble = service_token_trouble(d->service_token);
	bool again = flag_of(trouble, "tried_again");

	if (!*d->config->jira_token_file || jira_state(d->jira) == JIRA_OFF)
		return;
	check(checks, "service-token",
	    !trouble ? "ok"
	    : again  ? "warning"
		     : "failed",
	    json_pack("{s:O?, s:s}", "trouble", trouble, "path", d->config->jira_token_file));
}

/* The trail is known now; the rest is looked at. */
static void
look_over(void *session, json_int_t id, const char *head, const struct err *err)
{
	struct session *s = session;
	struct daemon *d = session_daemon(s);
	const json_t *trust = supervisor_trust(d->supervisor);
	json_int_t certificates = number_of(trust, "certificates");
	size_t workers = supervisor_workers(d->supervisor);
	json_t *checks = json_array();
	struct rlimit limit = {0};

	check(checks, "database", strcmp(writer_state(d->writer), "ok") ? "failed" : "ok",
	    json_pack("{s:s}", "state", writer_state(d->writer)));
	check_trail(head, err, checks);
	check_disk(d, checks);
	check_backups(d, checks);
	check_clock(d, checks);
	check_resolver(checks);
	check(checks, "workers", workers ? "ok" : "failed",
	    json_pack("{s:I, s:O?}", "count", (json_int_t)workers, "fault",
		supervisor_fault(d->supervisor)));
	check(checks, "trust", certificates ? "ok" : "warning",
	    json_pack("{s:I}", "certificates", certificates));
	check_probes(d, checks);
	check_procedures(d, checks);
	check_groups(d, checks);
	check_jira(d, checks);
	check_settings(d, checks);
	check_service_token(d, checks);
	getrlimit(RLIMIT_NOFILE, &limit);
	check(checks, "descriptors",
	    limit.rlim_cur < (rlim_t)d->config->in_flight + 64 ? "warning" : "ok",
	    json_pack("{s:I}", "limit", (json_int_t)limit.rlim_cur));
	session_ok(s, id, json_pack("{s:o}", "checks", checks));
}

static void
op_doctor(struct session *s, json_int_t id, const json_t *args)
{
	(void)args;
	trail_checks_ask(session_daemon(s)->trail_checks, look_over, s, id);
}

const struct operation doctor_operations[] = {
    {.name = "doctor",
	.right = RIGHT_READ,
	.run = op_doctor,
	.cost = COST_VERIFICATION,
	.what = "Looks over itself.",
	.answer = "checks"},
    {.name = NULL},
};
