/* A backend that is not one: it speaks the lines of the protocol over a Unix socket for the tests
 * and the benchmark of the console, about any number of monitors that are made up and always the
 * same. It probes nothing and keeps nothing.
 *
 *   fake --socket PATH --rows N --now EPOCH [--churn N] [--renewals N] [--services N]
 *        [--chain-ends DAYS] [--overridden RENEWAL] [--worsens] [--answers FILE]
 *
 * It listens when the command returns, and has printed the process to kill. --churn: so many rows
 * change ten times a second. --renewals, --services: so many of them to list.
 * --worsens: what is probed is found to end in a day.
 * --answers: a JSON object of what is answered to each operation in it, whatever it is asked; "rows" are monitors instead of
 * made-up ones.
 * --overridden: the verification of the first monitor, in that renewal.
 * --chain-ends: in so many days, that of the first monitor, whatever its certificate says. Some names ask for
 * trouble: adding a host that holds a space is a bad argument, as is any proxy but "dmz", one that is
 * there is a duplicate; the first edit of a monitor named "conflict" is one; adding "away.test" makes
 * the backend go away, and come back later with one monitor less.
 *
 * fake_monitor.c makes up the monitors, fake_clients.c speaks with whoever is connected, fake_operations.c answers. */
#include "tests/screen/fake_clients.h"
#include "tests/screen/fake_operations.h"

#include "base/clock.h"
#include "base/mem.h"
#include "wire/loop.h"

#include <fcntl.h>
#include <getopt.h>
#include <signal.h>

enum { CHURN_MS = 100 };

static void
churn(void *arg)
{
	(void)arg;
	for (size_t n = 0; n < fake.churn && fake.count; n++) {
		struct monitor *m = &fake.monitors[fake.churn_at++ % fake.count];
		m->checked_at++;
		m->not_after += (int64_t)(mixed(fake.churn_at) % 7) * 3600;
		if (!m->retired)
			clients_tell_row(m);
	}
	loop_timer(fake.loop, CHURN_MS, churn, NULL);
}

/* The one that was started returns when the socket is there, saying who to kill; the child goes
 * on. */
static bool
in_background(void)
{
	pid_t pid = fork();
	int null;

	if (pid) {
		printf("%ld\n", (long)pid);
		return false;
	}
	null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	return true;
}

static void
read_answers(const char *path)
{
	json_error_t error;

	fake.answers = json_load_file(path, 0, &error);
	if (!fake.answers) {
		fprintf(stderr, "fake: '%s': line %d: %s\n", path, error.line, error.text);
		exit(1);
	}
}

/* False: they cannot be. */
static bool
options_read(int argc, char **argv, size_t *services)
{
	static const struct option known[] = {{"socket", 1, NULL, 's'}, {"rows", 1, NULL, 'r'},
	    {"now", 1, NULL, 'n'}, {"churn", 1, NULL, 'c'}, {"renewals", 1, NULL, 'R'},
	    {"services", 1, NULL, 'S'}, {"chain-ends", 1, NULL, 'e'}, {"overridden", 1, NULL, 'o'},
	    {"worsens", 0, NULL, 'w'}, {"answers", 1, NULL, 'a'}, {NULL, 0, NULL, 0}};

	for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;)
		switch (c) {
		case 's':
			fake.path = optarg;
			break;
		case 'r':
			fake.count = strtoull(optarg, NULL, 10);
			break;
		case 'n':
			fake.made.now = strtoll(optarg, NULL, 10);
			break;
		case 'w':
			fake.worsens = true;
			break;
		case 'a':
			read_answers(optarg);
			break;
		case 'c':
			fake.churn = strtoull(optarg, NULL, 10);
			break;
		case 'R':
			fake.renewals = strtoull(optarg, NULL, 10);
			break;
		case 'e':
			fake.made.chain_ends = strtoll(optarg, NULL, 10);
			break;
		case 'o':
			fake.made.overridden = strtoll(optarg, NULL, 10);
			break;
		case 'S':
			*services = strtoull(optarg, NULL, 10);
			break;
		default:
			return false;
		}
	return fake.path != NULL;
}

int
main(int argc, char **argv)
{
	size_t services = 0;

	fake.made.now = clock_wall(clock_system());
	if (!options_read(argc, argv, &services))
		return 2;
	signal(SIGPIPE, SIG_IGN);
	fake.loop = loop_new(clock_system());
	fake.monitors = mem_array(fake.count + 1, sizeof(*fake.monitors));
	for (size_t i = 0; i < fake.count; i++)
		monitor_make(&fake.monitors[i], i, &fake.made);
	services_make(services);
	fake.answer = operation_answer;
	clients_listen(NULL);
	if (fake.churn)
		loop_timer(fake.loop, CHURN_MS, churn, NULL);
	if (!in_background())
		return 0;
	loop_run(fake.loop);
	return 0;
}
