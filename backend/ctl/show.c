/* caducactl show: everything that is known of one monitor, as lines of "label: value", then its addresses
 * and its history as tables; with --json the answer as it came. One request, monitor.show, has it all.
 *
 * Where a fact is not known there is no line, rather than an empty one (ctl_line). Fields that a person
 * may set and that have no place of their own here follow the tags in the order of the form, so a new
 * field of base/monitor_fields.def is shown without a change. Times are local, those of a certificate in
 * UTC too. History is newest first; that something was rolled back is worked out here from it. */
#include "ctl/rows.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/monitor_field.h"
#include "base/text.h"
#include "words/words.h"

enum { LABEL_WIDTH = 18, DIGEST_SHOWN = 16 };

static void
line_list(const char *label, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *value = json_string_value(json_array_get(list, i));

		ctl_line(i ? "" : label, value ? value : "");
	}
}

static void
line_validity(const char *label, const json_t *at)
{
	struct buf b = {0};

	words_validity(at, true, &b);
	ctl_line(label, buf_str(&b));
	buf_release(&b);
}

static void
line_age(const char *label, int64_t at, int64_t now)
{
	struct buf b = {0};

	if (!at)
		return;
	words_date_time(at, &b);
	buf_puts(&b, ", ");
	words_ago(now - at, &b);
	ctl_line(label, buf_str(&b));
	buf_release(&b);
}

static void
show_level(const json_t *row, int64_t now)
{
	enum urgency level = row_level(row, now);
	struct buf b = {0};
	int64_t end;

	buf_printf(&b, "%s %s", words_urgency_letter(level), words_urgency(level));
	if (row_ends(row, &end)) {
		buf_puts(&b, ", ");
		words_expiry(end, number_of(row, "not_after"), now, &b);
	}
	if (flag_of(row, "declared"))
		buf_printf(&b, ", %s", _("declared"));
	ctl_line(_("Urgency"), buf_str(&b));
	buf_clear(&b);
	if (number_of(row, "start_by")) {
		words_date(number_of(row, "start_by"), &b);
		ctl_line(_("Start by"), buf_str(&b));
	}
	buf_release(&b);
}

static enum monitor_type
type_of(const json_t *row)
{
	int type = monitor_type_from(text_of(row, "type"));

	return type < 0 ? MONITOR_ENDPOINT : (enum monitor_type)type;
}

/* Nobody probes a file. */
static void
show_problems(const json_t *row)
{
	int outcome = outcome_from(text_of(row, "outcome"));
	const char *detail = text_of(row, "detail");
	const json_t *problems = json_object_get(row, "problems");

	if (outcome == OUTCOME_NONE && type_of(row) == MONITOR_FILE) {
		ctl_line(_("File"), words_outcome_of(MONITOR_FILE, OUTCOME_NONE));
	} else if (outcome >= 0 && outcome != OUTCOME_OK) {
		ctl_line(_("Last probe"), words_outcome_sentence((enum outcome)outcome, detail));
		if (*detail)
			ctl_line("", words_detail((enum outcome)outcome, detail));
	}
	for (size_t i = 0; i < json_array_size(problems); i++) {
		int problem = problem_from(json_string_value(json_array_get(problems, i)));

		if (problem >= 0)
			ctl_line(i ? "" : _("Problems"),
			    words_problem_of(type_of(row), (enum problem)problem));
	}
}

static void
show_findings(const json_t *row)
{
	const json_t *list = json_object_get(row, "findings");
	const char *const labels[FINDING_LINES] = {_("Change"), _("  before"), _("  after")};
	struct buf b = {0};

	for (size_t i = 0; i < json_array_size(list); i++)
		for (int line = 0; line < FINDING_LINES; line++) {
			words_finding(json_array_get(list, i), (enum finding_line)line, &b);
			ctl_line(labels[line], buf_str(&b));
			buf_clear(&b);
		}
	buf_release(&b);
}

static void
show_acceptances(const json_t *row)
{
	const json_t *list = json_object_get(row, "acceptances");
	struct buf b = {0};

	for (size_t i = 0; i < json_array_size(list); i++) {
		words_acceptance(json_array_get(list, i), &b);
		ctl_line(i ? "" : _("Accepted"), buf_str(&b));
		buf_clear(&b);
	}
	buf_release(&b);
}

static void
line_day(const char *label, const char *day)
{
	struct buf b = {0};

	words_day(day, &b);
	ctl_line(label, buf_str(&b));
	buf_release(&b);
}

/* What the form has after the tags. */
static void
show_other_fields(const json_t *row)
{
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		const struct monitor_field_info *info = monitor_field_info((enum monitor_field)f);
		const json_t *value = json_object_get(row, info->name);
		char *number;

		if (info->place <= monitor_field_info(MONITOR_FIELD_TAGS)->place)
			continue;
		if (json_is_integer(value) && json_integer_value(value) >= 0) {
			number = mem_printf("%lld", (long long)json_integer_value(value));
			ctl_line(_(info->label), number);
			free(number);
		}
		line_list(_(info->label), value);
		if (info->type == VALUE_DATE)
			line_day(_(info->label), text_of(row, info->name));
		else
			ctl_line(_(info->label), text_of(row, info->name));
	}
}

static void
show_marks(const json_t *row)
{
	struct buf day = {0};
	char *unseen;

	if (number_of(row, "overridden")) {
		unseen = mem_printf(_("the verification of renewal %lld was overridden: its "
				      "certificate has not been seen here yet"),
		    (long long)number_of(row, "overridden"));
		ctl_line(_("New one"), unseen);
		free(unseen);
	}

	words_day(text_of(row, "retires"), &day);
	ctl_line(_("Retired on"), buf_str(&day));
	buf_release(&day);
}

static void
show_monitor(const json_t *row, int64_t now)
{
	int kind = kind_from(text_of(row, "kind"));
	char *head = mem_printf("%lld  %s", (long long)number_of(row, "id"), text_of(row, "name"));
	char *endpoint = ctl_row_endpoint(row);

	ctl_say("%s", head);
	if (type_of(row) != MONITOR_FILE) {
		ctl_line(_("Host"), endpoint);
		ctl_line(_("Protocol"), text_of(row, "protocol"));
		ctl_line(_("SNI"), text_of(row, "sni"));
	}
	ctl_line(_("Kind"), kind >= 0 ? words_kind((enum kind)kind) : text_of(row, "kind"));
	ctl_line(_("Certificate"), text_of(row, "certificate_kind"));
	ctl_line(_("Service"), text_of(row, "service"));
	ctl_line(_("Environment"), text_of(row, "environment"));
	line_list(_("Tags"), json_object_get(row, "tags"));
	show_other_fields(row);
	show_level(row, now);
	show_marks(row);
	show_problems(row);
	show_findings(row);
	show_acceptances(row);
	if (type_of(row) == MONITOR_FILE) {
		line_age(_("Given"), number_of(row, "checked_at"), now);
	} else {
		line_age(_("Probed"), number_of(row, "checked_at"), now);
		line_age(_("Seen"), number_of(row, "seen_at"), now);
	}
	free(endpoint);
	free(head);
}

static void
show_certificate(const json_t *row)
{
	puts("");
	ctl_line(_("Subject"), text_of(row, "subject"));
	line_list(_("Names"), json_object_get(row, "sans"));
	ctl_line(_("Issuer"), text_of(row, "issuer"));
	ctl_line(_("Serial"), text_of(row, "serial"));
	line_validity(_("Valid from"), json_object_get(row, "not_before"));
	line_validity(_("Valid until"), json_object_get(row, "not_after"));
	if (number_of(row, "end") < number_of(row, "not_after"))
		line_validity(_("Its chain until"), json_object_get(row, "end"));
	ctl_line(_("Key"), text_of(row, "key"));
	ctl_line(_("Signature"), text_of(row, "signature"));
	ctl_line("SHA-256", text_of(row, "sha256"));
}

static void
show_chain(const json_t *chain)
{
	for (size_t i = 0; i < json_array_size(chain); i++) {
		const json_t *facts = json_array_get(chain, i);
		const char *subject = text_of(facts, "subject");

		ctl_line(i ? "" : _("Chain"), *subject ? subject : text_of(facts, "sha256"));
	}
}

static void
cell_date(struct table *t, int64_t at, bool with_time)
{
	struct buf b = {0};

	if (with_time)
		words_date_time(at, &b);
	else
		words_date(at, &b);
	table_cell(t, buf_str(&b));
	buf_release(&b);
}

static void
cell_outcome(struct table *t, const json_t *object)
{
	const char *text = text_of(object, "outcome");
	int outcome = outcome_from(text);

	table_cell(t, outcome >= 0                  ? words_outcome((enum outcome)outcome)
		      : strcmp(text, "gone")        ? text
		      : *text_of(object, "address") ? _("gone")
						    : _("found again"));
}

static void
cell_digest(struct table *t, const json_t *object)
{
	char *digest = mem_strndup(
	    text_of(object, "sha256"), strnlen(text_of(object, "sha256"), DIGEST_SHOWN));

	table_cell(t, digest);
	free(digest);
}

static void
show_addresses(const json_t *addresses, int64_t now)
{
	struct table *t;

	if (!json_array_size(addresses))
		return;
	t = table_new();
	table_column(t, _("Address"), TABLE_TEXT);
	table_column(t, _("Outcome"), TABLE_TEXT);
	table_column(t, _("Seen"), TABLE_TEXT);
	table_column(t, _("Expires"), TABLE_WHOLE);
	table_column(t, "TLS", TABLE_SPARE);
	table_column(t, "SHA-256", TABLE_SPARE);
	for (size_t i = 0; i < json_array_size(addresses); i++) {
		const json_t *a = json_array_get(addresses, i);
		struct buf age = {0};

		table_cell(t, text_of(a, "address"));
		cell_outcome(t, a);
		if (number_of(a, "seen_at"))
			words_ago(now - number_of(a, "seen_at"), &age);
		table_cell(t, buf_str(&age));
		cell_date(t, number_of(a, "end"), false);
		table_cell(t, text_of(a, "tls"));
		cell_digest(t, a);
		buf_release(&age);
	}
	puts("");
	table_print(t, stdout);
	table_free(t);
}

/* history is newest first. What an address shows now, but for others in between, it showed before.
 */
static bool
is_roll_back(const json_t *history, size_t at)
{
	const json_t *now = json_array_get(history, at);
	bool other = false;

	for (size_t i = at + 1; *text_of(now, "sha256") && i < json_array_size(history); i++) {
		const json_t *before = json_array_get(history, i);

		if (strcmp(text_of(before, "address"), text_of(now, "address")) != 0 ||
		    strcmp(text_of(before, "key_type"), text_of(now, "key_type")) != 0 ||
		    !*text_of(before, "sha256"))
			continue;
		if (strcmp(text_of(before, "sha256"), text_of(now, "sha256")) != 0)
			other = true;
		else
			return other;
	}
	return false;
}

static void
show_history(const json_t *history)
{
	struct table *t;

	if (!json_array_size(history))
		return;
	t = table_new();
	table_column(t, _("Changed"), TABLE_WHOLE);
	table_column(t, _("Address"), TABLE_TEXT);
	table_column(t, _("Outcome"), TABLE_TEXT);
	table_column(t, "", TABLE_TEXT);
	table_column(t, _("Expires"), TABLE_WHOLE);
	table_column(t, "SHA-256", TABLE_SPARE);
	table_column(t, _("Issuer"), TABLE_SPARE);
	for (size_t i = 0; i < json_array_size(history); i++) {
		const json_t *change = json_array_get(history, i);

		cell_date(t, number_of(change, "at"), true);
		table_cell(t, *text_of(change, "address") ? text_of(change, "address") : "DNS");
		cell_outcome(t, change);
		table_cell(t, is_roll_back(history, i) ? _("rolled back") : "");
		cell_date(t, number_of(change, "not_after"), false);
		cell_digest(t, change);
		table_cell(t, text_of(change, "issuer"));
	}
	puts("");
	table_print(t, stdout);
	table_free(t);
}

/* Those that are known to serve a wildcard, or may. */
static void
show_hosts(const json_t *hosts)
{
	struct buf b = {0};

	for (size_t i = 0; i < json_array_size(hosts); i++) {
		words_wildcard_host(json_array_get(hosts, i), &b);
		ctl_line(i ? "" : _("Its hosts"), buf_str(&b));
		buf_clear(&b);
	}
	buf_release(&b);
}

int
show_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}, {.name = "history"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 1, 1, &argv, &count);
	json_int_t id = code ? 0 : ctl_resolve(ctl, argv[0]);
	json_t *ok =
	    id ? ctl_call(ctl, "monitor.show", json_pack("{s:I}", "id", id), NULL, NULL) : NULL;
	const json_t *row = json_object_get(ok, "row");

	if (!ok)
		return code ? code : EXIT_FAILED;
	if (flags[0].value) {
		ctl_print_json(ok);
	} else if (flags[1].value) {
		show_history(json_object_get(ok, "history"));
	} else {
		show_monitor(row, ctl->now);
		show_hosts(json_object_get(ok, "hosts"));
		if (*text_of(row, "sha256"))
			show_certificate(row);
		show_chain(json_object_get(ok, "chain"));
		if (type_of(row) != MONITOR_FILE) /* it is at no address */
			show_addresses(json_object_get(row, "addresses"), ctl->now);
		show_history(json_object_get(ok, "history"));
	}
	json_decref(ok);
	return EXIT_DONE;
}
