/* caducactl today: what needs a hand now, as view 2 of the console has it but for the files of one's inbox. */
#include "ctl/today.h"

#include "ctl/ctl.h"
#include "ctl/table.h"

#include "base/buf.h"
#include "base/mem.h"
#include "expiry/today.h"
#include "words/today.h"
#include "words/words.h"

/* Ordered once: the lines come in the order of their ids. */
struct ordered {
	json_t *line;
	const char *login;
};

static int
compare(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;

	return today_compare(x->line, y->line, x->login);
}

static json_t *
sorted(const struct ctl *ctl, json_t *lines)
{
	size_t count = json_array_size(lines);
	struct ordered *all = mem_array(count + 1, sizeof(*all));
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		all[i] = (struct ordered){json_array_get(lines, i), ctl_login(ctl)};
	qsort(all, count, sizeof(*all), compare);
	for (size_t i = 0; i < count; i++)
		json_array_append(list, all[i].line);
	free(all);
	return list;
}

static void
name_cell(struct table *t, const json_t *line)
{
	struct buf text = {0};

	words_today_name(line, &text);
	if (number_of(line, "renewal"))
		buf_printf(&text, " (%lld)", (long long)number_of(line, "renewal"));
	table_cell(t, buf_str(&text));
	buf_release(&text);
}

static void
say_lines(const struct ctl *ctl, const json_t *lines)
{
	struct table *t = table_new();
	const json_t *line;
	size_t i;

	table_column(t, _("Turn"), TABLE_WHOLE);
	table_column(t, _("What"), TABLE_TEXT);
	table_column(t, _("Why"), TABLE_TEXT);
	table_column(t, _("Owner"), TABLE_SPARE);
	json_array_foreach(lines, i, line) {
		struct buf turn = {0}, why = {0};

		words_today_turn(line, &turn);
		words_today_why(line, ctl->now, &why);
		table_cell(t, buf_str(&turn));
		name_cell(t, line);
		table_cell(t, buf_str(&why));
		table_cell(t, text_at(line, "claimed_by") ? text_of(line, "claimed_by") : "—");
		buf_release(&turn);
		buf_release(&why);
	}
	table_print(t, stdout);
	table_free(t);
}

json_t *
today_fetch(struct ctl *ctl)
{
	json_t *none = json_object(), *lines = NULL,
	       *all = ctl_call_pages(ctl, "today.list", none, "lines");

	if (all)
		lines = sorted(ctl, all);
	json_decref(none);
	json_decref(all);
	return lines;
}

int
today_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "json"}};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 1, 0, 0, &argv, &count);
	json_t *lines = code ? NULL : today_fetch(ctl);

	if (!lines)
		return code ? code : EXIT_FAILED;
	if (flags[0].value)
		ctl_print_json(lines);
	else if (json_array_size(lines))
		say_lines(ctl, lines);
	else
		ctl_say("%s", _("Nothing needs a hand now."));
	json_decref(lines);
	return EXIT_DONE;
}
