/* What is told of one monitor, in the pane below the list and in its own screen, as lines. The facts are made
 * anew for each drawing from the short row, which is always here, and from what monitor.show answered, which
 * may not be: then only what the row says is told.
 *
 * FACTS_SHORT leaves out what the pane has no room for. A pure function of its arguments: nothing is asked of the backend, and
 * the time is passed in. */
#include "tui/screens/monitor_facts.h"

#include "base/buf.h"
#include "base/members.h"
#include "base/monitor_field.h"
#include "expiry/attention.h"
#include "tui/model/renewal_model.h"
#include "tui/model/row.h"
#include "tui/screens/fact_lines.h"
#include "tui/term/canvas.h"
#include "words/words.h"

/* What every part of the making needs. */
struct making {
	struct fact_lines *lines;
	enum facts_length length;
	const struct row *r;
	const json_t *row, *chain, *timeline; /* of monitor.show; NULL while it is not here */
	const json_t *hosts;                  /* of the same; NULL: it is no wildcard */
	const json_t *amiss; /* of the timeline, what stands above already; NULL if none */
	int64_t now;
	struct buf text; /* scratch */
};

/* ---- lines ---- */

static void
add_scratch(struct making *m, const char *label, unsigned style)
{
	fact_lines_add(m->lines, label, style, buf_str(&m->text));
	buf_clear(&m->text);
}

static enum outcome
outcome_of(const json_t *object)
{
	int outcome = outcome_from(text_of(object, "outcome"));

	return outcome < 0 ? OUTCOME_NONE : (enum outcome)outcome;
}

/* "A, B" with something between parts. */
static void
join(struct buf *b, const char *between, const char *part)
{
	if (!*part)
		return;
	buf_puts(b, b->len ? between : "");
	buf_puts(b, part);
}

/* ---- the monitor ---- */

/* Those before are told each in its way; these follow in the order of their table. */
static bool
is_after_tags(enum monitor_field f)
{
	return monitor_field_info(f)->place > monitor_field_info(MONITOR_FIELD_TAGS)->place;
}

static void
add_after_tags(struct making *m, enum monitor_field f, const char *value)
{
	if (monitor_field_info(f)->type == VALUE_DATE && *value)
		words_day(value, &m->text);
	else
		buf_puts(&m->text, value);
	add_scratch(m, _(monitor_field_info(f)->label), STYLE_TEXT);
}

static void
add_monitor(struct making *m)
{
	const struct row *r = m->r;
	char endpoint[ROW_ENDPOINT_BYTES];

	if (m->length == FACTS_SHORT)
		return;
	row_endpoint(r, endpoint, sizeof(endpoint));
	fact_lines_add(m->lines, _("Address"), STYLE_TEXT, endpoint);
	if (r->sni_set)
		fact_lines_add(m->lines, "SNI", STYLE_TEXT,
		    *row_text(r, ROW_SNI) ? row_text(r, ROW_SNI) : _("none is sent"));
	fact_lines_add(m->lines, _("Kind"), STYLE_TEXT, words_kind(r->kind));
	fact_lines_add(m->lines, _("Certificate"), STYLE_TEXT, row_text(r, ROW_CERTIFICATE_KIND));
	fact_lines_add(m->lines, _("Service"), STYLE_TEXT, row_text(r, ROW_SERVICE));
	fact_lines_add(m->lines, _("Environment"), STYLE_TEXT, row_text(r, ROW_ENVIRONMENT));
	fact_lines_add(m->lines, _("Tags"), STYLE_TEXT, row_text(r, ROW_TAGS));
#define STRING(ID, ...)                        \
	if (is_after_tags(MONITOR_FIELD_##ID)) \
		add_after_tags(m, MONITOR_FIELD_##ID, row_text(r, ROW_##ID));
#define NUMBER(ID, ...)
#define TERM(ID, ...)
#include "base/monitor_fields.def"
	if (r->lead >= 0) {
		buf_printf(
		    &m->text, ngettext("%d day", "%d days", (unsigned long)r->lead), r->lead);
		add_scratch(m, _("Lead"), STYLE_TEXT);
	}
}

/* What is being done about it: its renewal and the tickets, with the keys that those had before. */
static void
add_renewal(struct making *m)
{
	const struct row *r = m->r;
	const char *former = row_text(r, ROW_FORMER_TICKETS);

	if (r->renewal) {
		buf_printf(&m->text, "%lld · ", (long long)r->renewal);
		renewal_progress(r->phase, r->phases, row_text(r, ROW_WAITING), &m->text);
		add_scratch(m, _("Renewal"), STYLE_TEXT);
	}
	buf_puts(&m->text, row_text(r, ROW_TICKETS));
	if (r->tickets_more)
		buf_printf(&m->text, " +%u", r->tickets_more);
	if (*former)
		buf_printf(&m->text, _(" (formerly %s)"), former);
	add_scratch(m, _("Tickets"), STYLE_TEXT);
}

static void
put_end(struct making *m, int64_t end)
{
	buf_printf(&m->text, " · %s ", words_expires(end, m->now));
	words_date(end, &m->text);
}

static void
add_urgency(struct making *m)
{
	const struct row *r = m->r;

	buf_printf(&m->text, "%s %s", words_urgency_letter((enum urgency)r->level),
	    words_urgency((enum urgency)r->level));
	if (r->deadlines.end && !r->not_after)
		buf_printf(&m->text, " · %s", _("declared"));
	if (r->deadlines.end) {
		buf_printf(&m->text, " · %s ", _("start by"));
		words_date(r->deadlines.due, &m->text);
		put_end(m, row_end(r));
	}
	add_scratch(m, _("Urgency"), STYLE_URGENCY + r->level);
	if (row_end(r) < r->not_after) {
		words_both_ends(row_end(r), r->not_after, &m->text);
		add_scratch(m, _("Ends"), STYLE_WARNING);
	}
	if (r->overridden) {
		buf_printf(&m->text,
		    _("the verification of renewal %lld was overridden: its certificate has not "
		      "been seen here yet"),
		    (long long)r->overridden);
		add_scratch(m, _("New one"), STYLE_WARNING);
	}
	if (*row_text(r, ROW_RETIRES)) {
		words_day(row_text(r, ROW_RETIRES), &m->text);
		add_scratch(m, _("Retired on"), STYLE_WARNING);
	}
}

/* When its certificate was given: nobody probes a file. */
static void
add_file(struct making *m)
{
	const struct row *r = m->r;

	if (r->outcome == OUTCOME_NONE) {
		buf_puts(&m->text, words_outcome_of(MONITOR_FILE, OUTCOME_NONE));
		buf_printf(&m->text, " · %s", _("probing it asks for the file"));
	} else {
		buf_printf(&m->text, "%s ", _("given"));
		words_ago(m->now - r->checked_at, &m->text);
	}
	add_scratch(m, _("File"), r->outcome == OUTCOME_OK ? STYLE_TEXT : STYLE_WARNING);
}

static void
add_outcome(struct making *m)
{
	const struct row *r = m->r;
	bool good = r->outcome == OUTCOME_OK;

	if (r->type == MONITOR_FILE) {
		add_file(m);
		return;
	}
	buf_puts(&m->text, words_outcome_of((enum monitor_type)r->type, r->outcome));
	if (*row_text(r, ROW_DETAIL) && !good)
		buf_printf(&m->text, " (%s)", words_detail(r->outcome, row_text(r, ROW_DETAIL)));
	if (r->checked_at) {
		buf_printf(&m->text, " · %s ", _("probed"));
		words_ago(m->now - r->checked_at, &m->text);
	}
	if (!good && r->seen_at) {
		buf_printf(&m->text, " · %s ", _("last seen"));
		words_ago(m->now - r->seen_at, &m->text);
	}
	add_scratch(m, _("Probe"), good ? STYLE_TEXT : STYLE_WARNING);
}

static unsigned
problem_style(uint64_t problems)
{
	return attention_of(problems) == ATTENTION_CRITICAL ? STYLE_URGENCY + URGENCY_CRITICAL
							    : STYLE_WARNING;
}

/* What changed that no renewal was behind; of the pane only the last, in one line. */
static void
add_findings(struct making *m)
{
	const char *const labels[FINDING_LINES] = {_("Change"), _("  before"), _("  after")};
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(m->row, "findings"), i, one)
		for (int line = 0; line < FINDING_LINES; line++) {
			if (m->length == FACTS_SHORT && (i || line))
				continue;
			words_finding(one, (enum finding_line)line, &m->text);
			add_scratch(m, labels[line], line ? STYLE_TEXT : STYLE_WARNING);
		}
}

/* Who accepted what, why and until when; of the pane only what holds. */
static void
add_acceptances(struct making *m)
{
	const char *label = _("Accepted");
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(m->row, "acceptances"), i, one) {
		if (m->length == FACTS_SHORT && !flag_of(one, "holds"))
			continue;
		words_acceptance(one, &m->text);
		add_scratch(m, label, flag_of(one, "holds") ? STYLE_TEXT : STYLE_DIM);
		label = "";
	}
}

static void
add_problems(struct making *m)
{
	const uint64_t problems = m->r->problems & ~m->r->accepted;

	if (m->length == FACTS_SHORT) {
		for (uint64_t left = problems; left;) {
			int worst = attention_worst(left);

			join(&m->text, " · ", words_problem_short((enum problem)worst));
			left &= ~PROBLEM_BIT(worst);
		}
		add_scratch(m, _("Problems"), problem_style(problems));
		return;
	}
	for (int p = 0, n = 0; p < PROBLEM_COUNT; p++)
		if (m->r->problems & PROBLEM_BIT(p))
			fact_lines_add(m->lines, n++ ? "" : _("Problems"),
			    problems & PROBLEM_BIT(p) ? problem_style(PROBLEM_BIT(p)) : STYLE_TEXT,
			    words_problem_of((enum monitor_type)m->r->type, (enum problem)p));
}

/* ---- the certificate ---- */

static void
add_names(struct making *m)
{
	size_t i;
	const json_t *name;

	json_array_foreach(json_object_get(m->row, "sans"), i, name)
		join(&m->text, ", ", json_string_value(name) ? json_string_value(name) : "");
	add_scratch(m, _("Names"), STYLE_TEXT);
}

static void
add_validity(struct making *m)
{
	const json_t *from = json_object_get(m->row, "not_before"),
		     *to = json_object_get(m->row, "not_after");
	int64_t days = (json_integer_value(to) - json_integer_value(from)) / DAY;
	bool readable = json_is_integer(from) && json_is_integer(to);

	words_validity(from, false, &m->text);
	buf_puts(&m->text, " – ");
	words_validity(to, false, &m->text);
	if (readable)
		buf_printf(&m->text, ngettext(" (%lld day)", " (%lld days)", (unsigned long)days),
		    (long long)days);
	add_scratch(m, _("Valid"), STYLE_TEXT);
	if (m->length == FACTS_SHORT || !readable)
		return;
	words_date_time_utc(json_integer_value(from), &m->text);
	buf_puts(&m->text, " – ");
	words_date_time_utc(json_integer_value(to), &m->text);
	add_scratch(m, "UTC", STYLE_DIM);
}

static void
add_certificate(struct making *m)
{
	if (!*text_of(m->row, "sha256"))
		return;
	fact_lines_heading(m->lines, _("Certificate"));
	fact_lines_add(m->lines, _("Subject"), STYLE_TEXT, text_of(m->row, "subject"));
	add_names(m);
	fact_lines_add(m->lines, _("Issuer"), STYLE_TEXT, text_of(m->row, "issuer"));
	add_validity(m);
}

static void
add_key(struct making *m)
{
	bool full = m->length == FACTS_FULL;

	join(&m->text, " · ", text_of(m->row, "key"));
	join(&m->text, " · ", text_of(m->row, "signature"));
	if (!full && m->text.len)
		join(&m->text, " · ", text_of(m->row, "serial"));
	add_scratch(m, _("Key"), STYLE_TEXT);
	if (full)
		fact_lines_add(m->lines, _("Serial"), STYLE_TEXT, text_of(m->row, "serial"));
	fact_lines_add(m->lines, "SHA-256", STYLE_TEXT, text_of(m->row, "sha256"));
	if (full)
		fact_lines_add(m->lines, "SPKI SHA-256", STYLE_DIM, text_of(m->row, "spki_sha256"));
}

static void
add_chain(struct making *m)
{
	size_t i;
	const json_t *item;

	if (!json_array_size(m->chain))
		return;
	fact_lines_heading(
	    m->lines, m->r->type == MONITOR_FILE ? _("Chain") : _("Chain, as served"));
	json_array_foreach(m->chain, i, item) {
		const char *name = text_of(item, "subject");
		buf_printf(&m->text, "%zu ", i + 1);
		buf_puts(&m->text, *name ? name : text_of(item, "sha256"));
		if (number_of(item, "not_after"))
			put_end(m, number_of(item, "not_after"));
		add_scratch(m, i ? "" : _("Leaf"), STYLE_TEXT);
	}
}

/* ---- addresses and history ---- */

static void
add_address(struct making *m, const json_t *item, const char *label)
{
	enum outcome outcome = outcome_of(item);
	bool good = outcome == OUTCOME_OK;
	size_t i;
	const json_t *p;

	buf_printf(&m->text, "%s  %s", text_of(item, "address"), words_outcome(outcome));
	if (!good && *text_of(item, "detail"))
		buf_printf(&m->text, " (%s)", words_detail(outcome, text_of(item, "detail")));
	if (number_of(item, "checked_at")) {
		buf_putc(&m->text, ' ');
		words_ago(m->now - number_of(item, "checked_at"), &m->text);
	}
	join(&m->text, " · ", text_of(item, "tls"));
	if (number_of(item, "end"))
		put_end(m, number_of(item, "end"));
	if (*text_of(item, "sha256"))
		buf_printf(&m->text, " · %.8s", text_of(item, "sha256"));
	json_array_foreach(json_object_get(item, "problems"), i, p) {
		int problem = problem_from(json_string_value(p));
		if (problem >= 0)
			join(&m->text, " · ", words_problem_short((enum problem)problem));
	}
	add_scratch(m, label,
	    good                             ? STYLE_TEXT
	    : outcome == OUTCOME_NOT_CHECKED ? STYLE_DIM
					     : STYLE_WARNING);
}

static void
add_addresses(struct making *m)
{
	const json_t *list = json_object_get(m->row, "addresses"), *item;
	bool full = m->length == FACTS_FULL;
	size_t i;

	if (!json_array_size(list) || m->r->type == MONITOR_FILE) /* it is at none */
		return;
	fact_lines_heading(m->lines, _("Addresses"));
	json_array_foreach(list, i, item)
		add_address(m, item, full || i ? "" : _("Addresses"));
}

/* Of a distinguished name what a person calls it: its CN, else all of it. */
static void
put_common_name(struct buf *out, const char *name)
{
	const char *cn = strncmp(name, "CN=", 3) ? strstr(name, ",CN=") : name;

	if (cn)
		cn += *cn == ',' ? 4 : 3;
	buf_add(out, cn ? cn : name, cn ? strcspn(cn, ",") : strlen(name));
}

static void
put_addresses(struct buf *out, const json_t *period)
{
	const json_t *list = json_object_get(period, "addresses"), *one;
	size_t i;

	json_array_foreach(list, i, one) {
		const char *address = json_string_value(one);
		if (address && *address)
			buf_printf(out, "%s%s", i ? ", " : " · ", address);
	}
	if (number_of(period, "more"))
		buf_printf(out, " +%lld", (long long)number_of(period, "more"));
}

/* "14/03/2026 00:47 – 23/11/2026 17:06", "… – now". */
static void
put_period(struct buf *out, const json_t *period)
{
	words_date_time(number_of(period, "from"), out);
	buf_puts(out, " – ");
	if (flag_of(period, "current"))
		buf_puts(out, _("now"));
	else
		words_date_time(number_of(period, "to"), out);
}

static bool
is_rolled_back(const json_t *period)
{
	return flag_of(period, "rolled_back");
}

static void
put_certificate(struct making *m, const json_t *period)
{
	struct buf *out = &m->text;

	if (is_rolled_back(period))
		buf_printf(out, "%s ", _("gone back to the earlier one:"));
	buf_printf(out, "%.8s", text_of(period, "sha256"));
	join(out, " ", text_of(period, "key_type"));
	put_end(m, number_of(period, "not_after"));
	buf_puts(out, *text_of(period, "issuer") ? " · " : "");
	put_common_name(out, text_of(period, "issuer"));
}

static void
add_period(struct making *m, const json_t *period, const char *label)
{
	bool answered = *text_of(period, "sha256") != '\0';

	put_period(&m->text, period);
	buf_puts(&m->text, "  ");
	if (answered)
		put_certificate(m, period);
	else
		buf_printf(&m->text, "%s: %s", _("no answer"), words_outcome(outcome_of(period)));
	if (m->r->type != MONITOR_FILE)
		put_addresses(&m->text, period);
	add_scratch(m, label, answered && !is_rolled_back(period) ? STYLE_TEXT : STYLE_WARNING);
}

/* The newest first: certificates, and when there was no answer. */
static void
add_history(struct making *m)
{
	const char *label = m->length == FACTS_FULL ? "" : _("History");
	size_t i;
	const json_t *item;

	if (!json_array_size(m->timeline))
		return;
	fact_lines_heading(m->lines, _("History"));
	json_array_foreach(m->timeline, i, item) {
		if (item == m->amiss)
			continue; /* stands above */
		add_period(m, item, label);
		label = "";
	}
}

/* In the pane, where the history may not fit: what of it is amiss now. */
static void
add_amiss(struct making *m)
{
	size_t i;
	const json_t *item;

	json_array_foreach(m->timeline, i, item) {
		bool amiss = is_rolled_back(item) || !*text_of(item, "sha256");

		if (amiss && flag_of(item, "current")) {
			add_period(m, item, _("History"));
			m->amiss = item;
			return;
		}
	}
}

/* Of a wildcard: those that are known to serve it, or may. */
static void
add_hosts(struct making *m)
{
	const char *label = _("Its hosts");
	const json_t *one;
	size_t i;

	json_array_foreach(m->hosts, i, one) {
		words_wildcard_host(one, &m->text);
		add_scratch(m, label, STYLE_TEXT);
		label = "";
	}
}

/* ---- the whole ---- */

struct fact_lines *
monitor_facts(
    const struct row *r, const json_t *show, int64_t now, int width, enum facts_length length)
{
	struct fact_lines *lines = fact_lines_new(width, length == FACTS_FULL);
	struct making m = {.lines = lines, .length = length, .r = r, .now = now};

	m.row = json_object_get(show, "row");
	m.chain = json_object_get(show, "chain");
	m.timeline = json_object_get(show, "timeline");
	m.hosts = json_object_get(show, "hosts");
	add_urgency(&m);
	add_renewal(&m);
	add_outcome(&m);
	add_problems(&m);
	add_findings(&m);
	add_acceptances(&m);
	add_hosts(&m);
	if (length == FACTS_SHORT)
		add_amiss(&m);
	add_monitor(&m);
	add_certificate(&m);
	if (length == FACTS_FULL) {
		add_key(&m);
		add_chain(&m);
	}
	add_addresses(&m);
	if (length == FACTS_SHORT)
		add_key(&m);
	add_history(&m);
	if (!show)
		fact_lines_add(lines, "", STYLE_DIM, "…");
	buf_release(&m.text);
	return lines;
}
