/* caduca: the console. Reads its options and settings, then runs under a small parent that gives
 * the terminal back whatever happens (guard.h). What is wrong with the options is said before
 * the screen is taken; what is wrong with the connection is said on it, where it can mend
 * itself. */
#include "base/config.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/sys.h"
#include "tui/console.h"
#include "tui/news.h"
#include "tui/keys/keys.h"
#include "tui/screens/views.h"
#include "tui/term/guard.h"
#include "tui/term/term.h"
#include "tui/term/theme.h"
#include "wire/client.h"
#include "wire/protocol.h"
#include "words/words.h"

#include <getopt.h>

/* See daemon/main.c: who may not be looked into cannot look for his own leaks. */
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
	const char *socket, *config, *keys_file, *as, *filter;
	bool personal, readonly, plain;
	enum { RUN, CHECK_KEYS, HELP, VERSION, WRONG } wish;
};

/* What the guarded child needs. */
struct start {
	struct config *config;
	struct client_place place;
	const char *filter;
};

static int
usage(FILE *out, int status)
{
	fputs(_("Usage: caduca [--socket PATH | --personal] [--config FILE] [--as NAME]\n"
		"              [--filter FILTER] [--readonly] [--plain]\n"
		"       caduca --check-keys [FILE]\n"
		"       caduca --help | --version\n"),
	    out);
	return status;
}

static void
parse(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
	    {"socket", required_argument, NULL, 's'},
	    {"personal", no_argument, NULL, 'p'},
	    {"readonly", no_argument, NULL, 'r'},
	    {"plain", no_argument, NULL, 'l'},
	    {"config", required_argument, NULL, 'c'},
	    {"as", required_argument, NULL, 'a'},
	    {"filter", required_argument, NULL, 'f'},
	    {"check-keys", no_argument, NULL, 'k'},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'v'},
	    {NULL, 0, NULL, 0},
	};

	opterr = 0; /* the usage says it, in the user's language */
	for (int c; (c = getopt_long(argc, argv, "h", known, NULL)) != -1;)
		switch (c) {
		case 's':
			o->socket = optarg;
			break;
		case 'p':
			o->personal = true;
			break;
		case 'r':
			o->readonly = true;
			break;
		case 'l':
			o->plain = true;
			break;
		case 'c':
			o->config = optarg;
			break;
		case 'a':
			o->as = optarg;
			break;
		case 'f':
			o->filter = optarg;
			break;
		case 'k':
			o->wish = CHECK_KEYS;
			break;
		case 'h':
			o->wish = HELP;
			return;
		case 'v':
			o->wish = VERSION;
			return;
		default:
			o->wish = WRONG;
			return;
		}
	if (o->wish == CHECK_KEYS && optind < argc)
		o->keys_file = argv[optind++];
	if (optind < argc || (o->personal && o->socket))
		o->wish = WRONG;
}

static int
run_console(void *arg)
{
	struct start *s = arg;
	struct err err = {0};
	struct buf text = {0};
	struct keys *keys;
	int status;

	if (term_open(s->config, &err) < 0) {
		words_error(err.code, NULL, &text);
		fprintf(stderr, "caduca: %s\n", buf_str(&text));
		buf_release(&text);
		return 1;
	}
	keys = keys_load_default();
	status = console_run(s->config, &s->place, keys, s->filter, screens_reachable,
	    &screens_opened, news_listener);
	term_close();
	keys_free(keys);
	return status;
}

static int
start(const struct options *o, struct config *config)
{
	struct start s = {.config = config, .filter = o->filter};
	int status;

	sys_ignore_pipe_signals();
	client_place_find(&s.place, o->socket, config, o->personal);
	s.place.as = o->as;
	s.place.readonly = o->readonly;
	status = guard_run(run_console, &s);
	client_place_release(&s.place);
	return status;
}

int
main(int argc, char **argv)
{
	struct options o = {0};
	struct config *config;
	int status = 0;

	mem_end_with_libraries();
	sys_fill_standard();
	sys_no_core(); /* keys are pasted and passwords typed here */
	parse(argc, argv, &o);
	config = config_load(o.config);
	config->plain |= o.plain;
	theme_use(config);
	words_init(
	    config->language); /* the language stands in the settings, and even --help speaks it */
	switch (o.wish) {
	case RUN:
		status = start(&o, config);
		break;
	case CHECK_KEYS:
		status = keys_check(o.keys_file, stdout);
		break;
	case HELP:
		status = usage(stdout, 0);
		break;
	case VERSION:
		puts("caduca " CADUCA_VERSION);
		break;
	case WRONG:
		status = usage(stderr, 2);
		break;
	}
	config_free(config);
	return status;
}
