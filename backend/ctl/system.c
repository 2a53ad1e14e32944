/* caducactl backup, doctor: what is of the installation, not of a monitor.
 *
 * backup asks for one more of the backend's own; with a name it makes the new file itself, with the user's rights and
 * never over another, and hands the descriptor to the backend, which writes; one that did not end well is removed. doctor joins two lists of checks of
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
#include "words/backup.h"
#include "words/words.h"

#include <errno.h>
#include <fcntl.h>

/* ---- backup ---- */

/* The file is made here, with the user's own rights, never over another; the backend only gets the
 * descriptor. */
static int
make_file(const char *path, int *fd, struct err *err)
{
	*fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (*fd >= 0)
		return 0;
	return errno == EEXIST ? err_set(err, "exists", "%s", path) : err_errno(err, "%s", path);
}

static int
back_up_to(struct ctl *ctl, const char *path)
{
	struct err err = {0};
	json_t *ok;
	int fd;

	if (make_file(path, &fd, &err) < 0)
		return ctl_complain_err(ctl, &err);
	client_attach_fd(ctl->client, fd);
	ok = ctl_call(ctl, "backup", NULL, NULL, NULL);
	if (ok && fsync(fd) < 0) {
		err_errno(&err, "%s", path);
		ctl_complain_err(ctl, &err);
		json_decref(ok);
		ok = NULL;
	}
	close(fd);
	if (!ok) {
		unlink(path); /* half a backup is worse than none */
		return EXIT_FAILED;
	}
	ctl_say(_("%s: %lld bytes."), path, (long long)number_of(ok, "bytes"));
	json_decref(ok);
	return EXIT_DONE;
}

/* One more of the backend's own. */
static int
back_up_there(struct ctl *ctl)
{
	json_t *ok = ctl_call(ctl, "backup.now", NULL, NULL, NULL);

	if (!ok)
		return EXIT_FAILED;
	ctl_say(_("%s: %lld bytes."), text_of(ok, "path"), (long long)number_of(ok, "bytes"));
	json_decref(ok);
	return EXIT_DONE;
}

int
backup_run(struct ctl *ctl, int argc, char **argv)
{
	int count, code = ctl_arguments(ctl, argc, argv, NULL, 0, 0, 1, &argv, &count);

	if (code)
		return code;
	if (ctl_connect(ctl) < 0)
		return EXIT_FAILED;
	return count ? back_up_to(ctl, argv[0]) : back_up_there(ctl);
}

/* ---- doctor ---- */

/* What a check found, in words. */
static void
describe_complaints(struct buf *out, const json_t *args)
{
	const json_t *complaints = json_object_get(args, "complaints");

	for (size_t i = 0; i < json_array_size(complaints); i++) {
		buf_puts(out, i ? "; " : "");
		words_complaint(json_array_get(complaints, i), out);
	}
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
describe_backup(struct buf *out, const json_t *args)
{
	words_backup(json_object_get(args, "backup"), out);
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
    {"backup", N_("backups"), describe_backup},
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
	bool any = json_array_size(ctl->config->complaints) != 0;

	add_check(checks, "settings-here", any ? "warning" : "ok",
	    json_pack("{s:O}", "complaints", ctl->config->complaints));
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
