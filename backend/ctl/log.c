/* caducactl log: who changed what, of what, and from what to what, newest first; asked page by page, since a page is
 * bounded by the length of a line.
 *
 * A line of the audit trail has numbers and codes ("renewal.choose", 12, the members that changed). Here it gets the
 * names of its monitor or renewal, as they are called now or were called then, and its members in words. What is known
 * of a renewal and of a step is asked once for all the lines that are about it. What nobody can name any more, or what
 * a newer backend wrote, is shown as it stands. */
#include "ctl/ctl.h"
#include "ctl/field_words.h"
#include "ctl/log_fetch.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "words/words.h"

struct telling {
	struct ctl *ctl;
	json_t *
	    known; /* answers by what was asked: {"renewal 12": …, "step 12 a/b": …}; null: there is none */
};

static const char nothing[] = "—";

/* What the backend says to a question, once; NULL: nothing. */
static const json_t *
ask(struct telling *t, const char *operation, const char *member, json_t *args)
{
	char *text = json_dumps(args, JSON_COMPACT | JSON_SORT_KEYS),
	     *key = mem_printf("%s %s", operation, text);
	json_t *ok, *error = NULL, *answer = json_object_get(t->known, key);

	if (!answer) {
		ok = ctl_try(t->ctl, operation, json_incref(args), &error);
		answer = json_object_get(ok, member);
		answer = answer ? json_incref(answer) : json_null();
		json_object_set_new(t->known, key, answer);
		json_decref(ok);
		json_decref(error);
	}
	json_decref(args);
	free(key);
	free(text);
	return json_is_object(answer) ? answer : NULL;
}

/* ---- of what ---- */

static bool
is_of(const json_t *event, const char *family)
{
	size_t len = strlen(family);

	return !strncmp(text_of(event, "what"), family, len) && text_of(event, "what")[len] == '.';
}

static const json_t *
renewal_of(struct telling *t, const json_t *event)
{
	return ask(t, "renewal.show", "renewal",
	    json_pack("{s:O}", "id", json_object_get(event, "subject")));
}

/* The name that it had when the event was written; else that of today. */
static const char *
name_of(struct telling *t, const json_t *event)
{
	const char *name = text_of(json_object_get(event, "after"), "name");

	if (!*name)
		name = text_of(json_object_get(event, "before"), "name");
	if (!*name && is_of(event, "renewal"))
		name = text_of(renewal_of(t, event), "domain");
	else if (is_of(event, "ticket"))
		name =
		    text_of(json_object_get(event,
				json_object_get(json_object_get(event, "after"), "key") ? "after"
											: "before"),
			"key");
	else if (!*name && is_of(event, "monitor"))
		name = text_of(ask(t, "monitor.get", "row",
				   json_pack("{s:O}", "id", json_object_get(event, "subject"))),
		    "name");
	return name;
}

static void
add_subject(struct telling *t, const json_t *event, struct buf *out)
{
	long long number = (long long)number_of(event, "subject");

	if (!number)
		return;
	if (is_of(event, "renewal"))
		buf_printf(out, _("renewal %lld %s"), number, name_of(t, event));
	else if (is_of(event, "ticket"))
		buf_printf(out, _("ticket %s"), name_of(t, event));
	else if (is_of(event, "request"))
		buf_printf(out, _("request %lld"), number);
	else if (is_of(event, "service"))
		buf_printf(out, _("service %lld %s"), number, name_of(t, event));
	else
		buf_printf(out, "%lld %s", number, name_of(t, event));
}

/* ---- what ---- */

static const char *
what_words(const json_t *event)
{
	static const struct {
		const char *what, *words;
	} known[] = {
	    {"monitor.add", N_("added it")},
	    {"monitor.edit", N_("changed it")},
	    {"monitor.retire", N_("retired it")},
	    {"monitor.certificate", N_("gave it its certificate")},
	    {"monitor.accept", N_("accepted a problem of it")},
	    {"monitor.withdraw", N_("withdrew the acceptance of a problem")},
	    {"ticket.look", N_("looked at it")},
	    {"ticket.link", N_("linked it")},
	    {"ticket.unlink", N_("unlinked it")},
	    {"ticket.correct", N_("corrected its key")},
	    {"ticket.adopt", N_("took it in")},
	    {"ticket.follow", N_("saw it change in Jira")},
	    {"ticket.create", N_("had it created in Jira")},
	    {"request.add", N_("asked Jira for it")},
	    {"request.queued", N_("it waits")},
	    {"request.sending", N_("it is sent")},
	    {"request.uncertain", N_("nobody knows whether Jira did it")},
	    {"request.done", N_("Jira did it")},
	    {"request.failed", N_("Jira refused it")},
	    {"request.needs-attention", N_("it needs somebody to look")},
	    {"request.retry", N_("had it go on")},
	    {"request.edit", N_("changed it")},
	    {"request.by-hand", N_("did it by hand")},
	    {"request.drop", N_("dropped it")},
	    {"request.take-over", N_("took it over")},
	    {"service.add", N_("added it")},
	    {"service.edit", N_("changed it")},
	    {"service.remove", N_("removed it")},
	    {"lead.adopt", N_("adopted the measured lead")},
	    {"lead.drop", N_("went back to the configured lead")},
	    {"alert.record", N_("recorded an alert")},
	    {"database.restore", N_("restored a backup")},
	};
	const char *what = text_of(event, "what");

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].what, what))
			return _(known[i].words);
	return is_of(event, "renewal") ? words_act(strchr(what, '.') + 1) : what;
}

/* ---- from what to what ---- */

static void
add_value(const json_t *value, struct buf *out)
{
	json_t *one;
	size_t i;

	if (json_is_string(value) && *json_string_value(value)) {
		words_day(json_string_value(value), out);
	} else if (json_is_integer(value) && json_integer_value(value) >= 0) {
		buf_printf(out, "%lld", (long long)json_integer_value(value));
	} else if (json_is_boolean(value)) {
		buf_puts(out, json_is_true(value) ? _("yes") : _("no"));
	} else if (json_is_object(value)) {
		add_value(json_object_get(value, "value"), out);
	} else if (json_array_size(value)) {
		json_array_foreach(value, i, one) {
			buf_puts(out, i ? ", " : "");
			add_value(one, out);
		}
	} else {
		buf_puts(out, nothing);
	}
}

/* "service: Tràmits → Seu"; what was nothing before stands alone. */
static void
add_change(struct buf *out, const char *label, const json_t *before, const json_t *after)
{
	struct buf was = {0}, is = {0};

	add_value(before, &was);
	add_value(after, &is);
	if (strcmp(buf_str(&was), buf_str(&is)) != 0) {
		buf_printf(out, "%s%s%s", out->len ? "; " : "", label, *label ? ": " : "");
		if (strcmp(buf_str(&was), nothing) != 0)
			buf_printf(out, "%s → ", buf_str(&was));
		buf_puts(out, buf_str(&is));
	}
	buf_release(&was);
	buf_release(&is);
}

/* A kind, a type or a problem in words; other terms are as lists have them. */
static json_t *
term_worded(const char *field, const json_t *value)
{
	int type = json_is_string(value) ? monitor_type_from(json_string_value(value)) : -1;
	int kind = json_is_string(value) ? kind_from(json_string_value(value)) : -1;
	int problem = json_is_string(value) ? problem_from(json_string_value(value)) : -1;

	if (kind >= 0 && monitor_field_from(field) == MONITOR_FIELD_KIND)
		return json_string(words_kind((enum kind)kind));
	if (type >= 0 && monitor_field_from(field) == MONITOR_FIELD_TYPE)
		return json_string(words_where((enum monitor_type)type));
	if (problem >= 0)
		return json_string(words_problem_short((enum problem)problem));
	return json_incref((json_t *)(uintptr_t)value);
}

/* The name of what is new stands in its own column. */
static bool
named_already(const char *field)
{
	return monitor_field_from(field) == MONITOR_FIELD_NAME;
}

static void
add_fields(const json_t *event, struct buf *out)
{
	const json_t *before = json_object_get(event, "before");
	json_t *after = json_object_get(event, "after"), *value;
	const char *name;

	json_object_foreach(after, name, value) {
		json_t *was, *is;

		if (!field_words(name) || (!json_is_object(before) && named_already(name)))
			continue;
		was = term_worded(name, json_object_get(before, name));
		is = term_worded(name, value);
		add_change(out, field_words(name), was, is);
		json_decref(was);
		json_decref(is);
	}
}

/* ---- of a renewal ---- */

/* "2.3 Amb quina CA es renova?"; the key of one that is not there any more. */
static void
add_step(const json_t *renewal, const char *key, struct buf *out)
{
	json_t *phase, *step;
	size_t i, k;

	json_array_foreach(json_object_get(renewal, "phases"), i, phase)
		json_array_foreach(json_object_get(phase, "steps"), k, step)
			if (!strcmp(text_of(step, "key"), key)) {
				buf_printf(
				    out, "%s %s", text_of(step, "number"), text_of(step, "title"));
				return;
			}
	buf_puts(out, key);
}

/* The title of a choice of a step; the choice itself where that has no such one any more. */
static json_t *
choice_worded(const json_t *step, const json_t *choice)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(step, "options"), i, one)
		if (json_equal(json_object_get(one, "value"), choice))
			return json_incref(json_object_get(one, "title"));
	return json_incref((json_t *)(uintptr_t)choice);
}

static void
add_record(struct telling *t, const json_t *event, const char *step, struct buf *out)
{
	static const struct {
		const char *member, *words;
		bool choice; /* one of the options of the step */
	} members[] = {{"choice", "", true}, {"ticket", "", false}, {"value", "", false},
	    {"waiting_on", N_("waiting for"), false}, {"follow_up", N_("follow-up"), false},
	    {"not_after", N_("expires"), false}, {"seen_in", N_("seen in"), false}};
	const json_t *was = json_object_get(
			 json_object_get(json_object_get(event, "before"), "steps"), step),
		     *is = json_object_get(
			 json_object_get(json_object_get(event, "after"), "steps"), step),
		     *view = NULL;

	if (json_object_get(is, "choice"))
		view = ask(t, "renewal.step", "step",
		    json_pack("{s:O, s:s}", "id", json_object_get(event, "subject"), "step", step));
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		const char *name = members[i].member, *words = members[i].words;
		const json_t *of = members[i].choice ? view : NULL;
		json_t *before = choice_worded(of, json_object_get(was, name)),
		       *after = choice_worded(of, json_object_get(is, name));

		if (json_is_string(after))
			add_change(out, *words ? _(words) : "", before, after);
		json_decref(before);
		json_decref(after);
	}
}

/* Values that were given, and what is of the renewal as a whole. */
static void
add_whole(const json_t *renewal, const json_t *event, struct buf *out)
{
	static const struct {
		const char *member, *words;
	} members[] = {{"owner", N_("owner")}, {"paused_until", N_("paused until")},
	    {"urgent", N_("urgent")}, {"names", N_("names")}, {"subject_name", N_("subject name")}};
	const json_t *before = json_object_get(event, "before");
	json_t *after = json_object_get(event, "after"), *value;
	const json_t *values = json_object_get(before, "values");
	const char *name;

	json_object_foreach(json_object_get(after, "values"), name, value)
		add_change(
		    out, words_asked_name(renewal, name), json_object_get(values, name), value);
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (json_object_get(after, members[i].member))
			add_change(out, _(members[i].words),
			    json_object_get(before, members[i].member),
			    json_object_get(after, members[i].member));
}

static void
add_renewal(struct telling *t, const json_t *event, struct buf *out)
{
	const json_t *after = json_object_get(event, "after"), *renewal = renewal_of(t, event);
	const char *step = text_of(after, "step"), *check = text_of(after, "check");
	struct buf change = {0};

	if (*step) {
		add_step(renewal, step, out);
		add_record(t, event, step, &change);
	}
	if (*check)
		buf_printf(
		    &change, "%s%s", change.len ? "; " : "", words_check(check, CHECK_ACCEPTED));
	add_whole(renewal, event, &change);
	if (*text_of(after, "note"))
		buf_printf(&change, "%s%s", change.len ? "; " : "", text_of(after, "note"));
	buf_printf(out, "%s%s", out->len && change.len ? ": " : "", buf_str(&change));
	buf_release(&change);
}

/* ---- the table ---- */

/* Proven is what the kernel said of the uid; declared what somebody said of himself in a shared account, of which root's
 * may be one. */
static void
add_who(const json_t *event, struct buf *out)
{
	const char *login = text_of(event, "login");
	bool root = json_object_get(event, "uid") && !number_of(event, "uid");

	buf_puts(out, login);
	if (!flag_of(event, "proven"))
		buf_puts(out, root ? _(" (declared, as root)") : _(" (declared)"));
	else if (root && strcmp(login, "root") != 0)
		buf_puts(out, _(" (root)"));
}

static void
add_event(struct telling *t, struct table *table, const json_t *event)
{
	struct buf b = {0};

	buf_printf(&b, "%lld", (long long)number_of(event, "seq"));
	table_cell(table, buf_str(&b));
	buf_clear(&b);
	words_date_time(number_of(event, "at"), &b);
	table_cell(table, buf_str(&b));
	buf_clear(&b);
	add_who(event, &b);
	table_cell(table, buf_str(&b));
	table_cell(table, what_words(event));
	buf_clear(&b);
	add_subject(t, event, &b);
	table_cell(table, buf_str(&b));
	buf_clear(&b);
	if (is_of(event, "renewal"))
		add_renewal(t, event, &b);
	else if (is_of(event, "database"))
		buf_printf(&b, "%s: %s", _("head of its trail"),
		    text_of(json_object_get(event, "after"), "head"));
	else
		add_fields(event, &b);
	table_cell(table, buf_str(&b));
	buf_release(&b);
}

static void
print_events(struct ctl *ctl, const json_t *events)
{
	struct telling t = {ctl, json_object()};
	struct table *table = table_new();

	table_column(table, _("No."), TABLE_NUMBER);
	table_column(table, _("When"), TABLE_WHOLE);
	table_column(table, _("Who"), TABLE_TEXT);
	table_column(table, _("What"), TABLE_TEXT);
	table_column(table, _("Of what"), TABLE_TEXT);
	table_column(table, _("Change"), TABLE_TEXT);
	for (size_t i = 0; i < json_array_size(events); i++)
		add_event(&t, table, json_array_get(events, i));
	table_print(table, stdout);
	table_free(table);
	json_decref(t.known);
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
	    {.name = "before", .takes = FLAG_VALUE}, {.name = "verify"}, {.name = "json"},
	    {.name = "who", .takes = FLAG_VALUE}, {.name = "what", .takes = FLAG_VALUE},
	    {.name = "since", .takes = FLAG_VALUE}, {.name = "until", .takes = FLAG_VALUE},
	    {.name = "lines"}, {.name = "after", .takes = FLAG_VALUE}};
	int count, code = ctl_arguments(
		       ctl, argc, argv, flags, sizeof(flags) / sizeof(*flags), 0, 0, &argv, &count);
	struct log_asked asked = {.who = flags[4].value,
	    .what = flags[5].value,
	    .since = flags[6].value,
	    .until = flags[7].value,
	    .limit = 50};
	int64_t after = 0;
	json_t *events;

	if (code)
		return code;
	if (read_number(ctl, flags[0].value, &asked.limit) < 0 ||
	    read_number(ctl, flags[1].value, &asked.before) < 0 ||
	    read_number(ctl, flags[9].value, &after) < 0)
		return EXIT_USAGE;
	if (flags[2].value)
		return verify(ctl);
	if (flags[8].value)
		return log_print_lines(ctl, &asked, after);
	if (flags[9].value)
		return ctl_usage(ctl, _("--after is for --lines."));
	events = log_fetch(ctl, &asked, &code);
	if (!events)
		return code;
	if (flags[3].value) {
		log_add_by_all(events);
		ctl_print_json(events);
	} else if (json_array_size(events)) {
		print_events(ctl, events);
	} else {
		ctl_say("%s", asked.who || asked.what || asked.since || asked.until
				  ? _("Nothing was changed so.")
				  : _("Nothing has been changed yet."));
	}
	json_decref(events);
	return EXIT_DONE;
}
