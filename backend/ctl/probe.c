/* probe: asks for a sweep now, and with --wait stays until it has ended, with a bar on a
 * terminal. */
#include "ctl/ctl.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/text.h"
#include "words/words.h"

enum { BAR_WIDTH = 24 };

struct progress {
	int width; /* of the terminal; 0: none, nothing is drawn */
	int drawn; /* columns of the last line drawn */
	int64_t done, total;
};

/* Drawn over itself with CR and blanks: that works on every terminal, without knowing which. */
static void
draw(struct progress *p)
{
	struct buf line = {0}, bar = {0};
	int width, filled = p->total > 0 ? (int)(p->done * BAR_WIDTH / p->total) : BAR_WIDTH;

	for (int i = 0; i < BAR_WIDTH; i++)
		buf_puts(&bar, i < filled ? "▓" : "░");
	buf_printf(&line, _("probing %s %lld/%lld"), buf_str(&bar), (long long)p->done,
	    (long long)p->total);
	width = text_width(buf_str(&line));
	if (width < p->width) {
		fprintf(
		    stderr, "\r%s%*s", buf_str(&line), p->drawn > width ? p->drawn - width : 0, "");
		p->drawn = width;
	}
	buf_release(&line);
	buf_release(&bar);
}

static void
on_part(json_t *item, void *arg)
{
	struct progress *p = arg;

	p->done = number_of(item, "done");
	p->total = number_of(item, "total");
	if (p->width)
		draw(p);
}

/* A short one may be over before it is asked about. */
static int
wait_sweep(struct ctl *ctl, const json_t *sweep, size_t started)
{
	struct progress p = {.total = (int64_t)started, .width = table_width_of(stderr)};
	json_t *ok;

	if (p.width && started)
		draw(&p);
	ok = ctl_call(ctl, "monitor.wait", json_pack("{s:O}", "sweep", sweep), on_part, &p);
	if (p.drawn)
		fprintf(stderr, "\r%*s\r", p.drawn, "");
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

/* {"all":true}, or {"ids":[...]} of the monitors named; NULL: there is none. What is none was said, and *code is for
 * that. */
static json_t *
which(struct ctl *ctl, bool all, int argc, char **argv, int *code)
{
	json_t *ids;

	if (all)
		return json_pack("{s:b}", "all", 1);
	ids = json_array();
	for (int i = 0; i < argc; i++) {
		json_int_t id = ctl_resolve(ctl, argv[i]);

		if (id && !numbers_have(ids, id))
			json_array_append_new(ids, json_integer(id));
		else if (!id)
			*code = EXIT_FAILED;
	}
	if (json_array_size(ids))
		return json_pack("{s:o}", "ids", ids);
	json_decref(ids);
	return NULL;
}

/* Names those that have no host to ask, and leaves the others in ids. */
static void
leave_out(struct ctl *ctl, json_t *ids, const json_t *unprobed)
{
	for (size_t i = json_array_size(ids); i-- > 0;)
		if (numbers_have(unprobed, json_integer_value(json_array_get(ids, i))))
			json_array_remove(ids, i);
	for (size_t i = 0; i < json_array_size(unprobed); i++) {
		json_t *got = ctl_call(ctl, "monitor.get",
		    json_pack("{s:O}", "id", json_array_get(unprobed, i)), NULL, NULL);
		const json_t *row = json_object_get(got, "row");
		int type = monitor_type_from(text_of(row, "type"));

		if (got)
			ctl_complain_left_out(
			    ctl, text_of(row, "name"), words_where((enum monitor_type)type));
		json_decref(got);
	}
}

struct unanswered {
	const json_t *ids; /* NULL: of all */
	size_t count;
};

static void
count_unanswered(json_t *row, void *arg)
{
	struct unanswered *u = arg;
	const json_t *id;
	bool mine = u->ids == NULL;
	size_t i;

	json_array_foreach(u->ids, i, id)
		mine |= json_equal(id, json_object_get(row, "id"));
	if (mine && outcome_from(text_of(row, "outcome")) != OUTCOME_OK)
		u->count++;
}

/* That a sweep has ended is not that its hosts answered: those that did not are counted aloud. */
static int
say_probed(struct ctl *ctl, const json_t *ids, size_t started)
{
	struct unanswered u = {.ids = ids};
	json_t *ok = ctl_call(ctl, "monitor.list", NULL, count_unanswered, &u);

	if (!ok)
		return EXIT_FAILED;
	json_decref(ok);
	ctl_say(ngettext("%zu monitor was probed.", "%zu monitors were probed.", started), started);
	if (u.count)
		ctl_say(
		    ngettext("%zu of them did not answer as it should: caducactl list tells why.",
			"%zu of them did not answer as they should: caducactl list tells why.",
			u.count),
		    u.count);
	return EXIT_DONE;
}

/* Steals args. */
static int
probe_these(struct ctl *ctl, json_t *args, bool wait)
{
	json_t *ids = json_deep_copy(json_object_get(args, "ids"));
	json_t *ok = ctl_call(ctl, "monitor.probe", args, NULL, NULL);
	size_t started = (size_t)number_of(ok, "started");
	int code = ok ? EXIT_DONE : EXIT_FAILED;

	leave_out(ctl, ids, json_object_get(ok, "unprobed"));
	if (!code && wait)
		code = wait_sweep(ctl, json_object_get(ok, "sweep"), started);
	if (!code && wait)
		code = say_probed(ctl, ids, started);
	else if (!code)
		ctl_say(ngettext("%zu monitor is being probed.", "%zu monitors are being probed.",
			    started),
		    started);
	json_decref(ids);
	json_decref(ok);
	return code;
}

int
probe_run(struct ctl *ctl, int argc, char **argv)
{
	enum { ALL, WAIT, EXPLAIN, JSON, CONNECTIONS, PROTOCOL, SNI, PROXY, FLAGS };
	struct flag flags[FLAGS] = {
	    [ALL] = {.name = "all"},
	    [WAIT] = {.name = "wait"},
	    [EXPLAIN] = {.name = "explain"},
	    [JSON] = {.name = "json"},
	    [CONNECTIONS] = {.name = "connections", .takes = FLAG_VALUE},
	    [PROTOCOL] = {.name = "protocol", .takes = FLAG_VALUE},
	    [SNI] = {.name = "sni", .takes = FLAG_VALUE},
	    [PROXY] = {.name = "proxy", .takes = FLAG_VALUE},
	};
	int count, code = ctl_arguments(ctl, argc, argv, flags, FLAGS, 0, -1, &argv, &count);
	bool all = flags[ALL].value != NULL;
	int left_out = EXIT_DONE;
	json_t *args;

	if (code)
		return code;
	if (flags[EXPLAIN].value) {
		if (count != 1)
			return ctl_usage(ctl, _("Which host?"));
		return explain_host(
		    ctl, argv[0], &flags[PROTOCOL], FLAGS - PROTOCOL, flags[JSON].value != NULL);
	}
	if (all == (count > 0))
		return ctl_usage(ctl,
		    all ? _("Either --all or some monitors, not both.") : _("Which monitors?"));
	args = which(ctl, all, count, argv, &left_out);
	if (args && flags[CONNECTIONS].value)
		json_object_set_new(
		    args, "connections", json_integer(atoi(flags[CONNECTIONS].value)));
	code = args ? probe_these(ctl, args, flags[WAIT].value != NULL) : EXIT_FAILED;
	return code ? code : left_out;
}
