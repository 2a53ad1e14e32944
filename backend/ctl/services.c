/* caducactl service: add, edit, remove, list, show, head. A table of verbs; each reads its flags, sends one
 * request and prints the answer in words or, with --json, as it came. field_flags gives the argument of the
 * protocol for each flag; --pattern may be repeated, and '' alone means none.
 *
 * A change names the version that the service has at that moment, which is asked for first. Services are named by
 * number or by name, as people find easier; the backend resolves it. */
#include "ctl/ctl.h"
#include "ctl/given.h"
#include "ctl/service_list.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/words.h"

/* The options that say something of a service, with the argument of the protocol each becomes. */
static const struct {
	const char *flag, *field;
} field_flags[] = {
    {"name", "name"},
    {"head", "head"},
    {"head-mail", "head_mail"},
    {"head-user", "head_user"},
    {"project-head", "project_head"},
    {"notes", "notes"},
};

enum { FIELD_FLAGS = sizeof(field_flags) / sizeof(field_flags[0]), MORE_FLAGS = 2 };

struct given {
	struct flag flags[FIELD_FLAGS + MORE_FLAGS];
	size_t count;
	json_t *patterns; /* NULL: --pattern was not given */
	char **rest;
	int rest_count;
};

static void
add_pattern(const char *value, void *arg)
{
	struct given *g = arg;
	json_t *json = json_string(value);

	if (!g->patterns)
		g->patterns = json_array();
	if (*value) /* --pattern '' alone: none */
		json_array_append_new(g->patterns, json ? json : json_string(""));
	else
		json_decref(json);
}

static int
given_read(struct ctl *ctl, struct given *g, int argc, char **argv, int least, int most)
{
	*g = (struct given){0};
	for (size_t i = 0; i < FIELD_FLAGS; i++)
		g->flags[g->count++] =
		    (struct flag){.name = field_flags[i].flag, .takes = FLAG_VALUE};
	g->flags[g->count++] =
	    (struct flag){.name = "pattern", .takes = FLAG_VALUE, .each = add_pattern, .arg = g};
	g->flags[g->count++] = (struct flag){.name = "json"};
	return ctl_arguments(
	    ctl, argc, argv, g->flags, g->count, least, most, &g->rest, &g->rest_count);
}

static bool
wants_json(const struct given *g)
{
	return g->flags[g->count - 1].value != NULL;
}

static int
put_fields(struct ctl *ctl, json_t *args, const struct given *g)
{
	for (size_t i = 0; i < FIELD_FLAGS; i++)
		if (g->flags[i].value &&
		    put_given(ctl, args, field_flags[i].field, g->flags[i].value))
			return EXIT_FAILED;
	if (g->patterns)
		json_object_set(args, "patterns", g->patterns);
	return EXIT_DONE;
}

static json_t *
service_get(struct ctl *ctl, const char *name)
{
	json_t *args = json_object();

	if (put_given(ctl, args, "name", name)) {
		json_decref(args);
		return NULL;
	}
	return ctl_call(ctl, "service.show", args, NULL, NULL);
}

/* Calls, and prints the service that it is now; steals args. */
static int
change(struct ctl *ctl, const struct given *g, const char *operation, json_t *args, bool added)
{
	json_t *ok = ctl_call(ctl, operation, args, NULL, NULL);
	const json_t *service = json_object_get(ok, "service");

	if (!ok)
		return EXIT_FAILED;
	if (wants_json(g))
		ctl_print_json(service);
	else if (added)
		ctl_say(_("Added: service %lld %s"), (long long)number_of(service, "id"),
		    text_of(service, "name"));
	else
		ctl_say(_("Changed: service %lld %s"), (long long)number_of(service, "id"),
		    text_of(service, "name"));
	json_decref(ok);
	return EXIT_DONE;
}

/* ---- add, edit, remove ---- */

static int
service_add(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	json_t *args = json_object();
	int code = given_read(ctl, &g, argc, argv, 1, 1);

	if (!code && g.flags[0].value)
		code = ctl_usage(ctl, _("The name stands alone here, without --name."));
	if (!code)
		code = put_fields(ctl, args, &g);
	if (!code)
		code = put_given(ctl, args, "name", g.rest[0]);
	if (!code)
		code = change(ctl, &g, "service.add", json_incref(args), true);
	json_decref(args);
	json_decref(g.patterns);
	return code;
}

static int
service_edit(struct ctl *ctl, int argc, char **argv)
{
	struct given g;
	json_t *args = json_object(), *got = NULL;
	int code = given_read(ctl, &g, argc, argv, 1, 1);

	if (!code)
		code = put_fields(ctl, args, &g);
	if (!code && json_object_size(args) == 0)
		code = ctl_usage(ctl, _("Nothing to change was said."));
	if (!code) {
		got = service_get(ctl, g.rest[0]);
		code = got ? EXIT_DONE : EXIT_FAILED;
	}
	if (!code) {
		const json_t *service = json_object_get(got, "service");

		json_object_set(args, "id", json_object_get(service, "id"));
		json_object_set(args, "version", json_object_get(service, "version"));
		code = change(ctl, &g, "service.edit", json_incref(args), false);
	}
	json_decref(got);
	json_decref(args);
	json_decref(g.patterns);
	return code;
}

static int
service_remove(struct ctl *ctl, int argc, char **argv)
{
	int count = 0, code = ctl_arguments(ctl, argc, argv, NULL, 0, 1, -1, &argv, &count);

	for (int i = 0; i < count; i++) {
		json_t *got = service_get(ctl, argv[i]), *ok = NULL;
		const json_t *service = json_object_get(got, "service");

		if (got)
			ok = ctl_call(ctl, "service.remove",
			    json_pack("{s:O, s:O}", "id", json_object_get(service, "id"), "version",
				json_object_get(service, "version")),
			    NULL, NULL);
		if (ok)
			ctl_say(_("Removed: service %lld %s"), (long long)number_of(service, "id"),
			    text_of(service, "name"));
		else
			code = EXIT_FAILED;
		json_decref(ok);
		json_decref(got);
	}
	return code;
}

/* In the place of one head, wherever that one is, another. */
static int
service_head(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "head-mail", .takes = FLAG_VALUE},
	    {.name = "head-user", .takes = FLAG_VALUE}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 3, 2, 2, &argv, &count);
	json_t *args = json_object(), *ok = NULL;
	const json_t *names;

	if (!code)
		code = put_given(ctl, args, "was", argv[0]);
	if (!code)
		code = put_given(ctl, args, "head", argv[1]);
	if (!code && flags[0].value)
		code = put_given(ctl, args, "head_mail", flags[0].value);
	if (!code && flags[1].value)
		code = put_given(ctl, args, "head_user", flags[1].value);
	if (!code) {
		ok = ctl_call(ctl, "service.head", json_incref(args), NULL, NULL);
		code = ok ? EXIT_DONE : EXIT_FAILED;
	}
	names = json_object_get(ok, "services");
	if (ok && flags[2].value)
		ctl_print_json(names);
	for (size_t i = 0; i < json_array_size(names) && !flags[2].value; i++)
		ctl_say(
		    _("%s: the head is %s"), json_string_value(json_array_get(names, i)), argv[1]);
	json_decref(ok);
	json_decref(args);
	return code;
}

/* ---- list, show ---- */

static void
line_patterns(const json_t *service)
{
	const json_t *list = json_object_get(service, "patterns");

	for (size_t i = 0; i < json_array_size(list); i++)
		ctl_line(i ? "" : _("Domains"), json_string_value(json_array_get(list, i)));
}

static void
line_notes(const char *notes)
{
	const char *label = _("Notes"), *end;

	for (const char *at = notes; *at; at = *end ? end + 1 : end) {
		char *line = mem_strndup(at, strcspn(at, "\n"));

		end = at + strlen(line);
		ctl_line(label, line);
		label = "";
		free(line);
	}
}

static char *
joined(const json_t *texts)
{
	struct buf b = {0};

	texts_join(texts, NULL, " ", &b);
	return buf_steal(&b);
}

static void
print_table(const json_t *services)
{
	struct table *t = table_new();
	json_t *service;
	char number[24], *patterns;
	size_t i;

	table_column(t, _("No."), TABLE_NUMBER);
	table_column(t, _("Service"), TABLE_TEXT);
	table_column(t, _("Head of service"), TABLE_TEXT);
	table_column(t, _("Project head"), TABLE_SPARE);
	table_column(t, _("Domains"), TABLE_SPARE);
	json_array_foreach(services, i, service) {
		snprintf(number, sizeof(number), "%lld", (long long)number_of(service, "id"));
		patterns = joined(json_object_get(service, "patterns"));
		table_cell(t, number);
		table_cell(t, text_of(service, "name"));
		table_cell(t, text_of(service, "head"));
		table_cell(t, text_of(service, "project_head"));
		table_cell(t, patterns);
		free(patterns);
	}
	table_print(t, stdout);
	table_free(t);
}

static int
service_list(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 0, 0, &argv, &count);
	json_t *services;

	if (code)
		return code;
	services = service_list_fetch(ctl);
	if (!services)
		return EXIT_FAILED;
	if (flags[0].value)
		ctl_print_json(services);
	else if (json_array_size(services))
		print_table(services);
	else
		ctl_say("%s", _("There are no services yet: caducactl service add NAME"));
	json_decref(services);
	return EXIT_DONE;
}

static void
print_service(const json_t *ok)
{
	const json_t *service = json_object_get(ok, "service");
	const json_t *monitors = json_object_get(ok, "monitors");
	int64_t more = number_of(ok, "count") - (int64_t)json_array_size(monitors);

	ctl_say("%lld  %s", (long long)number_of(service, "id"), text_of(service, "name"));
	ctl_line(_("Head of service"), text_of(service, "head"));
	ctl_line(_("Mail"), text_of(service, "head_mail"));
	ctl_line(_("User of Jira"), text_of(service, "head_user"));
	ctl_line(_("Project head"), text_of(service, "project_head"));
	line_patterns(service);
	line_notes(text_of(service, "notes"));
	for (size_t i = 0; i < json_array_size(monitors); i++) {
		char *label = row_label(json_array_get(monitors, i));

		ctl_line(i ? "" : _("Monitors"), label);
		free(label);
	}
	if (more > 0)
		ctl_say(_("and %lld more"), (long long)more);
}

static int
service_show(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 1, 1, &argv, &count);
	json_t *ok;

	if (code)
		return code;
	ok = service_get(ctl, argv[0]);
	if (!ok)
		return EXIT_FAILED;
	if (flags[0].value)
		ctl_print_json(ok);
	else
		print_service(ok);
	json_decref(ok);
	return EXIT_DONE;
}

const struct verb service_verbs[] = {
    {"add",
	"NAME [--head TEXT] [--head-mail MAIL] [--head-user USER] [--project-head TEXT]\n"
	" [--notes TEXT] [--pattern DOMAIN]... [--json]",
	N_("write down a service"), service_add, NULL, NULL},
    {"edit", "SERVICE [--name TEXT] and the options of add", N_("change what is known of one"),
	service_edit, NULL, NULL},
    {"remove", "SERVICE...", N_("forget one; its monitors stay"), service_remove, NULL, NULL},
    {"list", "[--json]", N_("all of them, and who answers for each"), service_list, NULL, NULL},
    {"show", "SERVICE [--json]", N_("all that is known of one"), service_show, NULL, NULL},
    {"head", "WAS IS [--head-mail MAIL] [--head-user USER]",
	N_("another head, of all the services of the one before"), service_head, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

int
service_run(struct ctl *ctl, int argc, char **argv)
{
	return ctl_verb(ctl, argc, argv);
}
