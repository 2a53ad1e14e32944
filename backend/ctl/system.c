/* caducactl backup, log, doctor: what is of the installation, not of a monitor.
 *
 * backup makes the new file itself, with the user's rights and never over another, and hands the
 * descriptor to the backend, which writes; a backup that did not end well is removed. log asks page by
 * page, newest first, since a page is bounded by the length of a line. doctor joins two lists of checks of
 * one form ({"name","state","args"}): the backend's and those that only this end can make (can it be
 * reached, are this program's settings good). check_names has the words for each; one that is not known
 * here, of a newer backend, is shown by its name. It exits 1 when a check failed. */
#include "ctl/ctl.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "wire/protocol.h"
#include "words/words.h"

#include <errno.h>
#include <fcntl.h>

/* ---- backup ---- */

/* The file is made here, with the user's own rights, never over another; the backend only gets the
 * descriptor. */
int
backup_run(struct ctl *ctl, int argc, char **argv)
{
	int count, code = ctl_arguments(ctl, argc, argv, NULL, 0, 1, 1, &argv, &count);
	struct err err = {0};
	json_t *ok = NULL;
	int fd;

	if (code)
		return code;
	if (ctl_connect(ctl) < 0)
		return EXIT_FAILED;
	fd = open(argv[0], O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		if (errno == EEXIST)
			err_set(&err, "exists", "%s", argv[0]);
		else
			err_errno(&err, "%s", argv[0]);
		return ctl_complain_err(ctl, &err);
	}
	client_attach_fd(ctl->client, fd);
	ok = ctl_call(ctl, "backup", NULL, NULL, NULL);
	if (ok && fsync(fd) < 0) {
		err_errno(&err, "%s", argv[0]);
		ctl_complain_err(ctl, &err);
		json_decref(ok);
		ok = NULL;
	}
	close(fd);
	if (!ok) {
		unlink(argv[0]); /* half a backup is worse than none */
		return EXIT_FAILED;
	}
	ctl_say(_("%s: %lld bytes."), argv[0], (long long)number_of(ok, "bytes"));
	json_decref(ok);
	return EXIT_DONE;
}

/* ---- log ---- */

/* The name a monitor had when the event was written. */
static const char *
subject_name(const json_t *event)
{
	const char *name = text_of(json_object_get(event, "after"), "name");

	return *name ? name : text_of(json_object_get(event, "before"), "name");
}

/* What was accepted is said: that a chain is not complete. */
static void
what_words(const json_t *event, struct buf *out)
{
	const char *check = text_of(json_object_get(event, "after"), "check");

	buf_puts(out, text_of(event, "what"));
	if (*check)
		buf_printf(out, ": %s", words_check(check, CHECK_ACCEPTED));
}

static void
add_event(struct table *t, const json_t *event)
{
	struct buf b = {0};

	buf_printf(&b, "%lld", (long long)number_of(event, "seq"));
	table_cell(t, buf_str(&b));
	buf_clear(&b);
	words_date_time(number_of(event, "at"), &b);
	table_cell(t, buf_str(&b));
	buf_clear(&b);
	buf_printf(
	    &b, "%s%s", text_of(event, "login"), flag_of(event, "proven") ? "" : _(" (declared)"));
	table_cell(t, buf_str(&b));
	buf_clear(&b);
	what_words(event, &b);
	table_cell(t, buf_str(&b));
	buf_clear(&b);
	if (number_of(event, "subject"))
		buf_printf(
		    &b, "%lld %s", (long long)number_of(event, "subject"), subject_name(event));
	table_cell(t, buf_str(&b));
	buf_release(&b);
}

static void
print_events(const json_t *events)
{
	struct table *t = table_new();

	table_column(t, _("No."), TABLE_NUMBER);
	table_column(t, _("When"), TABLE_WHOLE);
	table_column(t, _("Who"), TABLE_TEXT);
	table_column(t, _("What"), TABLE_TEXT);
	table_column(t, _("Monitor"), TABLE_TEXT);
	for (size_t i = 0; i < json_array_size(events); i++)
		add_event(t, json_array_get(events, i));
	table_print(t, stdout);
	table_free(t);
}

/* A page is bounded by the length of a line, so asking goes on until there are enough or no
 * more. */
static json_t *
fetch_events(struct ctl *ctl, int64_t limit, int64_t before)
{
	json_t *all = json_array();

	while ((int64_t)json_array_size(all) < limit) {
		size_t had = json_array_size(all);
		json_t *ok = ctl_call(ctl, "log",
		    json_pack("{s:I, s:I}", "limit", (json_int_t)(limit - (int64_t)had), "before",
			(json_int_t)before),
		    NULL, NULL);

		if (!ok) {
			json_decref(all);
			return NULL;
		}
		json_array_extend(all, json_object_get(ok, "events"));
		json_decref(ok);
		if (json_array_size(all) == had)
			break;
		before = number_of(json_array_get(all, json_array_size(all) - 1), "seq");
	}
	return all;
}

static int
read_number(struct ctl *ctl, const char *text, int64_t *number)
{
	char *end, *why;

	if (!text)
		return 0;
	*number = strtoll(text, &end, 10);
	if (!*end && end != text && *number > 0)
		return 0;
	why = mem_printf(_("'%s' is not a number above 0."), text);
	ctl_usage(ctl, why);
	free(why);
	return -1;
}

static int
verify(struct ctl *ctl)
{
	json_t *ok = ctl_call(ctl, "log.verify", NULL, NULL, NULL);

	if (!ok)
		return EXIT_FAILED;
	ctl_say(_("The audit trail holds. Its head is %s"), text_of(ok, "head"));
	json_decref(ok);
	return EXIT_DONE;
}

int
log_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "limit", .takes = FLAG_VALUE},
	    {.name = "before", .takes = FLAG_VALUE}, {.name = "verify"}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 4, 0, 0, &argv, &count);
	int64_t limit = 50, before = 0;
	json_t *events;

	if (code)
		return code;
	if (read_number(ctl, flags[0].value, &limit) < 0 ||
	    read_number(ctl, flags[1].value, &before) < 0)
		return EXIT_USAGE;
	if (flags[2].value)
		return verify(ctl);
	events = fetch_events(ctl, limit, before);
	if (!events)
		return EXIT_FAILED;
	if (flags[3].value)
		ctl_print_json(events);
	else if (json_array_size(events))
		print_events(events);
	else
		ctl_say("%s", _("Nothing has been changed yet."));
	json_decref(events);
	return EXIT_DONE;
}

/* ---- doctor ---- */

/* What a check found, in words. Lines of a file of settings are as they were written. */
static void
describe_complaints(struct buf *out, const json_t *args)
{
	const json_t *complaints = json_object_get(args, "complaints");

	for (size_t i = 0; i < json_array_size(complaints); i++)
		buf_printf(
		    out, "%s%s", i ? "; " : "", json_string_value(json_array_get(complaints, i)));
}

static void
describe_backend(struct buf *out, const json_t *args)
{
	if (!json_object_get(args, "mode"))
		buf_puts(out, text_of(args, "text"));
	else
		buf_printf(out,
		    !strcmp(text_of(args, "mode"), "team")
			? _("the team's, version %s, process %lld")
			: _("your own, version %s, process %lld"),
		    text_of(args, "version"), (long long)number_of(args, "pid"));
}

static void
describe_database(struct buf *out, const json_t *args)
{
	if (strcmp(text_of(args, "state"), "ok") != 0)
		words_error(text_of(args, "state"), NULL, out);
}

static void
describe_trail(struct buf *out, const json_t *args)
{
	if (json_object_get(args, "head"))
		buf_printf(out, _("it holds; its head is %s"), text_of(args, "head"));
	else
		words_error("corrupt-trail", args, out);
}

static void
describe_workers(struct buf *out, const json_t *args)
{
	long long count = number_of(args, "count");

	buf_printf(out, ngettext("%lld at work", "%lld at work", (unsigned long)count), count);
}

static void
describe_trust(struct buf *out, const json_t *args)
{
	long long count = number_of(args, "certificates");

	buf_printf(
	    out, ngettext("%lld certificate", "%lld certificates", (unsigned long)count), count);
}

static void
describe_limit(struct buf *out, const json_t *args)
{
	buf_printf(out, "%lld", (long long)number_of(args, "limit"));
}

/* Checks are made by both ends: {"name","state":"ok|warning|failed","args"}. */
static const struct {
	const char *name, *word;
	void (*describe)(struct buf *out, const json_t *args);
} check_names[] = {
    {"backend", N_("backend"), describe_backend},
    {"settings-here", N_("settings of this program"), describe_complaints},
    {"database", N_("database"), describe_database},
    {"audit-trail", N_("audit trail"), describe_trail},
    {"workers", N_("probe workers"), describe_workers},
    {"trust", N_("trusted authorities"), describe_trust},
    {"settings", N_("settings of the backend"), describe_complaints},
    {"descriptors", N_("open files allowed"), describe_limit},
};

enum { CHECK_COUNT = sizeof(check_names) / sizeof(*check_names) };

static const struct {
	const char *state, *word;
} state_names[] = {{"ok", N_("correct")}, {"warning", N_("warning")}, {"failed", N_("wrong")}};

static const char *
state_word(const char *state)
{
	for (size_t i = 0; i < sizeof(state_names) / sizeof(*state_names); i++)
		if (!strcmp(state_names[i].state, state))
			return _(state_names[i].word);
	return state;
}

static void
add_check(json_t *checks, const char *name, const char *state, json_t *args)
{
	json_array_append_new(
	    checks, json_pack("{s:s, s:s, s:o}", "name", name, "state", state, "args", args));
}

static void
check_here(struct ctl *ctl, json_t *checks)
{
	json_t *complaints = json_array();

	for (size_t i = 0; i < ctl->config->complaint_count; i++)
		json_array_append_new(complaints, json_string(ctl->config->complaints[i]));
	add_check(checks, "settings-here", ctl->config->complaint_count ? "warning" : "ok",
	    json_pack("{s:o}", "complaints", complaints));
}

static bool
lacks_workers(const json_t *checks)
{
	for (size_t i = 0; i < json_array_size(checks); i++) {
		const json_t *check = json_array_get(checks, i);

		if (!strcmp(text_of(check, "name"), "workers") &&
		    health_from(text_of(check, "state")) != HEALTH_OK)
			return true;
	}
	return false;
}

/* A backend that this very command has started has its workers some tenths of a second later. */
static json_t *
ask_doctor(struct ctl *ctl)
{
	const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};
	json_t *ok = ctl_call(ctl, "doctor", NULL, NULL, NULL);

	for (int tries = 0; tries < 20 && ok && lacks_workers(json_object_get(ok, "checks"));
	     tries++) {
		nanosleep(&pause, NULL);
		json_decref(ok);
		ok = ctl_call(ctl, "doctor", NULL, NULL, NULL);
	}
	return ok;
}

static void
check_there(struct ctl *ctl, json_t *checks)
{
	const json_t *hello;
	json_t *ok;

	ctl->quiet_errors = true;
	if (ctl_connect(ctl) < 0) {
		add_check(checks, "backend", "failed", json_pack("{s:s}", "text", ctl->trouble));
		return;
	}
	hello = client_hello(ctl->client);
	add_check(checks, "backend", "ok",
	    json_pack("{s:O, s:O, s:O}", "mode", json_object_get(hello, "mode"), "version",
		json_object_get(hello, "version"), "pid", json_object_get(hello, "pid")));
	ok = ask_doctor(ctl);
	if (ok)
		json_array_extend(checks, json_object_get(ok, "checks"));
	else
		add_check(checks, "backend", "failed", json_pack("{s:s}", "text", ctl->trouble));
	json_decref(ok);
}

static void
print_checks(const json_t *checks)
{
	struct table *t = table_new();

	table_column(t, _("Check"), TABLE_TEXT);
	table_column(t, _("State"), TABLE_TEXT);
	table_column(t, "", TABLE_TEXT);
	for (size_t i = 0; i < json_array_size(checks); i++) {
		const json_t *check = json_array_get(checks, i);
		struct buf b = {0};

		const char *name = text_of(check, "name");
		size_t k = 0;

		while (k < CHECK_COUNT && strcmp(check_names[k].name, name) != 0)
			k++;
		table_cell(t, k < CHECK_COUNT ? _(check_names[k].word) : name);
		table_cell(t, state_word(text_of(check, "state")));
		if (k < CHECK_COUNT)
			check_names[k].describe(&b, json_object_get(check, "args"));
		table_cell(t, buf_str(&b));
		buf_release(&b);
	}
	table_print(t, stdout);
	table_free(t);
}

int
doctor_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 0, 0, &argv, &count);
	json_t *checks;

	if (code)
		return code;
	checks = json_array();
	check_there(ctl, checks);
	check_here(ctl, checks);
	for (size_t i = 0; i < json_array_size(checks); i++)
		if (health_from(text_of(json_array_get(checks, i), "state")) == HEALTH_FAILED)
			code = EXIT_FAILED;
	if (flags[0].value)
		ctl_print_json(checks);
	else
		print_checks(checks);
	json_decref(checks);
	return code;
}
