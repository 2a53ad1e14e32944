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
#include "words/step.h"
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
write_state(struct writer *w)
{
	const struct state_look *look = state_look(w->step);
	bool waiting = renewal_step_state(w->step) == STATE_WAITING;
	struct buf text = {0};

	words_step_standing(w->step, _(look->word), w->now, panel_ends_wait(w->panel, w->step),
	    step_is_answered(w->renewal, w->step), &text);
	page_add(w->page, waiting ? STYLE_WARNING : look->style, 0, text.data);
	buf_clear(&text);
	if (waiting && json_is_string(json_object_get(w->step, "follow_up"))) {
		read_date(w->step, "follow_up", &text);
		label(w, _("Follow-up"), text.data);
	}
	buf_release(&text);
}

static void
write_last_time(struct writer *w)
{
	struct buf text = {0};

	words_step_last_time(w->step, &text);
	if (text.len)
		page_add(w->page, STYLE_DIM, 0, text.data);
	buf_release(&text);
}

/* ---- kinds ---- */

static void
write_template(struct writer *w)
{
	const json_t *text = json_object_get(w->step, "template");

	if (!*text_of(text, "body") && !*text_of(text, "title"))
		return;
	heading(w, words_step_template(text));
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
	if (!*body || step_is_answered(w->renewal, w->step))
		return;
	heading(w, words_step_reminder(reminder));
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
		bool on = flag_of(f, "ticked");
		if (*text_of(f, "group") && strcmp(text_of(f, "group"), group) != 0)
			page_add(w->page, STYLE_HEADING, 0, text_of(f, "group"));
		group = text_of(f, "group");
		page_addf(w->page, on ? STYLE_GOOD : STYLE_TEXT, *group ? 2 : 0, "[%s] %s: %s",
		    on ? "✓" : " ", text_of(f, "name"), words_step_field(f));
		page_hang(w->page, 4);
	}
}

static void
write_value(struct writer *w)
{
	page_gap(w->page);
	label(w, text_of(w->step, "title"), text_of(w->step, "value"));
	label(w, _("For example"), text_of(w->step, "example"));
	label(w, _("As it was"), text_of(w->step, "proposal"));
}

/* ---- files ---- */

static void
write_check(struct writer *w, const json_t *check)
{
	static const struct {
		const char *mark;
		unsigned style;
	} states[] = {
	    [CHECK_PASSED] = {"✓", STYLE_GOOD},
	    [CHECK_FAILED] = {"✗", STYLE_ERROR},
	    [CHECK_ACCEPTED] = {"~", STYLE_WARNING},
	    [CHECK_NOT_APPLICABLE] = {"-", STYLE_DIM},
	    [CHECK_STATE_COUNT] = {"·", STYLE_DIM}, /* not made yet */
	};
	int state = check_state_from(text_of(check, "result"));
	size_t i = state < 0 ? CHECK_STATE_COUNT : (size_t)state;
	struct buf text = {0};

	words_step_check(check, &text);
	page_addf(w->page, states[i].style, 0, "%s %s", states[i].mark, buf_str(&text));
	buf_clear(&text);
	words_step_check_why(check, &text);
	if (text.len)
		page_add(w->page, STYLE_TEXT, 2, text.data);
	buf_release(&text);
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

	app_describe_key(w->panel->app, CONTEXT_RENEWAL, ACTION_INBOX, &key);
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

static void
write_origin(struct writer *w, const json_t *document)
{
	struct buf text = {0};

	words_document_origin(document, &text);
	if (text.len)
		page_add(w->page, flag_of(document, "exposed") ? STYLE_WARNING : STYLE_DIM, 2,
		    text.data);
	buf_release(&text);
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
	write_origin(w, json_object_get(w->step, "document"));
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
	struct buf text = {0};
	bool good = words_step_address(one, w->now, &text);

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
	const json_t *notes = json_object_get(w->record, "notes"),
		     *comments = json_object_get(w->record, "comments"), *n;
	const json_t *override = json_object_get(w->record, "override");
	size_t i;

	if (!*text_of(w->record, "note") && !json_array_size(notes) && !override &&
	    !json_array_size(comments))
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
	json_array_foreach(comments, i, n) {
		struct buf text = {0};

		words_step_comment(n, &text);
		page_add(w->page, STYLE_TEXT, 0, text.data);
		buf_release(&text);
	}
}

static void
write_next(struct writer *w)
{
	const char *words = panel_next_words(w->panel, w->step);
	const struct app *a = w->panel->app;
	struct buf key = {0};

	page_gap(w->page);
	app_describe_key(a, CONTEXT_RENEWAL, ACTION_COPY, &key);
	if (key.len && !renewal_step_settled(w->step) &&
	    *text_of(json_object_get(w->step, "template"), "body"))
		page_addf(
		    w->page, STYLE_KEY, 0, "%s: %s", key.data, _("the text, alone, to copy it"));
	buf_clear(&key);
	app_describe_key(a, CONTEXT_RENEWAL, ACTION_AGAIN, &key);
	if (key.len && !number_of(w->renewal, "closed_at") && names_are_old(w->renewal, w->step))
		page_addf(w->page, STYLE_KEY, 0, "%s: %s", key.data,
		    _("the step again, with the names of now"));
	buf_clear(&key);
	app_describe_key(
	    a, CONTEXT_RENEWAL, panel_is_done(w->panel) ? ACTION_CLOSE : ACTION_NEXT, &key);
	if (words && key.len)
		page_addf(w->page, STYLE_KEY, 0, "%s: %s", key.data, words);
	buf_release(&key);
}

/* What the step's texts lack, each once. */
static void
write_missing(struct writer *w)
{
	const char *lacks;

	for (size_t i = 0; *(lacks = words_step_missing(w->step, i)); i++)
		page_addf(w->page, STYLE_WARNING, 0, _("Not known yet: %s"),
		    words_asked_name(w->renewal, lacks));
}

static void
write_source(struct writer *w)
{
	if (*words_step_source(w->step))
		page_add(w->page, STYLE_DIM, 0, words_step_source(w->step));
}

struct page *
panel_page(const struct panel *p, const json_t *step)
{
	struct writer w = {page_new(), p, renewal_model_get(p->model), step, step_record(step),
	    clock_wall(p->app->clock)};
	int kind = renewal_step_kind(step);

	page_addf(
	    w.page, STYLE_HEADING, 0, "%s %s", text_of(step, "number"), text_of(step, "title"));
	if (*text_of(w.renewal, "contradiction"))
		page_add(w.page, STYLE_WARNING, 0,
		    words_contradiction(text_of(w.renewal, "contradiction")));
	write_state(&w);
	write_last_time(&w);
	step_tickets_write(p, step, w.now, w.page);
	page_gap(w.page);
	if (*text_of(step, "text"))
		page_add(w.page, STYLE_TEXT, 0, text_of(step, "text"));
	if (*text_of(step, "note"))
		page_add(w.page, STYLE_DIM, 0, text_of(step, "note"));
	names_write(w.page, w.renewal, step);
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
