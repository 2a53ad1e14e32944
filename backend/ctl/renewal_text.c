#include "ctl/renewal_text.h"

#include "ctl/given.h"
#include "ctl/renewal_fetch.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/text.h"
#include "words/step.h"
#include "words/words.h"

/* Texts of several lines stand unwrapped. */
static void
print_lines(const char *text)
{
	const char *end;

	for (const char *at = text; *at; at = *end ? end + 1 : end) {
		char *line = mem_strndup(at, strcspn(at, "\n")), *clean = text_cleaned(line, 0);

		end = at + strlen(line);
		puts(clean);
		free(clean);
		free(line);
	}
}

static int
refuse(struct ctl *ctl, json_int_t number, const char *lacks)
{
	json_t *got = ctl_call(ctl, "renewal.show", json_pack("{s:I}", "id", number), NULL, NULL);
	const json_t *renewal = json_object_get(got, "renewal"),
		     *asked = json_object_get(json_object_get(renewal, "asked"), lacks);
	struct buf why = {0};

	buf_printf(&why, _("Not finished, so it is not copied. It lacks: %s"),
	    words_asked_name(renewal, lacks));
	if (*text_of(asked, "type"))
		buf_printf(&why, " (caducactl renewal value %lld %s …)", (long long)number, lacks);
	else if (*text_of(asked, "step"))
		buf_printf(&why, " (caducactl renewal step %lld %s)", (long long)number,
		    text_of(asked, "step"));
	if (got)
		ctl_complain(ctl, why.data);
	buf_release(&why);
	json_decref(got);
	return EXIT_FAILED;
}

/* ---- forms ---- */

static const char *
form_lacks(const json_t *fields)
{
	const json_t *one;
	size_t i;

	json_array_foreach(fields, i, one) {
		if (*text_of(one, "missing"))
			return text_of(one, "missing");
	}
	return "";
}

static void
print_form(const json_t *fields)
{
	const json_t *one;
	size_t i;

	json_array_foreach(fields, i, one) {
		char *line = mem_printf("%s: %s", text_of(one, "name"), words_step_field(one));

		print_lines(line);
		free(line);
	}
}

/* ---- one step ---- */

struct wanted_text {
	bool reminder, wiki; /* wiki: as a ticket of Jira has it */
};

static int
print_template(struct ctl *ctl, const json_t *text, bool wiki)
{
	const char *ends = text_of(text, "ends_block");
	json_t *name = json_pack("{s:s}", "name", ends);
	int code = EXIT_DONE;

	if (wiki && *ends) {
		code = ctl_complain_code(ctl, "bad-value", name);
	} else {
		print_lines(text_of(text, "title"));
		puts("");
		print_lines(text_of(text, wiki ? "wiki" : "body"));
	}
	json_decref(name);
	return code;
}

static int
print_text(struct ctl *ctl, json_int_t number, const json_t *step, const struct wanted_text *wanted)
{
	bool reminder = wanted->reminder;
	const json_t *text = json_object_get(step, reminder ? "reminder" : "template"),
		     *fields = json_object_get(step, "fields");
	const char *folder = text_of(step, "folder");
	const char *lacks = text     ? text_of(text, "missing")
			    : fields ? form_lacks(fields)
				     : text_of(step, "missing");

	if (!text && (reminder || (!fields && !*folder)))
		return ctl_complain(ctl, reminder ? _("This step has no reminder.")
						  : _("There is nothing to copy in this step."));
	if (*lacks)
		return refuse(ctl, number, lacks);
	if (text)
		return print_template(ctl, text, wanted->wiki);
	if (fields)
		print_form(fields);
	else
		print_lines(folder);
	return EXIT_DONE;
}

static int
say_text(struct ctl *ctl, json_int_t number, const char *step, const struct wanted_text *wanted)
{
	json_t *args = json_pack("{s:I}", "id", number), *ok = NULL;
	int code = EXIT_FAILED;

	if (!put_given(ctl, args, "step", step))
		ok = ctl_call(ctl, "renewal.step", json_incref(args), NULL, NULL);
	json_decref(args);
	if (ok)
		code = print_text(ctl, number, json_object_get(ok, "step"), wanted);
	json_decref(ok);
	return code;
}

static int
say_introductions(struct ctl *ctl, json_int_t number)
{
	json_t *ok = ctl_call(
		   ctl, "renewal.introduction", json_pack("{s:I}", "id", number), NULL, NULL),
	       *one;
	size_t i;

	json_array_foreach(json_object_get(ok, "introductions"), i, one) {
		if (i)
			puts("");
		print_lines(text_of(one, "title"));
		puts("");
		print_lines(text_of(one, "text"));
	}
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

int
renewal_text_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "reminder"}, {.name = "wiki"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 2, 2, &argv, &count);
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);
	const struct wanted_text wanted = {
	    .reminder = flags[0].value != NULL, .wiki = flags[1].value != NULL};

	return number ? say_text(ctl, number, argv[1], &wanted) : EXIT_USAGE;
}

int
renewal_introduction_run(struct ctl *ctl, int argc, char **argv)
{
	int count, code = ctl_arguments(ctl, argc, argv, NULL, 0, 1, 1, &argv, &count);
	json_int_t number = code ? 0 : renewal_number(ctl, argv[0]);

	return number ? say_introductions(ctl, number) : EXIT_USAGE;
}
