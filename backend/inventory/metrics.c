/* All samples of a family stand together (OpenMetrics 1.0), so the rows are gone through once for each: the families are a table
 * of what each says of a row. A value that is not known is no sample. Labels hold what strangers wrote: cleaned, and escaped. */
#include "inventory/metrics.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "base/text.h"

#include <string.h>

static void
put_label(struct buf *out, bool *first, const char *name, const char *value)
{
	char *clean = text_cleaned(value, 200);

	buf_printf(out, "%s%s=\"", *first ? "{" : ",", name);
	for (const char *s = clean; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *s);
	}
	buf_putc(out, '"');
	*first = false;
	free(clean);
}

/* What every sample of a monitor says of it. */
static bool
put_monitor(struct buf *out, const char *name, const json_t *row)
{
	bool first = true;
	char *instance;

	buf_puts(out, name);
	instance = number_of(row, "port") ? mem_printf("%s:%lld", text_of(row, "host"),
						(long long)number_of(row, "port"))
					  : mem_strdup(text_of(row, "name"));
	put_label(out, &first, "instance", instance);
	put_label(out, &first, "monitor", text_of(row, "name"));
	put_label(out, &first, "service", text_of(row, "service"));
	put_label(out, &first, "environment", text_of(row, "environment"));
	free(instance);
	return first;
}

static void
put_value(struct buf *out, int64_t value)
{
	buf_printf(out, "} %lld\n", (long long)value);
}

/* The common name of a distinguished name; "". */
static char *
cn_of(const char *dn)
{
	const char *at = strstr(dn, "CN="), *start = at ? at + 3 : "";

	return mem_strndup(start, strcspn(start, ",+"));
}

static void
put_certificate(struct buf *out, const char *name, const json_t *row, const char *member)
{
	char *subject = cn_of(text_of(row, "subject")), *issuer = cn_of(text_of(row, "issuer"));
	bool first = false;

	if (json_is_integer(json_object_get(row, member))) {
		put_monitor(out, name, row);
		put_label(out, &first, "subject_CN", subject);
		put_label(out, &first, "issuer_CN", issuer);
		put_label(out, &first, "serial_number", text_of(row, "serial"));
		put_value(out, number_of(row, member));
	}
	free(subject);
	free(issuer);
}

static void
put_time(struct buf *out, const char *name, const json_t *row, const char *member)
{
	if (!json_is_integer(json_object_get(row, member)))
		return;
	put_monitor(out, name, row);
	put_value(out, number_of(row, member));
}

/* What was seen, and not what is declared. */
static void
row_earliest(struct buf *out, const char *name, const json_t *row)
{
	if (!flag_of(row, "declared"))
		put_time(out, name, row, "end");
}

static void
row_success(struct buf *out, const char *name, const json_t *row)
{
	int outcome = outcome_from(text_of(row, "outcome"));

	if (outcome <= OUTCOME_NONE || monitor_type_from(text_of(row, "type")) == MONITOR_FILE)
		return;
	put_monitor(out, name, row);
	put_value(out, outcome == OUTCOME_OK);
}

static void
row_not_after(struct buf *out, const char *name, const json_t *row)
{
	put_certificate(out, name, row, "not_after");
}

static void
row_not_before(struct buf *out, const char *name, const json_t *row)
{
	put_certificate(out, name, row, "not_before");
}

static void
row_end(struct buf *out, const char *name, const json_t *row)
{
	bool first = false;

	if (!json_is_integer(json_object_get(row, "end")))
		return;
	put_monitor(out, name, row);
	put_label(out, &first, "declared", flag_of(row, "declared") ? "true" : "false");
	put_value(out, number_of(row, "end"));
}

static void
row_start_by(struct buf *out, const char *name, const json_t *row)
{
	put_time(out, name, row, "start_by");
}

static void
row_checked(struct buf *out, const char *name, const json_t *row)
{
	put_time(out, name, row, "checked_at");
}

static void
row_urgency(struct buf *out, const char *name, const json_t *row)
{
	bool first = false;

	put_monitor(out, name, row);
	put_label(out, &first, "urgency", text_of(row, "urgency"));
	put_value(out, 1);
}

static void
row_problems(struct buf *out, const char *name, const json_t *row)
{
	const json_t *problem;
	size_t i;

	json_array_foreach(json_object_get(row, "problems"), i, problem) {
		bool first = false;

		put_monitor(out, name, row);
		put_label(out, &first, "problem",
		    json_string_value(problem) ? json_string_value(problem) : "");
		put_value(out, 1);
	}
}

static void
row_outcome(struct buf *out, const char *name, const json_t *row)
{
	bool first = false;

	put_monitor(out, name, row);
	put_label(out, &first, "outcome", text_of(row, "outcome"));
	put_value(out, 1);
}

static void
row_renewal(struct buf *out, const char *name, const json_t *row)
{
	const json_t *renewal = json_object_get(row, "renewal");
	char number[24], phase[48];
	bool first = false;

	if (!json_is_object(renewal))
		return;
	snprintf(number, sizeof(number), "%lld", (long long)number_of(renewal, "id"));
	snprintf(phase, sizeof(phase), "%lld/%lld", (long long)number_of(renewal, "phase"),
	    (long long)number_of(renewal, "phases"));
	put_monitor(out, name, row);
	put_label(out, &first, "renewal", number);
	put_label(out, &first, "phase", phase);
	put_label(out, &first, "turn", *text_of(renewal, "waiting_on") ? "theirs" : "ours");
	put_value(out, 1);
}

static const struct family {
	const char *name, *help;
	void (*row)(struct buf *out, const char *name, const json_t *row);
} families[] = {
    {"probe_ssl_earliest_cert_expiry", "When the earliest certificate that is seen ends.",
	row_earliest},
    {"probe_success", "Whether the last probe saw a certificate.", row_success},
    {"x509_cert_not_after", "The end of the certificate that is seen.", row_not_after},
    {"x509_cert_not_before", "Its beginning.", row_not_before},
    {"caduca_end_timestamp_seconds", "When it ends, as seen or else as declared.", row_end},
    {"caduca_start_by_timestamp_seconds", "When its renewal must have begun.", row_start_by},
    {"caduca_checked_timestamp_seconds", "When it was last probed, or given.", row_checked},
    {"caduca_urgency", "The urgency of each monitor.", row_urgency},
    {"caduca_problem", "What is wrong with what it serves.", row_problems},
    {"caduca_probe_outcome", "How the last probe ended.", row_outcome},
    {"caduca_renewal_open", "The renewal that is open, its phase and whose turn it is.",
	row_renewal},
};

static void
put_family(struct buf *out, const char *name, const char *help)
{
	buf_printf(out, "# TYPE %s gauge\n# HELP %s %s\n", name, name, help);
}

static void
put_totals(struct buf *out, json_t *const *rows, size_t count)
{
	size_t totals[URGENCY_COUNT] = {0};

	for (size_t i = 0; i < count; i++) {
		int urgency = urgency_from(text_of(rows[i], "urgency"));

		if (urgency >= 0)
			totals[urgency]++;
	}
	put_family(out, "caduca_monitors", "How many monitors there are of each urgency.");
	for (int u = 0; u < URGENCY_COUNT; u++)
		buf_printf(out, "caduca_monitors{urgency=\"%s\"} %zu\n",
		    urgency_text((enum urgency)u), totals[u]);
}

void
metrics_write(struct buf *out, json_t *const *rows, size_t count)
{
	for (size_t f = 0; f < sizeof(families) / sizeof(*families); f++) {
		put_family(out, families[f].name, families[f].help);
		for (size_t i = 0; i < count; i++)
			families[f].row(out, families[f].name, rows[i]);
	}
	put_totals(out, rows, count);
	buf_puts(out, "# EOF\n");
}
