/* What can be typed for the next thing: a whole command, with all that is known already in it and quoted for a
 * shell, so that it can be copied as it stands. What a person has to put in stands in capitals, in his language,
 * and a line under the command says what it is. A table has a maker for each kind of step.
 *
 * While others are waited for it is the command for when it comes: that of the step that ends the wait. */
#include "ctl/renewal_now.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "words/step.h"
#include "words/words.h"

struct now {
	struct ctl *ctl;
	json_int_t number;
	const json_t *renewal, *step;
	struct buf command, needs;
};

/* ---- words of a shell ---- */

static void
add_word(struct now *n, const char *text)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:,@%+=-";
	char *clean = text_cleaned(text, 0);

	if (n->command.len)
		buf_putc(&n->command, ' ');
	if (*clean && !clean[strspn(clean, plain)]) {
		buf_puts(&n->command, clean);
	} else {
		buf_putc(&n->command, '\'');
		for (const char *c = clean; *c; c++)
			buf_puts(&n->command, *c == '\'' ? "'\\''" : (char[]){*c, '\0'});
		buf_putc(&n->command, '\'');
	}
	free(clean);
}

/* In capitals, and what it is. */
static void
add_needed(struct now *n, const char *placeholder, const char *what)
{
	buf_printf(&n->command, " %s", placeholder);
	buf_printf(&n->needs, "  %s: %s\n", placeholder, what);
}

static void
begin(struct now *n, const char *verb)
{
	char number[24];

	add_word(n, "caducactl");
	if (n->ctl->socket) {
		add_word(n, "--socket");
		add_word(n, n->ctl->socket);
	}
	if (n->ctl->config_file) {
		add_word(n, "--config");
		add_word(n, n->ctl->config_file);
	}
	snprintf(number, sizeof(number), "%lld", (long long)n->number);
	add_word(n, "renewal");
	add_word(n, verb);
	add_word(n, number);
}

static void
begin_act(struct now *n, const char *act)
{
	begin(n, "step");
	add_word(n, text_of(n->step, "key"));
	add_word(n, act);
}

static void
add_note(struct now *n)
{
	add_word(n, "--note");
	add_needed(n, _("TEXT"), _("Reason"));
}

/* ---- a maker for each kind ---- */

static void
now_complete(struct now *n)
{
	begin_act(n, "complete");
}

/* Points are ticked one after another, as they are done. */
static void
now_task(struct now *n)
{
	const json_t *points = json_object_get(n->step, "points"), *one;
	size_t i;

	json_array_foreach(points, i, one) {
		char number[24];

		if (flag_of(one, "ticked"))
			continue;
		snprintf(number, sizeof(number), "%zu", i + 1);
		begin_act(n, "tick");
		add_word(n, number);
		return;
	}
	now_complete(n);
}

static void
now_form(struct now *n)
{
	begin_act(n, "tick");
	add_word(n, "all");
}

const char *
renewal_placeholder(const json_t *renewal, const char *name)
{
	const json_t *asked = json_object_get(json_object_get(renewal, "asked"), name);

	return asked_type_from(text_of(asked, "type")) == ASKED_DATE ? _("DATE") : _("TEXT");
}

static const json_t *
likely_option(const json_t *step)
{
	const char *proposal = text_of(step, "proposal");
	const json_t *options = json_object_get(step, "options"), *one;
	size_t i;

	json_array_foreach(options, i, one)
		if (*proposal ? !strcmp(text_of(one, "value"), proposal) : flag_of(one, "usual"))
			return one;
	return NULL;
}

static void
now_decision(struct now *n)
{
	const json_t *option = likely_option(n->step), *one;
	struct buf all = {0};
	size_t i;

	begin_act(n, "choose");
	if (option) {
		add_word(n, text_of(option, "value"));
	} else {
		json_array_foreach(json_object_get(n->step, "options"), i, one)
			buf_printf(&all, "%s%s (%s)", i ? ", " : "", text_of(one, "value"),
			    text_of(one, "title"));
		add_needed(n, _("VALUE"), buf_str(&all));
	}
	json_array_foreach(json_object_get(option, "asks"), i, one) {
		char *name = mem_printf("--%s", json_string_value(one));

		add_word(n, name);
		add_needed(n, renewal_placeholder(n->renewal, json_string_value(one)),
		    words_asked_name(n->renewal, json_string_value(one)));
		free(name);
	}
	if (flag_of(option, "reason"))
		add_note(n);
	buf_release(&all);
}

static void
now_ticket(struct now *n)
{
	begin_act(n, "ticket");
	add_needed(n, _("KEY"), _("Its key, once it was created with the text of this step."));
}

static void
now_value(struct now *n)
{
	const char *value = text_of(n->step, "value"), *example = text_of(n->step, "example");

	begin_act(n, "value");
	if (!*value)
		value = text_of(n->step, "proposal");
	if (*value)
		add_word(n, value);
	else
		add_needed(n, _("TEXT"), *example ? example : text_of(n->step, "title"));
}

/* The first check that failed and that a person may accept; NULL also where one cannot be accepted. */
static const char *
check_to_accept(const json_t *step)
{
	const char *found = NULL;
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(step, "checks"), i, one) {
		if (check_state_from(text_of(one, "result")) != CHECK_FAILED)
			continue;
		if (check_grade_from(text_of(one, "grade")) == CHECK_CRITICAL)
			return NULL;
		found = found ? found : text_of(one, "name");
	}
	return found;
}

static void
now_file(struct now *n)
{
	const char *check = check_to_accept(n->step);

	if (check) {
		begin_act(n, "accept");
		add_word(n, check);
		add_note(n);
		return;
	}
	begin(n, "file");
	add_word(n, text_of(n->step, "key"));
	add_needed(n, _("FILE"), words_role(text_of(n->step, "role")));
}

static void
now_archive(struct now *n)
{
	begin_act(n, "archive");
	add_word(n, "--confirmed");
}

static void
now_verify(struct now *n)
{
	begin(n, "verify");
}

static void (*const kinds[])(struct now *n) = {
    [STEP_TASK] = now_task,
    [STEP_MAIL] = now_task,
    [STEP_DECISION] = now_decision,
    [STEP_TICKET] = now_ticket,
    [STEP_WAIT] = now_complete,
    [STEP_FORM] = now_form,
    [STEP_VALUE] = now_value,
    [STEP_FILE] = now_file,
    [STEP_ARCHIVE] = now_archive,
    [STEP_PROBE] = now_complete,
    [STEP_VERIFY] = now_verify,
};
_Static_assert(sizeof(kinds) / sizeof(*kinds) == STEP_KIND_COUNT, "a command for each kind");

/* ---- the line ---- */

static void
say(struct now *n, const char *label)
{
	const char *end;

	ctl_say("%s: %s", label, buf_str(&n->command));
	for (const char *at = buf_str(&n->needs); *at; at = end + 1) {
		end = strchr(at, '\n');
		ctl_say("%.*s", (int)(end - at), at);
	}
	buf_release(&n->command);
	buf_release(&n->needs);
}

/* The step whose doing ends a wait: a new reference; NULL: the wait itself is ended. That something is installed
 * is said first, and then seen. */
static json_t *
end_of_wait(struct now *n)
{
	const char *key = text_of(n->step, "ends_with");
	json_t *ok = *key ? ctl_call(n->ctl, "renewal.step",
				json_pack("{s:I, s:s}", "id", n->number, "step", key), NULL, NULL)
			  : NULL;
	json_t *end = json_incref(json_object_get(ok, "step"));

	json_decref(ok);
	if (step_kind_from(text_of(end, "kind")) != STEP_VERIFY)
		return end;
	json_decref(end);
	return NULL;
}

static bool
can_be_done(const json_t *step)
{
	int state = step_state_from(text_of(step, "state"));

	return step_kind_from(text_of(step, "kind")) >= 0 && state >= 0 &&
	       !step_state_settled((enum step_state)state) &&
	       (flag_of(step, "ready") || flag_of(step, "may_begin") || state == STATE_DOING ||
		   state == STATE_WAITING);
}

/* A text of it needs a value that nobody has given, and that can be given here. */
static void
say_missing(struct ctl *ctl, const json_t *renewal, const char *name)
{
	struct now n = {.ctl = ctl, .number = number_of(renewal, "id")};

	if (!*text_of(json_object_get(json_object_get(renewal, "asked"), name), "type"))
		return;
	begin(&n, "value");
	add_word(&n, name);
	add_needed(&n, renewal_placeholder(renewal, name), words_asked_name(renewal, name));
	say(&n, _("First"));
}

/* The first value that what the step says, or gives to be copied, cannot do without; a note can. "": none. */
static const char *
needed_by_texts(const json_t *step)
{
	return flag_of(step, "missing_in_note")
		   ? text_of(json_object_get(step, "template"), "missing")
		   : words_step_missing(step, 0);
}

void
renewal_say_now(struct ctl *ctl, const json_t *renewal, const json_t *step)
{
	json_int_t number = number_of(renewal, "id");
	struct now n = {.ctl = ctl, .number = number, .renewal = renewal, .step = step};
	bool waiting = step_state_from(text_of(step, "state")) == STATE_WAITING;
	json_t *end = NULL;

	if (!can_be_done(step))
		return;
	if (waiting)
		end = end_of_wait(&n);
	n.step = end ? end : step;
	if (!waiting)
		say_missing(ctl, renewal, needed_by_texts(step));
	kinds[step_kind_from(text_of(n.step, "kind"))](&n);
	say(&n, waiting ? _("When it comes") : _("Now"));
	json_decref(end);
}

void
renewal_say_close(struct ctl *ctl, json_int_t number)
{
	struct now n = {.ctl = ctl, .number = number};

	begin(&n, "close");
	say(&n, _("Now"));
}
