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
#include "daemon/membership.h"
#include "daemon/parts.h"
#include "daemon/receive_worker.h"
#include "daemon/restore.h"
#include "daemon/state/roster.h"
#include "daemon/systemd.h"
#include "daemon/ticketing/jira_slips.h"
#include "daemon/trail_checks.h"
#include "exporting/worker.h"
#include "files/worker.h"
#include "inspect/worker.h"
#include "inventory/list_worker.h"
#include "mail/worker.h"
#include "probe/worker.h"
#include "tickets/worker.h"
#include "wire/loop.h"
#include "wire/protocol.h"
#include "words/words.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>

enum {
	DESCRIPTORS_WANTED = 65536,
	HEAD_EVERY_MS = 86400000 /* the audit trail's head digest goes to the log daily */
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
	bool version, help; /* the first of these is all that is done */
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

/* A folder of CAs that is not there leaves hosts untrusted: it is told with the settings' other slips. */
static void
check_folders(struct config *c)
{
	for (size_t i = 0; i < c->ca_folders_count; i++)
		if (access(c->ca_folders[i], R_OK | X_OK) < 0)
			config_complain(c, "ca-folders: '{name}': {text}",
			    json_pack(
				"{s:s, s:s}", "name", c->ca_folders[i], "text", err_reason(errno)));
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
	rc = parts_open(&d,
	    &(struct parts_setup){
		.state = state, .socket = socket_path, .personal = o->personal, .team = o->team},
	    &err);
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
	parts_close(&d);
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

static const struct role {
	const char *name;
	int (*plain)(void);                 /* either this, or */
	int (*with)(int argc, char **argv); /* what follows the name are its arguments */
	/* What it reads from strangers may ask for more memory than there is: that is told as what is wrong with it. */
	bool may_lack_memory;
} roles[] = {
    {"probe", .with = probe_worker_main, .may_lack_memory = true},
    {"inspect", .with = inspect_worker_main, .may_lack_memory = true},
    {"list", .plain = list_worker_main},
    {"files", .plain = files_worker_main},
    {"export", .plain = export_worker_main},
    {"tickets", .plain = tickets_worker_main},
    {"mail", .plain = mail_worker_main},
    {"receive", .plain = receive_worker_main},
    {"backup", .plain = backup_worker_main},
    {"members", .with = membership_members_main},
    {"membership", .with = membership_main},
};

static int
role_main(int argc, char **argv)
{
	const char *name = argc > 2 ? argv[2] : "";

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		if (strcmp(roles[i].name, name) != 0)
			continue;
		if (!roles[i].may_lack_memory)
			mem_end_with_libraries();
		return roles[i].with ? roles[i].with(argc - 2, argv + 2) : roles[i].plain();
	}
	fprintf(stderr, "caducad: there is no role '%s'\n", name);
	return 2;
}

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

/* False: they cannot be. */
static bool
options_read(struct options *o, int argc, char **argv)
{
	int c;

	opterr = 0; /* the usage says it, in the language of whoever called */
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 's':
			o->socket = optarg;
			break;
		case 't':
			o->state = optarg;
			break;
		case 'c':
			o->config = optarg;
			break;
		case 'r':
			o->ready_fd = (int)strtol(optarg, NULL, 10);
			break;
		case 'p':
			o->personal = true;
			break;
		case 'R':
			o->restore = optarg;
			break;
		case 'e':
			o->replace = true;
			break;
		case 'T':
			o->team = true;
			break;
		case 'V':
			o->version = true;
			return true;
		case 'h':
			o->help = true;
			return true;
		default:
			return false;
		}
	}
	return optind == argc && (!o->replace || o->restore) && !(o->personal && o->team);
}

int
main(int argc, char **argv)
{
	struct options o = {.ready_fd = -1};

	sys_fill_standard();
	sys_ignore_pipe_signals();
	sys_no_core();
	linger_bound();
	log_open("caducad", STDERR_FILENO, LOG_LEVEL_INFO);
	if (argc > 1 && !strcmp(argv[1], "--role"))
		return role_main(argc, argv);
	mem_end_with_libraries();
	if (!options_read(&o, argc, argv))
		return usage(stderr);
	if (o.help)
		return usage(stdout);
	if (o.version) {
		puts("caducad " CADUCA_VERSION);
		return 0;
	}
	if (o.restore)
		return restore(&o);
	sys_raise_descriptors(DESCRIPTORS_WANTED);
	return serve(&o);
}
