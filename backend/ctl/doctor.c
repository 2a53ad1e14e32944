/* caducactl doctor: joins two lists of checks of one form ({"name","state","args"}), the backend's
 * (daemon/operations/doctor.c) and those that only this end can make: can it be reached, as whom, are this program's
 * settings good. check_names has the words for each, and what is to be done where it is not well; one that is not known
 * here, of a newer backend, is shown by its name. It exits 1 when a check failed. */
#include "ctl/ctl.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/err.h"
#include "base/members.h"
#include "base/sys.h"
#include "base/terms.h"
#include "wire/protocol.h"
#include "words/backup.h"
#include "words/jira.h"
#include "words/service_token.h"
#include "words/words.h"

#include <sys/stat.h>
#include <sys/timex.h>
#include <time.h>

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
describe_log(struct buf *out, const json_t *args)
{
	if (*text_of(args, "code"))
		words_error(text_of(args, "code"), args, out);
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
describe_jira(struct buf *out, const json_t *args)
{
	words_jira(args, out);
}

static void
describe_workers(struct buf *out, const json_t *args)
{
	long long count = number_of(args, "count");

	const json_t *fault = json_object_get(args, "fault");

	buf_printf(out, ngettext("%lld at work", "%lld at work", (unsigned long)count), count);
	if (json_is_object(fault)) {
		buf_puts(out, "; ");
		words_error("no-workers", fault, out);
	}
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

static void
describe_socket(struct buf *out, const json_t *args)
{
	buf_puts(out, text_of(args, "path"));
	if (*text_of(args, "owner"))
		buf_printf(out, _(", of %s"), text_of(args, "owner"));
}

static void
describe_who(struct buf *out, const json_t *args)
{
	buf_printf(out, _("you are %s, with the right of %s"), text_of(args, "login"),
	    words_right(text_of(args, "right")));
}

static void
describe_versions(struct buf *out, const json_t *args)
{
	buf_printf(
	    out, _("here %s, the backend %s"), text_of(args, "here"), text_of(args, "there"));
}

static void
describe_disk(struct buf *out, const json_t *args)
{
	if (*text_of(args, "text")) {
		buf_printf(out, "%s: ", text_of(args, "folder"));
		words_text(text_of(args, "text"), out);
	} else {
		buf_printf(out, _("%lld MB free in %s"), (long long)number_of(args, "free"),
		    text_of(args, "folder"));
	}
}

static void
describe_clock(struct buf *out, const json_t *args)
{
	words_date_time(number_of(args, "now"), out);
	if (number_of(args, "last") > number_of(args, "now")) {
		buf_puts(out, _("; the last change was written at "));
		words_date_time(number_of(args, "last"), out);
	} else if (json_is_false(json_object_get(args, "kept"))) {
		buf_puts(out, _("; nothing keeps it right"));
	}
}

static void
describe_resolver(struct buf *out, const json_t *args)
{
	const json_t *servers = json_object_get(args, "servers");

	texts_join(servers, NULL, ", ", out);
	if (!json_array_size(servers))
		buf_puts(out, _("/etc/resolv.conf names no server"));
}

static void
describe_probes(struct buf *out, const json_t *args)
{
	long long monitors = number_of(args, "monitors"), unseen = number_of(args, "unseen");

	buf_printf(out, ngettext("%lld host", "%lld hosts", (unsigned long)monitors), monitors);
	if (unseen)
		buf_printf(out, _(", %lld not looked at yet"), unseen);
	if (number_of(args, "last")) {
		buf_puts(out, _("; the last probe was at "));
		words_date_time(number_of(args, "last"), out);
	}
}

static void
describe_procedures(struct buf *out, const json_t *args)
{
	const json_t *complaints = json_object_get(args, "complaints");
	long long count = number_of(args, "count");

	buf_printf(out, ngettext("%lld procedure", "%lld procedures", (unsigned long)count), count);
	for (size_t i = 0; i < json_array_size(complaints); i++)
		buf_printf(out, "; %s", json_string_value(json_array_get(complaints, i)));
}

static void
describe_groups(struct buf *out, const json_t *args)
{
	bool any = false;

	for (int right = 0; right < RIGHT_COUNT; right++, any = true) {
		const char *name = right_text((enum right)right);

		buf_puts(out, any ? "; " : "");
		buf_printf(
		    out, _("%s gives the right of %s"), text_of(args, name), words_right(name));
	}
}

static void
describe_service_token(struct buf *out, const json_t *args)
{
	const json_t *trouble = json_object_get(args, "trouble");

	if (json_is_object(trouble))
		words_service_token(trouble, out);
	else
		buf_puts(out, text_of(args, "path"));
}

/* Checks are made by both ends: {"name","state":"ok|warning|failed","args"}. */
static const struct {
	const char *name, *word;
	void (*describe)(struct buf *out, const json_t *args);
	const char *advice; /* where it is not well */
} check_names[] = {
    {"socket", N_("socket"), describe_socket,
	N_("It is not there: nobody listens. The team's belongs to the user of the service.")},
    {"log", N_("log of the backend"), describe_log,
	N_("Put a file of your own in its place, or nothing: none is kept meanwhile.")},
    {"backend", N_("backend"), describe_backend,
	N_("A team's is started with 'systemctl start caducad', or by hand as caducad(8) tells; a "
	   "personal one starts by itself, and its log is caducad.log in its folder of state.")},
    {"who", N_("who you are"), describe_who,
	N_("Ask whoever administers this machine to put you in a group.")},
    {"versions", N_("versions"), describe_versions, N_("Restart the older one of the two.")},
    {"settings-here", N_("settings of this program"), describe_complaints, N_("Mend those lines.")},
    {"database", N_("database"), describe_database,
	N_("What to do is in caducad(8), under BACKUP AND RESTORE.")},
    {"audit-trail", N_("audit trail"), describe_trail,
	N_("Keep the database as it is, and compare it with the last backup: what was recorded was "
	   "changed.")},
    {"disk", N_("disk"), describe_disk,
	N_("Make room on the file system of that folder: while it is full nothing can be "
	   "changed.")},
    {"backup", N_("backups"), describe_backup,
	N_("Name a folder for them in the settings, and make it where it is missing, for the "
	   "backend's user alone (caducad(8)); then 'caducactl backup'.")},
    {"clock", N_("clock"), describe_clock,
	N_("Set the clock of the machine, and let something keep it right (chrony, "
	   "systemd-timesyncd).")},
    {"resolver", N_("names of hosts"), describe_resolver,
	N_("Name a server in /etc/resolv.conf: names are looked up there.")},
    {"workers", N_("probe workers"), describe_workers,
	N_("They are started again by themselves; the log of the backend says why they end.")},
    {"trust", N_("trusted authorities"), describe_trust,
	N_("Install ca-certificates, or name folders in ca-folders.")},
    {"probes", N_("probes"), describe_probes,
	N_("Look at the log of the backend: no host was looked at for long.")},
    {"procedures", N_("procedures"), describe_procedures,
	N_("'caducactl procedure check' tells each mistake.")},
    {"groups", N_("groups"), describe_groups,
	N_("The system does not say who is in which group: look at its LDAP or SSSD.")},
    {"jira", N_("Jira"), describe_jira,
	N_("Look at jira in caduca.conf, and at its host. Until it answers, tickets are looked at "
	   "with the browser.")},
    {"settings", N_("settings of the backend"), describe_complaints,
	N_("Mend those lines, and restart the backend.")},
    {"service-token", N_("token to follow tickets with"), describe_service_token,
	N_("Put one that Jira accepts into its file (jira-token-file in caduca.conf). Meanwhile "
	   "tickets are followed with the tokens of those who are there.")},
    {"descriptors", N_("open files allowed"), describe_limit,
	N_("Raise the limit (LimitNOFILE, ulimit -n), or lower in-flight.")},
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

/* STA_UNSYNC: the kernel says so where nothing has set it lately; adjtimex(2). */
static void
check_clock_here(const json_t *checks)
{
	struct timex now = {0};
	bool kept = adjtimex(&now) >= 0 && !(now.status & STA_UNSYNC);

	for (size_t i = 0; i < json_array_size(checks); i++) {
		json_t *check = json_array_get(checks, i);

		if (strcmp(text_of(check, "name"), "clock") != 0)
			continue;
		json_object_set_new(json_object_get(check, "args"), "kept", json_boolean(kept));
		if (!kept && !strcmp(text_of(check, "state"), "ok"))
			json_object_set_new(check, "state", json_string("warning"));
	}
}

/* Of one's own; a team's is the journal's affair. */
static void
check_log(json_t *checks)
{
	struct err err = {0};
	int rc = place_check_log(&err);

	add_check(checks, "log", rc ? "warning" : "ok",
	    json_pack("{s:s, s:s}", "code", rc ? err.code : "", "text", err.text));
}

static void
check_socket(struct ctl *ctl, json_t *checks)
{
	struct client_place place;
	struct stat st;
	json_t *args;
	char *owner;
	bool there;

	client_place_find(&place, ctl->socket, ctl->config, ctl->personal);
	there = stat(place.socket, &st) == 0;
	args = json_pack("{s:s, s:b}", "path", place.socket, "team", place.team);
	if (there) {
		owner = sys_user_name(st.st_uid);
		json_object_set_new(args, "owner", json_string(owner));
		free(owner);
	}
	add_check(checks, "socket", there ? "ok" : place.named ? "failed" : "warning", args);
	if (!place.named)
		check_log(checks);
	client_place_release(&place);
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
	add_check(checks, "who", "ok",
	    json_pack(
		"{s:s, s:s}", "login", text_of(hello, "login"), "right", text_of(hello, "right")));
	add_check(checks, "versions",
	    strcmp(text_of(hello, "version"), CADUCA_VERSION) ? "warning" : "ok",
	    json_pack("{s:s, s:s}", "here", CADUCA_VERSION, "there", text_of(hello, "version")));
	ok = ask_doctor(ctl);
	if (ok)
		json_array_extend(checks, json_object_get(ok, "checks"));
	else
		add_check(checks, "backend", "failed", json_pack("{s:s}", "text", ctl->trouble));
	json_decref(ok);
}

static size_t
find_name(const json_t *check)
{
	size_t k = 0;

	while (k < CHECK_COUNT && strcmp(check_names[k].name, text_of(check, "name")) != 0)
		k++;
	return k;
}

/* What to do, of each that is not well. */
static void
print_advice(const json_t *checks)
{
	for (size_t i = 0; i < json_array_size(checks); i++) {
		const json_t *check = json_array_get(checks, i);
		size_t k = find_name(check);

		if (k < CHECK_COUNT && health_from(text_of(check, "state")) != HEALTH_OK)
			ctl_say("%s: %s", _(check_names[k].word), _(check_names[k].advice));
	}
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

		size_t k = find_name(check);

		table_cell(t, k < CHECK_COUNT ? _(check_names[k].word) : text_of(check, "name"));
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
	check_socket(ctl, checks);
	check_clock_here(checks);
	check_here(ctl, checks);
	for (size_t i = 0; i < json_array_size(checks); i++)
		if (health_from(text_of(json_array_get(checks, i), "state")) == HEALTH_FAILED)
			code = EXIT_FAILED;
	if (flags[0].value) {
		ctl_print_json(checks);
	} else {
		print_checks(checks);
		print_advice(checks);
	}
	json_decref(checks);
	return code;
}
