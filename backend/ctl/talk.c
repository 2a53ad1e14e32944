/* What commands share in talking: with the backend, and with whoever called them.
 *
 * A command connects when it asks for the first time, so that what is wrong in its arguments is told without a backend.
 * What goes wrong is said where it happens, once, on the standard error, and comes back as an exit code or as NULL. A
 * monitor is named by its number or by anything that is one alone; of several the candidates are told. */
#include "ctl/ctl.h"
#include "ctl/conflict.h"
#include "ctl/given.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/text.h"
#include "words/words.h"

#include <unistd.h>

enum { CANDIDATES_SHOWN = 8, LABEL_WIDTH = 18 };

char *
ctl_row_endpoint(const json_t *row)
{
	return endpoint_text(text_of(row, "host"), (int)number_of(row, "port"));
}

char *
row_label(const json_t *row)
{
	char *endpoint = ctl_row_endpoint(row), *label;
	long long id = (long long)number_of(row, "id");

	if (!strcmp(text_of(row, "name"), endpoint))
		label = mem_printf("%lld %s", id, endpoint);
	else
		label = mem_printf("%lld %s (%s)", id, text_of(row, "name"), endpoint);
	free(endpoint);
	return label;
}

int
ctl_complain(struct ctl *ctl, const char *sentence)
{
	char *clean = text_cleaned(sentence, 0);

	if (!ctl->quiet_errors)
		fprintf(stderr, "caducactl: %s\n", clean);
	free(ctl->trouble);
	ctl->trouble = clean;
	return EXIT_FAILED;
}

int
ctl_complain_code(struct ctl *ctl, const char *code, const json_t *args)
{
	struct buf sentence = {0};

	words_error(code, args, &sentence);
	ctl_complain(ctl, buf_str(&sentence));
	buf_release(&sentence);
	return EXIT_FAILED;
}

int
ctl_complain_err(struct ctl *ctl, const struct err *err)
{
	struct buf sentence = {0};

	words_err(err, &sentence);
	ctl_complain(ctl, buf_str(&sentence));
	buf_release(&sentence);
	return EXIT_FAILED;
}

int
ctl_complain_left_out(struct ctl *ctl, const char *name, const char *why)
{
	struct buf sentence = {0};

	words_left_out(name, why, &sentence);
	ctl_complain(ctl, buf_str(&sentence));
	buf_release(&sentence);
	return EXIT_FAILED;
}

int
ctl_complain_refused_one(struct ctl *ctl, const char *name, const json_t *error)
{
	struct buf why = {0};

	words_error(text_of(error, "code"), json_object_get(error, "args"), &why);
	ctl_complain_left_out(ctl, name, buf_str(&why));
	buf_release(&why);
	return EXIT_FAILED;
}

int
ctl_usage(struct ctl *ctl, const char *why)
{
	ctl_complain(ctl, why);
	if (!ctl->quiet_errors)
		ctl_print_usage(ctl, stderr);
	return EXIT_USAGE;
}

int
ctl_arguments(struct ctl *ctl, int argc, char **argv, struct flag *flags, size_t count, int least,
    int most, char ***rest, int *rest_count)
{
	const char *wrong = NULL;
	int n = flags_read(flags, count, argc, argv, &wrong);
	char *why;

	*rest_count = 0;
	if (n >= least && (n <= most || most < 0)) {
		*rest = argv;
		*rest_count = n;
		return 0;
	}
	if (n >= 0 && n < least)
		return ctl_usage_missing(ctl, n);
	why = n < 0 ? mem_printf(_("'%s' is not an option here, or lacks its value."), wrong)
		    : mem_strdup(_("There are too many arguments."));
	ctl_usage(ctl, why);
	free(why);
	return EXIT_USAGE;
}

int
ctl_verb(struct ctl *ctl, int argc, char **argv)
{
	char *why, *clean;

	for (const struct verb *v = command_verbs(ctl->command); argc && v->name; v++)
		if (!strcmp(v->name, argv[0])) {
			ctl->verb = v;
			return v->run(ctl, argc - 1, argv + 1);
		}
	if (!argc)
		return ctl_usage(ctl, _("Something is missing."));
	if (!strcmp(argv[0], "help")) {
		usage_print(ctl->command, argc - 1, argv + 1, stdout);
		return EXIT_DONE;
	}
	clean = text_cleaned(argv[0], 60);
	why = mem_printf(_("there is no command '%s %s'"), ctl->command->name, clean);
	ctl_usage(ctl, why);
	free(why);
	free(clean);
	return EXIT_USAGE;
}

/* Of a person who sits there; false: nobody does, or he says nothing. */
static bool
ask_who(struct ctl *ctl, const struct err *err)
{
	char typed[256] = "";

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return false;
	ctl_complain_err(ctl, err);
	fprintf(stderr, "%s ", _("Who is there?"));
	fflush(stderr);
	if (!fgets(typed, sizeof(typed), stdin))
		*typed = '\0';
	typed[strcspn(typed, "\r\n")] = '\0';
	mem_replace(&ctl->declared, typed);
	return *typed != '\0';
}

static void
say_no_log(const struct err *err)
{
	struct buf why = {0};
	json_t *args = err_args(err);

	words_error(err->code, args, &why);
	fprintf(stderr, "caducactl: ");
	fprintf(stderr, _("the backend keeps no log. %s"), buf_str(&why));
	fputs("\n", stderr);
	json_decref(args);
	buf_release(&why);
}

int
ctl_connect(struct ctl *ctl)
{
	struct client_place place;
	struct err err = {0};

	if (ctl->client)
		return 0;
	client_place_find(&place, ctl->socket, ctl->config, ctl->personal);
	place.as = ctl->as ? ctl->as : ctl->declared;
	ctl->client = client_open(&place, "caducactl", &err);
	if (!ctl->client && !strcmp(err.code, "who-is-there") && ask_who(ctl, &err)) {
		err = (struct err){0};
		place.as = ctl->declared;
		ctl->client = client_open(&place, "caducactl", &err);
	}
	if (ctl->client && !place.named && place_check_log(&err) < 0)
		say_no_log(&err);
	client_place_release(&place);
	if (ctl->client)
		return 0;
	ctl_complain_err(ctl, &err);
	return -1;
}

const char *
ctl_login(const struct ctl *ctl)
{
	return ctl->client ? text_of(client_hello(ctl->client), "login") : "";
}

static json_t *
call(struct ctl *ctl, const char *operation, json_t *args, void (*part)(json_t *item, void *arg),
    void *arg, json_t **error)
{
	struct err err = {0};
	json_t *ok;

	if (ctl_connect(ctl) < 0) {
		json_decref(args);
		return NULL;
	}
	ok = client_call(ctl->client, operation, args, part, arg, error, &err);
	if (!ok && !*error)
		ctl_complain_err(ctl, &err);
	return ok;
}

json_t *
ctl_try(struct ctl *ctl, const char *operation, json_t *args, json_t **error)
{
	return call(ctl, operation, args, NULL, NULL, error);
}

json_t *
ctl_call(struct ctl *ctl, const char *operation, json_t *args,
    void (*part)(json_t *item, void *arg), void *arg)
{
	json_t *error = NULL, *ok = call(ctl, operation, json_incref(args), part, arg, &error);

	if (error)
		ctl_complain_refused(ctl, error, args);
	json_decref(error);
	json_decref(args);
	return ok;
}

json_t *
ctl_call_pages(struct ctl *ctl, const char *operation, const json_t *args, const char *member)
{
	json_t *all = json_array(), *ok;
	json_int_t next = 0;

	do {
		json_t *page = json_copy((json_t *)(uintptr_t)args);

		json_object_set_new(page, "after", json_integer(next));
		ok = ctl_call(ctl, operation, page, NULL, NULL);
		json_array_extend(all, json_object_get(ok, member));
		next = number_of(ok, "next");
		if (!ok) {
			json_decref(all);
			return NULL;
		}
		json_decref(ok);
	} while (next);
	return all;
}

/* "3 seu (seu.exemple.cat:443), 7 ..." */
static json_t *
candidates_json(struct ctl *ctl, const char *name, const json_t *ids)
{
	size_t count = json_array_size(ids);
	struct buf list = {0};
	json_t *args;

	for (size_t i = 0; i < count && i < CANDIDATES_SHOWN; i++) {
		json_t *ok = ctl_call(ctl, "monitor.get",
		    json_pack("{s:O}", "id", json_array_get(ids, i)), NULL, NULL);
		char *label = row_label(json_object_get(ok, "row"));

		buf_printf(&list, "%s%s", i ? ", " : "", label);
		free(label);
		json_decref(ok);
	}
	if (count > CANDIDATES_SHOWN)
		buf_puts(&list, ", …");
	args = json_pack("{s:s, s:s}", "name", name, "candidates", buf_str(&list));
	buf_release(&list);
	return args;
}

json_int_t
ctl_resolve(struct ctl *ctl, const char *name)
{
	json_t *args, *ok = NULL;
	const json_t *ids;
	json_int_t id = 0;
	char *end;
	long long number = strtoll(name, &end, 10);

	args = json_pack("{s:s}", "name", name);
	if (!args) {
		given_refuse(ctl, "name", "", "not-utf8");
		return 0;
	}
	ok = ctl_call(ctl, "monitor.find", args, NULL, NULL);
	if (!ok)
		return 0;
	ids = json_object_get(ok, "ids");
	for (size_t i = 0; i < json_array_size(ids); i++) {
		json_int_t candidate = json_integer_value(json_array_get(ids, i));

		/* a number is a number first, even if somebody's monitor is called so */
		if (json_array_size(ids) == 1 || (!*end && end != name && candidate == number))
			id = candidate;
	}
	if (!id) {
		bool none = json_array_size(ids) == 0;

		args = none ? json_pack("{s:s}", "name", name) : candidates_json(ctl, name, ids);
		ctl_complain_code(ctl, none ? "not-found" : "ambiguous", args);
		json_decref(args);
	}
	json_decref(ok);
	return id;
}

void
ctl_say(const char *fmt, ...)
{
	char *text, *clean;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	clean = text_cleaned(text, 0);
	puts(clean);
	free(clean);
	free(text);
}

void
ctl_line(const char *label, const char *value)
{
	int pad = LABEL_WIDTH - text_width(label);

	if (*value)
		ctl_say("%s%*s %s", label, pad > 0 ? pad : 0, "", value);
}

void
ctl_print_json(const json_t *value)
{
	json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
	putchar('\n');
}

bool
ctl_agrees(struct ctl *ctl, const char *question, bool yes)
{
	char answer[16], *clean;

	if (yes)
		return true;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		ctl_complain(ctl, question);
		return false;
	}
	clean = text_cleaned(question, 0);
	/* TRANSLATORS: the letters of yes and no; both languages' letters always work. */
	fprintf(stderr, "%s [%s/n] ", clean, _("y"));
	fflush(stderr);
	free(clean);
	return fgets(answer, sizeof(answer), stdin) && *answer && strchr("sSyY", *answer);
}
