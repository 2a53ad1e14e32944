#include "ctl/renewal_say.h"

#include "ctl/ctl.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "words/report.h"
#include "words/words.h"

static const char marks[] = {
    [STATE_TODO] = ' ',
    [STATE_DOING] = '>',
    [STATE_WAITING] = 'w',
    [STATE_DONE] = 'x',
    [STATE_SKIPPED] = '-',
    [STATE_NOT_APPLICABLE] = '-',
};
_Static_assert(sizeof(marks) == STEP_STATE_COUNT, "a mark for each state");

static char
state_mark(const char *state)
{
	int known = step_state_from(state);

	return known < 0 ? '?' : marks[known];
}

static char *
joined(const json_t *texts)
{
	struct buf b = {0};

	for (size_t i = 0; i < json_array_size(texts); i++)
		buf_printf(&b, "%s%s", i ? " " : "", json_string_value(json_array_get(texts, i)));
	return buf_steal(&b);
}

/* Whose turn it is, in words. */
static const char *
turn(const json_t *brief, struct buf *b)
{
	const char *whom = text_of(brief, "waiting_on");

	buf_clear(b);
	if (*text_of(brief, "contradiction"))
		buf_printf(b, "%s%s", words_contradiction_short(text_of(brief, "contradiction")),
		    *whom ? "; " : "");
	if (*whom)
		buf_printf(b, _("waiting for %s"), whom);
	return buf_str(b);
}

void
renewal_say_state(const json_t *brief)
{
	const json_t *next = json_object_get(brief, "next");
	struct buf b = {0};

	ctl_say(_("Renewal %lld: %s, phase %lld of %lld %s"), (long long)number_of(brief, "id"),
	    words_state(text_of(brief, "state")), (long long)number_of(brief, "phase"),
	    (long long)number_of(brief, "phases"), turn(brief, &b));
	if (json_is_object(next))
		ctl_say(_("Next: %s %s"), text_of(next, "act"), text_of(next, "step"));
	buf_release(&b);
}

static void
number_cell(struct table *t, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	table_cell(t, text);
}

void
renewal_say_list(const json_t *briefs)
{
	struct table *t;
	struct buf b = {0};
	json_t *one;
	size_t i;

	if (json_array_size(briefs) == 0) {
		ctl_say("%s", _("There are no renewals."));
		return;
	}
	t = table_new();
	table_column(t, _("No."), TABLE_NUMBER);
	table_column(t, _("State"), TABLE_WHOLE);
	table_column(t, _("Phase"), TABLE_TEXT);
	table_column(t, _("Turn"), TABLE_TEXT);
	table_column(t, _("Follow-up"), TABLE_WHOLE);
	table_column(t, _("Who"), TABLE_TEXT);
	table_column(t, _("Tickets"), TABLE_SPARE);
	json_array_foreach(briefs, i, one) {
		char *tickets = joined(json_object_get(one, "tickets"));
		char *phase = mem_printf("%lld/%lld %s", (long long)number_of(one, "phase"),
		    (long long)number_of(one, "phases"), text_of(one, "phase_title"));

		number_cell(t, number_of(one, "id"));
		table_cell(t, words_state(text_of(one, "state")));
		table_cell(t, phase);
		table_cell(t, turn(one, &b));
		table_cell(t, text_of(one, "follow_up"));
		table_cell(t, text_of(one, "claimed_by"));
		table_cell(t, tickets);
		free(phase);
		free(tickets);
	}
	table_print(t, stdout);
	table_free(t);
	buf_release(&b);
}

/* ---- the checklist ---- */

static void
say_step_line(const json_t *step)
{
	const char *state = text_of(step, "state");
	struct buf b = {0};

	if (step_state_from(state) == STATE_WAITING)
		buf_printf(&b, _(" (waiting for %s, follow-up %s)"), text_of(step, "waiting_on"),
		    text_of(step, "follow_up"));
	if (*text_of(step, "ticket"))
		buf_printf(&b, " [%s]", text_of(step, "ticket"));
	if (json_object_get(step, "total"))
		buf_printf(&b, " %lld/%lld", (long long)number_of(step, "good"),
		    (long long)number_of(step, "total"));
	ctl_say("  [%c] %-5s %s%s", state_mark(state), text_of(step, "number"),
	    text_of(step, "title"), buf_str(&b));
	buf_release(&b);
}

void
renewal_say_checklist(const json_t *renewal)
{
	json_t *phase, *step;
	struct buf b = {0};
	size_t i, k;

	ctl_say("%lld  %s  %s", (long long)number_of(renewal, "id"), text_of(renewal, "domain"),
	    text_of(renewal, "title"));
	ctl_line(_("State"), words_state(text_of(renewal, "state")));
	ctl_line(_("Origin"), words_origin(text_of(renewal, "origin")));
	ctl_line(_("Claimed by"), text_of(renewal, "owner"));
	words_date(number_of(renewal, "expires"), &b);
	ctl_line(_("Expires"), buf_str(&b));
	ctl_line(_("Earliest finish"), text_of(renewal, "finish"));
	ctl_line(_("Attention"), words_contradiction(text_of(renewal, "contradiction")));
	json_array_foreach(json_object_get(renewal, "phases"), i, phase) {
		ctl_say("%s %s  %lld/%lld", text_of(phase, "number"), text_of(phase, "title"),
		    (long long)number_of(phase, "done"), (long long)number_of(phase, "total"));
		json_array_foreach(json_object_get(phase, "steps"), k, step) {
			say_step_line(step);
		}
	}
	buf_release(&b);
}

/* ---- one step ---- */

/* Texts of several lines stand unwrapped, to be copied. */
static void
say_block(const char *text)
{
	const char *end;

	for (const char *at = text; *at; at = *end ? end + 1 : end) {
		char *line = mem_strndup(at, strcspn(at, "\n"));

		end = at + strlen(line);
		ctl_say("%s", line);
		free(line);
	}
}

static void
say_template(const json_t *template)
{
	if (!template)
		return;
	puts("");
	if (*text_of(template, "missing"))
		ctl_say(_("Not finished, so it is not copied. It lacks: %s"),
		    words_value_name(text_of(template, "missing")));
	ctl_say("%s", text_of(template, "title"));
	puts("");
	say_block(text_of(template, "body"));
}

/* By the name that `accept` takes; why it did not pass, and why a person took it all the same. */
static void
say_check(const json_t *check)
{
	const char *code = text_of(check, "code"), *reason = text_of(check, "reason");
	struct buf why = {0};

	if (*code)
		words_error(code, json_object_get(check, "args"), &why);
	ctl_say("  %-24s %-10s %s%s%s", text_of(check, "name"), text_of(check, "grade"),
	    text_of(check, "result"), why.len ? ": " : "", buf_str(&why));
	if (*reason)
		ctl_say("  %-24s %-10s %s: %s", "", "", text_of(check, "by"), reason);
	buf_release(&why);
}

static void
say_choices(const json_t *step)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(step, "options"), i, one) {
		ctl_say("  %s %-16s %s", flag_of(one, "chosen") ? "*" : " ", text_of(one, "value"),
		    text_of(one, "title"));
	}
	json_array_foreach(json_object_get(step, "fields"), i, one) {
		ctl_say("  [%s] %2zu %s: %s", flag_of(one, "ticked") ? "x" : " ", i + 1,
		    text_of(one, "name"), text_of(one, "value"));
	}
	json_array_foreach(json_object_get(step, "points"), i, one) {
		ctl_say("  [%s] %2zu %s", flag_of(one, "ticked") ? "x" : " ", i + 1,
		    text_of(one, "text"));
	}
	json_array_foreach(json_object_get(step, "checks"), i, one) {
		say_check(one);
	}
}

void
renewal_say_step(const json_t *step)
{
	ctl_say("%s  %s", text_of(step, "number"), text_of(step, "title"));
	ctl_line(_("State"), words_state(text_of(step, "state")));
	ctl_line(_("Ticket"), text_of(json_object_get(step, "record"), "ticket"));
	ctl_line(_("Folder"), text_of(step, "folder"));
	ctl_line(_("To"), text_of(step, "to"));
	ctl_line(_("Link"), text_of(step, "link"));
	say_block(text_of(step, "text"));
	say_choices(step);
	say_template(json_object_get(step, "template"));
}
