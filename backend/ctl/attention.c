/* accept: a person takes a problem of a monitor upon himself, or takes that back. acknowledge: he knows why a
 * certificate changed that no renewal was behind. */
#include "ctl/ctl.h"
#include "ctl/given.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/terms.h"
#include "words/words.h"

#include <stdio.h>

/* As it is written for programs or for people; one that is neither goes to the backend as it is. */
static const char *
problem_named(const char *text)
{
	for (int p = 0; p < PROBLEM_COUNT; p++)
		if (!strcmp(text, words_problem_short((enum problem)p)))
			return problem_text((enum problem)p);
	return text;
}

static void
say_accepted(const json_t *row, const char *problem, const char *until)
{
	struct buf day = {0};
	char *label = row_label(row);

	words_day(until, &day);
	ctl_say(_("%s: %s is accepted until %s, for the certificate served now."), label,
	    words_problem_short((enum problem)problem_from(problem)), buf_str(&day));
	buf_release(&day);
	free(label);
}

static void
say_withdrawn(const json_t *row, const char *problem)
{
	char *label = row_label(row);

	ctl_say(_("%s: %s is accepted no longer."), label,
	    words_problem_short((enum problem)problem_from(problem)));
	free(label);
}

static int
accept_problem(struct ctl *ctl, json_t *args, bool withdraw, bool as_json)
{
	json_t *ok = ctl_call(
	    ctl, withdraw ? "monitor.withdraw" : "monitor.accept", json_incref(args), NULL, NULL);
	const char *problem = text_of(args, "problem");

	if (ok && as_json)
		ctl_print_json(ok);
	else if (ok && withdraw)
		say_withdrawn(json_object_get(ok, "row"), problem);
	else if (ok)
		say_accepted(json_object_get(ok, "row"), problem, text_of(ok, "until"));
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

int
accept_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "reason", .takes = FLAG_VALUE},
	    {.name = "until", .takes = FLAG_VALUE}, {.name = "withdraw"}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 4, 2, 2, &argv, &count);
	bool withdraw = flags[2].value;
	json_int_t id;
	json_t *args;

	if (code)
		return code;
	if (withdraw && (flags[0].value || flags[1].value))
		return ctl_usage(ctl, _("What is taken back has no reason and no date."));
	if (!withdraw && !flags[0].value)
		return ctl_usage(ctl, _("A reason is needed."));
	id = ctl_resolve(ctl, argv[0]);
	if (!id)
		return EXIT_FAILED;
	args = json_pack("{s:I}", "id", id);
	code = put_given(ctl, args, "problem", problem_named(argv[1]));
	if (!code)
		code = put_given(ctl, args, "reason", flags[0].value);
	if (!code)
		code = put_date(ctl, args, "until", flags[1].value);
	if (!code)
		code = accept_problem(ctl, args, withdraw, flags[3].value);
	json_decref(args);
	return code;
}

int
acknowledge_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "note", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 1, 1, &argv, &count);
	json_int_t id;
	json_t *args, *ok;
	char *label;

	if (code)
		return code;
	id = ctl_resolve(ctl, argv[0]);
	if (!id)
		return EXIT_FAILED;
	args = json_pack("{s:I}", "id", id);
	if (put_given(ctl, args, "note", flags[0].value)) {
		json_decref(args);
		return EXIT_FAILED;
	}
	ok = ctl_call(ctl, "monitor.acknowledge", args, NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	label = row_label(json_object_get(ok, "row"));
	if (flags[1].value)
		ctl_print_json(ok);
	else
		ctl_say(ngettext("%s: %lld change is acknowledged.",
			    "%s: %lld changes are acknowledged.",
			    (unsigned long)number_of(ok, "acknowledged")),
		    label, (long long)number_of(ok, "acknowledged"));
	free(label);
	json_decref(ok);
	return EXIT_DONE;
}
