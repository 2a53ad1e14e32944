/* caducactl renewal: open, list, show, step, and what is done to a renewal as a whole. A table of verbs;
 * each verb is an act of the engine (renewal.do) or a question. What is an act alone needs no function of
 * its own: `wholes` has those on the renewal; acts on a step are commands of their own (renewal_step.c).
 *
 * An act names the version that the backend has at that moment, so a script states no version, and two
 * scripts at once still meet as two people do. Files (renewal_file.c), printing (renewal_say.c), pages of
 * lists (renewal_fetch.c) and reports (renewal_report.c) are next door. */
#include "ctl/ctl.h"
#include "ctl/given.h"
#include "ctl/hand_over.h"
#include "ctl/renewal_act.h"
#include "ctl/renewal_close.h"
#include "ctl/renewal_fetch.h"
#include "ctl/renewal_file.h"
#include "ctl/renewal_handover.h"
#include "ctl/renewal_filter.h"
#include "ctl/renewal_say.h"
#include "ctl/renewal_step.h"
#include "ctl/renewal_text.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "words/words.h"

/* ---- on the renewal as a whole ---- */

/* Verbs that are one act, with at most one argument of it. */
static const struct {
	const char *verb, *what, *argument;
	bool needed;
} wholes[] = {
    {"claim", "claim", NULL, false},
    {"release", "release", NULL, false},
    {"pause", "pause", "until", true},
    {"resume", "resume", NULL, false},
    {"undo", "undo", NULL, false},
    {"withdraw", "withdraw", NULL, false},
    {"reopen", "reopen", NULL, false},
};

static int
whole(struct ctl *ctl, const char *verb, int argc, char **argv)
{
	struct flag flags[] = {{.name = "note", .takes = FLAG_VALUE}, {.name = "json"}};
	size_t i = 0;
	struct act act;
	json_int_t number;
	json_t *args;
	int count, code;

	while (strcmp(wholes[i].verb, verb) != 0)
		i++;
	code = ctl_arguments(ctl, argc, argv, flags, 2, wholes[i].needed ? 2 : 1,
	    wholes[i].argument ? 2 : 1, &argv, &count);
	if (code)
		return code;
	number = renewal_number(ctl, argv[0]);
	if (!number)
		return EXIT_USAGE;
	act = (struct act){
	    .what = wholes[i].what, .note = flags[0].value, .json = flags[1].value != NULL};
	args = json_object();
	if (count > 1 && put_date(ctl, args, wholes[i].argument, argv[1])) {
		json_decref(args);
		return EXIT_FAILED;
	}
	return renewal_act(ctl, number, &act, args, NULL);
}

#define WHOLE(verb)                                                       \
	static int renewal_##verb(struct ctl *ctl, int argc, char **argv) \
	{                                                                 \
		return whole(ctl, #verb, argc, argv);                     \
	}
WHOLE(claim)
WHOLE(release)
WHOLE(pause)
WHOLE(resume)
WHOLE(undo)
WHOLE(withdraw)
WHOLE(reopen)
#undef WHOLE

static int
renewal_urgent(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {
	    {.name = "off"}, {.name = "note", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 1, 1, &argv, &count);
	struct act act = {.what = "urgent", .note = flags[1].value, .json = flags[2].value != NULL};
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);

	if (!number)
		return EXIT_USAGE;
	return renewal_act(ctl, number, &act, json_pack("{s:b}", "on", !flags[0].value), NULL);
}

/* Those that there are, where one is not known. */
static int
refuse_value(struct ctl *ctl, json_int_t number, const json_t *error)
{
	const json_t *args = json_object_get(error, "args"), *renewal;
	json_t *got = NULL, *one;
	struct buf list = {0};
	const char *name;

	ctl_complain_code(ctl, text_of(error, "code"), args);
	if (!strcmp(text_of(args, "field"), "name"))
		got = renewal_get(ctl, number);
	renewal = json_object_get(got, "renewal");
	json_object_foreach(json_object_get(renewal, "asked"), name, one)
		if (*text_of(one, "type"))
			known_add(&list, name, words_asked_name(renewal, name));
	known_say(ctl, &list);
	json_decref(got);
	return EXIT_FAILED;
}

static int
renewal_close(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "retire"}, {.name = "keep"},
	    {.name = "note", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, retire, code = ctl_arguments(ctl, argc, argv, flags, 4, 1, 1, &argv, &count);
	struct act act = {.what = "close", .note = flags[2].value, .json = flags[3].value != NULL};
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);
	json_t *got;

	if (!number)
		return EXIT_USAGE;
	if (flags[0].value && flags[1].value)
		return ctl_usage(ctl, _("Either --retire or --keep, not both."));
	got = renewal_get(ctl, number);
	if (!got)
		return EXIT_FAILED;
	retire = asks_retire(
	    ctl, json_object_get(got, "renewal"), flags[0].value != NULL, flags[1].value != NULL);
	json_decref(got);
	return retire < 0
		   ? EXIT_FAILED
		   : renewal_act(ctl, number, &act, json_pack("{s:b}", "keep", !retire), NULL);
}

static int
renewal_value_set(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 3, 3, &argv, &count);
	struct act act = {.what = "set", .json = flags[0].value != NULL};
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);
	json_t *args, *error = NULL;

	if (!number)
		return EXIT_USAGE;
	args = json_object();
	if (put_given(ctl, args, "name", argv[1]) || put_date(ctl, args, "value", argv[2])) {
		json_decref(args);
		return EXIT_FAILED;
	}
	code = renewal_act(ctl, number, &act, args, &error);
	if (error)
		code = refuse_value(ctl, number, error);
	json_decref(error);
	return code;
}

static void
print_clean(const char *text)
{
	char *clean = text_cleaned(text, 0);

	puts(clean);
	free(clean);
}

/* The names, the subject name first; then what does not fit them. */
static void
names_tell(const json_t *renewal)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(renewal, "names"), i, one) {
		print_clean(json_string_value(one));
	}
	json_array_foreach(json_object_get(renewal, "uncovered"), i, one) {
		char *line = mem_printf("%s: %s", _("Hosts of its monitors that no name covers"),
		    json_string_value(one));
		print_clean(line);
		free(line);
	}
	json_array_foreach(json_object_get(renewal, "made_with_old_names"), i, one) {
		char *line = mem_printf("%s: %s %s%s%s", _("Made with the names of before"),
		    text_of(one, "number"), text_of(one, "title"),
		    *text_of(one, "ticket") ? " · " : "", text_of(one, "ticket"));

		print_clean(line);
		free(line);
	}
}

static int
names_print(struct ctl *ctl, json_int_t number, bool json)
{
	json_t *got = renewal_get(ctl, number);

	if (!got)
		return EXIT_FAILED;
	if (json)
		ctl_print_json(json_object_get(got, "renewal"));
	else
		names_tell(json_object_get(got, "renewal"));
	json_decref(got);
	return EXIT_DONE;
}

/* What the certificate is asked for; names given stand instead of those there were. */
static int
renewal_names_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "subject", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 1, -1, &argv, &count);
	struct act act = {.what = "names", .silent = true};
	json_t *args, *names;
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);

	if (!number)
		return EXIT_USAGE;
	if (!flags[0].value && count == 1)
		return names_print(ctl, number, flags[1].value != NULL);
	args = json_object();
	names = json_array();
	code = put_given(ctl, args, "subject", flags[0].value);
	for (int i = 1; !code && i < count; i++) {
		code = put_given(ctl, args, "name", argv[i]);
		json_array_append(names, json_object_get(args, "name"));
	}
	json_object_del(args, "name");
	if (count > 1)
		json_object_set(args, "names", names);
	json_decref(names);
	if (code)
		json_decref(args);
	else if (!(code = renewal_act(ctl, number, &act, args, NULL)))
		code = names_print(ctl, number, flags[1].value != NULL);
	return code;
}

/* How many were taken over, and each that was not; the exit code. */
static int
say_taken_over(struct ctl *ctl, const json_t *ok, bool json)
{
	size_t count = json_array_size(json_object_get(ok, "ids")), i;
	size_t more = (size_t)number_of(ok, "left_out");
	json_t *refused = json_object_get(ok, "refused"), *one;

	if (json)
		ctl_print_json(json_object_get(ok, "ids"));
	else
		ctl_say(
		    ngettext("%zu renewal was taken over.", "%zu renewals were taken over.", count),
		    count);
	json_array_foreach(refused, i, one) {
		char *label =
		    mem_printf("%lld %s", (long long)number_of(one, "id"), text_of(one, "domain"));

		ctl_complain_refused_one(ctl, label, json_object_get(one, "error"));
		free(label);
	}
	if (more) {
		char *line = mem_printf(
		    ngettext("And %zu more was not.", "And %zu more were not.", more), more);

		ctl_complain(ctl, line);
		free(line);
	}
	return json_array_size(refused) ? EXIT_FAILED : EXIT_DONE;
}

/* One, or with --from all that somebody has open. */
static int
renewal_takeover(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "from", .takes = FLAG_VALUE},
	    {.name = "note", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 0, 1, &argv, &count);
	struct act act = {
	    .what = "take-over", .note = flags[1].value, .json = flags[2].value != NULL};
	json_int_t number;
	json_t *args, *ok;

	if (code)
		return code;
	if ((count == 1) == (flags[0].value != NULL))
		return ctl_usage(ctl, _("Either the number of a renewal or --from, not both."));
	if (count) {
		number = renewal_number(ctl, argv[0]);
		return number ? renewal_act(ctl, number, &act, json_object(), NULL) : EXIT_USAGE;
	}
	args = json_object();
	if (put_given(ctl, args, "from", flags[0].value) ||
	    put_given(ctl, args, "note", flags[1].value)) {
		json_decref(args);
		return EXIT_FAILED;
	}
	ok = ctl_call(ctl, "renewal.takeover", args, NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	code = say_taken_over(ctl, ok, flags[2].value != NULL);
	json_decref(ok);
	return code;
}

static int
renewal_verify(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 1, 1, &argv, &count);
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);
	json_t *ok = NULL, *waited = NULL, *got = NULL;

	if (!number)
		return EXIT_USAGE;
	ok = ctl_call(ctl, "renewal.verify", json_pack("{s:I}", "id", number), NULL, NULL);
	if (ok)
		waited = ctl_call(ctl, "monitor.wait",
		    json_pack("{s:O}", "sweep", json_object_get(ok, "sweep")), NULL, NULL);
	if (waited)
		got = renewal_get(ctl, number);
	if (got && flags[0].value)
		ctl_print_json(json_object_get(got, "renewal"));
	else if (got)
		renewal_say_checklist(ctl, json_object_get(got, "renewal"));
	json_decref(waited);
	json_decref(ok);
	code = got ? EXIT_DONE : EXIT_FAILED;
	json_decref(got);
	return code;
}

/* ---- files ---- */

static int
renewal_file_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "password-fd", .takes = FLAG_VALUE}, {.name = "exposed"},
	    {.name = "note", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 4, 3, 3, &argv, &count);
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);
	struct renewal_file_given g;

	if (!number)
		return EXIT_USAGE;
	g = (struct renewal_file_given){.step = argv[1],
	    .path = argv[2],
	    .note = flags[2].value,
	    .password = password_given(&flags[0]),
	    .exposed = flags[1].value != NULL,
	    .json = flags[3].value != NULL};
	if (g.password == -2)
		return ctl_usage(
		    ctl, _("--password-fd is the number of an open descriptor, for one file."));
	return renewal_file(ctl, number, &g);
}

/* ---- list, show ---- */

static int
renewal_list(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "all"}, {.name = "owner", .takes = FLAG_VALUE},
	    {.name = "json"}, {.name = "filter", .takes = FLAG_VALUE}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 4, 0, 0, &argv, &count);
	json_t *all, *list = json_array(), *one;
	size_t i;

	all = code ? NULL : renewal_fetch_list(ctl, flags[0].value != NULL);
	if (all && flags[3].value) {
		json_t *chosen = renewal_filtered(ctl, all, flags[3].value, &code);

		json_decref(all);
		all = chosen;
	}
	json_array_foreach(all, i, one) {
		if (!flags[1].value || !strcmp(text_of(one, "claimed_by"), flags[1].value))
			json_array_append(list, one);
	}
	if (all && flags[2].value)
		ctl_print_json(list);
	else if (all) {
		renewal_say_list(list);
		notices_say(ctl);
	}
	json_decref(list);
	json_decref(all);
	return code ? code : all ? EXIT_DONE : EXIT_FAILED;
}

static int
renewal_show(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "markdown"}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 1, 1, &argv, &count);
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);
	json_t *ok = number ? renewal_get(ctl, number) : NULL, *trail = NULL;
	json_t *renewal = json_object_get(ok, "renewal");

	if (!ok)
		return number ? EXIT_FAILED : EXIT_USAGE;
	if (flags[0].value && !flags[1].value)
		code = renewal_record(ctl, number, renewal);
	if (flags[1].value)
		trail = renewal_fetch_trail(ctl, number);
	if (flags[1].value && trail) {
		json_object_set(renewal, "trail", trail);
		ctl_print_json(renewal);
	} else if (flags[1].value) {
		code = EXIT_FAILED;
	} else if (!flags[0].value) {
		renewal_say_checklist(ctl, renewal);
	}
	json_decref(trail);
	json_decref(ok);
	return code;
}

#define NO_ACTS NULL, NULL

const struct verb renewal_verbs[] = {
    {"open",
	"--procedure NAME [--json]\n"
	"MONITOR... [--each | --all | --only] [--ticket KEY]\n"
	" [--origin alert|list|ticket|mail]\n"
	"--paste [--add] [--yes] < ALERT\n"
	" both with [--procedure NAME] [--type endpoint|file|planned] [--json]",
	N_("begin one, of monitors or of an alert that is pasted"), renewal_open_run, NO_ACTS},
    {"list", "[--all] [--owner LOGIN] [--filter TEXT] [--json]",
	N_("those that are open: whose turn it is, since when"), renewal_list, NO_ACTS},
    {"show", "N [--markdown] [--json]", N_("its checklist; with --markdown its whole record"),
	renewal_show, NO_ACTS},
    {"step", "N STEP [--json]", N_("what a step asks for, and the line that does the next thing"),
	renewal_step_run, "N STEP", renewal_step_acts},
    {"text", "N STEP [--reminder] [--wiki]",
	N_("what is to be copied from a step, and nothing else"), renewal_text_run, NO_ACTS},
    {"introduction", "N", N_("what its procedures say of themselves"), renewal_introduction_run,
	NO_ACTS},
    {"file", "N STEP FILE [--password-fd N] [--exposed] [--note TEXT] [--json]",
	N_("give a step its file, and see what its checks say"), renewal_file_run, NO_ACTS},
    {"value", "N NAME VALUE [--json]", N_("give a value that no step asks for"), renewal_value_set,
	NO_ACTS},
    {"names", "N [--subject NAME] [NAME...] [--json]",
	N_("what the certificate is asked for, or other names for it"), renewal_names_run, NO_ACTS},
    {"verify", "N [--json]", N_("look at every address for the new certificate"), renewal_verify,
	NO_ACTS},
    {"close", "N [--retire | --keep] [--note TEXT] [--json]",
	N_("end it, once all of its steps are done"), renewal_close, NO_ACTS},
    {"reopen", "N --note TEXT [--json]", N_("take up one that is closed"), renewal_reopen, NO_ACTS},
    {"undo", "N [--json]", N_("take back the last thing that was done"), renewal_undo, NO_ACTS},
    {"withdraw", "N [--note TEXT] [--json]", N_("take back one that was begun by mistake"),
	renewal_withdraw, NO_ACTS},
    {"urgent", "N [--off] [--note TEXT] [--json]",
	N_("use the urgent channel, or the usual one again"), renewal_urgent, NO_ACTS},
    {"pause", "N DATE [--note TEXT] [--json]", N_("let it rest until a date"), renewal_pause,
	NO_ACTS},
    {"resume", "N [--note TEXT] [--json]", N_("go on with one that rests"), renewal_resume,
	NO_ACTS},
    {"claim", "N [--note TEXT] [--json]", N_("make it yours"), renewal_claim, NO_ACTS},
    {"release", "N [--note TEXT] [--json]", N_("leave it to whoever wants it"), renewal_release,
	NO_ACTS},
    {"handover", "N [LOGIN] [--note TEXT] [--yes] [--json]", N_("give it to a colleague"),
	renewal_handover, NO_ACTS},
    {"takeover", "N [--note TEXT] [--json]\n--from LOGIN [--note TEXT] [--json]",
	N_("take one from a colleague, or all of his"), renewal_takeover, NO_ACTS},
    {"handover-page", "[LOGIN]", N_("a page of all that somebody has open"), renewal_handover_page,
	NO_ACTS},
    {"leads", "[--adopt KIND | --drop KIND] [--json]",
	N_("how long renewals take, measured, and the lead in use"), renewal_leads, NO_ACTS},
    {NULL, NULL, NULL, NULL, NO_ACTS},
};

int
renewal_run(struct ctl *ctl, int argc, char **argv)
{
	return ctl_verb(ctl, argc, argv);
}
