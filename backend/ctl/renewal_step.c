/* caducactl renewal step: what a step asks for, and each act on it as a command of its own. renewal_step_acts.c
 * has how each is called; `forms` which arguments and options of the command line become which members of the act
 * (procedure/renewal.h). --NAME TEXT is a value that a choice asks for, or the digest of a file that was archived. What
 * has no form of its own goes by --args, as JSON.
 *
 * What is refused is said by the backend's code, and after it what there would have been: the steps, the acts of
 * such a step, its choices, the values that one of them asks for. */
#include "ctl/renewal_step.h"

#include "ctl/agreed.h"
#include "ctl/given.h"
#include "ctl/renewal_fetch.h"
#include "ctl/renewal_say.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/words.h"

enum {
	NOTE,
	ARGS,
	WITH,
	AS_JSON,
	NOT_AFTER,
	WHERE,
	FOLLOW_UP,
	CONFIRMED,
	OF_MONITOR,
	OFF,
	AGREED,
	OTHER,
	FLAG_COUNT
};
#define F(flag) (1U << (flag))

static const struct form forms[] = {
    {"complete", {NULL}, 0, F(NOT_AFTER) | F(WHERE), false, NULL},
    {"choose", {"value"}, 1, F(OTHER), false, NULL},
    {"ticket", {"key"}, 1, F(AGREED), false, NULL},
    {"value", {"value"}, 1, 0, false, NULL},
    {"tick", {"which"}, 0, F(OFF), false, NULL},
    {"accept", {"check"}, 1, 0, false, NULL},
    {"archive", {NULL}, 0, F(CONFIRMED) | F(OTHER), false, "digests"},
    {"seen", {"address", "sha256"}, 0, F(OF_MONITOR) | F(WHERE), false, NULL},
    {"wait", {"whom"}, 0, F(FOLLOW_UP), false, NULL},
    {"postpone", {"follow_up"}, 0, 0, true, NULL},
    {"note", {"note"}, 0, 0, false, NULL},
};

/* ---- arguments ---- */

static void
add_value(const char *value, void *arg)
{
	struct step_call *c = arg;
	const char *equals = strchr(value, '=');
	char *name = mem_strndup(value, equals ? (size_t)(equals - value) : 0);
	json_t *text = equals ? json_string(equals + 1) : NULL;

	c->wrong |= !text || json_object_set_new(c->values, name, text) < 0;
	free(name);
}

static void
add_named(const char *name, const char *value, void *arg)
{
	struct step_call *c = arg;
	json_t *text = json_string(value);

	c->wrong |= !text || json_object_set_new(c->values, name, text) < 0;
}

/* A name that the choice does not ask for is refused here: the backend would not look at it. */
static int
check_values(struct step_call *c)
{
	const json_t *option = c->count ? step_option_of(step_call_step(c), c->arguments[0]) : NULL,
		     *one;
	const json_t *lists[] = {
	    json_object_get(option, "asks"), json_object_get(option, "offers")};
	struct buf list = {0};
	const char *name;
	char *line;
	size_t i;

	if (!option)
		return EXIT_DONE;
	json_object_foreach(c->values, name, one)
		if (!texts_have(lists[0], name) && !texts_have(lists[1], name))
			break;
	if (!name)
		return EXIT_DONE;
	line = mem_printf(_("'--%s' is not asked for by this choice."), name);
	ctl_complain(c->ctl, line);
	free(line);
	for (size_t k = 0; k < 2; k++)
		json_array_foreach(lists[k], i, one) {
			char *option_name = mem_printf("--%s", json_string_value(one));

			known_add(&list, option_name,
			    words_asked_name(step_call_renewal(c), json_string_value(one)));
			free(option_name);
		}
	known_say(c->ctl, &list);
	return EXIT_USAGE;
}

/* Dates among the values, as people write them. */
static int
put_values(struct step_call *c, json_t *args)
{
	const json_t *asked = json_object_get(step_call_renewal(c), "asked");
	json_t *values = json_object(), *one;
	const char *name;
	int code = EXIT_DONE;

	json_object_foreach(c->values, name, one) {
		bool date =
		    asked_type_from(text_of(json_object_get(asked, name), "type")) == ASKED_DATE;

		if (!code && date)
			code = put_date(c->ctl, values, name, json_string_value(one));
		else
			json_object_set(values, name, one);
	}
	json_object_set_new(args, "values", values);
	return code;
}

/* Which monitor an address is of: as it was probed, by a monitor's own name, or the first. */
static json_int_t
monitor_of(struct step_call *c, const char *address)
{
	const json_t *record = json_object_get(step_call_step(c), "record"),
		     *monitors = json_object_get(step_call_renewal(c), "monitors");
	json_t *one;
	size_t i;

	if (c->flags[OF_MONITOR].value)
		return ctl_resolve(c->ctl, c->flags[OF_MONITOR].value);
	json_array_foreach(json_object_get(record, "addresses"), i, one)
		if (!strcmp(text_of(one, "address"), address))
			return number_of(one, "monitor");
	json_array_foreach(monitors, i, one)
		if (!strcmp(text_of(one, "name"), address) ||
		    !strcmp(text_of(one, "domain"), address))
			return number_of(one, "id");
	return number_of(json_array_get(monitors, 0), "id");
}

static int
put_options(struct step_call *c, json_t *args)
{
	const struct flag *f = c->flags;
	int code = put_date(c->ctl, args, "not_after", f[NOT_AFTER].value);

	if (!code)
		code = put_given(c->ctl, args, "where", f[WHERE].value);
	if (!code)
		code = put_date(c->ctl, args, "follow_up", f[FOLLOW_UP].value);
	if (f[CONFIRMED].value)
		json_object_set_new(args, "confirmed", json_true());
	if (f[AGREED].value)
		json_object_set_new(args, "agreed", ctl_agreed_all());
	if (!code && !strcmp(c->act.what, "seen") && c->count) {
		json_int_t monitor = monitor_of(c, c->arguments[0]);

		json_object_set_new(args, "monitor", json_integer(monitor));
		code = monitor ? EXIT_DONE : EXIT_FAILED;
	}
	if (!code && json_object_size(c->values) && c->form && c->form->values)
		json_object_set(args, c->form->values, c->values);
	else if (!code && json_object_size(c->values))
		code = put_values(c, args);
	return code;
}

/* The act's arguments; NULL and *code after saying what is wrong. */
static json_t *
call_args(struct step_call *c, int *code)
{
	const char *raw = c->flags[ARGS].value;
	json_t *args = raw ? json_loads(raw, 0, NULL) : json_object();

	if (!json_is_object(args) || c->wrong) {
		*code = ctl_usage(c->ctl, _("--args is a JSON object, and --with is NAME=VALUE."));
		json_decref(args);
		return NULL;
	}
	*code = json_object_size(c->values) && !strcmp(c->act.what, "choose") ? check_values(c)
									      : EXIT_DONE;
	for (int i = 0; !*code && c->form && i < c->count; i++)
		*code = (c->form->date ? put_date : put_given)(
		    c->ctl, args, c->form->arguments[i], c->arguments[i]);
	if (!*code)
		*code = put_options(c, args);
	if (!*code)
		return args;
	json_decref(args);
	return NULL;
}

/* ---- acts ---- */

static int
call_act(struct step_call *c, json_t *args)
{
	json_t *error = NULL;
	int code = renewal_act(c->ctl, c->number, &c->act, json_incref(args), &error);

	while (error && ctl_agrees_to(c->ctl, error, args)) {
		json_decref(error);
		error = NULL;
		code = renewal_act(c->ctl, c->number, &c->act, json_incref(args), &error);
	}
	if (error)
		code = step_say_refused(c, error);
	json_decref(error);
	json_decref(args);
	return code;
}

/* "tick all", "tick 3": a form's fields are counted from 1, as people count. */
static int
tick(struct step_call *c, const char *which)
{
	const json_t *step = step_call_step(c), *fields = json_object_get(step, "fields");
	size_t most = json_array_size(fields ? fields : json_object_get(step, "points"));
	bool all = !strcmp(which, "all"), json = c->act.json;
	char *end;
	long one = strtol(which, &end, 10);
	int code = EXIT_DONE;

	if (!step || (all && !most)) /* the backend says why not */
		return call_act(c, json_pack("{s:i}", "index", 0));
	if (!all && (*end || one < 1 || (size_t)one > most))
		return ctl_usage(
		    c->ctl, _("After tick stands 'all', or the number of a field from 1."));
	for (size_t i = all ? 0 : (size_t)one - 1; !code && i < (all ? most : (size_t)one); i++) {
		c->act.silent = all && i + 1 < most;
		c->act.json = json;
		code = call_act(c, json_pack("{s:I, s:b}", "index", (json_int_t)i, "ticked",
				       !c->flags[OFF].value));
	}
	return code;
}

/* What the hosts serve now is the evidence of a probe step, unless a browser showed it. */
static int
look_first(struct step_call *c)
{
	json_t *ids = json_array(), *one, *ok, *waited = NULL;
	size_t i;

	json_array_foreach(json_object_get(step_call_renewal(c), "monitors"), i, one)
		json_array_append(ids, json_object_get(one, "id"));
	ok = ctl_call(c->ctl, "monitor.probe", json_pack("{s:o}", "ids", ids), NULL, NULL);
	if (ok)
		waited = ctl_call(c->ctl, "monitor.wait",
		    json_pack("{s:O}", "sweep", json_object_get(ok, "sweep")), NULL, NULL);
	json_decref(ok);
	json_decref(waited);
	return waited ? EXIT_DONE : EXIT_FAILED;
}

static bool
looks_first(struct step_call *c, const json_t *args)
{
	const json_t *step;

	if (strcmp(c->act.what, "complete") != 0 || json_object_get(args, "not_after"))
		return false;
	step = step_call_step(c);
	return step && step_kind_from(text_of(step, "kind")) == STEP_PROBE &&
	       flag_of(step, "ready");
}

static int
do_act(struct step_call *c)
{
	json_t *args;
	int code;

	if (!strcmp(c->act.what, "tick") && c->count)
		return tick(c, c->arguments[0]);
	if (!strcmp(c->act.what, "note") && c->count)
		c->act.note = c->arguments[0];
	args = call_args(c, &code);
	if (!args)
		return code;
	if (looks_first(c, args) && look_first(c) != EXIT_DONE) {
		json_decref(args);
		return EXIT_FAILED;
	}
	return call_act(c, args);
}

/* ---- the command line ---- */

static const struct form *
form_find(const char *act)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (!strcmp(forms[i].act, act))
			return &forms[i];
	return NULL;
}

static int
refuse_act(struct step_call *c)
{
	json_t *args = json_pack("{s:s}", "name", c->act.what);

	if (args)
		ctl_complain_code(c->ctl, "unknown-act", args);
	json_decref(args);
	step_say_acts(c);
	return EXIT_FAILED;
}

/* Is the act there, and is it given what it takes? */
static int
check_call(struct step_call *c)
{
	const struct verb *v = renewal_step_acts;
	int most = 0;

	while (v->name && strcmp(v->name, c->act.what) != 0)
		v++;
	if (!v->name)
		return refuse_act(c);
	c->ctl->act = v;
	c->form = form_find(v->name);
	while (c->form && most < STEP_ARGUMENTS_MOST && c->form->arguments[most])
		most++;
	if (c->count > most)
		return ctl_usage(c->ctl, _("There are too many arguments."));
	if (c->form && c->count < c->form->needed && !c->flags[ARGS].value)
		return ctl_usage_missing(c->ctl, c->count);
	for (int i = NOT_AFTER; i < FLAG_COUNT; i++)
		if (c->flags[i].value && !(c->form && c->form->options & F(i))) {
			char *why = mem_printf(
			    _("'%s' is not an option here, or lacks its value."), c->flags[i].name);

			ctl_usage(c->ctl, why);
			free(why);
			return EXIT_USAGE;
		}
	return EXIT_DONE;
}

static int
show(struct step_call *c)
{
	json_t *error = NULL,
	       *ok = ctl_try(c->ctl, "renewal.step",
		   json_pack("{s:I, s:s}", "id", c->number, "step", c->act.step), &error);
	const json_t *step = json_object_get(ok, "step");

	c->act.what = "";
	if (step && c->act.json)
		ctl_print_json(step);
	else if (step && step_call_renewal(c))
		renewal_say_step(c->ctl, c->renewal, step);
	else if (error)
		step_say_refused(c, error);
	json_decref(error);
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

int
renewal_step_run(struct ctl *ctl, int argc, char **argv)
{
	struct step_call c = {.ctl = ctl, .values = json_object()};
	struct flag flags[FLAG_COUNT] = {
	    [NOTE] = {.name = "note", .takes = FLAG_VALUE},
	    [ARGS] = {.name = "args", .takes = FLAG_VALUE},
	    [WITH] = {.name = "with", .takes = FLAG_VALUE, .each = add_value, .arg = &c},
	    [AS_JSON] = {.name = "json"},
	    [NOT_AFTER] = {.name = "not-after", .takes = FLAG_VALUE},
	    [WHERE] = {.name = "where", .takes = FLAG_VALUE},
	    [FOLLOW_UP] = {.name = "follow-up", .takes = FLAG_VALUE},
	    [CONFIRMED] = {.name = "confirmed"},
	    [OF_MONITOR] = {.name = "monitor", .takes = FLAG_VALUE},
	    [OFF] = {.name = "off"},
	    [AGREED] = {.name = "yes"},
	    [OTHER] = {.name = "*", .takes = FLAG_VALUE, .other = add_named, .arg = &c},
	};
	int count, code = ctl_arguments(ctl, argc, argv, flags, FLAG_COUNT, 2, 5, &argv, &count);

	c.number = code ? 0 : renewal_number(ctl, argv[0]);
	if (c.number) {
		c.flags = flags;
		c.act = (struct act){.what = count > 2 ? argv[2] : NULL,
		    .step = argv[1],
		    .note = flags[NOTE].value,
		    .json = flags[AS_JSON].value != NULL};
		c.arguments = argv + 3;
		c.count = count > 3 ? count - 3 : 0;
		code = !c.act.what ? show(&c) : check_call(&c);
		if (!code && c.act.what && *c.act.what)
			code = do_act(&c);
	}
	json_decref(c.values);
	json_decref(c.step);
	json_decref(c.renewal);
	return c.number ? code : EXIT_USAGE;
}
