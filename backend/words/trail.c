/* The words of the audit trail. A line is told in four parts, each its own function: who, what, of what, and what changed.
 * For changes there is one walk over the members of a line, which tells each as a label with what was and what is; a line
 * of a list joins them, a page has them one below another. Which members say something to a person is in tables here:
 * the fields of monitors and services, what is recorded of a step, what is of a renewal as a whole. */
#include "words/trail.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "words/words.h"

#include <string.h>

static const char nothing[] = "—";

static const json_t *
ask(const struct trail_known *known, const char *operation, const char *member, json_t *args)
{
	return known->ask(known->arg, operation, member, args);
}

/* ---- who ---- */

enum trail_by
trail_by(const json_t *event)
{
	bool root = json_object_get(event, "uid") && !number_of(event, "uid");

	if (!flag_of(event, "proven"))
		return root ? TRAIL_DECLARED_AS_ROOT : TRAIL_DECLARED;
	return root ? TRAIL_ROOT : TRAIL_PROVEN;
}

void
words_trail_who(const json_t *event, struct buf *out)
{
	const char *login = text_of(event, "login");

	buf_puts(out, login);
	switch (trail_by(event)) {
	case TRAIL_DECLARED:
		buf_puts(out, _(" (declared)"));
		break;
	case TRAIL_DECLARED_AS_ROOT:
		buf_puts(out, _(" (declared, as root)"));
		break;
	case TRAIL_ROOT:
		if (strcmp(login, "root") != 0)
			buf_puts(out, _(" (root)"));
		break;
	case TRAIL_PROVEN:
		break;
	}
}

/* ---- of what ---- */

static bool
is_of(const json_t *event, const char *family)
{
	size_t len = strlen(family);

	return !strncmp(text_of(event, "what"), family, len) && text_of(event, "what")[len] == '.';
}

static const json_t *
renewal_of(const struct trail_known *known, const json_t *event)
{
	return ask(known, "renewal.show", "renewal",
	    json_pack("{s:O}", "id", json_object_get(event, "subject")));
}

/* The name that it had when the event was written; else that of today. */
static const char *
name_of(const struct trail_known *known, const json_t *event)
{
	const char *name = text_of(json_object_get(event, "after"), "name");

	if (!*name)
		name = text_of(json_object_get(event, "before"), "name");
	if (!*name && is_of(event, "renewal"))
		name = text_of(renewal_of(known, event), "domain");
	else if (is_of(event, "ticket"))
		name =
		    text_of(json_object_get(event,
				json_object_get(json_object_get(event, "after"), "key") ? "after"
											: "before"),
			"key");
	else if (!*name && is_of(event, "monitor"))
		name = text_of(ask(known, "monitor.get", "row",
				   json_pack("{s:O}", "id", json_object_get(event, "subject"))),
		    "name");
	return name;
}

void
words_trail_subject(const struct trail_known *known, const json_t *event, struct buf *out)
{
	long long number = (long long)number_of(event, "subject");

	if (!number)
		return;
	if (is_of(event, "renewal"))
		buf_printf(out, _("renewal %lld %s"), number, name_of(known, event));
	else if (is_of(event, "ticket"))
		buf_printf(out, _("ticket %s"), name_of(known, event));
	else if (is_of(event, "request"))
		buf_printf(out, _("request %lld"), number);
	else if (is_of(event, "service"))
		buf_printf(out, _("service %lld %s"), number, name_of(known, event));
	else
		buf_printf(out, "%lld %s", number, name_of(known, event));
}

/* ---- what ---- */

/* Those of renewals apart (words/acts.c). */
static const struct {
	const char *what, *words;
} acts[] = {
    {"monitor.add", N_("added it")},
    {"monitor.edit", N_("changed it")},
    {"monitor.retire", N_("retired it")},
    {"monitor.restore", N_("watched it again")},
    {"monitor.import", N_("imported a list")},
    {"monitor.undo-import", N_("undid an import")},
    {"monitor.certificate", N_("gave it its certificate")},
    {"monitor.accept", N_("accepted a problem")},
    {"monitor.acknowledge", N_("acknowledged a change")},
    {"monitor.withdraw", N_("withdrew an acceptance")},
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
    {"request.uncertain", N_("Jira may have done it")},
    {"request.done", N_("Jira did it")},
    {"request.failed", N_("Jira refused it")},
    {"request.needs-attention", N_("needs somebody to look")},
    {"request.retry", N_("had it go on")},
    {"request.edit", N_("changed it")},
    {"request.by-hand", N_("did it by hand")},
    {"request.drop", N_("dropped it")},
    {"request.take-over", N_("took it over")},
    {"service.add", N_("added it")},
    {"service.edit", N_("changed it")},
    {"service.remove", N_("removed it")},
    {"list.columns", N_("said a list's columns")},
    {"lead.adopt", N_("adopted a measured lead")},
    {"lead.drop", N_("dropped a measured lead")},
    {"alert.record", N_("recorded an alert")},
    {"name.never", N_("wants it not watched")},
    {"name.offer", N_("had it offered again")},
    {"database.restore", N_("restored a backup")},
};

const char *
words_trail_what(const json_t *event)
{
	const char *what = text_of(event, "what");

	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		if (!strcmp(acts[i].what, what))
			return _(acts[i].words);
	return is_of(event, "renewal") ? words_act(strchr(what, '.') + 1) : what;
}

char *
words_trail_code(size_t i)
{
	const size_t count = sizeof(acts) / sizeof(*acts);
	const char *act = i < count ? NULL : words_act_code(i - count);

	if (i < count)
		return mem_strdup(acts[i].what);
	return act ? mem_printf("renewal.%s", act) : NULL;
}

/* ---- from what to what ---- */

/* Whom changes are told. */
struct teller {
	trail_change_fn *fn;
	void *arg;
};

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
	} else if (json_object_get(value, "then")) { /* of a list, the end that differs */
		buf_puts(out, number_of(value, "kept") ? "…, " : "");
		add_value(json_object_get(value, "then"), out);
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

static void
add_change(const struct teller *t, const char *label, const json_t *before, const json_t *after)
{
	struct buf was = {0}, is = {0};

	add_value(before, &was);
	add_value(after, &is);
	if (strcmp(buf_str(&was), buf_str(&is)) != 0)
		t->fn(label, buf_str(&was), buf_str(&is), t->arg);
	buf_release(&was);
	buf_release(&is);
}

/* What has a word of its own beside the fields of monitors. */
static const struct other_field {
	const char *name, *words;
	bool is_name; /* of what is new: it stands with it already */
} others[] = {{"head", N_("head of service"), false}, {"head_mail", N_("mail of the head"), false},
    {"head_user", N_("user of the head"), false}, {"project_head", N_("head of project"), false},
    {"notes", N_("notes"), false}, {"patterns", N_("domains"), false},
    {"problem", N_("problem"), false}, {"reason", N_("reason"), false},
    {"until", N_("until"), false}, {"key", N_("key"), true}, {"title", N_("title"), false},
    {"status", N_("status"), false}, {"assignee", N_("assignee"), false},
    {"days", N_("days"), false}, {"file", N_("file"), false}, {"rows", N_("rows"), false},
    {"sha256", "SHA-256", false}, {"retired", N_("retired"), false},
    {"reverted", N_("as before"), false}, {"services", N_("services"), false},
    {"tickets", N_("tickets"), false}, {"common_name", N_("common name"), false},
    {"sans", N_("alternative names"), false}, {"serial", N_("serial number"), false},
    {"left", N_("left as they are"), false}};

static const struct other_field *
other_field(const char *name)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (!strcmp(others[i].name, name))
			return &others[i];
	return NULL;
}

const char *
words_trail_field(const char *name)
{
	const struct other_field *other = other_field(name);
	int field = monitor_field_from(name);

	if (field >= 0)
		return _(monitor_field_info((enum monitor_field)field)->word);
	return other ? _(other->words) : NULL;
}

json_t *
words_trail_value(const char *field, const json_t *value)
{
	int type = json_is_string(value) ? monitor_type_from(json_string_value(value)) : -1;
	int kind = json_is_string(value) ? kind_from(json_string_value(value)) : -1;

	if (kind >= 0 && monitor_field_from(field) == MONITOR_FIELD_KIND)
		return json_string(words_kind((enum kind)kind));
	if (type >= 0 && monitor_field_from(field) == MONITOR_FIELD_TYPE)
		return json_string(words_where((enum monitor_type)type));
	return json_incref((json_t *)(uintptr_t)value);
}

/* A problem too. */
static json_t *
term_worded(const char *field, const json_t *value)
{
	int problem = json_is_string(value) ? problem_from(json_string_value(value)) : -1;

	return problem < 0 ? words_trail_value(field, value)
			   : json_string(words_problem_short((enum problem)problem));
}

/* The name of what is new stands in its own column. */
static bool
named_already(const char *field)
{
	const struct other_field *other = other_field(field);

	return monitor_field_from(field) == MONITOR_FIELD_NAME || (other && other->is_name);
}

/* What Jira is asked for, and as what: of a monitor these fields are something else. */
static bool
add_request_field(const struct teller *t, const char *name, const json_t *value)
{
	static const char *const kinds[] = {[REQUEST_CREATE] = N_("create the ticket"),
	    [REQUEST_LINK] = N_("link two tickets"),
	    [REQUEST_COMMENT] = N_("comment on the ticket"),
	    [REQUEST_ATTACH] = N_("attach a file")};
	int kind = ticket_request_kind_from(json_is_string(value) ? json_string_value(value) : "");

	_Static_assert(sizeof(kinds) / sizeof(*kinds) == TICKET_REQUEST_KIND_COUNT, "one for each");
	if (monitor_field_from(name) == MONITOR_FIELD_KIND && kind >= 0)
		t->fn(_("asked of Jira"), nothing, _(kinds[kind]), t->arg);
	else if (monitor_field_from(name) == MONITOR_FIELD_TYPE && json_is_string(value))
		t->fn(_("type of issue"), nothing, json_string_value(value), t->arg);
	else
		return false;
	return true;
}

static void
add_fields(const struct teller *t, const json_t *event)
{
	const json_t *before = json_object_get(event, "before");
	json_t *after = json_object_get(event, "after"), *value;
	const char *name;

	json_object_foreach(after, name, value) {
		json_t *was, *is;

		if ((is_of(event, "request") && add_request_field(t, name, value)) ||
		    !words_trail_field(name) || (!json_is_object(before) && named_already(name)))
			continue;
		was = term_worded(name, json_object_get(before, name));
		is = term_worded(name, value);
		add_change(t, words_trail_field(name), was, is);
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

static bool
is_undo(const json_t *event)
{
	return !strcmp(text_of(event, "what"), "renewal.undo");
}

/* How a step stood before and stands since; where nothing is written of it, it is to do. */
static void
add_step_undone(const json_t *renewal, const json_t *event, const char *key, const struct teller *t)
{
	const json_t *was = json_object_get(
			 json_object_get(json_object_get(event, "before"), "steps"), key),
		     *is = json_object_get(
			 json_object_get(json_object_get(event, "after"), "steps"), key);
	int before = step_state_from(text_of(was, "state")),
	    after = step_state_from(text_of(is, "state"));
	struct buf label = {0};

	add_step(renewal, key, &label);
	t->fn(buf_str(&label), words_step_state(before < 0 ? STATE_TODO : (enum step_state)before),
	    words_step_state(after < 0 ? STATE_TODO : (enum step_state)after), t->arg);
	buf_release(&label);
}

static void
add_record(
    const struct trail_known *known, const json_t *event, const char *step, const struct teller *t)
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
		view = ask(known, "renewal.step", "step",
		    json_pack("{s:O, s:s}", "id", json_object_get(event, "subject"), "step", step));
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		const char *name = members[i].member, *words = members[i].words;
		const json_t *of = members[i].choice ? view : NULL;
		json_t *before = choice_worded(of, json_object_get(was, name)),
		       *after = choice_worded(of, json_object_get(is, name));

		if (json_is_string(after) || (json_is_string(before) && is_undo(event)))
			add_change(t, *words ? _(words) : "", before, after);
		json_decref(before);
		json_decref(after);
	}
}

/* Values that were given, and what is of the renewal as a whole. */
static void
add_whole(const json_t *renewal, const json_t *event, const struct teller *t)
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
		    t, words_asked_name(renewal, name), json_object_get(values, name), value);
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (json_object_get(after, members[i].member))
			add_change(t, _(members[i].words),
			    json_object_get(before, members[i].member),
			    json_object_get(after, members[i].member));
}

static void
add_renewal(const struct trail_known *known, const json_t *event, const struct teller *t)
{
	const json_t *after = json_object_get(event, "after");
	const char *step = text_of(after, "step"), *check = text_of(after, "check"), *key;
	json_t *record;

	if (*step)
		add_record(known, event, step, t);
	else
		json_object_foreach(json_object_get(after, "steps"), key, record) {
			if (is_undo(event))
				add_step_undone(renewal_of(known, event), event, key, t);
			add_record(known, event, key, t);
		}
	if (*check)
		t->fn("", nothing, words_check(check, CHECK_ACCEPTED), t->arg);
	add_whole(renewal_of(known, event), event, t);
	if (*text_of(after, "note"))
		t->fn("", nothing, text_of(after, "note"), t->arg);
}

/* ---- a line ---- */

void
words_trail_step(const struct trail_known *known, const json_t *event, struct buf *out)
{
	const char *step = text_of(json_object_get(event, "after"), "step");

	if (*step && is_of(event, "renewal"))
		add_step(renewal_of(known, event), step, out);
}

void
words_trail_each_change(
    const struct trail_known *known, const json_t *event, trail_change_fn *fn, void *arg)
{
	const struct teller t = {fn, arg};

	if (is_of(event, "renewal"))
		add_renewal(known, event, &t);
	else if (is_of(event, "database"))
		fn(_("head of its trail"), nothing,
		    text_of(json_object_get(event, "after"), "head"), arg);
	else
		add_fields(&t, event);
}

/* What was nothing before stands alone. */
static void
add_to_line(const char *label, const char *was, const char *is, void *arg)
{
	struct buf *out = arg;

	buf_printf(out, "%s%s%s", out->len ? "; " : "", label, *label ? ": " : "");
	if (strcmp(was, nothing) != 0)
		buf_printf(out, "%s → ", was);
	buf_puts(out, is);
}

void
words_trail_change(const struct trail_known *known, const json_t *event, struct buf *out)
{
	struct buf changes = {0};

	words_trail_step(known, event, out);
	words_trail_each_change(known, event, add_to_line, &changes);
	buf_printf(out, "%s%s", out->len && changes.len ? ": " : "", buf_str(&changes));
	buf_release(&changes);
}
