/* The parts of the backend. What is held in memory stands on the store, what probes and what speaks with Jira on that, the
 * server on all of them; so they are made, and taken apart the other way round.
 *
 * A part tells what happened to whoever gave it a callback. Those callbacks stand here: each is a line or two that hands the news
 * on, and this is the one file that may know all the rooms of daemon/ at once. */
#include "daemon/parts.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"
#include "daemon/backups.h"
#include "daemon/clock_watch.h"
#include "daemon/colleagues.h"
#include "daemon/daemon.h"
#include "daemon/identity.h"
#include "daemon/inspectors.h"
#include "daemon/operations/import_unfinished.h"
#include "daemon/operations/leads.h"
#include "daemon/operations/operations.h"
#include "daemon/operations/ticket_fetches.h"
#include "daemon/probing/findings.h"
#include "daemon/probing/overridden.h"
#include "daemon/probing/retirement.h"
#include "daemon/probing/rollback.h"
#include "daemon/probing/scheduler.h"
#include "daemon/probing/supervisor.h"
#include "daemon/probing/verify.h"
#include "daemon/push.h"
#include "daemon/receiving.h"
#include "daemon/server.h"
#include "daemon/session.h"
#include "daemon/state/file_certificate.h"
#include "daemon/state/linked_tickets.h"
#include "daemon/state/open_renewals.h"
#include "daemon/state/remembered_choices.h"
#include "daemon/state/roster.h"
#include "daemon/state/services_index.h"
#include "daemon/state/today.h"
#include "daemon/state/writer.h"
#include "daemon/ticketing/follow.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/outbox.h"
#include "daemon/ticketing/service_token.h"
#include "daemon/ticketing/ticketing.h"
#include "daemon/trail_checks.h"
#include "store/store.h"
#include "wire/loop.h"

#include <string.h>

enum {
	LOCK_WAIT_MS =
	    2000, /* a worker that was being started when its daemon was killed holds on a moment */
	PERSONAL_WAIT_MS = 12000 /* a personal backend that is ending drains first */
};

static void
trail_broken(const char *text, void *arg)
{
	const struct daemon *d = arg;

	writer_damaged(d->writer, "corrupt-trail", text);
}

/* ---- what the server is handed, and what it is told ---- */

static void
tell_status_changed(void *arg)
{
	const struct daemon *d = arg;

	server_status_changed(d->server);
	today_backend_changed(d->today);
}

static void
tell_recorded(void *arg)
{
	const struct daemon *d = arg;

	server_news(d->server, NEWS_TRAIL, 0);
}

static void
tell_identity_changed(const struct identity *who, void *arg)
{
	struct daemon *d = arg;
	const bool silent = !identities_answered(d->identities);

	server_identity_changed(d->server, who);
	if (silent != d->directory_silent) {
		d->directory_silent = silent;
		status_changed(&d->status);
	}
}

static void
tell_all(void *arg)
{
	const struct daemon *d = arg;

	status_changed(&d->status);
}

static void
tell_sweep_changed(void *arg)
{
	const struct daemon *d = arg;

	server_sweep_changed(d->server);
}

static bool
sweep_progress(struct daemon *d, int64_t number, size_t *done, size_t *total, bool *given_up)
{
	struct sweep sweep;
	bool runs = scheduler_sweep_get(d->scheduler, number, &sweep);

	*done = sweep.done;
	*total = sweep.total;
	*given_up = sweep.given_up;
	return runs;
}

static bool
is_busy(struct daemon *d)
{
	return scheduler_busy(d->scheduler) || backups_busy(d->backups) || outbox_busy(d->outbox) ||
	       unfinished_imports_busy(d->unfinished_imports);
}

static void
end_unneeded(struct daemon *d)
{
	loop_stop(d->loop);
}

static void
session_gone(struct daemon *d, const struct session *s)
{
	scheduler_forget(d->scheduler, s);
	inspectors_forget(d->receivers, s);
	inspectors_forget(d->inspectors, s);
	ticket_fetches_forget(d->ticket_fetches, s);
	unfinished_imports_forget(d->unfinished_imports, s);
	backups_forget(d->backups, s);
	trail_checks_forget(d->trail_checks, s);
	jira_forget(d->jira, s);
	jira_session_gone(d->jira, session_actor(s)->login);
}

static bool
is_present(void *arg, const char *login)
{
	const struct daemon *d = arg;

	return server_has(d->server, login);
}

static void
somebody_noticed(const char *login, void *arg)
{
	const struct daemon *d = arg;

	server_news_to(d->server, login, NEWS_NOTICE);
}

static void
renewal_shown(int64_t id, void *arg)
{
	news_of_renewal(arg, id);
}

static int
open_server(struct daemon *d, const char *path, struct err *err)
{
	const struct server_setup setup = {.clock = d->clock,
	    .config = d->config,
	    .loop = d->loop,
	    .store = d->store,
	    .roster = d->roster,
	    .personal = d->personal,
	    .identities = d->identities,
	    .d = d,
	    .operation = operation_find,
	    .receive = receiving_ask,
	    .reading = operations_that_read,
	    .status = status_json,
	    .news = news_data,
	    .heard = today_heard,
	    .sweep = sweep_progress,
	    .busy = is_busy,
	    .end = end_unneeded,
	    .gone = session_gone};

	d->server = server_new(&setup, path, err);
	if (!d->server)
		return -1;
	d->status = (struct status_listener){.changed = tell_status_changed,
	    .swept = tell_sweep_changed,
	    .recorded = tell_recorded,
	    .arg = d};
	d->renewals_shown = (struct renewal_listener){
	    .noticed = somebody_noticed, .shown = renewal_shown, .arg = d};
	open_renewals_listen(d->open_renewals, &d->renewals_shown);
	return 0;
}

/* Whoever has the state has the way to the one backend that may open it: without a runtime folder (cron, su), with
 * another one, or when the one of the socket is gone. */
static void
listen_in_state(struct daemon *d, const char *state)
{
	char *path = path_state_socket(state);

	server_listen_too(d->server, path);
	free(path);
}

/* ---- opening and closing ---- */

static const struct site *
site_now(void *arg)
{
	return library_site(open_renewals_library(arg, false));
}

/* Each is made from those that it stands on, so the order is that of the rooms: what is held in memory, then who
 * probes. */
static int
open_state(struct daemon *d, struct err *err)
{
	d->services_index = services_index_new();
	d->roster = roster_new(d->config, d->services_index);
	if (services_index_load(d->services_index, d->store, err) < 0 ||
	    roster_load(d->roster, d->store, clock_wall(d->clock), err) < 0 ||
	    linked_tickets_load(d->roster, d->store, err) < 0 || leads_load(d, err) < 0)
		return -1;
	d->writer = writer_new(d->clock, d->loop, d->store, d->roster, &d->status);
	d->file_certificates = file_certificates_new(d->clock, d->store, d->roster, d->writer);
	d->open_renewals =
	    open_renewals_new(d->store, d->roster, d->writer, d->file_certificates, d->personal);
	d->remembered_choices = remembered_choices_new(d->store, d->open_renewals);
	if (open_renewals_load(d->open_renewals, err) < 0)
		return -1;
	roster_ask_site(d->roster, site_now, d->open_renewals, clock_wall(d->clock));
	return 0;
}

static int
open_probing(struct daemon *d, struct err *err)
{
	struct scheduler_setup setup;

	d->supervisor = supervisor_new(d->clock, d->config, d->loop, &d->status);
	setup = (struct scheduler_setup){.clock = d->clock,
	    .config = d->config,
	    .loop = d->loop,
	    .roster = d->roster,
	    .writer = d->writer,
	    .renewals = d->open_renewals,
	    .supervisor = d->supervisor,
	    .status = &d->status};
	d->scheduler = scheduler_new(&setup);
	d->rollback = rollback_new(d->clock, d->store, d->roster, d->open_renewals, d->scheduler);
	d->findings = findings_new(d->clock, d->store, d->roster, d->rollback, d->scheduler);
	d->verify = verify_new(d->clock, d->loop, d->roster, d->open_renewals, d->scheduler);
	d->retirement = retirement_new(&(struct retirement_setup){.clock = d->clock,
	    .loop = d->loop,
	    .store = d->store,
	    .roster = d->roster,
	    .writer = d->writer,
	    .renewals = d->open_renewals,
	    .scheduler = d->scheduler});
	d->overridden = overridden_new(d->roster, d->open_renewals, d->scheduler);
	if (open_renewals_recall(d->open_renewals, err) < 0)
		return -1;
	retirement_start(d->retirement);
	return 0;
}

static void
tickets_followed(void *arg, const int64_t *tickets, size_t count)
{
	struct daemon *d = arg;

	linked_tickets_load(d->roster, d->store, NULL);
	for (size_t i = 0; i < count; i++)
		server_news(d->server, NEWS_TICKET, tickets[i]);
}

static void
request_changed(int64_t id, void *arg)
{
	const struct daemon *d = arg;
	struct ticket_request r;

	server_news(d->server, NEWS_TICKET_REQUEST, id);
	if (store_ticket_request_get(d->store, id, &r, NULL) == 0 && r.state == REQUEST_DONE &&
	    r.kind != REQUEST_CREATE)
		follow_again(d->follow, r.login, r.ticket);
	ticket_request_release(&r);
}

static int
open_ticketing(struct daemon *d, struct err *err)
{
	d->jira = jira_new(&(struct jira_setup){.clock = d->clock,
	    .config = d->config,
	    .loop = d->loop,
	    .status = &d->status,
	    .present = is_present,
	    .arg = d});
	d->service_token = service_token_new(&(struct service_token_setup){.clock = d->clock,
	    .config = d->config,
	    .loop = d->loop,
	    .jira = d->jira,
	    .status = &d->status});
	d->follow = follow_new(&(struct follow_setup){.clock = d->clock,
	    .config = d->config,
	    .loop = d->loop,
	    .store = d->store,
	    .writer = d->writer,
	    .renewals = d->open_renewals,
	    .jira = d->jira,
	    .personal = d->personal,
	    .changed = tickets_followed,
	    .arg = d});
	d->outbox = outbox_new(&(struct ticketing){.clock = d->clock,
				   .config = d->config,
				   .loop = d->loop,
				   .store = d->store,
				   .roster = d->roster,
				   .writer = d->writer,
				   .open_renewals = d->open_renewals,
				   .jira = d->jira},
	    &(struct outbox_listener){request_changed, d});
	return outbox_load(d->outbox, err);
}

int
parts_open(struct daemon *d, const struct parts_setup *o, struct err *err)
{
	char *database = path_join(o->state, "caduca.db"), *spare;
	const char *slash;

	d->store =
	    store_open(database, o->personal ? PERSONAL_WAIT_MS : LOCK_WAIT_MS, d->clock, err);
	free(database);
	if (d->store && store_before(d->store))
		log_info("the database was brought up to date; what it was before is '%s'",
		    store_before(d->store));
	if (!d->store || open_state(d, err) < 0 || open_probing(d, err) < 0 ||
	    open_ticketing(d, err) < 0)
		return -1;
	d->receivers = inspectors_new(d->config, d->loop, ROLE_RECEIVE, receiving_begun);
	d->inspectors = inspectors_new(d->config, d->loop, ROLE_INSPECT, NULL);
	d->trail_checks = trail_checks_new(d->loop, d->store, trail_broken, d);
	d->clock_watch = clock_watch_new(d->clock, d->loop, d->store, tell_all, d);
	d->ticket_fetches = ticket_fetches_new();
	slash = strrchr(o->socket, '/');
	spare = slash ? mem_strndup(o->socket, (size_t)(slash - o->socket)) : NULL;
	d->backups = backups_new(&(struct backups_setup){.clock = d->clock,
	    .config = d->config,
	    .loop = d->loop,
	    .store = d->store,
	    .writer = d->writer,
	    .spare = spare,
	    .status = &d->status});
	free(spare);
	if (o->team) {
		d->identities =
		    identities_new(d->clock, d->config, d->loop, tell_identity_changed, d);
		d->colleagues = colleagues_new(d->clock, d->config, d->loop);
	}
	today_begin(d);
	if (open_server(d, o->socket, err) < 0)
		return -1;
	if (o->personal)
		listen_in_state(d, o->state);
	d->unfinished_imports = unfinished_imports_load(d);
	supervisor_start(d->supervisor);
	backups_start(d->backups);
	jira_start(d->jira);
	return 0;
}

/* The reverse of parts_open, but that what probes saw is written once no worker can say more; the store last, for its
 * lock is what the next daemon waits for. */
void
parts_close(struct daemon *d)
{
	backups_free(d->backups);
	d->backups = NULL;
	inspectors_free(d->receivers);
	d->receivers = NULL;
	inspectors_free(d->inspectors);
	d->inspectors =
	    NULL; /* no client is told any more, and none that goes starts another's document */
	d->status = (struct status_listener){0};
	server_free(d->server);
	d->server = NULL;
	follow_free(d->follow);
	service_token_free(d->service_token);
	jira_free(d->jira);
	outbox_free(d->outbox);
	identities_free(d->identities);
	colleagues_free(d->colleagues);
	ticket_fetches_free(d->ticket_fetches);
	unfinished_imports_free(d->unfinished_imports);
	trail_checks_free(d->trail_checks);
	clock_watch_free(d->clock_watch);
	supervisor_free(d->supervisor);
	if (d->writer)
		writer_flush(d->writer);
	scheduler_free(d->scheduler);
	verify_free(d->verify);
	findings_free(d->findings);
	rollback_free(d->rollback);
	retirement_free(d->retirement);
	overridden_free(d->overridden);
	today_free(d->today);
	remembered_choices_free(d->remembered_choices);
	open_renewals_free(d->open_renewals);
	file_certificates_free(d->file_certificates);
	writer_free(d->writer);
	roster_free(d->roster);
	services_index_free(d->services_index);
	store_close(d->store);
}
