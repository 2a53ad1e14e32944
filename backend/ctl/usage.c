/* How a command is called, and the help of each: one line or more for it, for each of its verbs and for each
 * act of a verb ("renewal step N STEP tick 3"), all read off the same tables that run them. The syntax stands
 * once, in English; what a person has to put in ("FILE", "KEY") and the few words between are put into his
 * language as they are printed, so that a line is wholly in one. */
#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/monitor_field.h"
#include "base/text.h"
#include "words/words.h"

#include <ctype.h>

enum { USAGE_COLUMNS = 80 };

/* The longer ones first: the first that fits at a place is taken. */
static const char *const placeholders[] = {
    N_("and the options of add"),
    N_("both with"),
    N_("each with"),
    N_("ADDRESS"),
    N_("ALERT"),
    N_("CERTIFICATE"),
    N_("CHECK"),
    N_("DATE"),
    N_("DAYS"),
    N_("DIR"),
    N_("DOMAIN"),
    N_("FIELD"),
    N_("FILE"),
    N_("FINGERPRINT"),
    N_("FOLDER"),
    N_("IS"),
    N_("KEY"),
    N_("KIND"),
    N_("LEVEL"),
    N_("LINE"),
    N_("LOGIN"),
    N_("MAIL"),
    N_("MONITOR"),
    N_("NAME"),
    N_("NUMBER"),
    N_("PATH"),
    N_("PORT"),
    N_("PROBLEM"),
    N_("RENEWAL"),
    N_("ROLE"),
    N_("SECONDS"),
    N_("SEQ"),
    N_("SERVICE"),
    N_("STEP"),
    N_("TAG"),
    N_("TEXT"),
    N_("TICKET"),
    N_("TITLE"),
    N_("USER"),
    N_("VALUE"),
    N_("WAS"),
    N_("WHOM"),
};

static bool
is_word_part(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* The placeholder that stands at `at`, or NULL. */
static const char *
placeholder_at(const char *text, const char *at)
{
	if (at > text && is_word_part(at[-1]))
		return NULL;
	for (size_t i = 0; i < sizeof(placeholders) / sizeof(*placeholders); i++) {
		size_t len = strlen(placeholders[i]);

		if (!strncmp(at, placeholders[i], len) && !is_word_part(at[len]))
			return placeholders[i];
	}
	return NULL;
}

/* A new string. */
static char *
usage_worded(const char *syntax)
{
	struct buf out = {0};

	for (const char *at = syntax; *at;) {
		/* an option that is called as a placeholder ("--NAME TEXT") is one as well */
		bool option = at - syntax >= 2 && at[-1] == '-' && at[-2] == '-';
		const char *found = placeholder_at(option ? at : syntax, at);

		if (found) {
			buf_puts(&out, _(found));
			at += strlen(found);
		} else {
			buf_putc(&out, *at++);
		}
	}
	return buf_steal(&out);
}

/* ---- what a call lacks ---- */

/* The end of what stands at `at`: a group in brackets, or what goes on to the next blank. */
static const char *
token_end(const char *at)
{
	int depth = 0;

	for (; *at && *at != '\n' && (depth || *at != ' '); at++)
		depth += (*at == '[') - (*at == ']');
	return at;
}

/* Of the first way to call it, what it needs beyond the first `have`, a blank between: "STEP KEY". */
static void
add_needed(const char *syntax, int have, struct buf *out)
{
	bool value = false; /* of an option */

	for (const char *at = syntax, *end; *at && *at != '\n' && *at != '|';
	     at = end + (*end == ' ')) {
		size_t len = strcspn(at, " \n[.");

		end = token_end(at);
		if (value || *at == '-' || *at == '[') {
			value = *at == '-';
			continue;
		}
		if (have-- <= 0 && len)
			buf_printf(out, "%s%.*s", out->len ? " " : "", (int)len, at);
	}
}

int
ctl_usage_missing(struct ctl *ctl, int have)
{
	const char *syntax = ctl->act    ? ctl->act->arguments
			     : ctl->verb ? ctl->verb->arguments
					 : ctl->command->arguments;
	struct buf needed = {0};
	char *worded, *why;
	int code;

	if (syntax)
		add_needed(syntax, have, &needed);
	worded = usage_worded(buf_str(&needed));
	why = *worded ? mem_printf(_("Something is missing: %s."), worded)
		      : mem_strdup(_("Something is missing."));
	code = ctl_usage(ctl, why);
	free(why);
	free(worded);
	buf_release(&needed);
	return code;
}

/* ---- lines ---- */

/* Each line of arguments after "caducactl PATH"; one that begins with a blank goes on with the one before. */
static void
add_lines(struct buf *out, const char *indent, const char *path, const char *arguments)
{
	for (const char *line = arguments; line;) {
		const char *end = strchr(line, '\n');
		size_t len = end ? (size_t)(end - line) : strlen(line);

		if (*line == ' ')
			buf_printf(out, "%s    %.*s\n", indent, (int)(len - 1), line + 1);
		else
			buf_printf(out, "%scaducactl %s%s%.*s\n", out->len ? indent : "", path,
			    len ? " " : "", (int)len, line);
		line = end ? end + 1 : NULL;
	}
}

static void
print_worded(const char *syntax, FILE *out)
{
	char *worded = usage_worded(syntax);

	fputs(worded, out);
	free(worded);
}

static void
print_first(const char *syntax, FILE *out)
{
	fputs(_("usage: "), out);
	print_worded(syntax, out);
}

char *
ctl_field_options(void)
{
	struct buf all = {0};
	size_t used = 0;

	for (int f = 0; f < MONITOR_FIELD_COUNT; f++) {
		const struct monitor_field_info *info = monitor_field_info((enum monitor_field)f);
		char *one = mem_printf("[--%s %s]%s", info->option, info->argument,
		    VALUE_IS_LIST(info->type) ? "..." : "");

		if (!(info->flags & MONITOR_FIELD_NOT_ADDED)) {
			used += strlen(one) + 1;
			buf_puts(&all, !all.len               ? ""
				       : used > USAGE_COLUMNS ? "\n           "
							      : " ");
			used = used > USAGE_COLUMNS ? strlen(one) : used;
			buf_puts(&all, one);
		}
		free(one);
	}
	return buf_steal(&all);
}

/* Whole lines of a command without verbs; {fields}: the options of the fields of a monitor. */
static void
print_command(const struct command *command, FILE *out)
{
	static const char fields[] = "{fields}";
	const char *hole = strstr(command->arguments, fields);
	char *options = hole ? ctl_field_options() : NULL;
	char *text = hole ? mem_printf("caducactl %s %.*s%s%s\n", command->name,
				(int)(hole - command->arguments), command->arguments, options,
				hole + strlen(fields))
			  : mem_printf("caducactl %s %s\n", command->name, command->arguments);

	print_first(text, out);
	fprintf(out, "       %s\n", _(command->help));
	free(text);
	free(options);
}

static int
name_width(const struct verb *verbs)
{
	int width = 0;

	for (; verbs->name; verbs++)
		if ((int)strlen(verbs->name) > width)
			width = (int)strlen(verbs->name);
	return width;
}

static void
print_verbs(const struct command *command, FILE *out)
{
	int width = name_width(command->verbs);

	fprintf(out, "%scaducactl %s …\n\n", _("usage: "), command->name);
	for (const struct verb *v = command->verbs; v->name; v++)
		fprintf(out, "  %-*s  %s\n", width, v->name, _(v->help));
	fprintf(out, "\n");
	fprintf(out, _("caducactl help %s VERB tells the arguments of one.\n"), command->name);
}

static void
print_acts(const char *path, const struct verb *acts, FILE *out)
{
	for (; acts->name; acts++) {
		char *deep = mem_printf("%s %s", path, acts->name);
		struct buf lines = {0};

		add_lines(&lines, "  ", deep, acts->arguments);
		fputs("\n  ", out);
		print_worded(buf_str(&lines), out);
		fprintf(out, "      %s\n", _(acts->help));
		buf_release(&lines);
		free(deep);
	}
}

static void
print_verb(
    const struct command *command, const struct verb *verb, const struct verb *act, FILE *out)
{
	char *path = mem_printf("%s %s", command->name, verb->name);
	char *before = verb->acts ? mem_printf("%s %s", path, verb->before) : mem_strdup("");
	char *deep = act ? mem_printf("%s %s", before, act->name) : mem_strdup(path);
	struct buf lines = {0};

	add_lines(&lines, "       ", deep, act ? act->arguments : verb->arguments);
	print_first(buf_str(&lines), out);
	fprintf(out, "       %s\n", _(act ? act->help : verb->help));
	if (!act && verb->acts)
		print_acts(before, verb->acts, out);
	buf_release(&lines);
	free(before);
	free(deep);
	free(path);
}

/* ---- which one ---- */

const struct verb *
verb_find(const struct verb *verbs, const char *name)
{
	for (; verbs && verbs->name; verbs++)
		if (!strcmp(verbs->name, name))
			return verbs;
	return NULL;
}

const char *
usage_print(const struct command *command, int count, char **path, FILE *out)
{
	const struct verb *verb = count > 0 ? verb_find(command->verbs, path[0]) : NULL,
			  *act = NULL;
	int i;

	for (i = 1; verb && !act && i < count; i++)
		act = verb_find(verb->acts, path[i]);
	if (verb)
		print_verb(command, verb, act, out);
	else if (command->verbs)
		print_verbs(command, out);
	else
		print_command(command, out);
	return count > 0 && !verb ? path[0] : count > 1 && !act ? path[count - 1] : NULL;
}

static void
print_usage(const struct ctl *ctl, FILE *out)
{
	if (ctl->verb)
		print_verb(ctl->command, ctl->verb, ctl->act, out);
	else
		usage_print(ctl->command, 0, NULL, out);
}

int
ctl_usage(struct ctl *ctl, const char *why)
{
	ctl_complain(ctl, why);
	if (!ctl->quiet_errors)
		print_usage(ctl, stderr);
	return EXIT_USAGE;
}

/* ---- reading it ---- */

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

	for (const struct verb *v = ctl->command->verbs; argc && v->name; v++)
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
