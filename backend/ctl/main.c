/* caducactl: the table of commands, the options that all of them share, and what they need to
 * start. */
#include "ctl/ctl.h"

#include "base/clock.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/sys.h"
#include "base/text.h"
#include "ctl/complete.h"
#include "wire/protocol.h"
#include "words/words.h"

#include <signal.h>

static const struct command commands[] = {
    {"add", "HOST[:PORT] | NAME --type file,\n           {fields}\n           [--dry-run] [--json]",
	N_("watch a host"), add_run, NULL},
    {"edit", "MONITOR [--host HOST] [--port PORT] [--default-sni] [--json] and the options of add",
	N_("change a monitor"), edit_run, NULL},
    {"certificate",
	"MONITOR FILE [--password-fd N] [--json]\n"
	"       caducactl certificate MONITOR --pem",
	N_("give a monitor of type file its certificate, or print the one that a host serves"),
	certificate_run, NULL},
    {"remove", "[--yes] MONITOR...", N_("stop watching; the history stays"), remove_run, NULL},
    {"import",
	"FILE [--dry-run] [--rows] [--keep-going] [--overwrite] [--json]\n"
	"                [--map TITLE=FIELD]... [--columns] [--forget]\n"
	"       caducactl import --files PATH... [--dry-run] [--expired] [--served]\n"
	"           [--password-fd N | --password-file FILE] [--json]",
	N_("watch the hosts of a list"), import_run, NULL},
    {"discover",
	"[--json]\n"
	"       caducactl discover --add [NAME...] [--yes] [--json]\n"
	"       caducactl discover --never NAME... | --again NAME...\n"
	"       caducactl discover --not-wanted [--json]",
	N_("names that monitors serve and nobody watches"), discover_run, NULL},
    {"undo", "[LINE] [--yes] [--json]",
	N_("take an import back, or an edit, by its line in the log"), undo_run, NULL},
    {"export",
	"[--csv | --excel-csv | --xlsx | --json | --ics] [--shape pressupost|control]\n"
	"           [--file FILE] [--filter TEXT] [--sort FIELD,...]",
	N_("write the monitors as a list"), export_run, NULL},
    {"report", "[--days N | --since DATE] [--filter TEXT] [--file FILE]",
	N_("the week for the meeting: what expires, what moved, what waits for whom"), report_run,
	NULL},
    {"metrics", "[--file FILE [--world-readable]] [--filter TEXT]",
	N_("what is known, for Prometheus"), metrics_run, NULL},
    {"list", "[--filter TEXT] [--sort FIELD,...] [--json]",
	N_("what expires, and when work must start"), list_run, NULL},
    {"today", "[--json]", N_("what needs a hand now, and whose turn it is"), today_run, NULL},
    {"digest", "[--text] [--heads] | [--heads] [--send] [--to-heads] [--again]",
	N_("what needs a hand today, as a message with text and HTML"), digest_run, NULL},
    {"forecast", "[--filter TEXT] [--json]",
	N_("what expires and must begin in each week of a year, and how many renewals that is"),
	forecast_run, NULL},
    {"show", "MONITOR [--history] [--json]", N_("all that is known of a monitor"), show_run, NULL},
    {"probe",
	"MONITOR... | --all [--wait] [--connections N]\n"
	"       caducactl probe HOST[:PORT] --explain [--protocol NAME] [--sni NAME] [--proxy "
	"NAME] [--json]",
	N_("look at hosts now"), probe_run, NULL},
    {"check",
	"[MONITOR...] [--filter TEXT] [--warning LEVEL[=N],...] [--critical LEVEL[=N],...]\n"
	"           [--timeout SECONDS]",
	N_("a state for Nagios: its exit codes and performance data"), check_run, NULL},
    {"accept",
	"MONITOR PROBLEM --reason TEXT [--until DATE] [--json]\n"
	"       caducactl accept MONITOR PROBLEM --withdraw [--json]",
	N_("take a problem upon yourself until a day: it raises no attention"), accept_run, NULL},
    {"acknowledge", "MONITOR [--note TEXT] [--json]",
	N_("say that you know why its certificate changed"), acknowledge_run, NULL},
    {"service", NULL, N_("the services that monitors belong to, and who answers for them"),
	service_run, service_verbs},
    {"alert", "[--open] [--json] < MAIL", N_("keep an alert for the renewals of what it is about"),
	alert_run, NULL},
    {"renewal", NULL, N_("walk a renewal through its procedure"), renewal_run, renewal_verbs},
    {"ticket", NULL, N_("tickets: what they are for, and how far they are"), ticket_run,
	ticket_verbs},
    {"procedure", NULL, N_("the procedures on this machine, and what is wrong with them"),
	procedure_run, procedure_verbs},
    {"backup", "[FILE]", N_("copy the database to a new file"), backup_run, NULL},
    {"log",
	"[--who LOGIN] [--what KIND] [--since DATE] [--until DATE] [--monitor MONITOR] [--renewal "
	"N]\n"
	"           [--text TEXT] [--limit N] [--before SEQ] [--json]\n"
	"       caducactl log --lines [--after SEQ] [--who LOGIN] [--what KIND] [--since DATE] "
	"[--until DATE]\n"
	"           [--monitor MONITOR] [--renewal N] [--text TEXT]\n"
	"       caducactl log --verify",
	N_("who changed what"), log_run, NULL},
    {"who", "[--json]", N_("who is connected, and which renewal each has open"), who_run, NULL},
    {"notices", "[--seen] [--json]", N_("what others did with your renewals meanwhile"),
	notices_run, NULL},
    {"doctor", "[--json]", N_("look for what is wrong with the installation"), doctor_run, NULL},
    {"inspect", "FILE... [--password-fd N] [--json]",
	N_("what a CSR, key, certificate or PKCS#12 holds"), inspect_run, NULL},
    {"match", "CSR KEY CERTIFICATE [--password-fd N] [--json]", N_("whether files belong together"),
	match_run, NULL},
    {"csr",
	"DOMAIN... [--folder DIR] [--bits N] [--organization TEXT] [--unit TEXT] [--locality "
	"TEXT]\n"
	"           [--state TEXT] [--country CC] [--email ADDRESS] [--json]",
	N_("make a key and the CSR for it"), csr_run, NULL},
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static void
print_help(FILE *out)
{
	fputs(_("usage: caducactl [--socket PATH | --personal] [--config FILE] [--as NAME] COMMAND "
		"[ARGUMENTS]\n\n"),
	    out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-11s %s\n", commands[i].name, _(commands[i].help));
	fputs(
	    _("\nMONITOR is a number, a name, a host or host:port.\n"
	      "caducactl help COMMAND tells the arguments of a command.\n"
	      "It ends with 0 when done, 1 when something failed, 2 when it was called wrongly.\n"),
	    out);
}

static const struct command *
command_find(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* The options of all commands may stand before or after the command's name; they are taken out. */
struct shared {
	const char *socket, *config, *as;
	bool help, version, personal;
	const char *lacking; /* an option without its value */
};

static bool
shared_value(const char *arg, const char *name, int *i, int argc, char **argv, const char **value,
    struct shared *s)
{
	size_t len = strlen(name);

	if (strncmp(arg, name, len) != 0 || (arg[len] && arg[len] != '='))
		return false;
	if (arg[len])
		*value = arg + len + 1;
	else if (*i + 1 < argc)
		*value = argv[++*i];
	else
		s->lacking = name;
	return true;
}

static int
shared_read(struct shared *s, int argc, char **argv)
{
	int kept = 0, i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (shared_value(argv[i], "--socket", &i, argc, argv, &s->socket, s) ||
		    shared_value(argv[i], "--as", &i, argc, argv, &s->as, s) ||
		    shared_value(argv[i], "--config", &i, argc, argv, &s->config, s))
			continue;
		if (!strcmp(argv[i], "--personal"))
			s->personal = true;
		else if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			s->help = true;
		else if (!strcmp(argv[i], "--version"))
			s->version = true;
		else
			argv[kept++] = argv[i];
	}
	for (; i < argc; i++)
		argv[kept++] = argv[i];
	return kept;
}

static void
say_no_command(const char *name)
{
	char *clean = text_cleaned(name, 60);

	fprintf(stderr, "caducactl: ");
	fprintf(stderr, _("there is no command '%s'"), clean);
	fputs("\n", stderr);
	free(clean);
}

static int
refuse_command(const char *name)
{
	say_no_command(name);
	fputs("\n", stderr);
	print_help(stderr);
	return EXIT_USAGE;
}

/* help [COMMAND [VERB [ACT]]] */
static int
help(int count, char **path)
{
	const struct command *command = count ? command_find(path[0]) : NULL;
	const char *unknown;

	if (!count) {
		print_help(stdout);
		return EXIT_DONE;
	}
	if (!command)
		return refuse_command(path[0]);
	unknown = usage_print(command, count - 1, path + 1, stdout);
	if (unknown)
		say_no_command(unknown);
	return unknown ? EXIT_USAGE : EXIT_DONE;
}

static int
run(struct ctl *ctl, const struct shared *shared, int argc, char **argv)
{
	if (shared->version) {
		puts("caducactl " CADUCA_VERSION);
		return EXIT_DONE;
	}
	if (argc == 0 || shared->lacking || (shared->personal && shared->socket)) {
		bool asked = shared->help && !shared->lacking;

		print_help(asked ? stdout : stderr);
		return asked ? EXIT_DONE : EXIT_USAGE;
	}
	if (!strcmp(argv[0], "help"))
		return help(argc - 1, argv + 1);
	ctl->command = command_find(argv[0]);
	if (!ctl->command)
		return refuse_command(argv[0]);
	if (shared->help) {
		usage_print(ctl->command, argc - 1, argv + 1, stdout);
		return EXIT_DONE;
	}
	return ctl->command->run(ctl, argc - 1, argv + 1);
}

int
main(int argc, char **argv)
{
	struct shared shared = {0};
	struct ctl ctl = {0};
	int code;

	mem_end_with_libraries();
	sys_fill_standard();
	if (argc > 1 && !strcmp(argv[1], "--complete")) {
		complete_print(commands, COMMAND_COUNT, argc - 2, argv + 2, stdout);
		return EXIT_DONE;
	}
	sys_ignore_pipe_signals();
	/* a reader that has seen enough (head, a pager) ends us quietly; sockets are written without the signal */
	signal(SIGPIPE, SIG_DFL);
	argc = shared_read(&shared, argc, argv);
	ctl.config = config_load(shared.config);
	ctl.socket = shared.socket;
	ctl.personal = shared.personal;
	ctl.as = shared.as;
	ctl.config_file = shared.config;
	ctl.now = clock_wall(clock_system());
	words_init(ctl.config->language);
	code = run(&ctl, &shared, argc, argv);
	client_free(ctl.client);
	config_free(ctl.config);
	free(ctl.trouble);
	free(ctl.declared);
	/* what could not be written was not done: a full disk under `export >file` must not look
	 * like success */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "caducactl: %s\n", _("the output could not be written"));
		return code == EXIT_DONE ? EXIT_FAILED : code;
	}
	return code;
}
