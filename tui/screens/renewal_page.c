/* The right pane: one step as text. What all steps have comes first (whose turn it is, how it went
 * the last time, the instruction), then what is particular to its kind, then what was gathered,
 * and last what Return does. A pure function of what the backend sent and of the time. */
#include "tui/screens/renewal.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/inbox.h"
#include "tui/screens/page.h"
#include "words/words.h"

enum { NAME_CLEAN_BYTES = 2048 };

/* What is being written, and about what. */
struct writer {
	struct page *page;
	const struct panel *panel;
	const json_t *renewal, *step, *record;
	int64_t now;
};

static const json_t *
step_record(const json_t *step)
{
	return json_object_get(step, "record");
}

static void
heading(struct writer *w, const char *text)
{
	page_gap(w->page);
	page_add(w->page, STYLE_HEADING, 0, text);
}

static void
label(struct writer *w, const char *name, const char *value)
{
	if (*value)
		page_addf(w->page, STYLE_TEXT, 0, "%s: %s", name, value);
}

/* ---- how it stands ---- */

static void
write_waiting(struct writer *w)
{
	const json_t *step = w->step;
	struct buf text = {0};

	buf_printf(&text, _("Waiting for %s"), read_text(step, "waiting_on"));
	if (read_number(step, "since")) {
		buf_puts(&text, " · ");
		words_ago(w->now - read_number(step, "since"), &text);
	}
	buf_printf(&text, " · %s", _("turn: theirs"));
	page_add(w->page, STYLE_WARNING, 0, text.data);
	if (!json_is_null(json_object_get(step, "follow_up")) &&
	    json_object_get(step, "follow_up")) {
		buf_clear(&text);
		buf_printf(&text, "%s: ", _("Follow-up"));
		read_date(step, "follow_up", &text);
		page_add(w->page, STYLE_TEXT, 0, text.data);
	}
	buf_release(&text);
}

static void
write_state(struct writer *w)
{
	const char *state = read_text(w->step, "state");
	const struct state_look *look = state_look(state);
	struct buf text = {0};

	if (!strcmp(state, "waiting")) {
		write_waiting(w);
		return;
	}
	buf_puts(&text, _(look->word));
	if (read_number(w->record, "done_at")) {
		buf_puts(&text, " · ");
		words_date_time(read_number(w->record, "done_at"), &text);
	}
	if (*read_text(w->record, "by"))
		buf_printf(&text, " · %s", read_text(w->record, "by"));
	if (read_flag(w->step, "undecided"))
		buf_printf(&text, " · %s", _("depends on a choice not made yet"));
	else if (!renewal_step_settled(w->step))
		buf_printf(&text, " · %s",
		    read_flag(w->step, "ready") || !strcmp(state, "doing") ? _("turn: ours")
		    : renewal_ends_wait(w->panel, w->step) ? _("as soon as it comes")
							   : _("not its turn yet"));
	page_add(w->page, look->style, 0, text.data);
	buf_release(&text);
}

/* "Last time: 2 days (SIS-712, op2)". */
static void
write_last_time(struct writer *w)
{
	const json_t *last = json_object_get(w->step, "last");
	static const char *const members[] = {"choice", "value", "ticket", "by"};
	struct buf text = {0}, more = {0};

	if (!json_object_size(last))
		return;
	if (json_is_integer(json_object_get(last, "days")))
		words_days(read_number(last, "days"), &text);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (*read_text(last, members[i]))
			buf_printf(
			    &more, "%s%s", more.len ? ", " : "", read_text(last, members[i]));
	page_addf(w->page, STYLE_DIM, 0, "%s: %s%s%s%s", _("Last time"), buf_str(&text),
	    text.len && more.len ? " (" : "", buf_str(&more), text.len && more.len ? ")" : "");
	buf_release(&text);
	buf_release(&more);
}

/* ---- kinds ---- */

static void
write_template(struct writer *w)
{
	const json_t *text = json_object_get(w->step, "template");

	if (!*read_text(text, "body") && !*read_text(text, "title"))
		return;
	heading(w, _("Text to copy"));
	page_add(w->page, STYLE_MATCH, 0, read_text(text, "title"));
	page_gap(w->page);
	page_add(w->page, STYLE_TEXT, 0, read_text(text, "body"));
}

static void
write_task(struct writer *w)
{
	const json_t *points = json_object_get(w->step, "points"), *point;
	size_t i;

	page_gap(w->page);
	json_array_foreach(points, i, point)
	{
		bool on = read_flag(point, "ticked");
		page_addf(w->page, on ? STYLE_GOOD : STYLE_TEXT, 0, "[%s] %s", on ? "✓" : " ",
		    read_text(point, "text"));
		page_hang(w->page, 4);
	}
	label(w, _("To"), read_text(w->step, "to"));
	label(w, _("Link"), read_text(w->step, "link"));
	write_template(w);
}

static void
write_decision(struct writer *w)
{
	const json_t *options = json_object_get(w->step, "options"), *o;
	size_t i;

	page_gap(w->page);
	json_array_foreach(options, i, o)
	{
		bool on = read_flag(o, "chosen");
		page_addf(w->page, on ? STYLE_GOOD : STYLE_TEXT, 0, "(%s) %s", on ? "✓" : " ",
		    read_text(o, "title"));
		page_hang(w->page, 4);
		if (*read_text(o, "text"))
			page_add(w->page, STYLE_DIM, 4, read_text(o, "text"));
	}
	if (read_flag(w->step, "remembered"))
		page_add(w->page, STYLE_DIM, 0, _("Answered as before: this is asked only once."));
}

static void
write_ticket(struct writer *w)
{
	const json_t *links = json_object_get(w->step, "tickets"), *link;
	struct buf text = {0};
	size_t i;

	page_gap(w->page);
	label(w, _("Ticket"), read_text(w->step, "ticket"));
	label(w, _("Project"), read_text(w->step, "project"));
	if (!strstr(read_text(w->step, "to"), "{{")) /* that it is not known was said */
		label(w, _("To"), read_text(w->step, "to"));
	json_array_foreach(links, i, link)
	    buf_printf(&text, "%s%s", text.len ? ", " : "", json_string_value(link));
	label(w, _("Linked to"), buf_str(&text));
	buf_release(&text);
	write_template(w);
}

static void
write_wait(struct writer *w)
{
	const json_t *reminder = json_object_get(w->step, "reminder");
	const char *body = read_text(reminder, "body");
	size_t i;
	const json_t *round;

	json_array_foreach(json_object_get(w->record, "rounds"), i, round)
	{
		if (*read_text(round, "rejected"))
			page_addf(w->page, STYLE_WARNING, 0, "%s: %s", _("Rejected before"),
			    read_text(round, "rejected"));
	}
	if (!*body)
		return;
	heading(w, _("Reminder"));
	page_add(w->page, STYLE_TEXT, 0, read_text(reminder, "title"));
	page_gap(w->page);
	page_add(w->page, STYLE_TEXT, 0, body);
}

static void
write_form(struct writer *w)
{
	const json_t *fields = json_object_get(w->step, "fields"), *f;
	const char *group = "";
	size_t i;

	page_gap(w->page);
	json_array_foreach(fields, i, f)
	{
		const char *type = read_text(f, "type");
		bool on = read_flag(f, "ticked");
		if (*read_text(f, "group") && strcmp(read_text(f, "group"), group) != 0)
			page_add(w->page, STYLE_HEADING, 0, read_text(f, "group"));
		group = read_text(f, "group");
		page_addf(w->page, on ? STYLE_GOOD : STYLE_TEXT, *group ? 2 : 0, "[%s] %s: %s",
		    on ? "✓" : " ", read_text(f, "name"),
		    !strcmp(type, "private") ? _("(your own)")
		    : !strcmp(type, "empty") ? _("(left empty on purpose)")
					     : read_text(f, "value"));
		page_hang(w->page, 4);
	}
}

static void
write_value(struct writer *w)
{
	page_gap(w->page);
	label(w, _("Value"), read_text(w->step, "value"));
	label(w, _("For example"), read_text(w->step, "example"));
	label(w, _("As it was"), read_text(w->step, "proposal"));
}

/* ---- files ---- */

static void
write_check(struct writer *w, const json_t *check)
{
	static const struct {
		const char *result, *mark, *word;
		unsigned style;
	} states[] = {
	    {"passed", "✓", N_("passed"), STYLE_GOOD},
	    {"failed", "✗", N_("failed"), STYLE_ERROR},
	    {"accepted", "~", N_("accepted"), STYLE_WARNING},
	    {"not-applicable", "-", N_("not applicable"), STYLE_DIM},
	    {"", "·", NULL, STYLE_DIM},
	};
	bool critical = !strcmp(read_text(check, "grade"), "critical");
	struct buf why = {0};
	size_t i = 0;

	while (*states[i].result && strcmp(states[i].result, read_text(check, "result")) != 0)
		i++;
	page_addf(w->page, states[i].style, 0, states[i].word ? "%s %s: %s (%s)" : "%s %s",
	    states[i].mark, words_check(read_text(check, "name")),
	    states[i].word ? _(states[i].word) : "", critical ? _("must pass") : _("should pass"));
	if (*read_text(check, "code"))
		words_error(read_text(check, "code"), json_object_get(check, "args"), &why);
	else
		buf_puts(&why, read_text(check, "detail"));
	if (why.len)
		page_add(w->page, STYLE_TEXT, 2, why.data);
	buf_release(&why);
	if (*read_text(check, "reason"))
		page_addf(w->page, STYLE_TEXT, 2, "%s: %s (%s)", _("Reason"),
		    read_text(check, "reason"), read_text(check, "by"));
}

static void
write_document(struct writer *w, const char *role, const json_t *d)
{
	if (!d)
		return;
	page_addf(w->page, STYLE_TEXT, 0, "%s: %s", words_role(role), read_text(d, "name"));
	if (*read_text(d, "subject"))
		page_add(w->page, STYLE_TEXT, 2, read_text(d, "subject"));
	page_addf(w->page, STYLE_DIM, 2, "SHA-256 %s", read_text(d, "sha256"));
}

/* What lies in the inbox and fits; the one that was offered has a key of its own. */
static void
write_inbox(struct writer *w)
{
	const struct inbox *in = w->panel->app->inbox;
	const char *offered = inbox_offer(in)->name;
	struct buf key = {0};

	keys_describe_first(w->panel->app->keys, CONTEXT_RENEWAL, ACTION_INBOX, &key);
	for (size_t i = 0; i < inbox_count(in); i++) {
		const struct inbox_file *f = inbox_get(in, i);
		struct buf words = {0};
		char *name;

		if (!inbox_fits(f, w->panel->id, read_text(w->step, "key")))
			continue;
		inbox_words(f, w->panel->id, read_text(w->step, "key"), &words);
		/* a name may hold the end of a line, and what comes after it would be a line of ours */
		name = text_cleaned(f->name, NAME_CLEAN_BYTES);
		page_addf(w->page, STYLE_GOOD, 0, "%s: %s · %s", _("In the inbox"), name, buf_str(&words));
		free(name);
		if (offered && !strcmp(offered, f->name) && key.len)
			page_addf(w->page, STYLE_KEY, 2, _("%s takes it"), key.data);
		buf_release(&words);
	}
	buf_release(&key);
}

static bool
is_result(const json_t *check, const char *result)
{
	return !strcmp(read_text(check, "result"), result);
}

/* What failed comes first: it is what somebody has to do something about. */
static void
write_file(struct writer *w)
{
	const json_t *checks = json_object_get(w->step, "checks"), *check;
	const json_t *refused = json_object_get(w->record, "refused");
	size_t i;

	page_gap(w->page);
	if (!renewal_step_settled(w->step))
		write_inbox(w);
	page_gap(w->page);
	json_array_foreach(checks, i, check) if (is_result(check, "failed")) write_check(w, check);
	page_gap(w->page);
	write_document(w, read_text(w->step, "role"), json_object_get(w->step, "document"));
	if (refused)
		page_addf(w->page, STYLE_ERROR, 0, "%s: %s", _("Not taken"), read_text(refused, "name"));
	if (read_flag(json_object_get(w->step, "document"), "exposed"))
		page_add(w->page, STYLE_WARNING, 2, _("It came on a ticket that others can read."));
	page_gap(w->page);
	json_array_foreach(checks, i, check) if (!is_result(check, "failed")) write_check(w, check);
}

static void
write_archive(struct writer *w)
{
	page_gap(w->page);
	renewal_archive_write(w->panel, w->step, w->page);
}

/* ---- addresses ---- */

static void
write_address(struct writer *w, const json_t *one)
{
	const json_t *digests = json_object_get(one, "sha256s");
	const char *state = read_text(one, "state");
	bool good = read_flag(one, "good") || !strcmp(state, "new");
	struct buf text = {0};
	size_t i;
	const json_t *d;

	buf_printf(&text, "%s %s", good ? "✓" : "·", read_text(one, "address"));
	if (*read_text(one, "name"))
		buf_printf(&text, " (%s)", read_text(one, "name"));
	if (*read_text(one, "outcome"))
		buf_printf(&text, " · %s",
		    words_outcome((enum outcome)outcome_from(read_text(one, "outcome"))));
	if (read_number(one, "not_after")) {
		buf_printf(&text, " · %s ", _("expires"));
		words_date(read_number(one, "not_after"), &text);
	}
	if (*read_text(one, "sha256"))
		buf_printf(&text, " · %.8s", read_text(one, "sha256"));
	json_array_foreach(digests, i, d)
	    buf_printf(&text, "%s%.8s", i ? ", " : " · ", json_string_value(d));
	if (read_number(one, "connections"))
		buf_printf(&text, " · ×%lld", (long long)read_number(one, "connections"));
	page_add(w->page, good ? STYLE_GOOD : STYLE_TEXT, 0, text.data);
	buf_release(&text);
}

static void
write_addresses(struct writer *w)
{
	const json_t *list = json_object_get(w->step, "addresses"), *one;
	json_t *seen = json_object_get(w->record, "seen"), *by;
	const char *key;
	size_t i;

	if (!list)
		list = json_object_get(w->record, "addresses");
	page_gap(w->page);
	if (read_number(w->record, "total"))
		page_addf(w->page, STYLE_HEADING, 0, _("%lld/%lld addresses serve the new one"),
		    (long long)read_number(w->record, "good"),
		    (long long)read_number(w->record, "total"));
	json_array_foreach(list, i, one) write_address(w, one);
	json_object_foreach(seen, key, by) page_addf(w->page, STYLE_GOOD, 0, _("✓ %s: seen by %s"),
	    read_text(by, "address"), read_text(by, "by"));
	if (*read_text(w->record, "seen_in") || *read_text(w->record, "not_after"))
		page_addf(w->page, STYLE_TEXT, 0, _("Seen in a browser: %s"),
		    read_text(w->record, "not_after"));
}

static const struct {
	const char *kind;
	void (*write)(struct writer *w);
} kinds[] = {
    {"task", write_task},
    {"mail", write_task},
    {"decision", write_decision},
    {"ticket", write_ticket},
    {"wait", write_wait},
    {"form", write_form},
    {"value", write_value},
    {"file", write_file},
    {"archive", write_archive},
    {"probe", write_addresses},
    {"verify", write_addresses},
};

/* ---- what was gathered ---- */

static void
write_evidence(struct writer *w)
{
	const json_t *notes = json_object_get(w->record, "notes"), *n;
	const json_t *override = json_object_get(w->record, "override");
	size_t i;

	if (!*read_text(w->record, "note") && !json_array_size(notes) && !override)
		return;
	heading(w, _("Evidence"));
	if (*read_text(w->record, "note"))
		page_add(w->page, STYLE_TEXT, 0, read_text(w->record, "note"));
	if (override)
		page_addf(w->page, STYLE_WARNING, 0, "%s: %s (%s)", _("Closed without seeing it"),
		    read_text(override, "reason"), read_text(override, "by"));
	json_array_foreach(notes, i, n)
	{
		struct buf text = {0};
		words_date_time(read_number(n, "at"), &text);
		page_addf(w->page, STYLE_TEXT, 0, "%s · %s: %s", text.data, read_text(n, "by"),
		    read_text(n, "text"));
		buf_release(&text);
	}
}

static void
write_enter(struct writer *w)
{
	const char *words = renewal_enter_words(w->panel, w->step);
	const struct keys *keys = w->panel->app->keys;
	struct buf key = {0};

	page_gap(w->page);
	keys_describe_first(keys, CONTEXT_RENEWAL, ACTION_COPY, &key);
	if (key.len && !renewal_step_settled(w->step) &&
	    *read_text(json_object_get(w->step, "template"), "body"))
		page_addf(w->page, STYLE_KEY, 0, "%s: %s", key.data, _("the text, alone, to copy it"));
	buf_clear(&key);
	keys_describe_first(keys, CONTEXT_RENEWAL, ACTION_NEXT, &key);
	if (words && key.len)
		page_addf(w->page, STYLE_KEY, 0, "%s: %s", key.data, words);
	buf_release(&key);
}

static void
write_missing(struct writer *w)
{
	char *lacks = renewal_lacks(w->step);

	if (*lacks)
		page_addf(
		    w->page, STYLE_WARNING, 0, _("Not known yet: %s"), words_value_name(lacks));
	free(lacks);
}

static void
write_source(struct writer *w)
{
	const char *source = read_text(w->step, "source");

	if (!strcmp(source, "ours"))
		page_add(w->page, STYLE_DIM, 0, _("Not on the team's page: this step is ours."));
	else if (!strcmp(source, "aoc-web"))
		page_add(w->page, STYLE_DIM, 0, _("From the public help of the AOC."));
}

struct page *
renewal_page(const struct panel *p, const json_t *step)
{
	struct writer w = {page_new(), p, renewal_model_get(p->model), step, step_record(step),
	    clock_wall(p->app->clock)};

	page_addf(
	    w.page, STYLE_HEADING, 0, "%s %s", read_text(step, "number"), read_text(step, "title"));
	if (*read_text(w.renewal, "contradiction") && !renewal_step_settled(step))
		page_add(w.page, STYLE_WARNING, 0,
		    words_contradiction(read_text(w.renewal, "contradiction")));
	write_state(&w);
	write_last_time(&w);
	page_gap(w.page);
	if (*read_text(step, "text"))
		page_add(w.page, STYLE_TEXT, 0, read_text(step, "text"));
	if (*read_text(step, "note"))
		page_add(w.page, STYLE_DIM, 0, read_text(step, "note"));
	write_missing(&w);
	write_source(&w);
	write_enter(&w);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].kind, read_text(step, "kind")))
			kinds[i].write(&w);
	write_evidence(&w);
	return w.page;
}

char *
renewal_copy(const json_t *step)
{
	const json_t *text = json_object_get(step, "template");
	const char *title = read_text(text, "title"), *body = read_text(text, "body");
	const char *value = read_text(step, "value");

	if (!strcmp(read_text(step, "kind"), "file"))
		return renewal_failures(step);
	if (*title || *body)
		return mem_printf("%s%s%s", title, *title && *body ? "\n\n" : "", body);
	if (*read_text(step, "folder"))
		return mem_strdup(read_text(step, "folder"));
	if (!*value)
		value = read_text(step, "ticket");
	return mem_strdup(value);
}
