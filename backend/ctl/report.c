/* caducactl report: what the team talks over once a week, as a document in Markdown: what expires, by service; what moved since a day; and
 * what waits for whom. It is made of what lists and the audit trail say already, so that it is the same as on the screen: everything is
 * fetched first (gather), and only then written, part by part, so that a report is whole or not there.
 *
 * With a filter it is about those monitors, their renewals, and what was done in either; `of` has their numbers. */
#include "ctl/log_fetch.h"
#include "ctl/renewal_fetch.h"
#include "ctl/report_moved.h"
#include "ctl/rows.h"
#include "ctl/service_list.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/whole_file.h"
#include "expiry/urgency.h"
#include "words/markdown.h"
#include "words/words.h"

#include <time.h>

enum { DAYS_USUAL = 7, DAYS_MOST = 3660, EVENTS_MOST = 100000, FILE_MODE = 0600 };

struct report {
	struct ctl *ctl;
	const char *filter; /* NULL: none */
	struct rows rows;   /* in the order of when work must start */
	json_t *heads;      /* {service: head} */
	json_t *renewals;   /* open ones, of those rows */
	json_t *events;
	json_t *of;     /* of what alone it tells: {"monitor 7": true, …}; NULL: all */
	char since[16]; /* 23/11/2026 */
	int64_t since_at;
	struct buf out;
};

static void
heading(struct buf *out, const char *text)
{
	buf_printf(out, "\n## %s\n\n", text);
}

static void
put_date(struct buf *out, int64_t at)
{
	if (at)
		words_date(at, out);
}

static void
put_keys(struct buf *out, const json_t *keys)
{
	struct buf text = {0};

	texts_join(keys, NULL, ", ", &text);
	markdown_put(out, buf_str(&text));
	buf_release(&text);
}

/* ---- the head ---- */

static void
put_counts(struct report *r)
{
	unsigned counts[URGENCY_COUNT] = {0};
	struct buf *out = &r->out;

	for (size_t i = 0; i < r->rows.count; i++)
		counts[row_level(r->rows.row[i], r->ctl->now)]++;
	buf_printf(out, ngettext("%zu monitor", "%zu monitors", r->rows.count), r->rows.count);
	for (int u = 0; u < URGENCY_COUNT; u++)
		if (counts[u])
			buf_printf(out, " · %s %u", words_urgency((enum urgency)u), counts[u]);
	buf_puts(out, "\n");
}

static void
put_head(struct report *r)
{
	struct buf *out = &r->out;

	buf_printf(out, "# %s\n\n", _("Certificates: report for the meeting"));
	words_date_time(r->ctl->now, out);
	if (r->filter) {
		buf_printf(out, " · %s: ", _("filter"));
		markdown_put(out, r->filter);
	}
	buf_puts(out, "\n\n");
	put_counts(r);
}

/* ---- what expires ---- */

static bool
expires(const struct report *r, const json_t *row)
{
	enum urgency level = row_level(row, r->ctl->now);

	return level != URGENCY_OK && level != URGENCY_UNKNOWN;
}

static int
compare_services(const void *a, const void *b)
{
	const char *x = text_of(*(json_t *const *)a, "service"),
		   *y = text_of(*(json_t *const *)b, "service");

	if (!*x || !*y)
		return !*x - !*y; /* those of none at the end */
	return strcoll(x, y);
}

static void
put_renewal(struct buf *out, const json_t *row)
{
	const json_t *renewal = json_object_get(row, "renewal");

	if (!json_is_object(renewal)) {
		buf_puts(out, "—");
		return;
	}
	buf_printf(out, _("phase %lld of %lld"), (long long)number_of(renewal, "phase"),
	    (long long)number_of(renewal, "phases"));
	if (*text_of(renewal, "waiting_on")) {
		char *waits = mem_printf(_("waiting for %s"), text_of(renewal, "waiting_on"));

		buf_puts(out, ", ");
		markdown_put(out, waits);
		free(waits);
	}
	if (*text_of(row, "claimed_by")) {
		buf_puts(out, ", ");
		markdown_put(out, text_of(row, "claimed_by"));
	}
}

static void
put_row(struct report *r, const json_t *row)
{
	struct buf *out = &r->out, state = {0};
	int64_t end;
	bool known = row_ends(row, &end);

	buf_printf(out, "| %s | ", words_urgency(row_level(row, r->ctl->now)));
	if (known)
		words_left(end, r->ctl->now, out);
	buf_puts(out, " | ");
	put_date(out, known ? end : 0);
	buf_puts(out, " | ");
	put_date(out, number_of(row, "start_by"));
	buf_puts(out, " | ");
	markdown_put(out, text_of(row, "name"));
	buf_puts(out, " | ");
	row_state(row, r->ctl->now, &state);
	markdown_put(out, buf_str(&state));
	buf_puts(out, " | ");
	put_renewal(out, row);
	buf_puts(out, " | ");
	put_keys(out, json_object_get(row, "tickets"));
	buf_puts(out, " |\n");
	buf_release(&state);
}

static void
put_service(struct report *r, const char *name)
{
	const char *head = text_of(r->heads, name);

	buf_puts(&r->out, "### ");
	markdown_put(&r->out, *name ? name : _("Without a service"));
	if (*head) {
		buf_puts(&r->out, " · ");
		markdown_put(&r->out, head);
	}
	buf_printf(&r->out, "\n\n| %s | %s | %s | %s | %s | %s | %s | %s |\n", _("Urgency"),
	    _("Days"), _("Expires"), _("Start by"), _("Monitor"), _("State"), _("Renewal"),
	    _("Tickets"));
	buf_puts(&r->out, "|---|---:|---|---|---|---|---|---|\n");
}

/* Within a service the rows stay in their order. */
static void
put_expiries(struct report *r)
{
	json_t **rows = mem_array(r->rows.count + 1, sizeof(*rows)), *own, *row;
	json_t *services = json_object(), *list;
	size_t count = 0, i;
	const char *name;

	heading(&r->out, _("What expires, by service"));
	for (i = 0; i < r->rows.count; i++) {
		row = r->rows.row[i];
		name = text_of(row, "service");
		if (!expires(r, row))
			continue;
		own = json_object_get(services, name);
		if (!own) {
			own = json_array();
			json_object_set_new(services, name, own);
			rows[count++] = row;
		}
		json_array_append(own, row);
	}
	qsort(rows, count, sizeof(*rows), compare_services);
	for (i = 0; i < count; i++) {
		size_t k;

		name = text_of(rows[i], "service");
		list = json_object_get(services, name);
		buf_puts(&r->out, i ? "\n" : "");
		put_service(r, name);
		json_array_foreach(list, k, row)
			put_row(r, row);
	}
	if (!count)
		buf_printf(&r->out, "%s\n", _("Nothing has to begin yet."));
	json_decref(services);
	free(rows);
}

/* ---- what moved ---- */

/* Certificates that began since then and are seen. */
static void
put_new_certificates(struct report *r)
{
	struct buf *out = &r->out;
	bool any = false;

	for (size_t i = 0; i < r->rows.count; i++) {
		const json_t *row = r->rows.row[i];

		if (number_of(row, "not_before") < r->since_at)
			continue;
		if (!any)
			buf_printf(out, "### %s\n\n", _("New certificates are seen"));
		any = true;
		buf_puts(out, "- ");
		markdown_put(out, text_of(row, "name"));
		buf_puts(out, ": ");
		put_date(out, number_of(row, "not_before"));
		buf_puts(out, " → ");
		put_date(out, number_of(row, "not_after"));
		buf_putc(out, '\n');
	}
	if (any)
		buf_printf(out, "\n### %s\n\n", _("What was done"));
}

static void
put_moved(struct report *r)
{
	char *title = mem_printf(_("What moved since %s"), r->since);
	size_t start;

	heading(&r->out, title);
	free(title);
	put_new_certificates(r);
	start = r->out.len;
	report_moved(r->ctl, r->events, r->of, &r->out);
	if (r->out.len == start)
		buf_printf(&r->out, "%s\n", _("Nothing was changed."));
}

/* ---- what waits for whom ---- */

static bool
is_paused(const json_t *renewal)
{
	return renewal_state_from(text_of(renewal, "state")) == RENEWAL_PAUSED;
}

/* Ours last but for what is paused: "" sorts first, and others are who is to be asked. */
static const char *
whose_of(const json_t *renewal)
{
	const char *whom = text_of(renewal, "waiting_on");

	return is_paused(renewal) ? _("Paused") : *whom ? whom : _("Ours");
}

static int
rank_of(const json_t *renewal)
{
	return is_paused(renewal) ? 2 : !*text_of(renewal, "waiting_on");
}

static int
compare_waits(const void *a, const void *b)
{
	const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	int by = rank_of(x) - rank_of(y);

	if (!by)
		by = strcoll(whose_of(x), whose_of(y));
	if (!by)
		by = number_of(x, "id") < number_of(y, "id") ? -1 : 1;
	return by;
}

static void
put_waiting(struct report *r, const json_t *renewal)
{
	struct buf *out = &r->out;

	buf_printf(out, "| %lld | ", (long long)number_of(renewal, "id"));
	markdown_put(out, text_of(renewal, "domain"));
	buf_printf(out, " | %lld/%lld ", (long long)number_of(renewal, "phase"),
	    (long long)number_of(renewal, "phases"));
	markdown_put(out, text_of(renewal, "phase_title"));
	buf_puts(out, " | ");
	put_date(out, number_of(renewal, "opened_at"));
	buf_puts(out, " | ");
	if (*text_of(renewal, "follow_up"))
		words_day(text_of(renewal, "follow_up"), out);
	buf_puts(out, " | ");
	markdown_put(out, text_of(renewal, "claimed_by"));
	buf_puts(out, " | ");
	put_keys(out, json_object_get(renewal, "tickets"));
	buf_puts(out, " |\n");
}

static void
put_waits(struct report *r)
{
	size_t count = json_array_size(r->renewals);
	json_t **sorted = mem_array(count + 1, sizeof(*sorted));

	heading(&r->out, _("What waits for whom"));
	for (size_t i = 0; i < count; i++)
		sorted[i] = json_array_get(r->renewals, i);
	qsort(sorted, count, sizeof(*sorted), compare_waits);
	for (size_t i = 0; i < count; i++) {
		if (!i || strcmp(whose_of(sorted[i - 1]), whose_of(sorted[i])) != 0) {
			buf_puts(&r->out, i ? "\n### " : "### ");
			markdown_put(&r->out, whose_of(sorted[i]));
			buf_printf(&r->out, "\n\n| %s | %s | %s | %s | %s | %s | %s |\n", _("No."),
			    _("Renewal"), _("Phase"), _("Since"), _("Follow-up"), _("Owner"),
			    _("Tickets"));
			buf_puts(&r->out, "|---:|---|---|---|---|---|---|\n");
		}
		put_waiting(r, sorted[i]);
	}
	if (!count)
		buf_printf(&r->out, "%s\n", _("No renewal is open."));
	free(sorted);
}

/* ---- what it is made of ---- */

static void
note_of(struct report *r, const char *family, int64_t number)
{
	char *key = mem_printf("%s %lld", family, (long long)number);

	json_object_set_new(r->of, key, json_true());
	free(key);
}

/* With a filter: those rows, and the renewals that they are in. */
static void
narrow(struct report *r, const json_t *all)
{
	json_t *one;
	size_t i;

	r->of = json_object();
	for (i = 0; i < r->rows.count; i++) {
		const json_t *row = r->rows.row[i];

		note_of(r, "monitor", number_of(row, "id"));
		if (json_is_object(json_object_get(row, "renewal")))
			note_of(r, "renewal", number_of(json_object_get(row, "renewal"), "id"));
	}
	json_array_foreach(all, i, one) {
		char *key = mem_printf("renewal %lld", (long long)number_of(one, "id"));

		if (json_object_get(r->of, key))
			json_array_append(r->renewals, one);
		free(key);
	}
}

static int
gather(struct report *r)
{
	struct log_asked asked = {.since = r->since, .limit = EVENTS_MOST};
	json_t *services = NULL, *renewals = NULL, *one;
	int code = EXIT_FAILED;
	size_t i;

	if (rows_fetch(r->ctl, true, r->filter, NULL, &r->rows) < 0)
		return r->rows.code;
	services = service_list_fetch(r->ctl);
	renewals = services ? renewal_fetch_list(r->ctl, false) : NULL;
	r->events = renewals ? log_fetch(r->ctl, &asked, &code) : NULL;
	json_array_foreach(services, i, one)
		json_object_set(r->heads, text_of(one, "name"), json_object_get(one, "head"));
	if (r->events && r->filter)
		narrow(r, renewals);
	else if (r->events)
		json_array_extend(r->renewals, renewals);
	json_decref(services);
	json_decref(renewals);
	return r->events ? EXIT_DONE : code;
}

/* "since" as a person writes a day, and when it begins here. */
static void
settle_since(struct report *r, const char *since, long days)
{
	time_t at = (time_t)r->ctl->now;
	struct tm tm = {0};

	localtime_r(&at, &tm);
	tm.tm_mday -= (int)days;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	if (since && (sscanf(since, "%2d/%2d/%4d", &tm.tm_mday, &tm.tm_mon, &tm.tm_year) == 3 ||
			 sscanf(since, "%4d-%2d-%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday) == 3)) {
		tm.tm_mon--;
		tm.tm_year -= 1900;
	}
	r->since_at = (int64_t)mktime(&tm);
	if (since)
		snprintf(r->since, sizeof(r->since), "%s", since);
	else
		strftime(r->since, sizeof(r->since), "%d/%m/%Y", &tm);
}

static int
write_report(struct report *r, const char *path)
{
	struct err err = {0};

	put_head(r);
	put_expiries(r);
	put_moved(r);
	put_waits(r);
	if (!path)
		fwrite(r->out.data, 1, r->out.len, stdout);
	else if (whole_file_write(path, r->out.data, r->out.len, FILE_MODE, &err) < 0)
		return ctl_complain_err(r->ctl, &err);
	return EXIT_DONE;
}

static long
days_of(struct ctl *ctl, const char *text)
{
	char *end, *why;
	long days = text ? strtol(text, &end, 10) : DAYS_USUAL;

	if (!text || (!*end && end != text && days > 0 && days <= DAYS_MOST))
		return days;
	why = mem_printf(_("'%s' is not a number above 0."), text);
	ctl_usage(ctl, why);
	free(why);
	return 0;
}

int
report_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "days", .takes = FLAG_VALUE},
	    {.name = "since", .takes = FLAG_VALUE}, {.name = "filter", .takes = FLAG_VALUE},
	    {.name = "file", .takes = FLAG_VALUE}};
	struct report r = {.ctl = ctl};
	int count, code = ctl_arguments(ctl, argc, argv, flags, 4, 0, 0, &argv, &count);
	long days;

	if (code)
		return code;
	if (flags[0].value && flags[1].value)
		return ctl_usage(ctl, _("Either --days or --since."));
	days = days_of(ctl, flags[0].value);
	if (!days)
		return EXIT_USAGE;
	settle_since(&r, flags[1].value, days);
	r.filter = flags[2].value;
	r.heads = json_object();
	r.renewals = json_array();
	code = gather(&r);
	if (!code)
		code = write_report(&r, flags[3].value);
	rows_release(&r.rows);
	json_decref(r.heads);
	json_decref(r.renewals);
	json_decref(r.events);
	json_decref(r.of);
	buf_release(&r.out);
	return code;
}
