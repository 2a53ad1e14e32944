/* check: a plugin for Nagios and what understands its plugins (Monitoring Plugins Development
 * Guidelines, sections "Plugin Output" and "Plugin Return Codes"): one line for people, performance
 * data after a bar, the state as the exit code. What is not known to be well is never OK: stale
 * rows, rows never seen, no backend and no rows are UNKNOWN, and what clients refuse is CRITICAL or
 * WARNING whatever its dates (expiry/attention.h). Where all is checked, and not some monitors, a database that cannot be
 * written or is damaged is CRITICAL, as are workers that do not start; a backup that failed is a WARNING, and so is a Jira that does not answer, or refuses the
 * token of the service: nobody else looks. */
#include "ctl/rows.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "expiry/attention.h"
#include "expiry/filter_words.h"
#include "words/backup.h"
#include "words/jira.h"
#include "words/words.h"

enum nagios { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

static const char *const nagios_words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

enum {
	NAMED_MAX = 5,
	WAIT_S = 30
}; /* a plugin that has not answered within a minute is killed by most */

struct verdict {
	enum urgency warning, critical; /* from this level on */
	size_t states[NAGIOS_UNKNOWN + 1];
	size_t levels[URGENCY_COUNT];
	size_t attentions[ATTENTION_COUNT];
	size_t total, stale;
	bool seen;
	int64_t least_days;
	json_t *status;   /* of the backend; NULL: not asked for */
	struct buf named; /* the worst few, in words */
	size_t named_count;
};

/* '|' would begin performance data. */
static void
print_plain(const char *s)
{
	char *clean = text_cleaned(s, 0);

	for (char *p = clean; *p; p++)
		putchar(*p == '|' ? '/' : *p);
	free(clean);
}

static int
end_unknown(struct ctl *ctl)
{
	printf("CADUCA UNKNOWN - ");
	print_plain(ctl->trouble ? ctl->trouble : "?");
	putchar('\n');
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
	if (*against(row))
		buf_printf(&v->named, " (%s)", words_contradiction_short(against(row)));
}

/* Of one row alone. */
static enum nagios
row_nagios(const struct verdict *v, const json_t *row, int64_t now)
{
	enum urgency level = row_level(row, now);
	enum attention attention = attention_of(row_raised(row));

	if (level != URGENCY_UNKNOWN && level <= v->critical)
		return NAGIOS_CRITICAL;
	if (attention == ATTENTION_CRITICAL)
		return NAGIOS_CRITICAL;
	if (level == URGENCY_UNKNOWN || row_has_problem(row, PROBLEM_STALE))
		return NAGIOS_UNKNOWN;
	return level <= v->warning || attention == ATTENTION_WARNING || *against(row)
		   ? NAGIOS_WARNING
		   : NAGIOS_OK;
}

static void
judge_row(struct verdict *v, const json_t *row, int64_t now)
{
	int64_t days;

	v->total++;
	v->states[row_nagios(v, row, now)]++;
	v->levels[row_level(row, now)]++;
	v->attentions[attention_of(row_raised(row))]++;
	v->stale += row_has_problem(row, PROBLEM_STALE);
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

/* 'label'=value; the levels first, worst first, then what is left to the next expiry. */
static void
print_performance(const struct verdict *v, int64_t now)
{
	int64_t backup = number_of(json_object_get(v->status, "backup"), "last");

	printf(" | monitors=%zu", v->total);
	for (int level = 0; level < URGENCY_COUNT; level++)
		printf(" %s=%zu", urgency_text((enum urgency)level), v->levels[level]);
	printf(" stale=%zu attention_critical=%zu attention_warning=%zu", v->stale,
	    v->attentions[ATTENTION_CRITICAL], v->attentions[ATTENTION_WARNING]);
	if (v->seen)
		printf(" days_left=%lld", (long long)v->least_days);
	if (backup)
		printf(" backup_age=%llds", (long long)(now - backup));
	putchar('\n');
}

static int
print_verdict(const struct verdict *v, int64_t now)
{
	enum nagios state = state_of(v);
	struct buf line = {0};
	const char *between = " - ";
	size_t attention = v->attentions[ATTENTION_CRITICAL] + v->attentions[ATTENTION_WARNING];

	printf("CADUCA %s", nagios_words[state]);
	buf_puts(&line, between);
	buf_printf(&line, ngettext("%zu monitor", "%zu monitors", v->total), v->total);
	for (int level = 0; level < URGENCY_COUNT; level++)
		if (v->levels[level] && level != URGENCY_OK)
			buf_printf(&line, ", %zu %s", v->levels[level],
			    words_urgency((enum urgency)level));
	if (v->stale)
		buf_printf(&line, ", %zu %s", v->stale, words_problem_short(PROBLEM_STALE));
	if (attention)
		buf_printf(&line,
		    ngettext(", %zu needs attention", ", %zu need attention", attention),
		    attention);
	if (v->named.len)
		buf_printf(
		    &line, ": %s%s", buf_str(&v->named), v->named_count > NAMED_MAX ? "…" : "");
	name_the_rest(v, &line);
	print_plain(buf_str(&line));
	print_performance(v, now);
	buf_release(&line);
	return (int)state;
}

/* ---- what is checked ---- */

static int
read_level(struct ctl *ctl, const char *word, enum urgency *level)
{
	int urgency = word ? urgency_from_word(word) : (int)*level;
	char *why;

	if (urgency >= 0 && urgency < URGENCY_OK) {
		*level = (enum urgency)urgency;
		return 0;
	}
	why = mem_printf(_("'%s' is not a level from expired to soon."), word);
	ctl_usage(ctl, why);
	free(why);
	return -1;
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

static void
judge_rows(
    struct verdict *v, const struct rows *rows, const json_int_t *ids, int count, int64_t now)
{
	for (size_t i = 0; i < rows->count; i++)
		if (is_asked(rows->row[i], ids, count))
			judge_row(v, rows->row[i], now);
	for (size_t s = 0; s < BAD_STATES; s++)
		for (size_t i = 0; i < rows->count; i++)
			if (is_asked(rows->row[i], ids, count) &&
			    row_nagios(v, rows->row[i], now) == worst_first[s])
				name_row(v, rows->row[i], now);
}

int
check_run(struct ctl *ctl, int argc, char **argv)
{
	struct flag flags[] = {{.name = "filter", .takes = FLAG_VALUE},
	    {.name = "warning", .takes = FLAG_VALUE}, {.name = "critical", .takes = FLAG_VALUE}};
	struct verdict v = {.warning = URGENCY_DUE, .critical = URGENCY_CRITICAL};
	struct rows rows = {0};
	json_int_t *ids = NULL;
	int count, code = NAGIOS_UNKNOWN;

	ctl->quiet_errors = true;
	if (ctl_arguments(ctl, argc, argv, flags, 3, 0, -1, &argv, &count) ||
	    read_level(ctl, flags[1].value, &v.warning) < 0 ||
	    read_level(ctl, flags[2].value, &v.critical) < 0)
		return end_unknown(ctl);
	if (ctl_connect(ctl) < 0)
		return end_unknown(ctl);
	client_until(ctl->client, WAIT_S);
	ids = mem_array((size_t)count, sizeof(*ids));
	if (resolve_all(ctl, count, argv, ids) < 0 ||
	    rows_fetch(ctl, false, flags[0].value, NULL, &rows) < 0) {
		end_unknown(ctl);
	} else {
		judge_rows(&v, &rows, ids, count, ctl->now);
		if (!count && !flags[0].value && judge_the_rest(ctl, &v) < 0)
			end_unknown(ctl);
		else
			code = print_verdict(&v, ctl->now);
	}
	rows_release(&rows);
	buf_release(&v.named);
	json_decref(v.status);
	free(ids);
	return code;
}
