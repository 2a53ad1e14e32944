/* Two documents in Markdown, in the language of the reader: the record of one renewal, to be kept beside
 * its files, and the page that hands over several to a colleague. caducactl and the console write the
 * same ones.
 *
 * They are made from the answers of the backend alone (renewal.show, renewal.records,
 * renewal.trail): nothing is asked for here, and no time is read but the `now` that is passed in. Codes are put
 * into words; texts of people and of procedures are put on one line, cleaned and escaped (words/markdown.h), so
 * that no note can end a table or add a heading. A section without content says so, for an empty one would
 * look forgotten. */
#include "words/report.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "expiry/urgency.h"
#include "words/alert.h"
#include "words/markdown.h"
#include "words/words.h"

enum { NOTES_SHOWN = 3 };

static const char *const renewal_states[] = {
    [RENEWAL_OPEN] = N_("in progress"),
    [RENEWAL_PAUSED] = N_("paused"),
    [RENEWAL_CLOSED] = N_("closed"),
};
_Static_assert(
    sizeof(renewal_states) / sizeof(*renewal_states) == RENEWAL_STATE_COUNT, "a word for each");

static const char *const renewal_ends[] = {
    [END_RENEWED] = N_("closed"),
    [END_NOT_RENEWED] = N_("not renewed"),
    [END_WITHDRAWN] = N_("taken back"),
};
_Static_assert(
    sizeof(renewal_ends) / sizeof(*renewal_ends) == RENEWAL_END_COUNT, "a word for each");

static const char *const origins[] = {
    [ORIGIN_ALERT] = N_("an alert"),
    [ORIGIN_LIST] = N_("the list"),
    [ORIGIN_TICKET] = N_("a ticket"),
    [ORIGIN_MAIL] = N_("a mail"),
};
_Static_assert(sizeof(origins) / sizeof(*origins) == RENEWAL_ORIGIN_COUNT, "a word for each");

const char *
words_state(const char *state)
{
	int step = step_state_from(state), renewal = renewal_state_from(state);

	return step >= 0      ? words_step_state((enum step_state)step)
	       : renewal >= 0 ? _(renewal_states[renewal])
			      : state;
}

const char *
words_renewal_state(const json_t *renewal)
{
	int end = renewal_end_from(text_of(renewal, "outcome"));

	if (renewal_state_from(text_of(renewal, "state")) == RENEWAL_CLOSED && end >= 0)
		return _(renewal_ends[end]);
	return words_state(text_of(renewal, "state"));
}

const char *
words_origin(const char *origin)
{
	int known = renewal_origin_from(origin);

	return known < 0 ? origin : _(origins[known]);
}

/* ---- pieces ---- */

/* "- label: value"; nothing for an empty value. indent: of a list in a list. */
static void
line(struct buf *out, int indent, const char *label, const char *value)
{
	if (!*value)
		return;
	buf_printf(out, "%*s- ", indent, "");
	markdown_put(out, label);
	buf_puts(out, ": ");
	markdown_put(out, value);
	buf_putc(out, '\n');
}

static void
line_at(struct buf *out, int indent, const char *label, int64_t at, const char *by)
{
	struct buf text = {0};

	if (!at)
		return;
	words_date_time(at, &text);
	if (*by)
		buf_printf(&text, ", %s", by);
	line(out, indent, label, text.data);
	buf_release(&text);
}

static void
code_line(struct buf *out, int indent, const char *label, const char *value)
{
	if (*value)
		buf_printf(out, "%*s- %s `%.64s`\n", indent, "", label, value);
}

static void
heading(struct buf *out, const char *text)
{
	buf_printf(out, "\n## %s\n\n", text);
}

/* "- label: a, b", of texts of an array; nothing for none. */
static void
list_line(struct buf *out, int indent, const char *label, const json_t *texts)
{
	struct buf b = {0};

	texts_join(texts, NULL, ", ", &b);
	line(out, indent, label, buf_str(&b));
	buf_release(&b);
}

/* ---- the record: head ---- */

static void
put_head(struct buf *out, const json_t *renewal)
{
	const json_t *monitors = json_object_get(renewal, "monitors"), *monitor;
	size_t i;

	buf_printf(out, _("# Renewal %lld: "), (long long)number_of(renewal, "id"));
	markdown_put(out,
	    *text_of(renewal, "domain") ? text_of(renewal, "domain") : text_of(renewal, "title"));
	buf_puts(out, "\n\n");
	line(out, 0, _("Procedure"), text_of(renewal, "title"));
	line(out, 0, _("State"), words_renewal_state(renewal));
	line(out, 0, _("Origin"), words_origin(text_of(renewal, "origin")));
	json_array_foreach(monitors, i, monitor) {
		line(out, 0, _("Monitor"), text_of(monitor, "name"));
	}
	list_line(out, 0, _("Names"), json_object_get(renewal, "names"));
	list_line(out, 0, _("Hosts of its monitors that no name covers"),
	    json_object_get(renewal, "uncovered"));
	line_at(out, 0, _("Certificate in use until"), number_of(renewal, "expires"), "");
	line_at(
	    out, 0, _("Opened"), number_of(renewal, "opened_at"), text_of(renewal, "opened_by"));
	line_at(
	    out, 0, _("Closed"), number_of(renewal, "closed_at"), text_of(renewal, "closed_by"));
	line(out, 0, _("Claimed by"), text_of(renewal, "owner"));
	if (flag_of(renewal, "urgent"))
		line(out, 0, _("Urgent channel"), _("yes"));
	line(out, 0, _("Attention"), words_contradiction(text_of(renewal, "contradiction")));
}

/* ---- the record: steps ---- */

static void
put_checks(struct buf *out, const json_t *checks)
{
	const char *name;
	json_t *check;

	json_object_foreach((json_t *)(uintptr_t)checks, name, check) {
		const char *result = text_of(check, "result");
		int state = check_state_from(result);

		if (state == CHECK_ACCEPTED) {
			buf_printf(out, "  - %s: %s, %s: ", words_check(name, state),
			    _("accepted with a reason"), text_of(check, "by"));
			markdown_put(out, text_of(check, "reason"));
			buf_putc(out, '\n');
		} else if (*result) {
			line(out, 2, words_check(name, CHECK_PASSED),
			    state == CHECK_PASSED           ? _("passed")
			    : state == CHECK_NOT_APPLICABLE ? _("not applicable")
							    : _("failed"));
		}
	}
}

static void
put_addresses(struct buf *out, const json_t *addresses)
{
	json_t *one, *digest;
	size_t i, k;

	json_array_foreach(addresses, i, one) {
		buf_puts(out, "  - ");
		markdown_put(out, text_of(one, "address"));
		if (number_of(one, "connections"))
			buf_printf(out, " (×%lld)", (long long)number_of(one, "connections"));
		json_array_foreach(json_object_get(one, "sha256s"), k, digest) {
			buf_printf(out, " `%.64s`", json_string_value(digest));
		}
		if (*text_of(one, "sha256"))
			buf_printf(out, " `%.64s`", text_of(one, "sha256"));
		buf_putc(out, '\n');
	}
}

static void
put_seen(struct buf *out, const json_t *seen)
{
	const char *key;
	json_t *one;

	json_object_foreach((json_t *)(uintptr_t)seen, key, one) {
		char *text = mem_printf("%s, %s", text_of(one, "where"), text_of(one, "by"));
		line_at(out, 2, text_of(one, "address"), number_of(one, "at"), text);
		free(text);
	}
}

static void
put_notes(struct buf *out, const json_t *notes)
{
	json_t *one;
	size_t i;

	json_array_foreach(notes, i, one) {
		line(out, 2, _("Note"), text_of(one, "text"));
	}
}

/* What was written with the step: why it was decided, or left out so; else what shows that it was done. */
static bool
has_reason(const json_t *step)
{
	int state = step_state_from(text_of(step, "state"));

	return step_kind_from(text_of(step, "kind")) == STEP_DECISION || state == STATE_SKIPPED ||
	       state == STATE_NOT_APPLICABLE;
}

static void
put_step(struct buf *out, const json_t *step)
{
	const json_t *record = json_object_get(step, "record"),
		     *override = json_object_get(record, "override");
	const char *state = text_of(step, "state");

	buf_printf(out, "- [%c] %s ", step_state_from(state) == STATE_DONE ? 'x' : ' ',
	    text_of(step, "number"));
	markdown_put(out, text_of(step, "title"));
	buf_printf(out, ": %s", words_state(state));
	if (*text_of(step, "choice")) {
		buf_puts(out, ", ");
		markdown_put(out, text_of(step, "choice"));
	}
	if (flag_of(record, "remembered"))
		buf_printf(out, " (%s)", _("as answered before"));
	buf_putc(out, '\n');
	line_at(out, 2, _("Done"), number_of(record, "done_at"), text_of(record, "by"));
	line(out, 2, _("Waiting for"), text_of(record, "waiting_on"));
	line(out, 2, _("Ticket"), text_of(record, "ticket"));
	line(out, 2, has_reason(step) ? _("Reason") : _("Evidence"), text_of(record, "note"));
	line(out, 2, _("Folder"), text_of(record, "folder"));
	list_line(out, 2, _("Names"), json_object_get(record, "names"));
	if (override)
		line_at(
		    out, 2, _("Overridden"), number_of(override, "at"), text_of(override, "by"));
	line(out, 2, _("Reason"), text_of(override, "reason"));
	put_checks(out, json_object_get(record, "checks"));
	put_addresses(out, json_object_get(record, "addresses"));
	put_seen(out, json_object_get(record, "seen"));
	put_notes(out, json_object_get(record, "notes"));
}

static void
put_steps(struct buf *out, const json_t *renewal, const json_t *steps)
{
	json_t *phase, *step, *head, *by_key = json_object();
	size_t i, n;

	json_array_foreach(steps, i, step) {
		json_object_set(by_key, text_of(step, "key"), step);
	}
	json_array_foreach(json_object_get(renewal, "phases"), i, phase) {
		buf_printf(out, "%s### %s ", i ? "\n" : "", text_of(phase, "number"));
		markdown_put(out, text_of(phase, "title"));
		buf_puts(out, "\n\n");
		if (json_object_get(phase, "days"))
			buf_printf(out,
			    ngettext("It took %lld working day.\n\n",
				"It took %lld working days.\n\n",
				(unsigned long)number_of(phase, "days")),
			    (long long)number_of(phase, "days"));
		json_array_foreach(json_object_get(phase, "steps"), n, head) {
			step = json_object_get(by_key, text_of(head, "key"));
			if (step)
				put_step(out, step);
		}
	}
	json_decref(by_key);
}

/* ---- the record: what was gathered ---- */

/* The step of that key in the outline; NULL. */
static const json_t *
step_called(const json_t *renewal, const char *key)
{
	json_t *phase, *step;
	size_t i, k;

	json_array_foreach(json_object_get(renewal, "phases"), i, phase) {
		json_array_foreach(json_object_get(phase, "steps"), k, step) {
			if (*key && !strcmp(text_of(step, "key"), key))
				return step;
		}
	}
	return NULL;
}

/* Those of its steps, that it began with, and that people linked: what for, and how far each is. */
static void
put_tickets(struct buf *out, const json_t *renewal)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(renewal, "ticket_states"), i, one) {
		const json_t *step = step_called(renewal, text_of(one, "step"));
		int role = ticket_role_from(text_of(one, "role"));
		struct buf state = {0};

		buf_puts(out, "- ");
		markdown_put(out, text_of(one, "key"));
		buf_puts(out, ": ");
		if (step) {
			buf_printf(out, "%s ", text_of(step, "number"));
			markdown_put(out, text_of(step, "title"));
		} else {
			markdown_put(
			    out, role < 0 ? "" : words_ticket_role((enum ticket_role)role));
		}
		words_ticket_state(one, &state);
		buf_puts(out, " · ");
		markdown_put(out, buf_str(&state));
		buf_putc(out, '\n');
		buf_release(&state);
	}
}

static void
put_documents(struct buf *out, const json_t *renewal)
{
	struct buf origin = {0};
	const char *role;
	json_t *one;

	json_object_foreach(json_object_get(renewal, "documents"), role, one) {
		line(out, 0, words_role(role), *text_of(one, "name") ? text_of(one, "name") : "—");
		code_line(out, 2, "SHA-256", text_of(one, "sha256"));
		code_line(out, 2, "SPKI", text_of(one, "spki_sha256"));
		if (strcmp(text_of(one, "certificate_sha256"), text_of(one, "sha256")) != 0)
			code_line(out, 2, _("Certificate"), text_of(one, "certificate_sha256"));
		line(out, 2, _("Place"), text_of(one, "place"));
		words_document_origin(one, &origin);
		line(out, 2, _("Ticket"), buf_str(&origin));
		buf_release(&origin);
	}
}

/* By the step that asks for it; else by a word for it. */
static const char *
value_label(const json_t *renewal, const json_t *steps, const char *name)
{
	json_t *step;
	size_t i;

	json_array_foreach(steps, i, step) {
		if (!strcmp(text_of(step, "sets"), name))
			return text_of(step, "title");
	}
	return words_asked_name(renewal, name);
}

static void
put_value(struct buf *out, const json_t *renewal, int indent, const char *label, const char *name,
    const char *value)
{
	const json_t *asked = json_object_get(json_object_get(renewal, "asked"), name);
	struct buf day = {0};

	if (asked_type_from(text_of(asked, "type")) == ASKED_DATE)
		words_day(value, &day);
	line(out, indent, label, day.len ? day.data : value);
	buf_release(&day);
}

/* Those that were replaced too: the number of a request that was rejected. */
static void
put_values(struct buf *out, const json_t *renewal, const json_t *values, const json_t *steps)
{
	const char *name;
	json_t *one, *earlier;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)values, name, one) {
		put_value(out, renewal, 0, value_label(renewal, steps, name), name,
		    text_of(one, "value"));
		line_at(out, 2, _("Given"), number_of(one, "at"), text_of(one, "by"));
		json_array_foreach(json_object_get(one, "earlier"), i, earlier) {
			put_value(out, renewal, 2, _("Before"), name, text_of(earlier, "value"));
		}
	}
}

/* "2.3 Amb quina CA es renova?"; of a procedure that is not followed any more: its key. */
static void
put_step_name(struct buf *out, const json_t *renewal, const char *key)
{
	json_t *phase, *step;
	size_t i, k;

	json_array_foreach(json_object_get(renewal, "phases"), i, phase) {
		json_array_foreach(json_object_get(phase, "steps"), k, step) {
			if (strcmp(text_of(step, "key"), key) != 0)
				continue;
			markdown_put(out, text_of(step, "number"));
			buf_putc(out, ' ');
			markdown_put(out, text_of(step, "title"));
			return;
		}
	}
	markdown_put(out, key);
}

/* The lines of a sheet are ticked one after another: that is told once, when the last was. */
static bool
goes_on(const json_t *event, const json_t *next)
{
	return !strcmp(text_of(event, "what"), "tick") && !strcmp(text_of(next, "what"), "tick") &&
	       !strcmp(text_of(event, "step"), text_of(next, "step")) &&
	       !strcmp(text_of(event, "by"), text_of(next, "by"));
}

/* times: how often it was done. */
static void
put_event(
    struct buf *out, const json_t *renewal, const json_t *steps, const json_t *event, size_t times)
{
	buf_puts(out, "| ");
	words_date_time(number_of(event, "at"), out);
	buf_puts(out, " | ");
	markdown_put(out, text_of(event, "by"));
	buf_puts(out, " | ");
	markdown_put(out, words_act(text_of(event, "what")));
	if (*text_of(event, "check"))
		buf_printf(out, ": %s", words_check(text_of(event, "check"), CHECK_ACCEPTED));
	if (*text_of(event, "name") || *text_of(event, "choice")) {
		buf_puts(out, ": ");
		markdown_put(out, *text_of(event, "choice")
				      ? text_of(event, "choice")
				      : value_label(renewal, steps, text_of(event, "name")));
	}
	if (times > 1)
		buf_printf(out, " (×%zu)", times);
	buf_puts(out, " | ");
	put_step_name(out, renewal, text_of(event, "step"));
	buf_puts(out, " | ");
	markdown_put(out, text_of(event, "note"));
	buf_puts(out, " |\n");
}

/* Nothing was written since: an empty section would look forgotten. */
static void
put_none(struct buf *out, size_t start)
{
	if (out->len == start)
		buf_printf(out, "%s\n", _("None."));
}

void
words_record(const json_t *renewal, const json_t *steps, const json_t *values, const json_t *trail,
    struct buf *out)
{
	json_t *event;
	size_t i, start, times = 0;

	put_head(out, renewal);
	if (json_array_size(json_object_get(renewal, "alerts"))) {
		heading(out, _("Alerts"));
		words_alerts(json_object_get(renewal, "alerts"), out);
	}
	heading(out, _("Steps"));
	put_steps(out, renewal, steps);
	heading(out, _("Tickets"));
	start = out->len;
	put_tickets(out, renewal);
	put_none(out, start);
	heading(out, _("Documents"));
	start = out->len;
	put_documents(out, renewal);
	put_none(out, start);
	heading(out, _("Values"));
	start = out->len;
	put_values(out, renewal, values, steps);
	put_none(out, start);
	heading(out, _("What was done"));
	buf_printf(out, "| %s | %s | %s | %s | %s |\n", _("When"), _("Who"), _("What"), _("Step"),
	    _("Note"));
	buf_puts(out, "|---|---|---|---|---|\n");
	json_array_foreach(trail, i, event) {
		times++;
		if (goes_on(event, json_array_get(trail, i + 1)))
			continue;
		put_event(out, renewal, steps, event, times);
		times = 0;
	}
}

/* ---- the handover ---- */

void
words_handover(const char *who, size_t renewals, int64_t now, struct buf *out)
{
	char *title = mem_printf(_("Handover of %s"), who);

	buf_puts(out, "# ");
	markdown_put(out, title);
	free(title);
	buf_puts(out, "\n\n");
	words_date_time(now, out);
	buf_puts(out, " · ");
	buf_printf(out, ngettext("%zu open renewal", "%zu open renewals", renewals), renewals);
	buf_puts(out, "\n");
}

static void
put_turn(struct buf *out, const json_t *renewal)
{
	const json_t *next = json_object_get(renewal, "next");
	const char *key = text_of(next, "step");
	json_t *phase, *step;
	size_t i, k;

	json_array_foreach(json_object_get(renewal, "phases"), i, phase) {
		json_array_foreach(json_object_get(phase, "steps"), k, step) {
			bool waits = step_state_from(text_of(step, "state")) == STATE_WAITING;
			if (!waits && strcmp(text_of(step, "key"), key) != 0)
				continue;
			buf_printf(out, "- %s: %s ", waits ? _("Theirs") : _("Ours"),
			    text_of(step, "number"));
			markdown_put(out, text_of(step, "title"));
			if (waits) {
				buf_puts(out, " · ");
				markdown_put(out, text_of(step, "waiting_on"));
				buf_printf(out, " · %s ", _("since"));
				words_date(number_of(step, "since"), out);
				buf_printf(out, " · %s ", _("follow-up"));
				words_day(text_of(step, "follow_up"), out);
			}
			buf_putc(out, '\n');
		}
	}
	if (json_is_object(next) && !*key)
		line(out, 0, _("Ours"), _("close it: all is done"));
}

static void
put_last_notes(struct buf *out, const json_t *trail)
{
	size_t count = json_array_size(trail), shown = 0;

	for (size_t i = count; i > 0 && shown < NOTES_SHOWN; i--) {
		const json_t *event = json_array_get(trail, i - 1);
		if (!*text_of(event, "note"))
			continue;
		shown++;
		line_at(out, 0, _("Note"), number_of(event, "at"), text_of(event, "by"));
		buf_puts(out, "  ");
		markdown_put(out, text_of(event, "note"));
		buf_putc(out, '\n');
	}
}

void
words_handover_add(const json_t *renewal, const json_t *trail, int64_t now, struct buf *out)
{
	int64_t expires = words_renewal_end(renewal);

	buf_printf(out, "\n## %lld · ", (long long)number_of(renewal, "id"));
	markdown_put(out, text_of(renewal, "domain"));
	buf_puts(out, "\n\n");
	line(out, 0, _("Procedure"), text_of(renewal, "title"));
	if (expires) {
		buf_printf(out, "- %s: ", _("Expires"));
		words_date(expires, out);
		buf_puts(out, " (");
		words_expiry(expires, expires, now, out);
		buf_puts(out, ")\n");
	}
	line(out, 0, _("Attention"), words_contradiction(text_of(renewal, "contradiction")));
	if (*text_of(renewal, "paused_until")) {
		buf_printf(out, "- %s: ", _("Paused until"));
		words_day(text_of(renewal, "paused_until"), out);
		buf_putc(out, '\n');
	}
	put_turn(out, renewal);
	put_tickets(out, renewal);
	put_last_notes(out, trail);
}
