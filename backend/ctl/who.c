/* caducactl who: who is connected, and which renewal each has open. */
#include "ctl/ctl.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "words/words.h"

static void
add_programs(const json_t *person, struct buf *out)
{
	unsigned long consoles = (unsigned long)number_of(person, "consoles"),
		      commands = (unsigned long)number_of(person, "commands");

	if (consoles)
		buf_printf(out, ngettext("%lu console", "%lu consoles", consoles), consoles);
	if (commands)
		buf_printf(out, "%s%s", out->len ? ", " : "", "caducactl");
}

static void
add_renewals(const json_t *person, struct buf *out)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(person, "renewals"), i, one)
		buf_printf(out, "%s%lld", i ? ", " : "", (long long)json_integer_value(one));
}

static void
add_person(struct table *t, const json_t *person)
{
	struct buf b = {0};

	table_cell(t, text_of(person, "login"));
	words_date_time(number_of(person, "since"), &b);
	table_cell(t, buf_str(&b));
	buf_clear(&b);
	add_programs(person, &b);
	table_cell(t, buf_str(&b));
	buf_clear(&b);
	add_renewals(person, &b);
	table_cell(t, buf_str(&b));
	buf_release(&b);
}

static void
print_people(const json_t *ok)
{
	struct table *t = table_new();
	const json_t *person;
	size_t i;

	table_column(t, _("Login"), TABLE_WHOLE);
	table_column(t, _("Since"), TABLE_WHOLE);
	table_column(t, _("With"), TABLE_TEXT);
	table_column(t, _("In renewals"), TABLE_TEXT);
	json_array_foreach(json_object_get(ok, "people"), i, person)
		add_person(t, person);
	table_print(t, stdout);
	table_free(t);
	if (number_of(ok, "left_out"))
		ctl_say(_("and %lld more"), (long long)number_of(ok, "left_out"));
}

int
who_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 0, 0, &argv, &count);
	json_t *ok;

	if (code)
		return code;
	ok = ctl_call(ctl, "people.list", NULL, NULL, NULL);
	if (!ok)
		return EXIT_FAILED;
	if (flags[0].value)
		ctl_print_json(json_object_get(ok, "people"));
	else
		print_people(ok);
	json_decref(ok);
	if (!flags[0].value)
		notices_say(ctl);
	return EXIT_DONE;
}
