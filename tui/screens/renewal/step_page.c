/* The right pane: one step as text (tui/view/page.h). What all steps have comes first (whose turn it is, how
 * it went the last time, the instruction), then what Return does, then what is particular to its kind (a table
 * by kind), and last what was gathered.
 *
 * A pure function of what the backend sent and of the time: it is called for each drawing, keeps nothing and
 * asks for nothing. Texts are the procedure's, filled in by the backend; codes are
 * put into words here. What the copy key shows for a step is chosen here as well, so that it is what stands
 * on the page. */
#include "tui/screens/renewal/panel_inside.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "tui/model/inbox.h"
#include "tui/view/page.h"
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

	buf_printf(&text, _("Waiting for %s"), text_of(step, "waiting_on"));
	if (number_of(step, "since")) {
		buf_puts(&text, " · ");
		words_ago(w->now - number_of(step, "since"), &text);
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
	int state = renewal_step_state(w->step);
	const struct state_look *look = state_look(w->step);
	struct buf text = {0};

	if (state == STATE_WAITING) {
		write_waiting(w);
		return;
	}
	buf_puts(&text, _(look->word));
	if (number_of(w->record, "done_at")) {
		buf_puts(&text, " · ");
		words_date_time(number_of(w->record, "done_at"), &text);
	}
	if (*text_of(w->record, "by"))
		buf_printf(&text, " · %s", text_of(w->record, "by"));
	if (flag_of(w->step, "undecided"))
		buf_printf(&text, " · %s", _("depends on a choice not made yet"));
	else if (!renewal_step_settled(w->step))
		buf_printf(&text, " · %s",
		    flag_of(w->step, "ready") || state == STATE_DOING ? _("turn: ours")
		    : panel_ends_wait(w->panel, w->step)              ? _("as soon as it comes")
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
		words_days(number_of(last, "days"), &text);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (*text_of(last, members[i]))
			buf_printf(&more, "%s%s", more.len ? ", " : "", text_of(last, members[i]));
	page_addf(w->page, STYLE_DIM, 0, "%s: %s%s%s%s", _("Last time"), buf_str(&text),
	    text.len && more.len ? " (" : "", buf_str(&more), text.len && more.len ? ")" : "");
	buf_release(&text);
	buf_release(&more);
}

/* ---- kinds ---- */

static bool
is_ours(const json_t *text)
{
	return step_source_from(text_of(text, "source")) == SOURCE_OURS;
}

static void
write_template(struct writer *w)
{
	const json_t *text = json_object_get(w->step, "template");

	if (!*text_of(text, "body") && !*text_of(text, "title"))
		return;
	heading(w, is_ours(text) ? _("Text to copy (ours: it is not on the team's page)")
				 : _("Text to copy"));
	page_add(w->page, STYLE_MATCH, 0, text_of(text, "title"));
	page_gap(w->page);
	page_add(w->page, STYLE_TEXT, 0, text_of(text, "body"));
}

static void
write_task(struct writer *w)
{
	const json_t *points = json_object_get(w->step, "points"), *point;
	size_t i;

	page_gap(w->page);
	json_array_foreach(points, i, point) {
		bool on = flag_of(point, "ticked");
		page_addf(w->page, on ? STYLE_GOOD : STYLE_TEXT, 0, "[%s] %s", on ? "✓" : " ",
		    text_of(point, "text"));
		page_hang(w->page, 4);
	}
	label(w, _("To"), text_of(w->step, "to"));
	label(w, _("Link"), text_of(w->step, "link"));
	write_template(w);
}

static void
write_decision(struct writer *w)
{
	const json_t *options = json_object_get(w->step, "options"), *o;
	size_t i;

	page_gap(w->page);
	json_array_foreach(options, i, o) {
		bool on = flag_of(o, "chosen");
		page_addf(w->page, on ? STYLE_GOOD : STYLE_TEXT, 0, "(%s) %s", on ? "✓" : " ",
		    text_of(o, "title"));
		page_hang(w->page, 4);
		if (*text_of(o, "text"))
			page_add(w->page, STYLE_DIM, 4, text_of(o, "text"));
	}
	if (flag_of(w->step, "remembered"))
		page_add(w->page, STYLE_DIM, 0, _("Answered as before: this is asked only once."));
}

static void
write_ticket(struct writer *w)
{
	const json_t *links = json_object_get(w->step, "tickets"), *link;
	struct buf text = {0};
	size_t i;

	page_gap(w->page);
	label(w, _("Ticket"), text_of(w->step, "ticket"));
	label(w, _("Project"), text_of(w->step, "project"));
	label(w, _("To"), text_of(w->step, "to"));
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
	const char *body = text_of(reminder, "body");
	size_t i;
	const json_t *round;

	json_array_foreach(json_object_get(w->record, "rounds"), i, round) {
		if (*text_of(round, "rejected"))
			page_addf(w->page, STYLE_WARNING, 0, "%s: %s", _("Rejected before"),
			    text_of(round, "rejected"));
	}
	if (!*body)
		return;
	heading(w,
	    is_ours(reminder) ? _("Reminder (ours: it is not on the team's page)") : _("Reminder"));
	page_add(w->page, STYLE_TEXT, 0, text_of(reminder, "title"));
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
	json_array_foreach(fields, i, f) {
		int type = form_field_type_from(text_of(f, "type"));
		bool on = flag_of(f, "ticked");
		if (*text_of(f, "group") && strcmp(text_of(f, "group"), group) != 0)
			page_add(w->page, STYLE_HEADING, 0, text_of(f, "group"));
		group = text_of(f, "group");
		page_addf(w->page, on ? STYLE_GOOD : STYLE_TEXT, *group ? 2 : 0, "[%s] %s: %s",
		    on ? "✓" : " ", text_of(f, "name"),
		    type == FORM_FIELD_PRIVATE ? _("(your own)")
		    : type == FORM_FIELD_EMPTY ? _("(left empty on purpose)")
					       : text_of(f, "value"));
		page_hang(w->page, 4);
	}
}

static void
write_value(struct writer *w)
{
	page_gap(w->page);
	label(w, _("Value"), text_of(w->step, "value"));
	label(w, _("For example"), text_of(w->step, "example"));
	label(w, _("As it was"), text_of(w->step, "proposal"));
}

/* ---- files ---- */

static void
write_check(struct writer *w, const json_t *check)
{
	static const struct {
		const char *mark, *word;
		unsigned style;
	} states[] = {
	    [CHECK_PASSED] = {"✓", N_("passed"), STYLE_GOOD},
	    [CHECK_FAILED] = {"✗", NULL, STYLE_ERROR},
	    [CHECK_ACCEPTED] = {"~", N_("accepted"), STYLE_WARNING},
	    [CHECK_NOT_APPLICABLE] = {"-", N_("not applicable"), STYLE_DIM},
	    [CHECK_STATE_COUNT] = {"·", NULL, STYLE_DIM}, /* not made yet */
	};
	bool critical = check_grade_from(text_of(check, "grade")) == CHECK_CRITICAL;
	int state = check_state_from(text_of(check, "result"));
	size_t i = state < 0 ? CHECK_STATE_COUNT : (size_t)state;
	struct buf why = {0};

	page_addf(w->page, states[i].style, 0, state < 0 ? "%s %s" : "%s %s%s%s (%s)",
	    states[i].mark, words_check(text_of(check, "name"), state), states[i].word ? ": " : "",
	    states[i].word ? _(states[i].word) : "", critical ? _("must pass") : _("should pass"));
	if (*text_of(check, "code"))
		words_error(text_of(check, "code"), json_object_get(check, "args"), &why);
	else
		buf_puts(&why, text_of(check, "detail"));
	if (why.len)
		page_add(w->page, STYLE_TEXT, 2, why.data);
	buf_release(&why);
	if (*text_of(check, "reason"))
		page_addf(w->page, STYLE_TEXT, 2, "%s: %s (%s)", _("Reason"),
		    text_of(check, "reason"), text_of(check, "by"));
}

static void
write_document(struct writer *w, const char *role, const json_t *d)
{
	if (!d)
		return;
	page_addf(w->page, STYLE_TEXT, 0, "%s: %s", words_role(role), text_of(d, "name"));
	if (*text_of(d, "subject"))
		page_add(w->page, STYLE_TEXT, 2, text_of(d, "subject"));
	page_addf(w->page, STYLE_DIM, 2, "SHA-256 %s", text_of(d, "sha256"));
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

		if (!inbox_fits(f, w->panel->id, text_of(w->step, "key")))
			continue;
		inbox_words(f, w->panel->id, text_of(w->step, "key"), w->now, &words);
		/* a name may hold the end of a line, and what comes after it would be a line of ours */
		name = text_cleaned(f->name, NAME_CLEAN_BYTES);
		page_addf(w->page, STYLE_GOOD, 0, "%s: %s · %s", _("In the inbox"), name,
		    buf_str(&words));
		free(name);
		if (offered && !strcmp(offered, f->name) && key.len)
			page_addf(w->page, STYLE_KEY, 2, _("%s takes it"), key.data);
		buf_release(&words);
	}
	buf_release(&key);
}

static bool
is_result(const json_t *check, enum check_state state)
{
	return check_state_from(text_of(check, "result")) == (int)state;
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
	json_array_foreach(checks, i, check)
		if (is_result(check, CHECK_FAILED))
			write_check(w, check);
	page_gap(w->page);
	write_document(w, text_of(w->step, "role"), json_object_get(w->step, "document"));
	if (refused)
		page_addf(
		    w->page, STYLE_ERROR, 0, "%s: %s", _("Not taken"), text_of(refused, "name"));
	if (flag_of(json_object_get(w->step, "document"), "exposed"))
		page_add(w->page, STYLE_WARNING, 2, _("It came on a ticket that others can read."));
	page_gap(w->page);
	json_array_foreach(checks, i, check)
		if (!is_result(check, CHECK_FAILED))
			write_check(w, check);
}

static void
write_archive(struct writer *w)
{
	page_gap(w->page);
	panel_archive_write(w->panel, w->step, w->page);
}

/* ---- addresses ---- */

static void
write_address(struct writer *w, const json_t *one)
{
	const json_t *digests = json_object_get(one, "sha256s");
	const char *state = text_of(one, "state");
	bool good = flag_of(one, "good") || !strcmp(state, "new");
	struct buf text = {0};
	size_t i;
	const json_t *d;

	buf_printf(&text, "%s %s", good ? "✓" : "·", text_of(one, "address"));
	if (*text_of(one, "name"))
		buf_printf(&text, " (%s)", text_of(one, "name"));
	if (*text_of(one, "outcome"))
		buf_printf(&text, " · %s",
		    words_outcome((enum outcome)outcome_from(text_of(one, "outcome"))));
	if (number_of(one, "not_after")) {
		buf_printf(&text, " · %s ", words_expires(number_of(one, "not_after"), w->now));
		words_date(number_of(one, "not_after"), &text);
	}
	if (*text_of(one, "sha256"))
		buf_printf(&text, " · %.8s", text_of(one, "sha256"));
	json_array_foreach(digests, i, d)
		buf_printf(&text, "%s%.8s", i ? ", " : " · ", json_string_value(d));
	if (number_of(one, "connections"))
		buf_printf(&text, " · ×%lld", (long long)number_of(one, "connections"));
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
	if (number_of(w->record, "total"))
		page_addf(w->page, STYLE_HEADING, 0, _("%lld/%lld addresses serve the new one"),
		    (long long)number_of(w->record, "good"),
		    (long long)number_of(w->record, "total"));
	json_array_foreach(list, i, one)
		write_address(w, one);
	json_object_foreach(seen, key, by)
		page_addf(w->page, STYLE_GOOD, 0, _("✓ %s: seen by %s"), text_of(by, "address"),
		    text_of(by, "by"));
	if (*text_of(w->record, "seen_in") || *text_of(w->record, "not_after"))
		page_addf(w->page, STYLE_TEXT, 0, _("Seen in a browser: %s"),
		    text_of(w->record, "not_after"));
}

static void (*const kinds[])(struct writer *w) = {
    [STEP_TASK] = write_task,
    [STEP_MAIL] = write_task,
    [STEP_DECISION] = write_decision,
    [STEP_TICKET] = write_ticket,
    [STEP_WAIT] = write_wait,
    [STEP_FORM] = write_form,
    [STEP_VALUE] = write_value,
    [STEP_FILE] = write_file,
    [STEP_ARCHIVE] = write_archive,
    [STEP_PROBE] = write_addresses,
    [STEP_VERIFY] = write_addresses,
};
_Static_assert(sizeof(kinds) / sizeof(*kinds) == STEP_KIND_COUNT, "a writer for each kind");

/* ---- what was gathered ---- */

static void
write_evidence(struct writer *w)
{
	const json_t *notes = json_object_get(w->record, "notes"), *n;
	const json_t *override = json_object_get(w->record, "override");
	size_t i;

	if (!*text_of(w->record, "note") && !json_array_size(notes) && !override)
		return;
	heading(w, _("Evidence"));
	if (*text_of(w->record, "note"))
		page_add(w->page, STYLE_TEXT, 0, text_of(w->record, "note"));
	if (override)
		page_addf(w->page, STYLE_WARNING, 0, "%s: %s (%s)", _("Closed without seeing it"),
		    text_of(override, "reason"), text_of(override, "by"));
	json_array_foreach(notes, i, n) {
		struct buf text = {0};
		words_date_time(number_of(n, "at"), &text);
		page_addf(w->page, STYLE_TEXT, 0, "%s · %s: %s", text.data, text_of(n, "by"),
		    text_of(n, "text"));
		buf_release(&text);
	}
}

static void
write_next(struct writer *w)
{
	const char *words = panel_next_words(w->panel, w->step);
	const struct keys *keys = w->panel->app->keys;
	struct buf key = {0};

	page_gap(w->page);
	keys_describe_first(keys, CONTEXT_RENEWAL, ACTION_COPY, &key);
	if (key.len && !renewal_step_settled(w->step) &&
	    *text_of(json_object_get(w->step, "template"), "body"))
		page_addf(
		    w->page, STYLE_KEY, 0, "%s: %s", key.data, _("the text, alone, to copy it"));
	buf_clear(&key);
	keys_describe_first(
	    keys, CONTEXT_RENEWAL, panel_is_done(w->panel) ? ACTION_CLOSE : ACTION_NEXT, &key);
	if (words && key.len)
		page_addf(w->page, STYLE_KEY, 0, "%s: %s", key.data, words);
	buf_release(&key);
}

/* What the step's texts lack, each once. */
static void
write_missing(struct writer *w)
{
	const json_t *texts[] = {
	    w->step, json_object_get(w->step, "template"), json_object_get(w->step, "reminder")};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *lacks = text_of(texts[i], "missing");
		bool said = !*lacks;

		for (size_t k = 0; k < i; k++)
			said = said || !strcmp(text_of(texts[k], "missing"), lacks);
		if (!said)
			page_addf(w->page, STYLE_WARNING, 0, _("Not known yet: %s"),
			    words_asked_name(w->renewal, lacks));
	}
}

static void
write_source(struct writer *w)
{
	int source = step_source_from(text_of(w->step, "source"));

	if (source == SOURCE_OURS)
		page_add(w->page, STYLE_DIM, 0, _("Not on the team's page: this step is ours."));
	else if (source == SOURCE_AOC_WEB)
		page_add(w->page, STYLE_DIM, 0, _("From the public help of the AOC."));
}

struct page *
panel_page(const struct panel *p, const json_t *step)
{
	struct writer w = {page_new(), p, renewal_model_get(p->model), step, step_record(step),
	    clock_wall(p->app->clock)};
	int kind = renewal_step_kind(step);

	page_addf(
	    w.page, STYLE_HEADING, 0, "%s %s", text_of(step, "number"), text_of(step, "title"));
	if (*text_of(w.renewal, "contradiction") && !renewal_step_settled(step))
		page_add(w.page, STYLE_WARNING, 0,
		    words_contradiction(text_of(w.renewal, "contradiction")));
	write_state(&w);
	write_last_time(&w);
	page_gap(w.page);
	if (*text_of(step, "text"))
		page_add(w.page, STYLE_TEXT, 0, text_of(step, "text"));
	if (*text_of(step, "note"))
		page_add(w.page, STYLE_DIM, 0, text_of(step, "note"));
	write_missing(&w);
	write_source(&w);
	write_next(&w);
	if (kind >= 0)
		kinds[kind](&w);
	write_evidence(&w);
	return w.page;
}

char *
step_copy_text(const json_t *step)
{
	const json_t *text = json_object_get(step, "template");
	const char *title = text_of(text, "title"), *body = text_of(text, "body");
	const char *value = text_of(step, "value");

	if (renewal_step_kind(step) == STEP_FILE)
		return step_failures(step);
	if (*title || *body)
		return mem_printf("%s%s%s", title, *title && *body ? "\n\n" : "", body);
	if (*text_of(step, "folder"))
		return mem_strdup(text_of(step, "folder"));
	if (!*value)
		value = text_of(step, "ticket");
	return mem_strdup(value);
}

const char *
step_copy_lacks(const json_t *step)
{
	const json_t *text = json_object_get(step, "template");

	if (renewal_step_kind(step) == STEP_FILE)
		return "";
	if (*text_of(text, "title") || *text_of(text, "body"))
		return text_of(text, "missing");
	return *text_of(step, "folder") ? text_of(step, "missing") : "";
}
