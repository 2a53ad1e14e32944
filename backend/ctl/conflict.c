/* A command reads a thing and changes it at the version that it read. Who was first in between did not see what is asked
 * for here, so nothing is saved; what he did is said, field by field, for whoever repeats the command to choose. Values
 * stand as the options take them. */
#include "ctl/conflict.h"

#include "ctl/ctl.h"

#include "base/buf.h"
#include "base/mem.h"
#include "words/trail.h"
#include "words/words.h"

static void
add_value(const json_t *value, struct buf *out)
{
	char *text;

	if (json_is_string(value) && *json_string_value(value)) {
		buf_printf(out, "'%s'", json_string_value(value));
	} else if (json_is_array(value) && json_array_size(value)) {
		for (size_t i = 0; i < json_array_size(value); i++) {
			buf_puts(out, i ? " " : "");
			add_value(json_array_get(value, i), out);
		}
	} else if (json_is_integer(value) || json_is_boolean(value)) {
		text = json_dumps(value, JSON_ENCODE_ANY);
		buf_puts(out, text);
		free(text);
	} else {
		buf_puts(out, "—");
	}
}

static char *
value_text(const json_t *value)
{
	struct buf b = {0};

	add_value(value, &b);
	return buf_steal(&b);
}

/* "op2, 30/11/2026 08:30". */
static char *
who_and_when(const char *login, bool proven, int64_t at)
{
	struct buf b = {0};

	buf_puts(&b, *login ? login : _("Somebody"));
	if (*login && !proven)
		buf_puts(&b, _(" (declared)"));
	if (at) {
		buf_puts(&b, ", ");
		words_date_time(at, &b);
	}
	return buf_steal(&b);
}

/* The thing as it is now: the member that has a version. */
static const json_t *
thing_of(const json_t *args)
{
	json_t *value;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)args, name, value)
		if (strcmp(name, "changes") != 0 && json_object_get(value, "version"))
			return value;
	return NULL;
}

static void
say_field(
    struct ctl *ctl, const char *name, const json_t *change, const json_t *now, const json_t *mine)
{
	const char *words = words_trail_field(name);
	char *who = who_and_when(
		 text_of(change, "login"), flag_of(change, "proven"), number_of(change, "at")),
	     *was = value_text(json_object_get(change, "was")), *theirs = value_text(now),
	     *yours = value_text(mine), *line;

	if (!mine)
		line = mem_printf(_("%s: it was %s, and is %s (%s); you do not change it."), words,
		    was, theirs, who);
	else if (json_equal(now, mine))
		line = mem_printf(
		    _("%s: it was %s, and is %s (%s), as you want it."), words, was, theirs, who);
	else
		line = mem_printf(_("%s: it was %s, and is %s (%s); you want %s."), words, was,
		    theirs, who, yours);
	ctl_complain(ctl, line);
	free(line);
	free(yours);
	free(theirs);
	free(was);
	free(who);
}

static void
say_fields(struct ctl *ctl, const json_t *args, const json_t *asked)
{
	json_t *change;
	const char *name;

	json_object_foreach(json_object_get(args, "changes"), name, change)
		if (words_trail_field(name))
			say_field(ctl, name, change, json_object_get(thing_of(args), name),
			    json_object_get(asked, name));
}

/* What the backend cannot tell any more, nobody is told. */
static void
say_acts(struct ctl *ctl, const json_t *renewal, const json_t *asked)
{
	json_t *error = NULL, *event,
	       *ok = ctl_try(ctl, "renewal.trail",
		   json_pack("{s:O, s:O}", "id", json_object_get(renewal, "id"), "after",
		       json_object_get(asked, "version")),
		   &error);
	size_t i;

	json_array_foreach(json_object_get(ok, "events"), i, event) {
		char *who = who_and_when(text_of(event, "by"), true, number_of(event, "at")), *line;
		const char *step = text_of(event, "step"), *slash = strrchr(step, '/');

		line = *step ? mem_printf(_("Meanwhile %s, in the step %s: %s"), who,
				   slash ? slash + 1 : step, words_act(text_of(event, "what")))
			     : mem_printf(
				   _("Meanwhile %s: %s"), who, words_act(text_of(event, "what")));
		ctl_complain(ctl, line);
		free(line);
		free(who);
	}
	json_decref(error);
	json_decref(ok);
}

int
ctl_complain_refused(struct ctl *ctl, const json_t *error, const json_t *asked)
{
	const char *code = text_of(error, "code");
	const json_t *args = json_object_get(error, "args"),
		     *renewal = json_object_get(args, "renewal");
	char *first;

	ctl_complain_code(ctl, code, args);
	if (strcmp(code, "conflict") != 0)
		return EXIT_FAILED;
	first = ctl->trouble ? mem_strdup(ctl->trouble) : NULL;
	if (json_is_integer(json_object_get(asked, "version")) && renewal)
		say_acts(ctl, renewal, asked);
	else
		say_fields(ctl, args, asked);
	free(ctl->trouble);
	ctl->trouble = first;
	return EXIT_FAILED;
}
