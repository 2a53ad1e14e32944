/* caducactl log: who changed what, of what, and from what to what, newest first; asked page by page, since a page is
 * bounded by the length of a line. What a line says is in words/trail.h. */
#include "ctl/ctl.h"
#include "ctl/log_fetch.h"
#include "ctl/table.h"
#include "ctl/trail_ask.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "words/trail.h"
#include "words/words.h"

/* ---- the table ---- */

static void
add_event(const struct trail_known *known, struct table *table, const json_t *event)
{
	struct buf b = {0};

	buf_printf(&b, "%lld", (long long)number_of(event, "seq"));
	table_cell(table, buf_str(&b));
	buf_clear(&b);
	words_date_time(number_of(event, "at"), &b);
	table_cell(table, buf_str(&b));
	buf_clear(&b);
	words_trail_who(event, &b);
	table_cell(table, buf_str(&b));
	table_cell(table, words_trail_what(event));
	buf_clear(&b);
	words_trail_subject(known, event, &b);
	table_cell(table, buf_str(&b));
	buf_clear(&b);
	words_trail_change(known, event, &b);
	table_cell(table, buf_str(&b));
	buf_release(&b);
}

static void
print_events(struct ctl *ctl, const json_t *events)
{
	struct trail_ask ask;
	struct table *table = table_new();

	trail_ask_begin(&ask, ctl);
	table_column(table, _("No."), TABLE_NUMBER);
	table_column(table, _("When"), TABLE_WHOLE);
	table_column(table, _("Who"), TABLE_TEXT);
	table_column(table, _("What"), TABLE_TEXT);
	table_column(table, _("Of what"), TABLE_TEXT);
	table_column(table, _("Change"), TABLE_TEXT);
	for (size_t i = 0; i < json_array_size(events); i++)
		add_event(&ask.known, table, json_array_get(events, i));
	table_print(table, stdout);
	table_free(table);
	trail_ask_end(&ask);
}

static int
read_number(struct ctl *ctl, const char *text, int64_t *number)
{
	char *end, *why;

	if (!text)
		return 0;
	*number = strtoll(text, &end, 10);
	if (!*end && end != text && *number > 0)
		return 0;
	why = mem_printf(_("'%s' is not a number above 0."), text);
	ctl_usage(ctl, why);
	free(why);
	return -1;
}

static int
verify(struct ctl *ctl)
{
	json_t *ok = ctl_call(ctl, "log.verify", NULL, NULL, NULL);

	if (!ok)
		return EXIT_FAILED;
	ctl_say(_("The audit trail holds. Its head is %s"), text_of(ok, "head"));
	json_decref(ok);
	return EXIT_DONE;
}

/* By number or name; one that is not watched any more by its number. 0 after saying why there is none. */
static int64_t
find_monitor(struct ctl *ctl, const char *name)
{
	char *end;
	long long number = strtoll(name, &end, 10);

	return !*end && number > 0 ? number : ctl_resolve(ctl, name);
}

static bool
is_filtered(const struct log_asked *asked)
{
	return asked->who || asked->what || asked->since || asked->until || asked->text ||
	       asked->monitor || asked->renewal;
}

int
log_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "limit", .takes = FLAG_VALUE},
	    {.name = "before", .takes = FLAG_VALUE}, {.name = "verify"}, {.name = "json"},
	    {.name = "who", .takes = FLAG_VALUE}, {.name = "what", .takes = FLAG_VALUE},
	    {.name = "since", .takes = FLAG_VALUE}, {.name = "until", .takes = FLAG_VALUE},
	    {.name = "lines"}, {.name = "after", .takes = FLAG_VALUE},
	    {.name = "monitor", .takes = FLAG_VALUE}, {.name = "renewal", .takes = FLAG_VALUE},
	    {.name = "text", .takes = FLAG_VALUE}};
	int count, code = ctl_arguments(
		       ctl, argc, argv, flags, sizeof(flags) / sizeof(*flags), 0, 0, &argv, &count);
	struct log_asked asked = {.who = flags[4].value,
	    .what = flags[5].value,
	    .since = flags[6].value,
	    .until = flags[7].value,
	    .text = flags[12].value,
	    .limit = 50};
	int64_t after = 0;
	json_t *events;

	if (code)
		return code;
	if (read_number(ctl, flags[0].value, &asked.limit) < 0 ||
	    read_number(ctl, flags[1].value, &asked.before) < 0 ||
	    read_number(ctl, flags[9].value, &after) < 0 ||
	    read_number(ctl, flags[11].value, &asked.renewal) < 0)
		return EXIT_USAGE;
	if (flags[2].value)
		return verify(ctl);
	if (flags[10].value && !(asked.monitor = find_monitor(ctl, flags[10].value)))
		return EXIT_FAILED;
	if (flags[8].value)
		return log_print_lines(ctl, &asked, after);
	if (flags[9].value)
		return ctl_usage(ctl, _("--after is for --lines."));
	events = log_fetch(ctl, &asked, &code);
	if (!events)
		return code;
	if (flags[3].value) {
		log_add_by_all(events);
		ctl_print_json(events);
	} else if (json_array_size(events)) {
		print_events(ctl, events);
	} else {
		ctl_say("%s", is_filtered(&asked) ? _("Nothing was changed so.")
						  : _("Nothing has been changed yet."));
	}
	json_decref(events);
	return EXIT_DONE;
}
