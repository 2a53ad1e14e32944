/* metrics: what is known, for Prometheus, to standard output or into a file that node_exporter reads. Where a filter chooses
 * monitors only those are told of; else also the team's work and the backend. */
#include "ctl/renewal_fetch.h"
#include "ctl/rows.h"

#include "base/buf.h"
#include "base/whole_file.h"
#include "inventory/metrics.h"
#include "words/words.h"

enum {
	PRIVATE = 0600,
	WORLD_READABLE = 0644 /* node_exporter is another user */
};

enum { FILTER, INTO, READABLE, FLAGS };

struct told {
	struct rows rows;
	json_t *renewals, *tickets, *today, *status;
};

static void
told_release(struct told *t)
{
	rows_release(&t->rows);
	json_decref(t->renewals);
	json_decref(t->tickets);
	json_decref(t->today);
	json_decref(t->status);
}

/* The exit code. */
static int
ask(struct ctl *ctl, const char *filter, struct told *t)
{
	json_t *none;

	if (rows_fetch(ctl, true, filter, "id", &t->rows) < 0)
		return t->rows.code;
	if (filter)
		return EXIT_DONE;
	none = json_object();
	if ((t->status = ctl_call(ctl, "status", NULL, NULL, NULL)) &&
	    (t->renewals = renewal_fetch_list(ctl, false)) &&
	    (t->tickets = ctl_call_pages(ctl, "ticket.list", none, "tickets")))
		t->today = ctl_call_pages(ctl, "today.list", none, "lines");
	json_decref(none);
	return t->today ? EXIT_DONE : EXIT_FAILED;
}

static int
write_out(struct ctl *ctl, const struct buf *text, const struct flag *flags)
{
	struct err err = {0};

	if (!flags[INTO].value) {
		fwrite(text->data, 1, text->len, stdout);
		return EXIT_DONE;
	}
	if (!whole_file_write(flags[INTO].value, text->data, text->len,
		flags[READABLE].value ? WORLD_READABLE : PRIVATE, &err))
		return EXIT_DONE;
	return ctl_complain_err(ctl, &err);
}

int
metrics_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[FLAGS] = {[FILTER] = {.name = "filter", .takes = FLAG_VALUE},
	    [INTO] = {.name = "file", .takes = FLAG_VALUE},
	    [READABLE] = {.name = "world-readable"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, FLAGS, 0, 0, &argv, &count);
	struct told t = {0};
	struct buf text = {0};

	if (code)
		return code;
	if (flags[READABLE].value && !flags[INTO].value)
		return ctl_usage(ctl, _("--world-readable is of a file: say --file."));
	code = ask(ctl, flags[FILTER].value, &t);
	if (!code) {
		metrics_write(&text, &(struct metrics){t.rows.row, t.rows.count, t.renewals,
					 t.tickets, t.today, t.status, ctl->now});
		code = write_out(ctl, &text, flags);
	}
	buf_release(&text);
	told_release(&t);
	return code;
}
