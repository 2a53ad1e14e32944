/* undo: takes back what a line of the trail tells. Without one it is the last import of whoever asks. An import is first
 * looked at with a dry run, so that the question says what becomes of it. */
#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/import_undo.h"
#include "words/words.h"

static void
say_left(struct ctl *ctl, const json_t *ok)
{
	json_int_t more = number_of(ok, "left_out");
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(ok, "left"), i, one)
		ctl_complain_refused_one(ctl, text_of(one, "name"), json_object_get(one, "error"));
	if (more) {
		fprintf(stderr,
		    ngettext("And %lld more stays.", "And %lld more stay.", (unsigned long)more),
		    (long long)more);
		fputc('\n', stderr);
	}
}

static char *
question_of(const struct ctl *ctl, const json_t *would)
{
	struct buf text = {0};
	char *question;

	words_import_undo_question(would, ctl->now, &text);
	question = mem_printf(_("%s (--yes: yes)"), buf_str(&text));
	buf_release(&text);
	return question;
}

static void
say_undone(const json_t *ok)
{
	struct buf text = {0};

	words_import_undone(ok, &text);
	ctl_say("%s", buf_str(&text));
	buf_release(&text);
}

static json_t *
ask_import(struct ctl *ctl, json_int_t import, bool dry)
{
	json_t *args = json_pack("{s:b}", "dry_run", dry);

	if (import)
		json_object_set_new(args, "import", json_integer(import));
	return ctl_call(ctl, "monitor.undo-import", args, NULL, NULL);
}

/* 0: the last one of whoever asks. */
static int
undo_import(struct ctl *ctl, json_int_t import, bool yes, bool as_json)
{
	json_t *would = ask_import(ctl, import, true), *ok = NULL;
	char *question = would ? question_of(ctl, would) : NULL;
	int code;

	if (would && ctl_agrees(ctl, question, yes))
		ok = ask_import(ctl, number_of(would, "import"), false);
	code = ok ? EXIT_DONE : EXIT_FAILED;
	if (ok && as_json)
		ctl_print_json(ok);
	if (ok)
		say_left(ctl, ok);
	if (ok && !as_json)
		say_undone(ok);
	if (ok && json_array_size(json_object_get(ok, "left")))
		code = EXIT_FAILED;
	free(question);
	json_decref(would);
	json_decref(ok);
	return code;
}

static int
undo_edit(struct ctl *ctl, const json_t *event, bool as_json)
{
	json_t *ok = ctl_call(ctl, "monitor.revert",
	    json_pack("{s:O, s:O}", "id", json_object_get(event, "subject"), "seq",
		json_object_get(event, "seq")),
	    NULL, NULL);

	if (ok && as_json)
		ctl_print_json(ok);
	else if (ok)
		ctl_say(_("%s is as it was before that edit."),
		    text_of(json_object_get(ok, "row"), "name"));
	json_decref(ok);
	return ok ? EXIT_DONE : EXIT_FAILED;
}

static int
undo_line(struct ctl *ctl, json_int_t line, bool yes, bool as_json)
{
	json_t *page = ctl_call(
	    ctl, "log", json_pack("{s:I, s:i}", "after", line - 1, "limit", 1), NULL, NULL);
	const json_t *event = json_array_get(json_object_get(page, "events"), 0);
	const char *what = text_of(event, "what");
	int code = EXIT_FAILED;

	if (page && number_of(event, "seq") == line && !strcmp(what, "monitor.import"))
		code = undo_import(
		    ctl, number_of(json_object_get(event, "after"), "import"), yes, as_json);
	else if (page && number_of(event, "seq") == line && !strcmp(what, "monitor.edit"))
		code = undo_edit(ctl, event, as_json);
	else if (page)
		ctl_complain(ctl,
		    _("That line of the log is no import and no edit of a monitor: only those are "
		      "undone here."));
	json_decref(page);
	return code;
}

int
undo_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "yes"}, {.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 2, 0, 1, &argv, &count);
	bool yes = flags[0].value != NULL, as_json = flags[1].value != NULL;
	char *end = "";
	long long line = !code && count ? strtoll(argv[0], &end, 10) : 0;

	if (code)
		return code;
	if (count && (*end || line <= 0))
		return ctl_usage(ctl, _("LINE is the number of a line of the log."));
	return count ? undo_line(ctl, line, yes, as_json) : undo_import(ctl, 0, yes, as_json);
}
