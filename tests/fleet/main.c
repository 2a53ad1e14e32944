/* fleet: TLS hosts of every kind on loopback, with a manifest of what must be seen there.
 *
 * Starts, writes ca/, the manifest and the list for import, says "ready N" on standard output, and
 * serves until its standard input ends or SIGTERM comes. Lines read meanwhile are orders, each
 * answered by "ok" or "error …": switch NAME [ADDRESS] (serve the renewed certificate), back NAME
 * [ADDRESS] (the old one again), turns NAME [ADDRESS] (old and renewed, a connection each), half NAME
 * [ADDRESS] (renewed, but for the RSA key of a host that has both), down NAME [ADDRESS], up NAME
 * [ADDRESS], bring NAME CERTIFICATES KEY (what it is renewed with is in these files). A name with
 * spaces in it cannot be ordered about; its monitor's port can: "switch :8443". "accepted" is
 * answered by "ok" and how many connections there have been. */
#include "host.h"
#include "manifest.h"
#include "reply.h"
#include "serve.h"

#include "base/mem.h"
#include "base/sys.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <sys/stat.h>

enum { COUNT_MAX = 20000, RSA_SHARE = 3, SPARE_DESCRIPTORS = 256 };

struct options {
	const char *folder, *set, *manifest, *list;
	long count;
	int64_t now;
	int ready;
};

struct fleet {
	struct options options;
	struct plan *bulk; /* owned; NULL where the set is a table */
	char **bulk_names;
	size_t bulk_count;
	struct host **hosts;
	size_t count;
	struct server *server;
};

static struct server *stopping;

static void
on_signal(int signal)
{
	(void)signal;
	server_stop(stopping);
}

/* ---- sets: tables, and those that are made by rule: `hostile` is every other one of `bulk`, and
 * between them what is bad; `holes` is `bulk` with three black holes in ten ---- */

/* What a public administration's hosts look like: three of four with RSA keys, lives of 90 to 398
 * days at every age, a few that have expired. The same for the same index. */
static void
bulk_plan(struct plan *p, const char *name, size_t i)
{
	static const int lifetimes[] = {200, 200, 398, 90};
	static const enum kind kinds[] = {KIND_SERVER, KIND_SERVER, KIND_DEVICE, KIND_AUTOMATIC};
	static const char *const services[] = {
	    "Seu", "Tràmits", "Via Oberta", "Registre", "Notificacions"};
	static const char *const environments[] = {"PRO", "PRO", "PRE"};
	const bool rsa = i % 4 < RSA_SHARE;
	const int lifetime = lifetimes[i % 4];

	*p = (struct plan){
	    .name = name,
	    .sni = name,
	    .service = services[i % 5],
	    .environment = environments[i % 3],
	    .kind = kinds[i % 4],
	    .chain = rsa ? CHAIN_RSA : CHAIN_USUAL,
	    .key = rsa ? KEY_RSA2048 : KEY_P256,
	    .lifetime = lifetime,
	    .left = DAYS((long)(i * 37) % lifetime) + 43200 - (i % 97 == 0 ? DAYS(lifetime) : 0),
	};
}

/* Every way that we know to be a bad host, in turn. */
static void
hostile_plan(struct plan *p, const char *name, size_t i)
{
	static const struct plan bad[] = {
	    {.act = ACT_BLACK_HOLE},
	    {.act = ACT_SILENT},
	    {.act = ACT_SLOW},
	    {.stall = 1, .versions = TLS_1_2},
	    {.stall = 2, .versions = TLS_1_2},
	    {.stall = 3, .versions = TLS_1_2},
	    {.stall = 4, .versions = TLS_1_2},
	    {.stall = 2, .versions = TLS_1_3},
	    {.stall = 3, .versions = TLS_1_3},
	    {.stall = 4, .versions = TLS_1_3},
	    {.stall = 5, .versions = TLS_1_3},
	    {.act = ACT_ENDLESS},
	    {.act = ACT_HUGE},
	    {.act = ACT_GARBAGE},
	    {.act = ACT_RESET},
	    {.act = ACT_CLOSE},
	    {.act = ACT_CUT},
	    {.act = ACT_UNREADABLE},
	    {.act = ACT_ALERT},
	    {.act = ACT_HTTP},
	    {.chain = CHAIN_HUNDRED},
	    {.chain = CHAIN_MAZE},
	    {.many_names = 2000},
	};

	*p = bad[i % (sizeof(bad) / sizeof(bad[0]))];
	p->name = p->sni = name;
	p->service = "Hostils";
}

/* URLs that nobody may follow: 10,000 in all, and so many that the chain is too long to be read. */
static void
urls_plan(struct plan *p, const char *name, size_t i)
{
	static const struct plan plans[] = {
	    {.urls = 3334},
	    {.urls = 3334, .chain = CHAIN_LEAF_ONLY},
	    {.urls = 3334, .chain = CHAIN_PRIVATE_NO_ROOT, .key = KEY_RSA2048, .versions = TLS_1_2},
	    {.urls = 10000, .too_long = true},
	};

	*p = plans[i % (sizeof(plans) / sizeof(plans[0]))];
	p->name = p->sni = name;
}

static void
holes_plan(struct plan *p, const char *name, size_t i)
{
	bulk_plan(p, name, i);
	if (i % 10 == 2 || i % 10 == 5 || i % 10 == 8) {
		*p = (struct plan){.name = name, .sni = name, .act = ACT_BLACK_HOLE};
		p->service = "Forats";
	}
}

static void
bulk_make(struct fleet *f)
{
	const bool holes = strcmp(f->options.set, "holes") == 0;
	const bool hostile = strcmp(f->options.set, "hostile") == 0;
	const bool urls = strcmp(f->options.set, "urls") == 0;

	f->count = f->bulk_count = (size_t)f->options.count;
	f->bulk = mem_array(f->count, sizeof(*f->bulk));
	f->bulk_names = mem_array(f->count, sizeof(char *));
	for (size_t i = 0; i < f->count; i++) {
		f->bulk_names[i] = mem_printf("host-%05zu.exemple.cat", i);
		if (hostile && i % 2)
			hostile_plan(&f->bulk[i], f->bulk_names[i], i / 2);
		else if (urls)
			urls_plan(&f->bulk[i], f->bulk_names[i], i);
		else if (holes)
			holes_plan(&f->bulk[i], f->bulk_names[i], i);
		else
			bulk_plan(&f->bulk[i], f->bulk_names[i], i);
	}
	if (strcmp(f->options.set, "crash") == 0)
		f->bulk[f->count / 2].cn = "caduca-crash.test";
}

static const struct plan *
set_find(struct fleet *f)
{
	static const struct {
		const char *name;
		const struct plan *plans;
		const size_t *count;
	} tables[] = {
	    {"demo", plans_demo, &plans_demo_count},
	    {"all", plans_all, &plans_all_count},
	    {"walk", plans_walk, &plans_walk_count},
	};

	static const char *const made[] = {"bulk", "crash", "holes", "hostile", "urls"};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (strcmp(f->options.set, tables[i].name) == 0) {
			f->count = *tables[i].count;
			return tables[i].plans;
		}
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		if (strcmp(f->options.set, made[i]) == 0)
			bulk_make(f);
	return f->bulk;
}

/* ---- starting ---- */

/* False when this machine has no such address (IPv6 switched off); the host is left out. */
static bool
host_start(struct fleet *f, const struct plan *p, size_t index)
{
	struct host *h = host_new(p, index, f->options.now, f->bulk == NULL);

	if (server_add(f->server, h) == 0) {
		f->hosts[f->count++] = h;
		return true;
	}
	fprintf(stderr, "fleet: %s is left out: cannot serve on %s: %s\n", p->name, h->host,
	    strerror(errno));
	host_free(h);
	return false;
}

static int
hosts_start(struct fleet *f)
{
	const struct plan *plans = set_find(f);
	const size_t count = f->count;

	if (plans == NULL) {
		fprintf(stderr, "fleet: no set is called '%s'\n", f->options.set);
		return -1;
	}
	sys_raise_descriptors(3 * count + SPARE_DESCRIPTORS);
	f->hosts = mem_array(count, sizeof(struct host *));
	f->count = 0;
	for (size_t i = 0; i < count; i++)
		if (!host_start(f, &plans[i], i) && errno != EADDRNOTAVAIL && errno != EAFNOSUPPORT)
			return -1;
	return 0;
}

static int
write_file(
    const char *path, int (*write)(FILE *, struct host *const *, size_t), const struct fleet *f)
{
	FILE *out = fopen(path, "we");
	int r = out ? write(out, f->hosts, f->count) : -1;

	if (out && fclose(out) != 0)
		r = -1;
	if (r < 0)
		fprintf(stderr, "fleet: cannot write '%s': %s\n", path, strerror(errno));
	return r;
}

static int
papers_write(const struct fleet *f)
{
	const struct options *o = &f->options;
	char *ca = mem_printf("%s/ca", o->folder);
	char *manifest =
	    o->manifest ? mem_strdup(o->manifest) : mem_printf("%s/manifest.json", o->folder);
	char *list = o->list ? mem_strdup(o->list) : mem_printf("%s/fleet.csv", o->folder);
	int r = 0;

	if ((mkdir(ca, 0755) < 0 && errno != EEXIST) || authorities_write(ca) < 0) {
		fprintf(stderr, "fleet: cannot write '%s': %s\n", ca, strerror(errno));
		r = -1;
	}
	if (r == 0)
		r = write_file(manifest, manifest_write, f);
	if (r == 0)
		r = write_file(list, list_write, f);
	free(ca);
	free(manifest);
	free(list);
	return r;
}

static void
ready_say(const struct fleet *f)
{
	if (f->options.ready >= 0)
		close(f->options.ready);
	printf("ready %zu\n", f->count);
	fflush(stdout);
}

/* ---- orders ---- */

static struct host *
host_find(const struct fleet *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->hosts[i]->name, name) == 0 ||
		    (name[0] == ':' && atoi(name + 1) == f->hosts[i]->port))
			return f->hosts[i];
	return NULL;
}

static void
on_command(char *line, void *arg)
{
	static const struct {
		const char *word;
		int (*fn)(struct server *, const struct host *, const char *);
	} orders[] = {{"switch", server_switch}, {"turns", server_turns}, {"half", server_half},
	    {"back", server_back}, {"down", server_down}, {"up", server_up}};
	struct fleet *f = arg;
	char *save = NULL, *word = strtok_r(line, " ", &save), *name = strtok_r(NULL, " ", &save);
	const char *address = strtok_r(NULL, " ", &save), *key = strtok_r(NULL, " ", &save);
	struct host *h = name ? host_find(f, name) : NULL;
	const char *answer = h ? "error no such order" : "error no such host";

	for (size_t i = 0; h && i < sizeof(orders) / sizeof(orders[0]); i++)
		if (strcmp(word, orders[i].word) == 0)
			answer = orders[i].fn(f->server, h, address) == 0 ? "ok" : "error cannot";
	if (h && key && strcmp(word, "bring") == 0)
		answer = host_bring(h, address, key) == 0 ? "ok" : "error cannot";
	if (word && strcmp(word, "accepted") == 0)
		printf("ok %lu\n", server_accepted(f->server));
	else
		puts(answer);
	fflush(stdout);
}

/* ---- the program ---- */

static int
usage(void)
{
	fputs("usage: fleet --folder DIR [--set demo|all|walk|bulk|crash|holes|hostile|urls]\n"
	      "             [--count N] [--now EPOCH] [--manifest FILE] [--csv FILE] [--ready-fd "
	      "N]\n",
	    stderr);
	return 2;
}

static int
options_read(struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
	    {"folder", required_argument, NULL, 'f'},
	    {"set", required_argument, NULL, 's'},
	    {"count", required_argument, NULL, 'c'},
	    {"now", required_argument, NULL, 'n'},
	    {"manifest", required_argument, NULL, 'm'},
	    {"csv", required_argument, NULL, 'l'},
	    {"ready-fd", required_argument, NULL, 'r'},
	    {NULL, 0, NULL, 0},
	};
	int c;

	*o = (struct options){.set = "all", .count = 500, .now = time(NULL), .ready = -1};
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (c) {
		case 'f':
			o->folder = optarg;
			break;
		case 's':
			o->set = optarg;
			break;
		case 'c':
			o->count = strtol(optarg, NULL, 10);
			break;
		case 'n':
			o->now = strtoll(optarg, NULL, 10);
			break;
		case 'm':
			o->manifest = optarg;
			break;
		case 'l':
			o->list = optarg;
			break;
		case 'r':
			o->ready = (int)strtol(optarg, NULL, 10);
			break;
		default:
			return -1;
		}
	}
	return o->folder && optind == argc && o->count > 0 && o->count <= COUNT_MAX && o->now > 0
		   ? 0
		   : -1;
}

static void
fleet_release(struct fleet *f)
{
	server_free(f->server);
	for (size_t i = 0; i < f->count; i++)
		host_free(f->hosts[i]);
	free(f->hosts);
	for (size_t i = 0; i < f->bulk_count; i++)
		free(f->bulk_names[i]);
	free(f->bulk_names);
	free(f->bulk);
	replies_release();
	pki_release();
}

int
main(int argc, char **argv)
{
	struct fleet f = {0};
	int r = 1;

	if (options_read(&f.options, argc, argv) < 0)
		return usage();
	sys_ignore_pipe_signals();
	pki_init(f.options.now);
	replies_init(f.options.now);
	stopping = f.server = server_new();
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	if (hosts_start(&f) == 0 && papers_write(&f) == 0) {
		ready_say(&f);
		server_run(f.server, STDIN_FILENO, on_command, &f);
		r = 0;
	}
	fleet_release(&f);
	return r;
}
