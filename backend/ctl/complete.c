/* caducactl --complete WORD...: what may stand in the place of the last of the words that a person typed so far after
 * "caducactl", a line for each. It is read off the tables that run the commands and print their usage, so the shell,
 * which asks this at each tab (packaging/caducactl.bash), never offers what there is not. Where nothing is told a file
 * may stand, or what nobody knows without asking the backend: that is not done for a key of the keyboard.
 *
 * A filter is gone on with as it is on the console (expiry/filter_complete.h): names of fields, values, saved filters; so is
 * a kind of line of the audit trail. */
#include "ctl/complete.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/saved_filters.h"
#include "ctl/ctl.h"
#include "expiry/filter_complete.h"
#include "words/trail.h"
#include "words/words.h"

#include <ctype.h>
#include <string.h>

/* As a usage has them; a word stands for their value. */
static const char shared_options[] =
    "[--socket PATH] [--config FILE] [--personal] [--help] [--version]";

/* How far the words before the last one got in the tables. */
struct place {
	const struct command *commands;
	size_t count;
	const struct command *command;
	const struct verb *verb, *act;
	int after_verb; /* words */
	bool help;      /* the words name what help is asked of */
	bool lost;      /* what stands there is in no table */
};

/* ---- the options of a syntax ---- */

static bool
is_name_part(char c)
{
	return islower((unsigned char)c) || c == '-';
}

/* The length of the option that stands at `at`, 0 where none does; *value is what stands for its value, "" for none. */
static size_t
option_at(const char *syntax, const char *at, const char **value)
{
	const char *end = at;

	if (strncmp(at, "--", 2) != 0 || (at > syntax && is_name_part(at[-1])))
		return 0;
	while (is_name_part(*end))
		end++;
	*value = end[0] == ' ' && end[1] && !strchr("[|-", end[1]) ? end + 1 : "";
	return end - at > 2 ? (size_t)(end - at) : 0;
}

/* What stands in a syntax for the value of an option; NULL where it has no such option. */
static const char *
option_value(const char *syntax, const char *option)
{
	const char *value;

	for (const char *at = syntax; *at; at++) {
		size_t len = option_at(syntax, at, &value);

		if (len && len == strlen(option) && !strncmp(at, option, len))
			return value;
	}
	return NULL;
}

/* How the command, verb or act that the words name is called: a new string. */
static char *
syntax_of(const struct place *p)
{
	static const char fields[] = "{fields}", as_add[] = "the options of add";
	const char *own = p->act       ? p->act->arguments
			  : p->verb    ? p->verb->arguments
			  : p->command ? p->command->arguments
				       : NULL;
	struct buf all = {0};

	buf_puts(&all, shared_options);
	if (own)
		buf_printf(&all, "\n%s", own);
	if (own && p->verb && strstr(own, as_add))
		buf_printf(&all, "\n%s", verb_find(p->command->verbs, "add")->arguments);
	if (own && !p->verb && (strstr(own, fields) || strstr(own, as_add))) {
		char *options = ctl_field_options();

		buf_printf(&all, "\n%s", options);
		free(options);
	}
	return buf_steal(&all);
}

/* ---- how far the words got ---- */

/* Words between a verb and its acts ("N STEP"); help names an act right after it. */
static int
words_before_act(const struct place *p)
{
	int words = p->help ? 0 : 1;

	for (const char *at = p->verb->before; words && (at = strchr(at, ' ')); at++)
		words++;
	return words;
}

static void
advance(struct place *p, const char *word)
{
	const bool top = !p->command;

	for (size_t i = 0; top && i < p->count; i++)
		if (!strcmp(p->commands[i].name, word))
			p->command = &p->commands[i];
	if (top && !p->command) {
		p->lost |= p->help || strcmp(word, "help") != 0;
		p->help = true;
	} else if (!top && !p->verb) {
		p->verb = verb_find(p->command->verbs, word);
		p->lost |= !p->verb && p->command->verbs;
	} else if (p->verb) {
		if (p->verb->acts && !p->act && p->after_verb >= words_before_act(p))
			p->act = verb_find(p->verb->acts, word);
		p->after_verb++;
	}
}

/* Goes through the words before the last; the option whose value the last one is, or NULL. */
static const char *
walk(struct place *p, int argc, char **argv)
{
	const char *option = NULL;

	for (int i = 0; i + 1 < argc; i++) {
		char *syntax = syntax_of(p);
		const char *value;

		if (!strcmp(argv[i], "="))
			; /* the shell cuts "--type=file" in three */
		else if (option)
			option = NULL; /* and this is its value */
		else if (*argv[i] != '-')
			advance(p, argv[i]);
		else if ((value = option_value(syntax, argv[i])) && *value)
			option = argv[i];
		free(syntax);
	}
	return option;
}

/* ---- what is told ---- */

static void
tell_names(const struct verb *verbs, FILE *out)
{
	for (; verbs && verbs->name; verbs++)
		fprintf(out, "%s\n", verbs->name);
}

/* ---- a filter that is being typed ---- */

struct typed_filter {
	const char *text;
	size_t kept; /* bytes of it before what is offered */
	FILE *out;
};

static void
tell_filter(const char *word, void *arg)
{
	const struct typed_filter *t = arg;

	fprintf(t->out, "%.*s%s\n", (int)t->kept, t->text, word);
}

/* From the table that the console completes with, in the language that the program speaks; what stands in the rows
 * nobody knows without the backend. */
static void
tell_filters(const struct place *p, const char *text, FILE *out)
{
	const bool of_renewals = !strcmp(p->command->name, "renewal");
	struct config *config = config_load(NULL);
	struct saved_filters *saved = saved_filters_new(SAVED_OF_ROWS);
	struct typed_filter typed = {.text = text, .out = out};
	struct filter_place place;
	char *folder = path_user_config();

	words_init(config->language);
	saved_filters_load(saved, folder);
	filter_place_at(text, strlen(text), &place);
	typed.kept = place.start;
	filter_offer(&place, of_renewals ? ROWS_RENEWALS : ROWS_MONITORS, words_is_catalan(), saved,
	    tell_filter, &typed);
	free(place.typed);
	free(folder);
	saved_filters_free(saved);
	config_free(config);
}

/* ---- a kind of line of the audit trail ---- */

/* The codes, and before the first of each family that. */
static void
tell_kinds_of_lines(FILE *out)
{
	char *code, *last = mem_strdup("");

	for (size_t i = 0; (code = words_trail_code(i)); i++) {
		size_t family = strcspn(code, ".");

		if (strncmp(last, code, family + 1) != 0)
			fprintf(out, "%.*s\n", (int)family, code);
		fprintf(out, "%s\n", code);
		free(last);
		last = code;
	}
	free(last);
}

/* ---- what is told otherwise ---- */

/* Of "endpoint|file|planned]" each; of "FILE]" nothing. */
static void
tell_values(const char *value, FILE *out)
{
	size_t len = strcspn(value, " ]\n");

	if (!islower((unsigned char)*value) || !memchr(value, '|', len))
		return;
	for (size_t i = 0; i < len; i++)
		fputc(value[i] == '|' ? '\n' : value[i], out);
	fputc('\n', out);
}

static void
tell_options(const char *syntax, FILE *out)
{
	const char *value;

	for (const char *at = syntax; *at; at++) {
		size_t len = option_at(syntax, at, &value);

		if (len)
			fprintf(out, "%.*s\n", (int)len, at);
	}
}

static void
tell_words(const struct place *p, FILE *out)
{
	if (!p->command) {
		for (size_t i = 0; i < p->count; i++)
			fprintf(out, "%s\n", p->commands[i].name);
		if (!p->help)
			fprintf(out, "help\n");
	} else if (!p->verb) {
		tell_names(p->command->verbs, out);
	} else if (p->verb->acts && !p->act && p->after_verb == words_before_act(p)) {
		tell_names(p->verb->acts, out);
	}
}

void
complete_print(const struct command *commands, size_t count, int argc, char **argv, FILE *out)
{
	struct place p = {.commands = commands, .count = count};
	const char *last = argc ? argv[argc - 1] : "", *option = walk(&p, argc, argv);
	char *syntax = syntax_of(&p);

	if (p.lost)
		;
	else if (option && p.command && !strcmp(option, "--filter"))
		tell_filters(&p, last, out);
	else if (option && p.command && !strcmp(p.command->name, "log") &&
		 !strcmp(option, "--what"))
		tell_kinds_of_lines(out);
	else if (option)
		tell_values(option_value(syntax, option), out);
	else if (*last == '-')
		tell_options(syntax, out);
	else
		tell_words(&p, out);
	free(syntax);
}
