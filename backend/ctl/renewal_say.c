#include "ctl/renewal_say.h"

#include "ctl/ctl.h"
#include "ctl/renewal_fetch.h"
#include "ctl/renewal_now.h"
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

	texts_join(texts, NULL, " ", &b);
	return buf_steal(&b);
}

/* Whose turn it is, in words; and what is wrong with it. */
static const char *
turn(const json_t *brief, struct buf *b)
{
	const char *whom = text_of(brief, "waiting_on");

	buf_clear(b);
	if (*text_of(brief, "contradiction"))
		buf_printf(b, "%s; ", words_contradiction_short(text_of(brief, "contradiction")));
	if (flag_of(brief, "answered"))
		buf_printf(b, "%s; ", _("they answered"));
	if (*whom)
		buf_printf(b, _("waiting for %s"), whom);
	else if (renewal_state_from(text_of(brief, "state")) == RENEWAL_OPEN)
		buf_puts(b, _("ours"));
	return buf_str(b);
}

/* The step that is next, and the line that does it. */
static void
say_next(struct ctl *ctl, const json_t *renewal, const char *key)
{
	json_t *ok = ctl_call(ctl, "renewal.step",
	    json_pack("{s:O, s:s}", "id", json_object_get(renewal, "id"), "step", key), NULL, NULL);
	const json_t *step = json_object_get(ok, "step");

	if (step) {
		ctl_say(_("Next: %s %s"), text_of(step, "number"), text_of(step, "title"));
		renewal_say_now(ctl, renewal, step);
	}
	json_decref(ok);
}

static void
say_whole_next(struct ctl *ctl, const json_t *renewal)
{
	const json_t *next = json_object_get(renewal, "next");

	if (*text_of(next, "step"))
		say_next(ctl, renewal, text_of(next, "step"));
	else if (!strcmp(text_of(next, "act"), "close"))
		renewal_say_close(ctl, number_of(renewal, "id"));
}

void
renewal_say_state(struct ctl *ctl, const json_t *brief)
{
	struct buf b = {0};
	const char *whose = turn(brief, &b);
	json_t *got = NULL;

	ctl_say(_("Renewal %lld: %s, phase %lld of %lld%s%s"), (long long)number_of(brief, "id"),
	    words_renewal_state(brief), (long long)number_of(brief, "phase"),
	    (long long)number_of(brief, "phases"), *whose ? " · " : "", whose);
	if (json_is_object(json_object_get(brief, "next")))
		got = renewal_get(ctl, number_of(brief, "id"));
	say_whole_next(ctl, json_object_get(got, "renewal"));
	json_decref(got);
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
	table_column(t, _("Domain"), TABLE_TEXT);
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
		table_cell(t, text_of(one, "domain"));
		table_cell(t, words_renewal_state(one));
		table_cell(t, phase);
		table_cell(t, turn(one, &b));
		buf_clear(&b);
		words_day(text_of(one, "follow_up"), &b);
		table_cell(t, buf_str(&b));
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

	if (step_state_from(state) == STATE_WAITING) {
		struct buf day = {0};

		words_day(text_of(step, "follow_up"), &day);
		buf_printf(&b, _(" (waiting for %s, follow-up %s)"), text_of(step, "waiting_on"),
		    buf_str(&day));
		buf_release(&day);
	}
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
renewal_say_checklist(struct ctl *ctl, const json_t *renewal)
{
	json_t *phase, *step;
	struct buf b = {0};
	size_t i, k;

	ctl_say("%lld  %s  %s", (long long)number_of(renewal, "id"), text_of(renewal, "domain"),
	    text_of(renewal, "title"));
	ctl_line(_("State"), words_renewal_state(renewal));
	ctl_line(_("Origin"), words_origin(text_of(renewal, "origin")));
	ctl_line(_("Claimed by"), text_of(renewal, "owner"));
	words_date(words_renewal_end(renewal), &b);
	ctl_line(_("Expires"), buf_str(&b));
	buf_clear(&b);
	words_day(text_of(renewal, "finish"), &b);
	ctl_line(_("Earliest finish"), buf_str(&b));
	ctl_line(_("Attention"), words_contradiction(text_of(renewal, "contradiction")));
	json_array_foreach(json_object_get(renewal, "phases"), i, phase) {
		ctl_say("%s %s  %lld/%lld", text_of(phase, "number"), text_of(phase, "title"),
		    (long long)number_of(phase, "done"), (long long)number_of(phase, "total"));
		json_array_foreach(json_object_get(phase, "steps"), k, step) {
			say_step_line(step);
		}
	}
	say_whole_next(ctl, renewal);
	buf_release(&b);
}
