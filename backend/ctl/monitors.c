/* caducactl add, edit, remove. There is a flag for each field of base/monitor_fields.def, in that order:
 * flag i is field i, and those of the command itself follow. What was said is put into the arguments of the
 * request by the type of each field; the backend judges the values, and its codes are put into words as
 * they are for every command (ctl_call). Only what cannot be sent at all is refused here: a number that is
 * none, bytes that are no UTF-8, a port that does not belong to the endpoint.
 *
 * edit and remove ask for the row first, and name its version in the change: two scripts at once meet as
 * two people do, and one of them is told so. */
#include "ctl/ctl.h"
#include "ctl/given.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/monitor_field.h"
#include "words/words.h"

enum { MORE_FLAGS = 2 };

/* What was said of a monitor: a flag for each of its fields (base/monitor_fields.def), then those of the command. */
struct given {
	struct flag flags[MONITOR_FIELD_COUNT + MORE_FLAGS];
	size_t count;
	json_t
	    *lists[MONITOR_FIELD_COUNT]; /* of a field that is said item by item; NULL: not given */
};

/* A list that is said item by item; '' alone: none. */
static void
add_item(const char *value, void *arg)
{
	json_t **list = arg;

	if (!*list)
		*list = json_array();
	if (*value)
		json_array_append_new(*list, json_string(value));
}

static void
given_init(struct given *g, bool add, const char *const *alone)
{
	*g = (struct given){0};
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		const struct monitor_field_info *info = monitor_field_info((enum monitor_field)f);
		struct flag *flag = &g->flags[g->count++];

		*flag = (struct flag){.name = info->option, .takes = FLAG_VALUE};
		if (add && info->flags & MONITOR_FIELD_NOT_ADDED)
			flag->name = "="; /* nobody can give it */
		if (VALUE_IS_LIST(info->type)) {
			flag->each = add_item;
			flag->arg = &g->lists[f];
		}
	}
	for (; *alone; alone++)
		g->flags[g->count++] = (struct flag){.name = *alone, .takes = FLAG_ALONE};
}

static void
given_release(struct given *g)
{
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++)
		json_decref(g->lists[f]);
}

static bool
given_has(const struct given *g, const char *name)
{
	for (size_t i = 0; i < g->count; i++)
		if (!strcmp(g->flags[i].name, name))
			return g->flags[i].value != NULL;
	return false;
}

static int
add_field(struct ctl *ctl, const struct given *g, enum monitor_field f, json_t *args)
{
	const struct monitor_field_info *info = monitor_field_info(f);
	const char *value = g->flags[f].value;
	json_t *json;
	char *end;

	if (!value)
		return EXIT_DONE;
	if (VALUE_IS_LIST(info->type)) {
		json = json_incref(g->lists[f]);
	} else if (VALUE_IS_NUMBER(info->type)) {
		json = json_integer(strtol(value, &end, 10));
		if (*end || end == value) {
			json_decref(json);
			return given_refuse(ctl, info->name, value, "range");
		}
	} else if (!(json = json_string(value))) {
		return given_refuse(ctl, info->name, "", "not-utf8");
	}
	json_object_set_new(args, info->name, json);
	return EXIT_DONE;
}

/* What was given, as arguments of a request. */
static int
given_add(struct ctl *ctl, const struct given *g, json_t *args)
{
	int code = EXIT_DONE;

	for (int f = 0; f < MONITOR_FIELD_COUNT && !code; f++)
		code = add_field(ctl, g, (enum monitor_field)f, args);
	if (given_has(g, "default-sni"))
		json_object_set_new(args, "sni", json_null());
	return code;
}

enum said { SAY_ADDED, SAY_CHANGED, SAY_RETIRED };

static void
say_row(enum said said, const json_t *row)
{
	char *what = row_label(row);

	switch (said) {
	case SAY_ADDED:
		ctl_say(_("Added: %s"), what);
		break;
	case SAY_CHANGED:
		ctl_say(_("Changed: %s"), what);
		break;
	case SAY_RETIRED:
		ctl_say(_("No longer watched: %s"), what);
		break;
	}
	free(what);
}

int
ctl_endpoint(struct ctl *ctl, const char *text, json_t *args)
{
	struct endpoint e;
	const char *reason = endpoint_parse(&e, text);
	json_t *host = json_string(e.host);
	int code = EXIT_DONE;

	if (reason)
		code = given_refuse(ctl, "port", text, reason);
	else if (!host)
		code = given_refuse(ctl, "host", "", "not-utf8");
	else
		json_object_set(args, "host", host);
	if (!code && e.port)
		json_object_set_new(args, "port", json_integer(e.port));
	json_decref(host);
	endpoint_release(&e);
	return code;
}

/* What has no endpoint is named instead. */
static bool
is_file(const struct given *g)
{
	return monitor_type_from(g->flags[MONITOR_FIELD_TYPE].value) == MONITOR_FILE;
}

static int
add_one(struct ctl *ctl, struct given *g, const char *endpoint)
{
	json_t *args = json_object(), *ok = NULL;
	int code = EXIT_DONE;

	if (is_file(g))
		json_object_set_new(args, "name", json_string(endpoint));
	else
		code = ctl_endpoint(ctl, endpoint, args);
	if (!code)
		code = given_add(ctl, g, args);
	if (!code) {
		if (given_has(g, "dry-run"))
			json_object_set_new(args, "dry_run", json_true());
		ok = ctl_call(ctl, "monitor.add", json_incref(args), NULL, NULL);
		code = ok ? EXIT_DONE : EXIT_FAILED;
	}
	if (ok && given_has(g, "json"))
		ctl_print_json(ok);
	else if (ok && given_has(g, "dry-run"))
		ctl_say(_("It could be added: %s"), endpoint);
	else if (ok)
		say_row(SAY_ADDED, json_object_get(ok, "row"));
	json_decref(ok);
	json_decref(args);
	return code;
}

int
add_run(struct ctl *ctl, int argc, char **argv)
{
	static const char *const alone[] = {"dry-run", "json", NULL};
	struct given g;
	char **rest;
	int count, code;

	given_init(&g, true, alone);
	code = ctl_arguments(ctl, argc, argv, g.flags, g.count, 1, 1, &rest, &count);
	if (!code)
		code = add_one(ctl, &g, rest[0]);
	given_release(&g);
	return code;
}

/* The row as it is now: a change names the version that it was made from. */
static json_t *
row_get(struct ctl *ctl, const char *name)
{
	json_int_t id = ctl_resolve(ctl, name);

	return id ? ctl_call(ctl, "monitor.get", json_pack("{s:I}", "id", id), NULL, NULL) : NULL;
}

static int
edit_one(struct ctl *ctl, struct given *g, const char *name)
{
	json_t *args = json_object(), *got = NULL, *ok = NULL;
	int code = given_add(ctl, g, args);

	if (!code && json_object_size(args) == 0)
		code = ctl_usage(ctl, _("Nothing to change was said."));
	if (!code) {
		got = row_get(ctl, name);
		code = got ? EXIT_DONE : EXIT_FAILED;
	}
	if (!code) {
		const json_t *row = json_object_get(got, "row");

		json_object_set(args, "id", json_object_get(row, "id"));
		json_object_set(args, "version", json_object_get(row, "version"));
		ok = ctl_call(ctl, "monitor.edit", json_incref(args), NULL, NULL);
		code = ok ? EXIT_DONE : EXIT_FAILED;
	}
	if (ok && given_has(g, "json"))
		ctl_print_json(ok);
	else if (ok)
		say_row(SAY_CHANGED, json_object_get(ok, "row"));
	json_decref(ok);
	json_decref(got);
	json_decref(args);
	return code;
}

int
edit_run(struct ctl *ctl, int argc, char **argv)
{
	static const char *const alone[] = {"default-sni", "json", NULL};
	struct given g;
	char **rest;
	int count, code;

	given_init(&g, false, alone);
	code = ctl_arguments(ctl, argc, argv, g.flags, g.count, 1, 1, &rest, &count);
	if (!code)
		code = edit_one(ctl, &g, rest[0]);
	given_release(&g);
	return code;
}

/* A renewal that is open would be left without its monitor. */
static bool
agrees_to_retire(struct ctl *ctl, const json_t *row, bool yes)
{
	const json_t *renewal = json_object_get(row, "renewal");
	const char *whom = text_of(renewal, "waiting_on");
	char *question;
	bool agreed;

	if (!json_is_object(renewal))
		return true;
	question = *whom ? mem_printf(_("%s has renewal %lld open (phase %lld of %lld, waiting for "
					"%s). Retire it all the same? (--yes: yes)"),
			       text_of(row, "name"), (long long)number_of(renewal, "id"),
			       (long long)number_of(renewal, "phase"),
			       (long long)number_of(renewal, "phases"), whom)
			 : mem_printf(_("%s has renewal %lld open (phase %lld of %lld). Retire it "
					"all the same? (--yes: yes)"),
			       text_of(row, "name"), (long long)number_of(renewal, "id"),
			       (long long)number_of(renewal, "phase"),
			       (long long)number_of(renewal, "phases"));
	agreed = ctl_agrees(ctl, question, yes);
	free(question);
	return agreed;
}

int
remove_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "yes"}};
	int count = 0, code = ctl_arguments(ctl, argc, argv, flags, 1, 1, -1, &argv, &count);

	for (int i = 0; i < count; i++) {
		json_t *got = row_get(ctl, argv[i]), *ok = NULL;
		const json_t *row = json_object_get(got, "row");

		if (got && agrees_to_retire(ctl, row, flags[0].value != NULL))
			ok = ctl_call(ctl, "monitor.retire",
			    json_pack("{s:O, s:O, s:b}", "id", json_object_get(row, "id"),
				"version", json_object_get(row, "version"), "anyway",
				json_is_object(json_object_get(row, "renewal"))),
			    NULL, NULL);
		if (ok)
			say_row(SAY_RETIRED, row);
		else
			code = EXIT_FAILED;
		json_decref(ok);
		json_decref(got);
	}
	return code;
}
