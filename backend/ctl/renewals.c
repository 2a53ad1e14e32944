/* caducactl renewal: open, list, show, step, and what is done to a renewal as a whole. A table of verbs;
 * each verb is an act of the engine (renewal.do) or a question. What is an act alone needs no function of
 * its own: `wholes` has those on the renewal, and step_acts says which argument of an act stands on the
 * command line; anything else goes through --args as JSON.
 *
 * An act names the version that the backend has at that moment, so a script states no version, and two
 * scripts at once still meet as two people do. Files (renewal_file.c), printing (renewal_say.c), pages of
 * lists (renewal_fetch.c) and reports (renewal_report.c) are next door. */
#include "ctl/ctl.h"
#include "ctl/hand_over.h"
#include "ctl/renewal_close.h"
#include "ctl/renewal_fetch.h"
#include "ctl/renewal_file.h"
#include "ctl/renewal_say.h"
#include "ctl/renewal_text.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "words/words.h"

/* Texts of the command line become JSON here; what is not UTF-8 is refused. */
static json_t *
text_json(struct ctl *ctl, const char *field, const char *text)
{
	json_t *json = json_string(text), *wrong;

	if (json)
		return json;
	wrong = json_pack("{s:s, s:s, s:s}", "field", field, "value", "", "reason", "not-utf8");
	ctl_complain_code(ctl, "bad-argument", wrong);
	json_decref(wrong);
	return NULL;
}

static int
put_text(struct ctl *ctl, json_t *object, const char *name, const char *text)
{
	json_t *json = text ? text_json(ctl, name, text) : NULL;

	if (!text)
		return EXIT_DONE;
	if (!json)
		return EXIT_FAILED;
	json_object_set_new(object, name, json);
	return EXIT_DONE;
}

static json_int_t
read_number(struct ctl *ctl, const char *text)
{
	return renewal_number(ctl, text);
}

static json_t *
renewal_get(struct ctl *ctl, json_int_t number)
{
	return ctl_call(ctl, "renewal.show", json_pack("{s:I}", "id", number), NULL, NULL);
}

/* ---- acts ---- */

/* What one act needs besides its arguments; strings of the command line. */
struct act {
	const char *what, *step, *note;
	bool json;
	bool silent; /* one of several: the last one tells the state */
};

static void
say_state(const struct act *a, const json_t *ok)
{
	const json_t *renewal = json_object_get(ok, "renewal");

	if (a->json)
		ctl_print_json(renewal);
	else
		renewal_say_state(renewal);
}

/* Steals args. */
static int
act_do(struct ctl *ctl, json_int_t number, const struct act *a, json_t *args)
{
	json_t *got = renewal_get(ctl, number), *request, *ok = NULL;
	int code = EXIT_FAILED;

	if (!got) {
		json_decref(args);
		return EXIT_FAILED;
	}
	request = json_pack("{s:I, s:O, s:s, s:o}", "id", number, "version",
	    json_object_get(json_object_get(got, "renewal"), "version"), "what", a->what, "args",
	    args);
	if (!put_text(ctl, request, "step", a->step) && !put_text(ctl, request, "note", a->note))
		ok = ctl_call(ctl, "renewal.do", json_incref(request), NULL, NULL);
	if (ok && !a->silent)
		say_state(a, ok);
	if (ok)
		code = EXIT_DONE;
	json_decref(ok);
	json_decref(request);
	json_decref(got);
	return code;
}

/* ---- on the renewal as a whole ---- */

/* Verbs that are one act, with at most one argument of it. */
static const struct {
	const char *verb, *what, *argument;
	bool needed;
} wholes[] = {
    {"claim", "claim", NULL, false},
    {"release", "release", NULL, false},
    {"handover", "hand-over", "to", true},
    {"pause", "pause", "until", true},
    {"resume", "resume", NULL, false},
    {"undo", "undo", NULL, false},
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
	number = read_number(ctl, argv[0]);
	if (!number)
		return EXIT_USAGE;
	act = (struct act){
	    .what = wholes[i].what, .note = flags[0].value, .json = flags[1].value != NULL};
	args = json_object();
	if (count > 1 && put_text(ctl, args, wholes[i].argument, argv[1])) {
		json_decref(args);
		return EXIT_FAILED;
	}
	return act_do(ctl, number, &act, args);
}

#define WHOLE(verb)                                                       \
	static int renewal_##verb(struct ctl *ctl, int argc, char **argv) \
	{                                                                 \
		return whole(ctl, #verb, argc, argv);                     \
	}
WHOLE(claim)
WHOLE(release)
WHOLE(handover)
WHOLE(pause)
WHOLE(resume)
WHOLE(undo)
WHOLE(reopen)
#undef WHOLE

static int
renewal_urgent(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {
	    {.name = "off"}, {.name = "note", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 1, 1, &argv, &count);
	struct act act = {.what = "urgent", .note = flags[1].value, .json = flags[2].value != NULL};
	json_int_t number;

	if (code)
		return code;
	number = read_number(ctl, argv[0]);
	if (!number)
		return EXIT_USAGE;
	return act_do(ctl, number, &act, json_pack("{s:b}", "on", !flags[0].value));
}

static int
renewal_close(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "retire"}, {.name = "keep"},
	    {.name = "note", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, retire, code = ctl_arguments(ctl, argc, argv, flags, 4, 1, 1, &argv, &count);
	struct act act = {.what = "close", .note = flags[2].value, .json = flags[3].value != NULL};
	json_int_t number = code ? 0 : read_number(ctl, argv[0]);
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
	return retire < 0 ? EXIT_FAILED
			  : act_do(ctl, number, &act, json_pack("{s:b}", "keep", !retire));
}

static int
renewal_value_set(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 3, 3, &argv, &count);
	struct act act = {.what = "set", .json = flags[0].value != NULL};
	json_int_t number;
	json_t *args;

	if (code)
		return code;
	number = read_number(ctl, argv[0]);
	if (!number)
		return EXIT_USAGE;
	args = json_object();
	if (put_text(ctl, args, "name", argv[1]) || put_text(ctl, args, "value", argv[2])) {
		json_decref(args);
		return EXIT_FAILED;
	}
	return act_do(ctl, number, &act, args);
}

static void
print_clean(const char *text)
{
	char *clean = text_cleaned(text, 0);

	puts(clean);
	free(clean);
}

/* The names, the subject name first, and what was made with other ones. */
static int
names_print(struct ctl *ctl, json_int_t number, bool json)
{
	json_t *got = renewal_get(ctl, number);
	const json_t *renewal = json_object_get(got, "renewal"), *one;
	size_t i;

	if (!got)
		return EXIT_FAILED;
	if (json)
		ctl_print_json(renewal);
	else
		json_array_foreach(json_object_get(renewal, "names"), i, one)
			print_clean(json_string_value(one));
	json_array_foreach(json_object_get(renewal, "made_with_old_names"), i, one) {
		char *line = mem_printf("%s: %s %s%s%s", _("Made with the names of before"),
		    text_of(one, "number"), text_of(one, "title"),
		    *text_of(one, "ticket") ? " · " : "", text_of(one, "ticket"));

		if (!json)
			print_clean(line);
		free(line);
	}
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
	json_t *args, *names, *name = NULL;
	json_int_t number;

	if (code)
		return code;
	number = read_number(ctl, argv[0]);
	if (!number)
		return EXIT_USAGE;
	if (!flags[0].value && count == 1)
		return names_print(ctl, number, flags[1].value != NULL);
	args = json_object();
	names = json_array();
	code = put_text(ctl, args, "subject", flags[0].value);
	for (int i = 1; !code && i < count; i++)
		if ((name = text_json(ctl, "names", argv[i])))
			json_array_append_new(names, name);
		else
			code = EXIT_FAILED;
	if (count > 1)
		json_object_set(args, "names", names);
	json_decref(names);
	if (code)
		json_decref(args);
	else if (!(code = act_do(ctl, number, &act, args)))
		code = names_print(ctl, number, flags[1].value != NULL);
	return code;
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
		number = read_number(ctl, argv[0]);
		return number ? act_do(ctl, number, &act, json_object()) : EXIT_USAGE;
	}
	args = json_object();
	if (put_text(ctl, args, "from", flags[0].value) ||
	    put_text(ctl, args, "note", flags[1].value)) {
		json_decref(args);
		return EXIT_FAILED;
	}
	ok = ctl_call(ctl, "renewal.takeover", args, NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	if (flags[2].value)
		ctl_print_json(json_object_get(ok, "ids"));
	else
		ctl_say(ngettext("%zu renewal was taken over.", "%zu renewals were taken over.",
			    json_array_size(json_object_get(ok, "ids"))),
		    json_array_size(json_object_get(ok, "ids")));
	json_decref(ok);
	return EXIT_DONE;
}

static int
renewal_verify(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 1, 1, &argv, &count);
	json_int_t number;
	json_t *ok = NULL, *waited = NULL, *got = NULL;

	if (code)
		return code;
	number = read_number(ctl, argv[0]);
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
		renewal_say_checklist(json_object_get(got, "renewal"));
	json_decref(waited);
	json_decref(ok);
	code = got ? EXIT_DONE : EXIT_FAILED;
	json_decref(got);
	return code;
}

/* ---- one step ---- */

/* How an act takes what stands after it on the command line. */
static const struct {
	const char *what, *argument;
} step_acts[] = {
    {"choose", "value"},
    {"ticket", "key"},
    {"value", "value"},
    {"accept", "check"},
    {"wait", "whom"},
    {"postpone", "follow_up"},
};

struct step_given {
	json_t *values; /* --with NAME=VALUE */
	bool wrong;
};

static void
add_value(const char *value, void *arg)
{
	struct step_given *g = arg;
	const char *equals = strchr(value, '=');
	char *name = mem_strndup(value, equals ? (size_t)(equals - value) : 0);
	json_t *text = equals ? json_string(equals + 1) : NULL;

	g->wrong |= !text || json_object_set_new(g->values, name, text) < 0;
	free(name);
}

/* "tick all", "tick 3": a form's fields are counted from 1, as people count. */
static int
tick(struct ctl *ctl, json_int_t number, const struct act *a, const char *which)
{
	json_t *ok = ctl_call(ctl, "renewal.step",
	    json_pack("{s:I, s:s}", "id", number, "step", a->step), NULL, NULL);
	const json_t *step = json_object_get(ok, "step"), *fields = json_object_get(step, "fields");
	size_t most = json_array_size(fields ? fields : json_object_get(step, "points"));
	struct act one_of = *a;
	char *end;
	long one = strtol(which, &end, 10);
	int code = ok ? EXIT_DONE : EXIT_FAILED;
	bool all = !strcmp(which, "all");

	if (ok && !all && (*end || one < 1 || (size_t)one > most))
		code =
		    ctl_usage(ctl, _("After tick stands 'all', or the number of a field from 1."));
	for (size_t i = all ? 0 : (size_t)one - 1; !code && i < (all ? most : (size_t)one); i++) {
		one_of.silent = all && i + 1 < most;
		code = act_do(ctl, number, &one_of, json_pack("{s:I}", "index", (json_int_t)i));
	}
	json_decref(ok);
	return code;
}

/* --args: the act's arguments as JSON, for what has no form of its own here. */
static json_t *
step_args(struct ctl *ctl, const struct act *a, const char *argument, const struct step_given *g,
    const char *raw)
{
	json_t *args = raw ? json_loads(raw, 0, NULL) : json_object();

	if (!json_is_object(args) || g->wrong) {
		ctl_usage(ctl, _("--args is a JSON object, and --with is NAME=VALUE."));
		json_decref(args);
		return NULL;
	}
	if (json_object_size(g->values))
		json_object_set(args, "values", g->values);
	for (size_t i = 0; argument && i < sizeof(step_acts) / sizeof(*step_acts); i++)
		if (!strcmp(step_acts[i].what, a->what) &&
		    put_text(ctl, args, step_acts[i].argument, argument)) {
			json_decref(args);
			return NULL;
		}
	return args;
}

static int
step_show(struct ctl *ctl, json_int_t number, const struct act *a)
{
	json_t *args = json_pack("{s:I}", "id", number), *ok = NULL;

	if (!put_text(ctl, args, "step", a->step))
		ok = ctl_call(ctl, "renewal.step", json_incref(args), NULL, NULL);
	if (ok && a->json)
		ctl_print_json(json_object_get(ok, "step"));
	else if (ok)
		renewal_say_step(json_object_get(ok, "step"));
	json_decref(args);
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

static int
renewal_step(struct ctl *ctl, int argc, char **argv)
{
	struct step_given g = {json_object(), false};
	struct flag flags[] = {{.name = "note", .takes = FLAG_VALUE},
	    {.name = "args", .takes = FLAG_VALUE},
	    {.name = "with", .takes = FLAG_VALUE, .each = add_value, .arg = &g}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 4, 2, 4, &argv, &count);
	struct act act;
	json_int_t number = code ? 0 : read_number(ctl, argv[0]);
	json_t *args;

	if (!number) {
		json_decref(g.values);
		return EXIT_USAGE;
	}
	act = (struct act){.what = count > 2 ? argv[2] : NULL,
	    .step = argv[1],
	    .note = flags[0].value,
	    .json = flags[3].value != NULL};
	if (!act.what) {
		code = step_show(ctl, number, &act);
	} else if (!strcmp(act.what, "tick") && count > 3) {
		code = tick(ctl, number, &act, argv[3]);
	} else {
		args = step_args(ctl, &act, count > 3 ? argv[3] : NULL, &g, flags[1].value);
		code = args ? act_do(ctl, number, &act, args) : EXIT_USAGE;
	}
	json_decref(g.values);
	return code;
}

/* ---- files ---- */

static int
renewal_file_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "password-fd", .takes = FLAG_VALUE}, {.name = "exposed"},
	    {.name = "note", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 4, 3, 3, &argv, &count);
	json_int_t number = code ? 0 : read_number(ctl, argv[0]);
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
	struct flag flags[] = {
	    {.name = "all"}, {.name = "owner", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 0, 0, &argv, &count);
	json_t *all, *list = json_array(), *one;
	size_t i;

	all = code ? NULL : renewal_fetch_list(ctl, flags[0].value != NULL);
	json_array_foreach(all, i, one) {
		if (!flags[1].value || !strcmp(text_of(one, "claimed_by"), flags[1].value))
			json_array_append(list, one);
	}
	if (all && flags[2].value)
		ctl_print_json(list);
	else if (all)
		renewal_say_list(list);
	json_decref(list);
	json_decref(all);
	return code ? code : all ? EXIT_DONE : EXIT_FAILED;
}

static int
renewal_show(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "markdown"}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 1, 1, &argv, &count);
	json_int_t number = code ? 0 : read_number(ctl, argv[0]);
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
		renewal_say_checklist(renewal);
	}
	json_decref(trail);
	json_decref(ok);
	return code;
}

int
renewal_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct verb verbs[] = {
	    {"open", renewal_open_run},
	    {"list", renewal_list},
	    {"leads", renewal_leads},
	    {"show", renewal_show},
	    {"step", renewal_step},
	    {"text", renewal_text_run},
	    {"introduction", renewal_introduction_run},
	    {"file", renewal_file_run},
	    {"value", renewal_value_set},
	    {"names", renewal_names_run},
	    {"urgent", renewal_urgent},
	    {"claim", renewal_claim},
	    {"release", renewal_release},
	    {"handover", renewal_handover},
	    {"handover-page", renewal_handover_page},
	    {"takeover", renewal_takeover},
	    {"pause", renewal_pause},
	    {"resume", renewal_resume},
	    {"undo", renewal_undo},
	    {"verify", renewal_verify},
	    {"close", renewal_close},
	    {"reopen", renewal_reopen},
	    {NULL, NULL},
	};

	return ctl_verb(ctl, verbs, argc, argv);
}
