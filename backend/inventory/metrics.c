/* All samples of a family stand together (OpenMetrics 1.0), so the rows are gone through once for each: the families are a table
 * of what each says of a row. A value that is not known is no sample. Every sample of a monitor has its number as a label, since
 * two may have one name and one host; what else it has is for people. */
#include "inventory/metrics.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"
#include "expiry/attention.h"
#include "inventory/certificate_labels.h"
#include "inventory/exposition.h"

/* ---- what a sample of a monitor says of it ---- */

static void
begin(struct exposition *x, const json_t *row)
{
	char *instance = number_of(row, "port")
			     ? endpoint_text(text_of(row, "host"), (int)number_of(row, "port"))
			     : mem_strdup(text_of(row, "name"));

	exposition_sample(x);
	exposition_label_number(x, "id", number_of(row, "id"));
	exposition_label(x, "instance", instance);
	exposition_label(x, "monitor", text_of(row, "name"));
	exposition_label(x, "service", text_of(row, "service"));
	exposition_label(x, "environment", text_of(row, "environment"));
	free(instance);
}

static void
put_time(struct exposition *x, const json_t *row, const char *member)
{
	if (!json_is_integer(json_object_get(row, member)))
		return;
	begin(x, row);
	exposition_value(x, number_of(row, member));
}

/* ---- certificates, as x509-certificate-exporter has them ---- */

/* False where no certificate was seen, of which there is no sample. */
static bool
begin_certificate(struct exposition *x, const json_t *row)
{
	if (!json_is_integer(json_object_get(row, "not_after")))
		return false;
	begin(x, row);
	certificate_labels(x, row);
	return true;
}

static void
row_not_after(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	if (begin_certificate(x, row))
		exposition_value(x, number_of(row, "not_after"));
}

static void
row_not_before(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	if (begin_certificate(x, row))
		exposition_value(x, number_of(row, "not_before"));
}

static void
row_expired(struct exposition *x, const json_t *row, const struct metrics *m)
{
	if (begin_certificate(x, row))
		exposition_value(x, number_of(row, "not_after") <= m->now);
}

/* ---- probes, as blackbox_exporter names them ---- */

static bool
is_probed(const json_t *row)
{
	return outcome_from(text_of(row, "outcome")) > OUTCOME_NONE &&
	       monitor_type_from(text_of(row, "type")) != MONITOR_FILE;
}

static void
row_success(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	if (!is_probed(row))
		return;
	begin(x, row);
	exposition_value(x, outcome_from(text_of(row, "outcome")) == OUTCOME_OK);
}

/* What was seen, and not what is declared. */
static void
row_earliest(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	if (!flag_of(row, "declared"))
		put_time(x, row, "end");
}

/* Of its addresses whose chain leads to a root that is trusted, the first end of those chains. */
static void
row_chain(struct exposition *x, const json_t *row, const struct metrics *m)
{
	const json_t *address;
	int64_t first = 0;
	size_t i;

	(void)m;
	json_array_foreach(json_object_get(row, "addresses"), i, address) {
		int64_t end = number_of(address, "path_end");

		if (end && (!first || end < first))
			first = end;
	}
	if (!first)
		return;
	begin(x, row);
	exposition_value(x, first);
}

/* ---- Caduca's own ---- */

static void
row_end(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	if (!json_is_integer(json_object_get(row, "end")))
		return;
	begin(x, row);
	exposition_label(x, "declared", flag_of(row, "declared") ? "true" : "false");
	exposition_value(x, number_of(row, "end"));
}

static void
row_start_by(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	put_time(x, row, "start_by");
}

static void
row_checked(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	put_time(x, row, "checked_at");
}

static void
row_seen(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	put_time(x, row, "seen_at");
}

static void
row_urgency(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	begin(x, row);
	exposition_label(x, "urgency", text_of(row, "urgency"));
	exposition_value(x, 1);
}

/* One that a newer backend knows, and this does not, is told all the same. */
static void
row_problems(struct exposition *x, const json_t *row, const struct metrics *m)
{
	const json_t *one, *accepted = json_object_get(row, "accepted");
	size_t i;

	(void)m;
	json_array_foreach(json_object_get(row, "problems"), i, one) {
		const char *text = json_string_value(one) ? json_string_value(one) : "";
		int problem = problem_from(text);

		begin(x, row);
		exposition_label(x, "problem", text);
		exposition_label(x, "attention",
		    attention_text(attention_of(problem < 0 ? 0 : PROBLEM_BIT(problem))));
		exposition_label(x, "accepted", texts_have(accepted, text) ? "true" : "false");
		exposition_value(x, 1);
	}
}

static void
row_outcome(struct exposition *x, const json_t *row, const struct metrics *m)
{
	(void)m;
	if (!is_probed(row))
		return;
	begin(x, row);
	exposition_label(x, "outcome", text_of(row, "outcome"));
	exposition_value(x, 1);
}

static void
row_renewal(struct exposition *x, const json_t *row, const struct metrics *m)
{
	const json_t *renewal = json_object_get(row, "renewal");

	(void)m;
	if (!json_is_object(renewal))
		return;
	begin(x, row);
	exposition_label_number(x, "renewal", number_of(renewal, "id"));
	exposition_label_number(x, "phase", number_of(renewal, "phase"));
	exposition_label(x, "turn", *text_of(renewal, "waiting_on") ? "theirs" : "ours");
	exposition_value(x, 1);
}

static const struct family {
	const char *name, *help;
	void (*row)(struct exposition *x, const json_t *row, const struct metrics *m);
} families[] = {
    {"probe_success", "Whether the last probe saw a certificate.", row_success},
    {"probe_ssl_earliest_cert_expiry",
	"When what is seen ends: the certificate, or before it what it hangs from.", row_earliest},
    {"probe_ssl_last_chain_expiry_timestamp_seconds",
	"When the chain ends that leads to a trusted root.", row_chain},
    {"x509_cert_not_after", "When the certificate that is seen ends.", row_not_after},
    {"x509_cert_not_before", "When it begins.", row_not_before},
    {"x509_cert_expired", "Whether it has ended.", row_expired},
    {"caduca_end_timestamp_seconds", "When it ends, as seen or else as declared.", row_end},
    {"caduca_start_by_timestamp_seconds", "When its renewal must have begun.", row_start_by},
    {"caduca_checked_timestamp_seconds", "When it was last probed, or given.", row_checked},
    {"caduca_seen_timestamp_seconds", "When its certificate was last seen.", row_seen},
    {"caduca_urgency", "The urgency of each monitor, which is a label.", row_urgency},
    {"caduca_problem",
	"Each thing that is wrong with what a monitor serves, the attention that it asks for, "
	"and whether a person took it upon himself.",
	row_problems},
    {"caduca_probe_outcome", "How the last probe ended, which is a label.", row_outcome},
    {"caduca_renewal_open", "The renewal that a monitor has open, its phase and whose turn it is.",
	row_renewal},
};

static void
put_totals(struct exposition *x, const struct metrics *m)
{
	size_t totals[URGENCY_COUNT] = {0};

	for (size_t i = 0; i < m->count; i++) {
		int urgency = urgency_from(text_of(m->rows[i], "urgency"));

		if (urgency >= 0)
			totals[urgency]++;
	}
	exposition_family(x, "caduca_monitors", "How many monitors there are of each urgency.");
	for (int u = 0; u < URGENCY_COUNT; u++) {
		exposition_sample(x);
		exposition_label(x, "urgency", urgency_text((enum urgency)u));
		exposition_value(x, (int64_t)totals[u]);
	}
}

static void
put_monitors(struct exposition *x, const struct metrics *m)
{
	for (size_t f = 0; f < sizeof(families) / sizeof(*families); f++) {
		exposition_family(x, families[f].name, families[f].help);
		for (size_t i = 0; i < m->count; i++)
			families[f].row(x, m->rows[i], m);
	}
	put_totals(x, m);
}

void
metrics_write(struct buf *out, const struct metrics *m)
{
	struct exposition x = {.out = out};

	put_monitors(&x, m);
	if (m->status)
		metrics_of_team(&x, m);
	exposition_family(&x, "caduca_written_timestamp_seconds", "When this was written.");
	exposition_sample(&x);
	exposition_value(&x, m->now);
	exposition_end(&x);
}
