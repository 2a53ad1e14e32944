/* One turn of the loop reads what the daemon has asked, begins as many probes as fit, works on the
 * sockets that are ready, and writes everything that ended in one write. Results and certificates are
 * queued in one buffer, in the order in which they must be read. Where the daemon does not read, the
 * buffer grows to a bound, and then nothing more is read either, so the daemon's own queue fills.
 *
 * Closing descriptor 0 is the only way to stop; probes under way are then dropped. */
#include "probe/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sys.h"
#include "pki/trust.h"
#include "pki/x509.h"
#include "probe/engine.h"
#include "probe/limits.h"
#include "probe/node.h"
#include "probe/public_keys.h"
#include "probe/poller.h"
#include "probe/report.h"
#include "probe/sandbox.h"
#include "wire/frame.h"
#include "wire/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { READ_BYTES = 64 * 1024, PIECES_PER_TURN = 16, KNOWN_MAX = 2 * ADDRESSES_MAX };

struct worker {
	struct poller *poller;
	struct engine *engine;
	struct watch in, out;
	struct frame lines;
	struct buf unsent;
	const char *trust; /* its generation */
	size_t sent;       /* of unsent */
	bool full;         /* the daemon does not read: nothing new is accepted */
	bool over;
	int status;
};

struct settings {
	const char **ca_folders;
	size_t ca_folder_count;
	bool system_store;
	size_t in_flight;
};

/* ---- what is sent ---- */

static int
add_text(const char *text, size_t len, void *arg)
{
	buf_add(arg, text, len);
	return 0;
}

/* {"name":value} and LF; steals the value. */
static void
send_object(struct worker *w, const char *name, json_t *value)
{
	buf_printf(&w->unsent, "{\"%s\":", name);
	json_dump_callback(value, add_text, &w->unsent, JSON_COMPACT | JSON_ENCODE_ANY);
	buf_puts(&w->unsent, "}\n");
	json_decref(value);
}

static void
send_certificate(const struct facts *f, void *arg)
{
	send_object(arg, "certificate", facts_json(f));
}

static void
send_result(const struct probe_result *r, void *arg)
{
	struct worker *w = arg;
	json_t *result = report_json(r);
	bool news = false;

	for (size_t i = 0; i < r->address_count; i++)
		news |= r->addresses[i].chain_count > 0;
	if (news)
		json_object_set_new_nocheck(result, "trust", json_string_nocheck(w->trust));
	send_object(w, "result", result);
}

static void
send_ready(struct worker *w, const struct trust *trust)
{
	json_t *ready = json_object();

	json_object_set_new(ready, "role", json_string("probe"));
	json_object_set_new(ready, "trust", json_string(trust_generation(trust)));
	json_object_set_new(ready, "certificates", json_integer((json_int_t)trust_count(trust)));
	send_object(w, "ready", ready);
}

/* Once a turn: everything that was queued in it goes out in one write. */
static void
worker_flush(struct worker *w)
{
	ssize_t n;

	while (w->sent < w->unsent.len) {
		n = write(w->out.fd, w->unsent.data + w->sent, w->unsent.len - w->sent);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			w->over = true;
		if (n < 0)
			break;
		w->sent += (size_t)n;
	}
	if (w->sent == w->unsent.len) {
		buf_clear(&w->unsent);
		w->sent = 0;
	} else if (w->sent > UNSENT_PAUSE_BYTES) {
		buf_consume(&w->unsent, w->sent);
		w->sent = 0;
	}
}

/* ---- what is received ---- */

/* What the daemon has of this host's addresses, as far as it is of our trust store. */
static size_t
parse_known(const struct worker *w, const json_t *list, struct probe_known *known)
{
	const json_t *item;
	size_t count = 0, i;

	json_array_foreach(list, i, item) {
		const char *address = string_of(item, "address"), *trust = string_of(item, "trust");
		struct probe_known *k = &known[count];

		if (count == KNOWN_MAX || !address || !trust || strcmp(trust, w->trust) != 0 ||
		    !digest_from_hex(string_of(item, "chain"), &k->chain))
			continue;
		snprintf(k->address, sizeof(k->address), "%s", address);
		k->good_until = number_of(item, "until");
		count++;
	}
	return count;
}

static size_t
parse_nodes(const json_t *list, const char **nodes)
{
	const json_t *item;
	size_t count = 0, i;

	json_array_foreach(list, i, item)
		if (count < NODES_MAX && json_is_string(item))
			nodes[count++] = json_string_value(item);
	return count;
}

static void
receive_probe(struct worker *w, const json_t *probe)
{
	struct probe_known known[KNOWN_MAX];
	const char *nodes[NODES_MAX];
	struct probe_request r = {
	    .probe_id = number_of(probe, "probe_id"),
	    .host = string_of(probe, "host"),
	    .port = (int)number_of(probe, "port"),
	    .sni = string_of(probe, "sni"),
	    .proxy = string_of(probe, "proxy"),
	    .deadline_ms = (int)number_of(probe, "deadline"),
	    .connections = (int)number_of(probe, "connections"),
	    .both_keys = flag_of(probe, "both_keys"),
	    .explain = flag_of(probe, "explain"),
	    .nodes = nodes,
	    .node_count = parse_nodes(json_object_get(probe, "nodes"), nodes),
	    .known = known,
	    .known_count = parse_known(w, json_object_get(probe, "known"), known),
	};
	int protocol = protocol_from(string_of(probe, "protocol"));

	if (!r.host || protocol < 0) {
		log_warning("a probe without a host or of an unknown protocol is left out");
		return;
	}
	r.protocol = (enum protocol)protocol;
	engine_probe(w->engine, &r);
}

static void
receive_line(struct worker *w, const char *line, size_t len)
{
	const char *code;
	char text[128];
	json_t *object = frame_parse(line, len, &code, text, sizeof(text));
	const json_t *probe = json_object_get(object, "probe");

	if (!object)
		log_warning("a line that is no message is left out: %s", text);
	else if (probe)
		receive_probe(w, probe);
	else
		log_warning("a message that this worker does not know is left out");
	json_decref(object);
}

/* False when there is nothing more to read now. */
static bool
receive_piece(struct worker *w, int fd)
{
	char *line;
	size_t len;
	ssize_t n = read(fd, frame_room(&w->lines, READ_BYTES), READ_BYTES);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		w->over = true;
		return false;
	}
	frame_added(&w->lines, (size_t)n);
	while ((line = frame_line(&w->lines, &len)))
		receive_line(w, line, len);
	if (frame_overflows(&w->lines)) {
		log_error("a line of more than %d bytes", WORKER_LINE_MAX_BYTES);
		w->over = true;
		w->status = 1;
	}
	return !w->over;
}

/* All that was asked is begun before the answers of hosts are worked on: a probe's deadline counts
 * from its beginning, and a host that answers late is not to wait for others' arithmetic. */
static void
in_ready(struct watch *watch, uint32_t events)
{
	struct worker *w = OWNER_OF(watch, struct worker, in);

	(void)events;
	for (int piece = 0; piece < PIECES_PER_TURN && receive_piece(w, watch->fd); piece++)
		engine_pump(w->engine);
}

static void
out_ready(struct watch *watch, uint32_t events)
{
	/* Written at the end of the turn, like everything. */
	(void)watch;
	(void)events;
}

/* Stops listening while too much is unsent: the daemon's own bound then holds it back. */
static void
worker_pace(struct worker *w)
{
	bool full = w->unsent.len - w->sent > UNSENT_PAUSE_BYTES;

	if (full != w->full)
		poller_rewatch(w->poller, &w->in, full ? 0 : EPOLLIN);
	w->full = full;
	if (!full)
		engine_pump(w->engine);
}

static int
worker_run(struct worker *w)
{
	worker_flush(w);
	while (!w->over) {
		if (poller_turn(w->poller) != 0) {
			log_error("epoll: %s", strerror(errno));
			return 1;
		}
		worker_pace(w);
		worker_flush(w);
	}
	return w->status;
}

/* ---- beginning and end ---- */

static int
settings_parse(struct settings *s, int argc, char **argv)
{
	static const struct option options[] = {
	    {"role", required_argument, NULL, 'r'}, /* what brought us here */
	    {"ca-folder", required_argument, NULL, 'c'},
	    {"in-flight", required_argument, NULL, 'n'},
	    {"no-system-store", no_argument, NULL, 's'},
	    {NULL, 0, NULL, 0},
	};
	int option;

	*s = (struct settings){.system_store = true, .in_flight = IN_FLIGHT_DEFAULT};
	s->ca_folders = mem_array((size_t)argc + 1, sizeof(*s->ca_folders));
	optind = 1;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			s->ca_folders[s->ca_folder_count++] = optarg;
		else if (option == 's')
			s->system_store = false;
		else if (option == 'r')
			continue;
		else if (option == 'n' && atoi(optarg) > 0 && atoi(optarg) <= IN_FLIGHT_MAX)
			s->in_flight = (size_t)atoi(optarg);
		else
			return -1;
	}
	return optind == argc ? 0 : -1;
}

static int
worker_watch(struct worker *w, struct watch *watch, int fd, uint32_t events)
{
	watch->fd = fd;
	sys_nonblocking(fd);
	return poller_watch(w->poller, watch, events);
}

int
probe_worker_main(int argc, char **argv)
{
	struct settings settings;
	struct worker w = {
	    .in.ready = in_ready, .out.ready = out_ready, .lines.max = WORKER_LINE_MAX_BYTES};
	struct engine_options options = {.clock = clock_system(),
	    .certificate = send_certificate,
	    .result = send_result,
	    .arg = &w};
	struct trust *trust = NULL;

	log_open("caducad-probe", STDERR_FILENO, LOG_LEVEL_INFO);
	w.status = settings_parse(&settings, argc, argv) == 0 ? 0 : 2;
	if (w.status)
		goto out;
	sys_ignore_pipe_signals();
	tzset();
	public_keys_read_directly();
	trust = trust_load(settings.system_store, settings.ca_folders, settings.ca_folder_count);
	options.trust = trust;
	w.trust = trust_generation(trust);
	options.in_flight = settings.in_flight;
	options.poller = w.poller = poller_new(clock_system());
	w.engine = engine_new(&options);
	w.status = 1;
	if (!w.engine || worker_watch(&w, &w.in, STDIN_FILENO, EPOLLIN) != 0 ||
	    worker_watch(&w, &w.out, STDOUT_FILENO, EPOLLOUT | EPOLLET) != 0) {
		log_error("cannot begin: descriptors 0 and 1 must be a pipe or a socket");
		goto out;
	}
	w.status = 0;
	probe_sandbox_enter();
	send_ready(&w, trust);
	w.status = worker_run(&w);
out:
	engine_free(w.engine);
	poller_free(w.poller);
	trust_free(trust);
	frame_release(&w.lines);
	buf_release(&w.unsent);
	free(settings.ca_folders);
	return w.status;
}
