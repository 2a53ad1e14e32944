#include "ctl/log_fetch.h"

#include "ctl/ctl.h"

#include "base/mem.h"
#include "base/members.h"
#include "words/trail.h"
#include "words/words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PAGE = 200 };

/* ---- what is asked ---- */

/* The second at which a day begins here, or the one after it. */
static int
put_day(struct ctl *ctl, json_t *args, const char *name, const char *text, int days_after)
{
	int day, month, year, end = 0;
	char *why;
	struct tm tm = {.tm_isdst = -1};
	time_t at;

	if (!text)
		return EXIT_DONE;
	if ((sscanf(text, "%2d/%2d/%4d%n", &day, &month, &year, &end) == 3 ||
		sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3) &&
	    end && !text[end]) {
		tm.tm_year = year - 1900;
		tm.tm_mon = month - 1;
		tm.tm_mday = day + days_after;
		at = mktime(&tm);
		if (at > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31) {
			json_object_set_new(args, name, json_integer((json_int_t)at));
			return EXIT_DONE;
		}
	}
	why = mem_printf(_("'%s' is not a date, such as 30/11/2026."), text);
	ctl_usage(ctl, why);
	free(why);
	return EXIT_USAGE;
}

/* What stays the same from page to page; NULL with the exit code. */
static json_t *
read_filter(struct ctl *ctl, const struct log_asked *asked, int *code)
{
	json_t *args = json_object();

	*code = put_day(ctl, args, "since", asked->since, 0);
	if (!*code)
		*code = put_day(ctl, args, "until", asked->until, 1);
	if (!*code && asked->who)
		json_object_set_new(args, "who", json_string(asked->who));
	if (!*code && asked->what)
		json_object_set_new(args, "what", json_string(asked->what));
	if (!*code && asked->text)
		json_object_set_new(args, "text", json_string(asked->text));
	if (!*code && asked->monitor)
		json_object_set_new(args, "monitor", json_integer((json_int_t)asked->monitor));
	if (!*code && asked->renewal)
		json_object_set_new(args, "renewal", json_integer((json_int_t)asked->renewal));
	if (!*code)
		return args;
	json_decref(args);
	return NULL;
}

static json_t *
fetch_page(struct ctl *ctl, const json_t *filter, int64_t limit, const char *end, int64_t seq)
{
	json_t *args = json_deep_copy(filter);

	json_object_set_new(args, "limit", json_integer((json_int_t)limit));
	json_object_set_new(args, end, json_integer((json_int_t)seq));
	return ctl_call(ctl, "log", args, NULL, NULL);
}

/* Where the next page begins; 0: there is none. A backend of before does not say it. */
static int64_t
next_of(const json_t *page)
{
	const json_t *events = json_object_get(page, "events");

	if (json_object_get(page, "next"))
		return number_of(page, "next");
	return number_of(json_array_get(events, json_array_size(events) - 1), "seq");
}

json_t *
log_fetch(struct ctl *ctl, const struct log_asked *asked, int *code)
{
	json_t *filter = read_filter(ctl, asked, code), *all = json_array(), *page;
	int64_t seq = asked->before;

	while (filter && (int64_t)json_array_size(all) < asked->limit) {
		page = fetch_page(
		    ctl, filter, asked->limit - (int64_t)json_array_size(all), "before", seq);
		if (!page) {
			*code = EXIT_FAILED;
			break;
		}
		json_array_extend(all, json_object_get(page, "events"));
		seq = next_of(page);
		json_decref(page);
		if (!seq)
			break;
	}
	json_decref(filter);
	if (!*code)
		return all;
	json_decref(all);
	return NULL;
}

/* ---- for who collects logs ---- */

static void
add_by(json_t *event)
{
	static const char *const by[] = {[TRAIL_PROVEN] = "proven",
	    [TRAIL_ROOT] = "root",
	    [TRAIL_DECLARED] = "declared",
	    [TRAIL_DECLARED_AS_ROOT] = "declared"};

	json_object_set_new(event, "by", json_string(by[trail_by(event)]));
}

void
log_add_by_all(json_t *events)
{
	json_t *one;
	size_t i;

	json_array_foreach(events, i, one)
		add_by(one);
}

static void
print_line(json_t *event)
{
	const time_t at = (time_t)number_of(event, "at");
	char time[32] = "";
	struct tm tm;

	if (gmtime_r(&at, &tm))
		strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%SZ", &tm);
	json_object_set_new(event, "time", json_string(time));
	add_by(event);
	json_dumpf(event, stdout, JSON_COMPACT | JSON_SORT_KEYS);
	putchar('\n');
}

int
log_print_lines(struct ctl *ctl, const struct log_asked *asked, int64_t after)
{
	int code;
	json_t *filter = read_filter(ctl, asked, &code), *page, *event;
	size_t i;

	if (!filter)
		return code;
	do {
		page = fetch_page(ctl, filter, PAGE, "after", after);
		json_array_foreach(json_object_get(page, "events"), i, event)
			print_line(event);
		after = number_of(page, "next");
		code = page ? EXIT_DONE : EXIT_FAILED;
		json_decref(page);
	} while (!code && after);
	json_decref(filter);
	return code;
}
