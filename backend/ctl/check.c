/* check: a plugin for Nagios and what understands its plugins (ctl/nagios.h): one line for people, performance data after a
 * bar, the state as the exit code. How many monitors of each urgency make it a warning or critical is asked for; so few of
 * one that it is none of both are well. What is not known to be well is never OK: stale
 * rows, rows never seen, with or without a date that is declared, no backend and no rows are UNKNOWN, and what clients refuse is CRITICAL or
 * WARNING whatever its dates (expiry/attention.h). Where all is checked, and not some monitors, a database that cannot be
 * written or is damaged is CRITICAL, as are workers that do not start; a backup that failed is a WARNING, and so is a Jira that does not answer, or refuses the
 * token of the service: nobody else looks. */
#include "ctl/nagios.h"
#include "ctl/rows.h"

#include "base/buf.h"
#include "base/mem.h"
#include "expiry/attention.h"
#include "expiry/filter_words.h"
#include "expiry/urgency.h"
#include "words/backup.h"
#include "words/jira.h"
#include "words/words.h"

enum {
	NAMED_MAX = 5,
	EACH_MAX =
	    20, /* monitors with performance data of their own: Nagios reads 8 kB of a plugin */
	WAIT_S = 30, /* a plugin that has not answered within a minute is killed by most */
	WAIT_MOST_S = 600,
	COUNT_MOST = 1000000
};

/* From how many monitors on; 0: never. */
struct thresholds {
	size_t from[URGENCY_COUNT];
};

struct verdict {
	struct thresholds warning, critical;
	size_t states[NAGIOS_UNKNOWN + 1];
	size_t levels[URGENCY_COUNT];
	size_t attentions[ATTENTION_COUNT];
	size_t total, stale, declared;
	bool seen;
	int64_t least_days;
	json_t *status;   /* of the backend; NULL: not asked for */
	struct buf named; /* the worst few, in words */
	struct buf each;  /* performance data of single monitors */
	size_t named_count;
};

static int
end_unknown(struct ctl *ctl)
{
	struct buf line = {0};

	buf_printf(&line, "CADUCA %s - ", nagios_word(NAGIOS_UNKNOWN));
	nagios_text(&line, ctl->trouble ? ctl->trouble : "?");
	puts(buf_str(&line));
	buf_release(&line);
	return NAGIOS_UNKNOWN;
}

/* Why it is named, where its days do not say so. */
static void
name_problem(struct verdict *v, uint64_t problems)
{
	int worst = attention_worst(problems);

	if (worst >= 0)
		buf_printf(&v->named, " (%s)", words_problem_short((enum problem)worst));
}

/* What is seen speaks against its renewal; "": nothing does. */
static const char *
against(const json_t *row)
{
	return text_of(json_object_get(row, "renewal"), "contradiction");
}

static void
name_row(struct verdict *v, const json_t *row, int64_t now)
{
	uint64_t problems = row_raised(row);
	int64_t end;

	if (v->named_count++ >= NAMED_MAX)
		return;
	buf_printf(&v->named, "%s%s", v->named.len ? ", " : "", text_of(row, "name"));
	if (row_ends(row, &end)) {
		buf_puts(&v->named, " ");
		words_expiry(end, number_of(row, "not_after"), now, &v->named);
	}
	if (attention_of(problems) != ATTENTION_NONE)
		name_problem(v, problems);
	else if (row_has_problem(row, PROBLEM_DECLARED_ONLY))
		name_problem(v, PROBLEM_BIT(PROBLEM_DECLARED_ONLY));
	if (*against(row))
		buf_printf(&v->named, " (%s)", words_contradiction_short(against(row)));
}

/* So many of that urgency are there that it counts. */
static bool
reaches(const struct verdict *v, const struct thresholds *t, enum urgency level)
{
	return t->from[level] && v->levels[level] >= t->from[level];
}

/* Of one row, once all were counted. */
static enum nagios
row_nagios(const struct verdict *v, const json_t *row, int64_t now)
{
	enum urgency level = row_level(row, now);
	enum attention attention = attention_of(row_raised(row));

	if (reaches(v, &v->critical, level) || attention == ATTENTION_CRITICAL)
		return NAGIOS_CRITICAL;
	if (level == URGENCY_UNKNOWN || row_has_problem(row, PROBLEM_STALE) ||
	    row_has_problem(row, PROBLEM_DECLARED_ONLY))
		return NAGIOS_UNKNOWN;
	return reaches(v, &v->warning, level) || attention == ATTENTION_WARNING || *against(row)
		   ? NAGIOS_WARNING
		   : NAGIOS_OK;
}

static void
count_row(struct verdict *v, const json_t *row, int64_t now)
{
	int64_t days;

	v->total++;
	v->levels[row_level(row, now)]++;
	v->attentions[attention_of(row_raised(row))]++;
	v->stale += row_has_problem(row, PROBLEM_STALE);
	v->declared += row_has_problem(row, PROBLEM_DECLARED_ONLY);
	if (row_days(row, now, &days) && (!v->seen || days < v->least_days)) {
		v->least_days = days;
		v->seen = true;
	}
}

/* Worst first: a row that is well is never named. */
static const enum nagios worst_first[] = {NAGIOS_CRITICAL, NAGIOS_UNKNOWN, NAGIOS_WARNING};

enum { BAD_STATES = sizeof(worst_first) / sizeof(*worst_first) };

static bool
is_hindered(const struct verdict *v)
{
	const char *store = string_of(v->status, "store");

	return store && strcmp(store, "ok") != 0;
}

static bool
is_blind(const struct verdict *v)
{
	return json_is_object(json_object_get(v->status, "workers_fault"));
}

static bool
is_set(const json_t *value)
{
	return json_is_true(value) || json_integer_value(value);
}

/* What is wrong with all that is checked but rows, in words, each behind the others; whether there is anything. */
static bool
name_the_rest(const struct verdict *v, struct buf *out)
{
	const json_t *backup = json_object_get(v->status, "backup"),
		     *jira = json_object_get(v->status, "jira");
	static const struct {
		const char *member, *code;
	} warnings[] = {{"directory_silent", "directory-silent"}, {"clock_behind", "clock-behind"}};
	const char *between = v->named.len ? "; " : ", ";
	const size_t before = out->len;

	if (is_hindered(v)) {
		buf_puts(out, between);
		words_error(string_of(v->status, "store"), NULL, out);
		between = "; ";
	}
	if (is_blind(v)) {
		buf_puts(out, between);
		words_error("no-workers", json_object_get(v->status, "workers_fault"), out);
		between = "; ";
	}
	for (size_t i = 0; i < sizeof(warnings) / sizeof(*warnings); i++)
		if (is_set(json_object_get(v->status, warnings[i].member))) {
			buf_puts(out, between);
			words_error(warnings[i].code, NULL, out);
			between = "; ";
		}
	if (words_backup_failed(backup)) {
		buf_puts(out, between);
		words_backup(backup, out);
		between = "; ";
	}
	if (words_jira_troubled(jira)) {
		buf_puts(out, between);
		words_jira_reason(jira, out);
	}
	return out->len != before;
}

static enum nagios
state_of(const struct verdict *v)
{
	struct buf rest = {0};
	bool any = name_the_rest(v, &rest);

	buf_release(&rest);
	if (is_hindered(v) || is_blind(v))
		return NAGIOS_CRITICAL;
	for (size_t i = 0; i < BAD_STATES; i++)
		if (v->states[worst_first[i]])
			return worst_first[i];
	if (!v->total)
		return NAGIOS_UNKNOWN;
	return any ? NAGIOS_WARNING : NAGIOS_OK;
}

/* ---- performance data ---- */

/* The range that is well of a count that is not to reach one; "" where it may be any. */
static void
put_count_range(struct buf *out, size_t from)
{
	if (from)
		buf_printf(out, "%zu", from - 1);
}

/* The levels, worst first, with what was asked for as ranges. */
static void
put_levels(const struct verdict *v, struct buf *out)
{
	for (int level = 0; level < URGENCY_COUNT; level++) {
		struct buf warning = {0}, critical = {0};

		put_count_range(&warning, v->warning.from[level]);
		put_count_range(&critical, v->critical.from[level]);
		nagios_performance(
		    out, &(struct performance){urgency_text((enum urgency)level),
			     (int64_t)v->levels[level], "", buf_str(&warning), buf_str(&critical)});
		buf_release(&warning);
		buf_release(&critical);
	}
}

static void
put_number(struct buf *out, const char *label, int64_t value, const char *unit)
{
	nagios_performance(out, &(struct performance){label, value, unit, "", ""});
}

/* The levels first, worst first, then what is left to the next expiry. */
static void
put_performance(const struct verdict *v, int64_t now, struct buf *out)
{
	int64_t backup = number_of(json_object_get(v->status, "backup"), "last");

	put_number(out, "monitors", (int64_t)v->total, "");
	put_levels(v, out);
	put_number(out, "stale", (int64_t)v->stale, "");
	put_number(out, "declared", (int64_t)v->declared, "");
	put_number(out, "attention_critical", (int64_t)v->attentions[ATTENTION_CRITICAL], "");
	put_number(out, "attention_warning", (int64_t)v->attentions[ATTENTION_WARNING], "");
	if (v->seen)
		put_number(out, "days_left", v->least_days, "");
	if (backup)
		put_number(out, "backup_age", now - backup, "s");
	buf_puts(out, buf_str(&v->each));
}

/* When the first level begins of which one monitor is enough; 0: none does. */
static int64_t
begins_at(const struct thresholds *t, const struct deadlines *d)
{
	const int64_t at[] = {[URGENCY_EXPIRED] = d->end,
	    [URGENCY_CRITICAL] = d->critical,
	    [URGENCY_LATE] = d->late,
	    [URGENCY_DUE] = d->due,
	    [URGENCY_SOON] = d->soon};

	for (int level = URGENCY_SOON; level >= 0; level--)
		if (t->from[level] == 1)
			return at[level];
	return 0;
}

/* The range of days that is well: so many and more. */
static void
put_days_range(const struct thresholds *t, const struct deadlines *d, struct buf *out)
{
	int64_t begins = begins_at(t, d);

	if (begins)
		buf_printf(out, "%lld:", (long long)days_left(d->end, begins));
}

/* By the name of a monitor; by its number too where another has that name, or one that becomes the same. */
static char *
label_of(const json_t *row, const json_t *const *rows, size_t count)
{
	char *name = nagios_label(text_of(row, "name")), *label;
	bool alone = true;

	for (size_t i = 0; alone && i < count; i++) {
		char *other = nagios_label(text_of(rows[i], "name"));

		alone = rows[i] == row || strcmp(other, name) != 0;
		free(other);
	}
	label = alone ? mem_printf("%s days_left", name)
		      : mem_printf("%s %lld days_left", name, (long long)number_of(row, "id"));
	free(name);
	return label;
}

static void
put_each(struct verdict *v, const json_t *row, const char *label, int64_t now)
{
	struct buf warning = {0}, critical = {0};
	struct deadlines d;
	int64_t days;

	if (!row_deadlines(row, &d) || !row_days(row, now, &days))
		return;
	put_days_range(&v->warning, &d, &warning);
	put_days_range(&v->critical, &d, &critical);
	nagios_performance(&v->each,
	    &(struct performance){label, days, "", buf_str(&warning), buf_str(&critical)});
	buf_release(&warning);
	buf_release(&critical);
}

/* ---- the line ---- */

static void
put_counts(const struct verdict *v, struct buf *line)
{
	size_t attention = v->attentions[ATTENTION_CRITICAL] + v->attentions[ATTENTION_WARNING];

	buf_printf(line, ngettext("%zu monitor", "%zu monitors", v->total), v->total);
	for (int level = 0; level < URGENCY_COUNT; level++)
		if (v->levels[level] && level != URGENCY_OK)
			buf_printf(
			    line, ", %zu %s", v->levels[level], words_urgency((enum urgency)level));
	if (v->stale)
		buf_printf(line, ", %zu %s", v->stale, words_problem_short(PROBLEM_STALE));
	if (v->declared)
		buf_printf(
		    line, ", %zu %s", v->declared, words_problem_short(PROBLEM_DECLARED_ONLY));
	if (attention)
		buf_printf(line,
		    ngettext(", %zu needs attention", ", %zu need attention", attention),
		    attention);
}

static int
print_verdict(const struct verdict *v, int64_t now)
{
	enum nagios state = state_of(v);
	struct buf line = {0}, out = {0};

	put_counts(v, &line);
	if (v->named.len)
		buf_printf(
		    &line, ": %s%s", buf_str(&v->named), v->named_count > NAMED_MAX ? "…" : "");
	name_the_rest(v, &line);
	buf_printf(&out, "CADUCA %s - ", nagios_word(state));
	nagios_text(&out, buf_str(&line));
	buf_puts(&out, " |");
	put_performance(v, now, &out);
	puts(buf_str(&out));
	buf_release(&line);
	buf_release(&out);
	return (int)state;
}

/* ---- what is checked ---- */

/* why is stolen. */
static int
refuse(struct ctl *ctl, char *why)
{
	ctl_usage(ctl, why);
	free(why);
	return -1;
}

static bool
read_number(const char *text, long most, long *number)
{
	char *end;

	*number = strtol(text, &end, 10);
	return end != text && !*end && *number >= 1 && *number <= most;
}

/* One is enough of that level, and of each that is worse. */
static void
from_level_on(struct thresholds *t, enum urgency level)
{
	for (int worse = 0; worse < URGENCY_COUNT; worse++)
		t->from[worse] = worse <= (int)level;
}

/* "late", or "late=3". */
static int
read_threshold(struct ctl *ctl, const char *text, struct thresholds *t)
{
	const char *equals = strchr(text, '=');
	char *word = mem_strndup(text, equals ? (size_t)(equals - text) : strlen(text));
	int urgency = urgency_from_word(word), rc = 0;
	long count;

	if (urgency < 0 || urgency >= URGENCY_OK)
		rc = refuse(ctl, mem_printf(_("'%s' is not a level from expired to soon."), word));
	else if (!equals)
		from_level_on(t, (enum urgency)urgency);
	else if (read_number(equals + 1, COUNT_MOST, &count))
		t->from[urgency] = (size_t)count;
	else
		rc = refuse(
		    ctl, mem_printf(_("'%s' is not how many monitors of a level, from 1 on."),
			     equals + 1));
	free(word);
	return rc;
}

/* Several with commas between them; one that stands for a level and all that are worse comes before those of one level. */
static int
read_thresholds(struct ctl *ctl, const char *list, struct thresholds *t)
{
	json_t *all = words_of(list ? list : "", ","), *one;
	int rc = 0;
	size_t i;

	for (int counted = 0; counted < 2 && !rc; counted++)
		json_array_foreach(all, i, one)
			if (!rc && !strchr(json_string_value(one), '=') == !counted)
				rc = read_threshold(ctl, json_string_value(one), t);
	json_decref(all);
	return rc;
}

/* Only the monitors named, all of them when none is. -1 after saying which is none. */
static int
resolve_all(struct ctl *ctl, int count, char **names, json_int_t *ids)
{
	for (int i = 0; i < count; i++)
		if (!(ids[i] = ctl_resolve(ctl, names[i])))
			return -1;
	return 0;
}

/* What else there is to tell where all is checked. */
static int
judge_the_rest(struct ctl *ctl, struct verdict *v)
{
	v->status = ctl_call(ctl, "status", NULL, NULL, NULL);
	return v->status ? 0 : -1;
}

static bool
is_asked(const json_t *row, const json_int_t *ids, int count)
{
	bool asked = count == 0;

	for (int i = 0; i < count; i++)
		asked |= ids[i] == number_of(row, "id");
	return asked;
}

/* Counted first: how many there are of a level says what each is. few: those that were asked for have performance data of
 * their own, the most pressing of them. */
static void
judge_rows(struct verdict *v, const json_t *const *rows, size_t count, bool few, int64_t now)
{
	for (size_t i = 0; i < count; i++)
		count_row(v, rows[i], now);
	for (size_t i = 0; i < count; i++)
		v->states[row_nagios(v, rows[i], now)]++;
	for (size_t s = 0; s < BAD_STATES; s++)
		for (size_t i = 0; i < count; i++)
			if (row_nagios(v, rows[i], now) == worst_first[s])
				name_row(v, rows[i], now);
	for (size_t i = 0; few && i < count && i < EACH_MAX; i++) {
		char *label = label_of(rows[i], rows, count);

		put_each(v, rows[i], label, now);
		free(label);
	}
}

static void
judge_asked(struct verdict *v, const struct rows *rows, const json_int_t *ids, int count, bool few,
    int64_t now)
{
	const json_t **asked = mem_array(rows->count + 1, sizeof(*asked));
	size_t n = 0;

	for (size_t i = 0; i < rows->count; i++)
		if (is_asked(rows->row[i], ids, count))
			asked[n++] = rows->row[i];
	judge_rows(v, asked, n, few, now);
	free(asked);
}

/* What is asked for besides monitors; -1 after saying what cannot be. */
enum { FILTER, WARNING, CRITICAL, TIMEOUT, FLAGS };

static int
read_options(struct ctl *ctl, const struct flag *flags, struct verdict *v, long *wait)
{
	*wait = WAIT_S;
	from_level_on(&v->warning, URGENCY_DUE);
	from_level_on(&v->critical, URGENCY_CRITICAL);
	if (flags[TIMEOUT].value && !read_number(flags[TIMEOUT].value, WAIT_MOST_S, wait))
		return refuse(ctl, mem_printf(_("'%s' is not a number of seconds from 1 to 600."),
				       flags[TIMEOUT].value));
	if (read_thresholds(ctl, flags[WARNING].value, &v->warning) < 0)
		return -1;
	return read_thresholds(ctl, flags[CRITICAL].value, &v->critical);
}

static int
check(struct ctl *ctl, const char *filter, char **names, int count, struct verdict *v)
{
	json_int_t *ids = mem_array((size_t)count + 1, sizeof(*ids));
	const bool all = !count && !filter;
	struct rows rows = {0};
	int code = NAGIOS_UNKNOWN;

	if (resolve_all(ctl, count, names, ids) < 0 ||
	    rows_fetch(ctl, false, filter, NULL, &rows) < 0) {
		end_unknown(ctl);
	} else {
		judge_asked(v, &rows, ids, count, !all, ctl->now);
		if (all && judge_the_rest(ctl, v) < 0)
			end_unknown(ctl);
		else
			code = print_verdict(v, ctl->now);
	}
	rows_release(&rows);
	free(ids);
	return code;
}

int
check_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[FLAGS] = {[FILTER] = {.name = "filter", .takes = FLAG_VALUE},
	    [WARNING] = {.name = "warning", .takes = FLAG_VALUE},
	    [CRITICAL] = {.name = "critical", .takes = FLAG_VALUE},
	    [TIMEOUT] = {.name = "timeout", .takes = FLAG_VALUE}};
	struct verdict v = {0};
	int count, code;
	long wait;

	ctl->quiet_errors = true;
	if (ctl_arguments(ctl, argc, argv, flags, FLAGS, 0, -1, &argv, &count) ||
	    read_options(ctl, flags, &v, &wait) < 0 || ctl_connect(ctl) < 0)
		return end_unknown(ctl);
	client_until(ctl->client, (int)wait);
	code = check(ctl, flags[FILTER].value, argv, count, &v);
	buf_release(&v.named);
	buf_release(&v.each);
	json_decref(v.status);
	return code;
}
