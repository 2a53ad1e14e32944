/* caducad: the backend, and every worker of it. `--role NAME` makes it a worker (see supervisor.h); else it
 * takes the store's lock, opens the database, loads the roster, listens and runs the loop.
 *
 * A personal backend is started by a client that waits on --ready-fd for "ready", or for the reason why not
 * ("CODE text"), and ends some seconds after its last client. A team's backend (--team) lets in others than its own uid,
 * and nothing that its user's environment names counts: neither XDG folders nor procedures of his. */
#include "daemon/daemon.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/linger.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"
#include "daemon/backup_worker.h"
#include "daemon/backups.h"
#include "daemon/clock_watch.h"
#include "daemon/colleagues.h"
#include "daemon/identity.h"
#include "daemon/inspectors.h"
#include "daemon/membership.h"
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
#include "daemon/restore.h"
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
#include "daemon/systemd.h"
#include "daemon/ticketing/follow.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/jira_slips.h"
#include "daemon/ticketing/outbox.h"
#include "daemon/ticketing/service_token.h"
#include "daemon/ticketing/ticketing.h"
#include "daemon/trail_checks.h"
#include "files/worker.h"
#include "inspect/worker.h"
#include "probe/worker.h"
#include "store/store.h"
#include "store/ticket_requests.h"
#include "tickets/worker.h"
#include "wire/loop.h"
#include "wire/protocol.h"
#include "words/words.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>

enum {
	DESCRIPTORS_WANTED = 65536,
	LOCK_WAIT_MS =
	    2000, /* a worker that was being started when its daemon was killed holds on a moment */
	PERSONAL_WAIT_MS = 12000, /* a personal backend that is ending drains first */
	HEAD_EVERY_MS = 86400000  /* the audit trail's head digest goes to the log daily */
};

/* A process that may not be looked into (sys_no_core) cannot look for its own leaks either: the sanitizer would
 * spin, waiting for a tracer that the kernel refuses. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif
#endif

struct options {
	const char *socket, *state, *config;
	const char *restore; /* the backup to put in the place of the database; NULL */
	int ready_fd;
	bool personal, team, replace;
};

static void
end_asked(void *arg)
{
	struct daemon *d = arg;

	loop_stop(d->loop);
}

static void
say_head(void *daemon, json_int_t id, const char *head, const struct err *err)
{
	(void)daemon;
	(void)id;
	if (head)
		log_info("the audit trail's head is %s", head);
	else
		log_error("the audit trail does not hold: %s", err->text);
}

static void
trail_broken(const char *text, void *arg)
{
	const struct daemon *d = arg;

	writer_damaged(d->writer, "corrupt-trail", text);
}

static void
look_at_head(void *arg)
{
	struct daemon *d = arg;

	trail_checks_ask(d->trail_checks, say_head, d, 0);
	loop_timer(d->loop, HEAD_EVERY_MS, look_at_head, d);
}

static void
say_ready(const struct options *o, const struct err *err)
{
	char *line;
	int fd = o->ready_fd;

	if (err->code)
		log_error("%s", err->text);
	if (fd < 0)
		return;
	line = err->code ? mem_printf("%s %s\n", err->code, err->text) : mem_strdup("ready\n");
	sys_write_all(fd, line, strlen(line), NULL);
	free(line);
	close(fd);
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
	return scheduler_busy(d->scheduler) || backups_busy(d->backups) || outbox_busy(d->outbox);
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
	inspectors_forget(d->inspectors, s);
	ticket_fetches_forget(d->ticket_fetches, s);
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
	d->remembered_choices = remembered_choices_new(d->store, d->writer, d->open_renewals);
	return open_renewals_load(d->open_renewals, err);
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
	d->rollback = rollback_new(d->clock, d->roster, d->open_renewals, d->scheduler);
	d->findings = findings_new(d->clock, d->store, d->roster, d->rollback, d->scheduler);
	d->verify = verify_new(d->clock, d->roster, d->open_renewals, d->scheduler);
	d->retirement = retirement_new(&(struct retirement_setup){.clock = d->clock,
	    .loop = d->loop,
	    .store = d->store,
	    .roster = d->roster,
	    .writer = d->writer,
	    .renewals = d->open_renewals,
	    .scheduler = d->scheduler});
	d->overridden = overridden_new(d->roster, d->open_renewals, d->scheduler);
	if (rollback_load(d->rollback, d->store, err) < 0 ||
	    overridden_load(d->overridden, d->store, err) < 0)
		return -1;
	return retirement_load(d->retirement, err);
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

static int
open_all(struct daemon *d, const struct options *o, const char *state, const char *socket_path,
    struct err *err)
{
	char *database = path_join(state, "caduca.db"), *spare;
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
	d->inspectors = inspectors_new(d->config, d->loop);
	d->trail_checks = trail_checks_new(d->loop, d->store, trail_broken, d);
	d->clock_watch = clock_watch_new(d->clock, d->loop, d->store, tell_all, d);
	d->ticket_fetches = ticket_fetches_new();
	slash = strrchr(socket_path, '/');
	spare = slash ? mem_strndup(socket_path, (size_t)(slash - socket_path)) : NULL;
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
	if (open_server(d, socket_path, err) < 0)
		return -1;
	if (o->personal)
		listen_in_state(d, state);
	supervisor_start(d->supervisor);
	backups_start(d->backups);
	jira_start(d->jira);
	return 0;
}

/* The reverse of open_all, but that what probes saw is written once no worker can say more; the store last, for its
 * lock is what the next daemon waits for. */
static void
close_all(struct daemon *d)
{
	backups_free(d->backups);
	d->backups = NULL;
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

/* A folder of CAs that is not there leaves hosts untrusted: it is told with the settings' other slips. */
static void
check_folders(struct config *c)
{
	for (size_t i = 0; i < c->ca_folders_count; i++)
		if (access(c->ca_folders[i], R_OK | X_OK) < 0)
			config_complain(c, "ca-folders: '{name}': {text}",
			    json_pack(
				"{s:s, s:s}", "name", c->ca_folders[i], "text", strerror(errno)));
}

static void
log_complaints(const struct config *c)
{
	const json_t *complaint;
	size_t i;

	json_array_foreach(c->complaints, i, complaint) {
		struct buf text = {0};
		words_complaint(complaint, &text);
		log_warning("%s", buf_str(&text));
		buf_release(&text);
	}
}

static char *
state_folder(const struct options *o)
{
	if (o->state)
		return mem_strdup(o->state);
	return o->team ? mem_strdup(PATH_TEAM_STATE) : path_state();
}

/* OpenSSL lets the environment say whom to trust; whom a team's backend trusts, the machine says. */
static void
forget_authorities(void)
{
	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
}

static int
serve(const struct options *o)
{
	char *state = state_folder(o);
	char *socket_path = o->socket ? mem_strdup(o->socket)
			    : o->team ? mem_strdup(PATH_TEAM_SOCKET)
				      : path_personal_socket();
	struct daemon d = {.clock = clock_system(),
	    .config = o->team ? config_load_system(o->config) : config_load(o->config),
	    .personal = o->personal};
	struct err err = {0};
	int rc;

	if (o->team)
		forget_authorities();
	d.loop = loop_new(d.clock);
	d.config_path = o->config;
	d.state = state;
	d.started_at = clock_wall(d.clock);
	check_folders(d.config);
	jira_slips_complain(d.config);
	log_complaints(d.config);
	rc = open_all(&d, o, state, socket_path, &err);
	/* Whoever hears that it is ready may ask it to end. */
	loop_signal(d.loop, SIGTERM, end_asked, &d);
	loop_signal(d.loop, SIGINT, end_asked, &d);
	say_ready(o, &err);
	if (!rc) {
		log_info("caducad %s serves '%s' with %zu monitors", CADUCA_VERSION, socket_path,
		    roster_count(d.roster));
		systemd_ready(d.loop);
		look_at_head(&d);
		loop_run(d.loop);
		systemd_stopping();
		log_info("caducad ends");
	}
	close_all(&d);
	loop_free(d.loop);
	config_free(d.config);
	free(state);
	free(socket_path);
	return rc ? 1 : 0;
}

static int
restore(const struct options *o)
{
	char *state = state_folder(o);
	int status = restore_main(state, o->restore, o->replace);

	free(state);
	return status;
}

static int
usage(FILE *out)
{
	words_init(NULL);
	fputs(_("usage: caducad [--team] [--socket PATH] [--state FOLDER] [--config FILE]\n"
		"       caducad --restore FILE [--replace] [--team] [--state FOLDER]\n"
		"       caducad --version | --help\n"
		"The backend of Caduca. caduca and caducactl start one for their user by "
		"themselves.\n"),
	    out);
	return out == stderr ? 2 : 0;
}

static int
role_main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[2], "probe"))
		return probe_worker_main(argc - 2, argv + 2);
	if (argc > 2 && !strcmp(argv[2], "inspect"))
		return inspect_worker_main(argc - 2, argv + 2);
	/* What those two read from strangers may ask for more than there is: they tell it as what is wrong with it. */
	mem_end_with_libraries();
	if (argc > 2 && !strcmp(argv[2], "files"))
		return files_worker_main();
	if (argc > 2 && !strcmp(argv[2], "tickets"))
		return tickets_worker_main();
	if (argc > 2 && !strcmp(argv[2], "backup"))
		return backup_worker_main();
	if (argc > 2 && !strcmp(argv[2], "members"))
		return membership_members_main(argc - 2, argv + 2);
	if (argc > 2 && !strcmp(argv[2], "membership"))
		return membership_main(argc - 2, argv + 2);
	fprintf(stderr, "caducad: there is no role '%s'\n", argc > 2 ? argv[2] : "");
	return 2;
}

int
main(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"socket", required_argument, NULL, 's'},
	    {"state", required_argument, NULL, 't'},
	    {"config", required_argument, NULL, 'c'},
	    {"ready-fd", required_argument, NULL, 'r'},
	    {"personal", no_argument, NULL, 'p'},
	    {"restore", required_argument, NULL, 'R'},
	    {"replace", no_argument, NULL, 'e'},
	    {"team", no_argument, NULL, 'T'},
	    {"version", no_argument, NULL, 'V'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	struct options o = {.ready_fd = -1};
	int c;

	sys_fill_standard();
	sys_ignore_pipe_signals();
	sys_no_core();
	linger_bound();
	log_open("caducad", STDERR_FILENO, LOG_LEVEL_INFO);
	if (argc > 1 && !strcmp(argv[1], "--role"))
		return role_main(argc, argv);
	mem_end_with_libraries();
	opterr = 0; /* the usage says it, in the language of whoever called */
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 's':
			o.socket = optarg;
			break;
		case 't':
			o.state = optarg;
			break;
		case 'c':
			o.config = optarg;
			break;
		case 'r':
			o.ready_fd = (int)strtol(optarg, NULL, 10);
			break;
		case 'p':
			o.personal = true;
			break;
		case 'R':
			o.restore = optarg;
			break;
		case 'e':
			o.replace = true;
			break;
		case 'T':
			o.team = true;
			break;
		case 'V':
			puts("caducad " CADUCA_VERSION);
			return 0;
		case 'h':
			return usage(stdout);
		default:
			return usage(stderr);
		}
	}
	if (optind < argc || (o.replace && !o.restore) || (o.personal && o.team))
		return usage(stderr);
	if (o.restore)
		return restore(&o);
	sys_raise_descriptors(DESCRIPTORS_WANTED);
	return serve(&o);
}
