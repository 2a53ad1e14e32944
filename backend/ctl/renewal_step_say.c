/* One step in print: what the console's panel shows of it, in the same order and the same words (words/step.h).
 * Whose turn it is, how it went the last time, the instruction; then what its kind has; what was gathered; and
 * last the line that does the next thing, and the acts that there are besides. Texts to copy stand unwrapped, each
 * line as it is; a mark in brackets is an x where it is done.
 *
 * What is said of a step comes from two answers: the step in full (renewal.step) and its line of the checklist
 * (renewal.show), which has what is worked out for all of them. A table has a function for each kind of step. */
#include "ctl/renewal_say.h"

#include "ctl/ctl.h"
#include "ctl/renewal_now.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "words/report.h"
#include "words/step.h"
#include "words/words.h"

struct saying {
	struct ctl *ctl;
	const json_t *renewal, *step, *record;
};

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
say_heading(const char *text)
{
	puts("");
	ctl_say("%s", text);
}

static void
say_buf(struct buf *b)
{
	if (b->len)
		ctl_say("%s", buf_str(b));
	buf_clear(b);
}

static const char *
mark(const json_t *one, const char *member)
{
	return flag_of(one, member) ? "x" : " ";
}

/* ---- how it stands ---- */

static void
say_standing(const struct saying *s)
{
	struct buf b = {0};

	if (*text_of(s->renewal, "contradiction"))
		ctl_line(_("Attention"), words_contradiction(text_of(s->renewal, "contradiction")));
	words_step_standing(s->step, words_state(text_of(s->step, "state")), s->ctl->now,
	    flag_of(s->step, "may_begin"), false, &b);
	ctl_line(_("State"), buf_str(&b));
	buf_clear(&b);
	words_day(text_of(s->step, "follow_up"), &b);
	ctl_line(_("Follow-up"), buf_str(&b));
	buf_clear(&b);
	words_step_last_time(s->step, &b);
	say_buf(&b);
	buf_release(&b);
}

static void
say_texts(const struct saying *s)
{
	const char *lacks;

	if (*text_of(s->step, "text") || *text_of(s->step, "note"))
		puts("");
	say_block(text_of(s->step, "text"));
	say_block(text_of(s->step, "note"));
	for (size_t i = 0; *(lacks = words_step_missing(s->step, i)); i++)
		ctl_say(_("Not known yet: %s"), words_asked_name(s->renewal, lacks));
	if (*words_step_source(s->step))
		ctl_say("%s", words_step_source(s->step));
}

/* ---- kinds ---- */

static void
say_text_of(const struct saying *s, const char *heading, const json_t *text)
{
	if (!*text_of(text, "body") && !*text_of(text, "title"))
		return;
	say_heading(heading);
	if (*text_of(text, "missing"))
		ctl_say(_("Not finished, so it is not copied. It lacks: %s"),
		    words_asked_name(s->renewal, text_of(text, "missing")));
	puts("");
	say_block(text_of(text, "title"));
	puts("");
	say_block(text_of(text, "body"));
}

static void
say_task(const struct saying *s)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(s->step, "points"), i, one)
		ctl_say("  [%s] %2zu %s", mark(one, "ticked"), i + 1, text_of(one, "text"));
	ctl_line(_("To"), text_of(s->step, "to"));
	ctl_line(_("Link"), text_of(s->step, "link"));
	say_text_of(s, words_step_template(json_object_get(s->step, "template")),
	    json_object_get(s->step, "template"));
}

/* What has to be given with a choice, as it is typed. */
static void
say_asked(const struct saying *s, const json_t *option)
{
	static const char *const lists[] = {"asks", "offers"};
	json_t *one;
	size_t i;

	for (size_t k = 0; k < 2; k++)
		json_array_foreach(json_object_get(option, lists[k]), i, one) {
			const char *name = json_string_value(one);

			ctl_say(k ? "      [--%s %s]: %s" : "      --%s %s: %s", name,
			    renewal_placeholder(s->renewal, name),
			    words_asked_name(s->renewal, name));
		}
	if (flag_of(option, "reason"))
		ctl_say("      --note %s: %s", _("TEXT"), _("This choice needs a reason."));
}

static void
say_decision(const struct saying *s)
{
	json_t *one;
	size_t i;

	puts("");
	json_array_foreach(json_object_get(s->step, "options"), i, one) {
		ctl_say("  (%s) %-14s %s", mark(one, "chosen"), text_of(one, "value"),
		    text_of(one, "title"));
		if (*text_of(one, "text"))
			ctl_say("      %s", text_of(one, "text"));
		say_asked(s, one);
	}
	if (flag_of(s->step, "remembered"))
		ctl_say("%s", _("Answered as before: this is asked only once."));
}

static void
say_ticket(const struct saying *s)
{
	struct buf b = {0};
	json_t *one;
	size_t i;

	ctl_line(_("Ticket"), text_of(s->record, "ticket"));
	ctl_line(_("Project"), text_of(s->step, "project"));
	ctl_line(_("To"), text_of(s->step, "to"));
	json_array_foreach(json_object_get(s->step, "tickets"), i, one)
		buf_printf(&b, "%s%s", b.len ? ", " : "", json_string_value(one));
	ctl_line(_("Linked to"), buf_str(&b));
	buf_release(&b);
	say_text_of(s, words_step_template(json_object_get(s->step, "template")),
	    json_object_get(s->step, "template"));
}

static void
say_wait(const struct saying *s)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(s->record, "rounds"), i, one)
		ctl_line(_("Rejected before"), text_of(one, "rejected"));
	say_text_of(s, words_step_reminder(json_object_get(s->step, "reminder")),
	    json_object_get(s->step, "reminder"));
}

static void
say_form(const struct saying *s)
{
	const char *group = "";
	json_t *one;
	size_t i;

	puts("");
	json_array_foreach(json_object_get(s->step, "fields"), i, one) {
		const json_t *attach = json_object_get(one, "attach");

		if (*text_of(one, "group") && strcmp(text_of(one, "group"), group) != 0)
			ctl_say("  %s", text_of(one, "group"));
		group = text_of(one, "group");
		ctl_say("  %s[%s] %2zu %s: %s", *group ? "  " : "", mark(one, "ticked"), i + 1,
		    text_of(one, "name"), words_step_field(one));
		if (*text_of(one, "hint"))
			ctl_say("           %s", text_of(one, "hint"));
		if (*text_of(attach, "name"))
			ctl_say("           %s · SHA-256 %s", text_of(attach, "name"),
			    text_of(attach, "sha256"));
	}
}

static void
say_value(const struct saying *s)
{
	ctl_line(text_of(s->step, "title"), text_of(s->step, "value"));
	ctl_line(_("For example"), text_of(s->step, "example"));
	ctl_line(_("As it was"), text_of(s->step, "proposal"));
}

static void
say_check(const json_t *check)
{
	int state = check_state_from(text_of(check, "result"));
	struct buf b = {0};

	words_step_check(check, &b);
	ctl_say("  %s %-24s %s",
	    state == CHECK_PASSED     ? "x"
	    : state == CHECK_FAILED   ? "!"
	    : state == CHECK_ACCEPTED ? "~"
	    : state < 0               ? " "
				      : "-",
	    text_of(check, "name"), buf_str(&b));
	buf_clear(&b);
	words_step_check_why(check, &b);
	if (b.len)
		ctl_say("      %s", buf_str(&b));
	if (*text_of(check, "reason"))
		ctl_say("      %s: %s (%s)", _("Reason"), text_of(check, "reason"),
		    text_of(check, "by"));
	buf_release(&b);
}

static void
say_document(const char *role, const json_t *d)
{
	struct buf origin = {0};

	if (!*text_of(d, "sha256"))
		return;
	ctl_line(words_role(role), text_of(d, "name"));
	if (*text_of(d, "subject"))
		ctl_say("  %s", text_of(d, "subject"));
	ctl_say("  SHA-256 %s", text_of(d, "sha256"));
	words_document_origin(d, &origin);
	if (origin.len)
		ctl_say("  %s", origin.data);
	buf_release(&origin);
}

static void
say_file(const struct saying *s)
{
	const json_t *refused = json_object_get(s->record, "refused");
	const char *role = text_of(s->step, "role");
	json_t *one;
	size_t i;

	puts("");
	say_document(role, json_object_get(json_object_get(s->renewal, "documents"), role));
	if (refused)
		ctl_line(_("Not taken"), text_of(refused, "name"));
	json_array_foreach(json_object_get(s->step, "checks"), i, one)
		say_check(one);
}

static void
say_archive(const struct saying *s)
{
	const json_t *documents = json_object_get(s->step, "documents");
	int state = step_state_from(text_of(s->step, "state"));
	json_t *one;
	size_t i;

	puts("");
	ctl_say("%s", _("Folder:"));
	ctl_say("%s", text_of(s->step, "folder"));
	puts("");
	json_array_foreach(documents, i, one)
		say_document(text_of(one, "role"), one);
	if (state >= 0 && step_state_settled((enum step_state)state))
		return;
	puts("");
	ctl_say("%s", _("On the PC, in that folder, these lines print the digests:"));
	json_array_foreach(documents, i, one)
		if (*text_of(one, "sha256"))
			ctl_say("certutil -hashfile \"%s\" SHA256", text_of(one, "name"));
}

static void
say_addresses(const struct saying *s)
{
	const json_t *list = json_object_get(s->step, "addresses");
	struct buf b = {0};
	const char *key;
	json_t *one;
	size_t i;

	if (!list)
		list = json_object_get(s->record, "addresses");
	puts("");
	if (number_of(s->record, "total"))
		ctl_say(_("%lld/%lld addresses serve the new one"),
		    (long long)number_of(s->record, "good"),
		    (long long)number_of(s->record, "total"));
	json_array_foreach(list, i, one) {
		words_step_address(one, s->ctl->now, &b);
		say_buf(&b);
	}
	json_object_foreach(json_object_get(s->record, "seen"), key, one)
		ctl_say(_("✓ %s: seen by %s"), text_of(one, "address"), text_of(one, "by"));
	if (*text_of(s->record, "seen_in") || *text_of(s->record, "not_after")) {
		words_day(text_of(s->record, "not_after"), &b);
		ctl_say(_("Seen in a browser: %s"), buf_str(&b));
	}
	buf_release(&b);
}

static void (*const kinds[])(const struct saying *s) = {
    [STEP_TASK] = say_task,
    [STEP_MAIL] = say_task,
    [STEP_DECISION] = say_decision,
    [STEP_TICKET] = say_ticket,
    [STEP_WAIT] = say_wait,
    [STEP_FORM] = say_form,
    [STEP_VALUE] = say_value,
    [STEP_FILE] = say_file,
    [STEP_ARCHIVE] = say_archive,
    [STEP_PROBE] = say_addresses,
    [STEP_VERIFY] = say_addresses,
};
_Static_assert(sizeof(kinds) / sizeof(*kinds) == STEP_KIND_COUNT, "a way to say each kind");

/* ---- what was gathered ---- */

static void
say_evidence(const struct saying *s)
{
	const json_t *notes = json_object_get(s->record, "notes"),
		     *comments = json_object_get(s->record, "comments"),
		     *override = json_object_get(s->record, "override");
	json_t *one;
	size_t i;

	if (!*text_of(s->record, "note") && !json_array_size(notes) && !override &&
	    !json_array_size(comments))
		return;
	say_heading(_("Evidence"));
	if (*text_of(s->record, "note"))
		ctl_say("  %s", text_of(s->record, "note"));
	if (override)
		ctl_say("  %s: %s (%s)", _("Closed without seeing it"), text_of(override, "reason"),
		    text_of(override, "by"));
	json_array_foreach(notes, i, one) {
		struct buf b = {0};

		words_date_time(number_of(one, "at"), &b);
		ctl_say("  %s · %s: %s", buf_str(&b), text_of(one, "by"), text_of(one, "text"));
		buf_release(&b);
	}
	json_array_foreach(comments, i, one) {
		struct buf b = {0};

		words_step_comment(one, &b);
		ctl_say("  %s", buf_str(&b));
		buf_release(&b);
	}
}

/* The line of the checklist has what is not in the step itself. */
static json_t *
with_line(const json_t *renewal, const json_t *step)
{
	static const char *const members[] = {
	    "waiting_on", "since", "follow_up", "undecided", "ticket", NULL};
	json_t *whole = json_copy((json_t *)(uintptr_t)step), *phase, *line;
	size_t i, k, m;

	json_array_foreach(json_object_get(renewal, "phases"), i, phase)
		json_array_foreach(json_object_get(phase, "steps"), k, line)
			for (m = 0;
			     !strcmp(text_of(line, "key"), text_of(step, "key")) && members[m]; m++)
				if (json_object_get(line, members[m]))
					json_object_set(
					    whole, members[m], json_object_get(line, members[m]));
	return whole;
}

void
renewal_say_step(struct ctl *ctl, const json_t *renewal, const json_t *step)
{
	json_t *whole = with_line(renewal, step);
	const struct saying s = {ctl, renewal, whole, json_object_get(whole, "record")};
	int kind = step_kind_from(text_of(step, "kind"));
	struct buf acts = {0};

	ctl_say("%s  %s", text_of(step, "number"), text_of(step, "title"));
	say_standing(&s);
	say_texts(&s);
	if (kind >= 0)
		kinds[kind](&s);
	say_evidence(&s);
	puts("");
	if (!number_of(renewal, "closed_at"))
		renewal_say_now(ctl, renewal, whole);
	renewal_step_acts_of(step, &acts);
	if (!number_of(renewal, "closed_at") && acts.len)
		ctl_say(_("It can be: %s"), buf_str(&acts));
	buf_release(&acts);
	json_decref(whole);
}
