/* Rows of monitors for the commands that list them: fetched, filtered, put in order and told in a few words.
 *
 * The backend sends every row, in parts (monitor.list); a filter and an order are the console's own (expiry/), and
 * read a row through the two readers here, so that both programs mean the same by "days<30". A row that was sent
 * whole names its urgency; of a short one it is worked out from its deadlines, at the time of the command. */
#include "ctl/rows.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/path.h"
#include "base/saved_filters.h"
#include "base/text.h"
#include "base/ticket.h"
#include "expiry/attention.h"
#include "expiry/filter.h"
#include "expiry/row_renewal.h"
#include "expiry/sort.h"
#include "expiry/urgency.h"
#include "words/words.h"

/* ---- reading a row ---- */

/* The readers of expiry/ have no argument for the time, nor for who asks; one command has one of each. */
static int64_t reading_now;
static const struct ctl *reading_for;

static bool
read_member(const json_t *row, const char *name, int64_t *value)
{
	const json_t *member = json_object_get(row, name);

	*value = json_integer_value(member);
	return json_is_integer(member);
}

static const char *
read_text(const void *p, enum field field, size_t i)
{
	static const char *const members[FIELD_COUNT][2] = {
	    [FIELD_NAME] = {"name"},
	    [FIELD_HOST] = {"host"},
	    [FIELD_PROTOCOL] = {"protocol"},
	    [FIELD_KIND] = {"kind"},
	    [FIELD_CERTIFICATE_KIND] = {"certificate_kind"},
	    [FIELD_ENVIRONMENT] = {"environment"},
	    [FIELD_SERVICE] = {"service"},
	    [FIELD_TAG] = {"tags"},
	    [FIELD_SUBJECT] = {"subject", "subject_cn"},
	    [FIELD_ISSUER] = {"issuer", "issuer_cn"},
	    [FIELD_OUTCOME] = {"outcome"},
	    [FIELD_PROBLEM] = {"problems"},
	    [FIELD_CHANGE] = {"changes"},
	};
	const json_t *value = NULL;

	if (field == FIELD_ATTENTION)
		return i ? NULL : attention_text(attention_of(row_raised(p)));
	if (field == FIELD_TICKET)
		return ticket_at(p, i);
	for (size_t m = 0; m < 2 && members[field][m] && !value; m++)
		value = json_object_get(p, members[field][m]);
	if (json_is_array(value))
		return json_string_value(json_array_get(value, i));
	return i ? NULL : json_string_value(value);
}

/* The instant, or how many days until then. */
static bool
read_start(const json_t *row, enum field field, int64_t *value)
{
	struct deadlines d;
	bool known = row_deadlines(row, &d);

	*value = d.due;
	if (!known && !read_member(row, "start_by", value))
		return false;
	if (field == FIELD_STARTS)
		*value = days_left(*value, reading_now);
	return true;
}

static bool
read_number(const void *p, enum field field, int64_t *value)
{
	static const char *const members[FIELD_COUNT] = {
	    [FIELD_ID] = "id",
	    [FIELD_PORT] = "port",
	    [FIELD_SEEN] = "seen_at",
	    [FIELD_CHECKED] = "checked_at",
	};

	if (field == FIELD_URGENCY) {
		*value = row_level(p, reading_now);
		return true;
	}
	if (field == FIELD_DAYS)
		return row_days(p, reading_now, value);
	if (field == FIELD_START || field == FIELD_STARTS)
		return read_start(p, field, value);
	if (field == FIELD_END)
		return row_ends(p, value);
	if (field == FIELD_PHASE)
		return read_member(json_object_get(p, "renewal"), "phase", value);
	return members[field] && read_member(p, members[field], value);
}

void
row_read_renewal(const json_t *renewal, struct row_renewal *r)
{
	int state = renewal_state_from(text_of(renewal, "state"));

	r->id = number_of(renewal, "id");
	r->state = state < 0 ? RENEWAL_OPEN : (enum renewal_state)state;
	r->waiting_on = text_of(renewal, "waiting_on");
	r->contradiction = text_of(renewal, "contradiction");
	r->follow_up = text_of(renewal, "follow_up");
	r->answered = flag_of(renewal, "answered");
	r->me = reading_for ? ctl_login(reading_for) : "";
	r->now = reading_now;
}

static void
read_renewal(const void *p, struct row_renewal *r)
{
	row_read_renewal(json_object_get(p, "renewal"), r);
	r->owner = text_of(p, "claimed_by");
}

static const struct row_reader reader = {
    .text = read_text, .number = read_number, .renewal = read_renewal};

const struct row_reader *
rows_reader(void)
{
	return &reader;
}

/* ---- fetching ---- */

struct fetch {
	struct rows *rows;
	const struct filter *filter;
};

static void
add_row(json_t *item, void *arg)
{
	struct fetch *f = arg;

	if (f->filter && !filter_match(f->filter, &reader, item))
		return;
	if (f->rows->count % 256 == 0)
		f->rows->row = mem_resize(f->rows->row, f->rows->count + 256, sizeof(json_t *));
	f->rows->row[f->rows->count++] = json_incref(item);
}

static struct sort order;

static int
compare_rows(const void *a, const void *b)
{
	return sort_compare(&order, &reader, *(json_t *const *)a, *(json_t *const *)b);
}

/* With the text it is about, since the shell may have taken quotes away, and below it a caret where it is wrong. */
static void
complain_fault(struct ctl *ctl, const char *text, const struct field_fault *fault)
{
	struct buf sentence = {0};
	char *before = mem_strndup(text, fault->at), *clean = text_cleaned(before, 0),
	     *all = text_cleaned(text, 0);

	buf_printf(&sentence, "'%s': ", text);
	words_fault(fault, &sentence);
	ctl_complain(ctl, buf_str(&sentence));
	if (!ctl->quiet_errors)
		fprintf(stderr, "  %s\n  %*s^\n", all, text_width(clean), "");
	buf_release(&sentence);
	free(before);
	free(clean);
	free(all);
}

struct filter *
rows_filter(struct ctl *ctl, const char *text, unsigned rows)
{
	struct field_fault fault = {0};
	struct saved_filters *saved = saved_filters_new(SAVED_OF_ROWS);
	char *folder = path_user_config();
	struct filter *filter;

	saved_filters_load(saved, folder);
	filter = filter_parse(text, rows, saved, &fault);
	if (!filter)
		complain_fault(ctl, text, &fault);
	saved_filters_free(saved);
	free(folder);
	return filter;
}

int
rows_fetch(struct ctl *ctl, bool full, const char *filter, const char *sort, struct rows *rows)
{
	struct fetch f = {.rows = rows};
	struct field_fault fault = {0};
	struct filter *compiled = NULL;
	json_t *ok = NULL;

	*rows = (struct rows){.code = EXIT_USAGE};
	reading_now = ctl->now;
	reading_for = ctl;
	order = sort_default;
	if (filter && !(compiled = rows_filter(ctl, filter, ROWS_MONITORS)))
		return -1;
	if (sort && sort_parse(sort, &order, &fault) < 0) {
		complain_fault(ctl, sort, &fault);
	} else {
		rows->code = EXIT_FAILED;
		f.filter = compiled;
		ok = ctl_call(ctl, "monitor.list", json_pack("{s:b}", "full", full), add_row, &f);
		if (ok && rows->count)
			qsort(rows->row, rows->count, sizeof(*rows->row), compare_rows);
	}
	filter_free(compiled);
	if (!ok)
		rows_release(rows);
	json_decref(ok);
	return ok ? 0 : -1;
}

void
rows_release(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		json_decref(rows->row[i]);
	free(rows->row);
	rows->row = NULL;
	rows->count = 0;
}

/* ---- showing ---- */

void
rows_write_json(const struct rows *rows, FILE *out)
{
	fputc('[', out);
	for (size_t i = 0; i < rows->count; i++) {
		fputs(i ? ",\n" : "\n", out);
		json_dumpf(rows->row[i], out, JSON_COMPACT);
	}
	fputs(rows->count ? "\n]\n" : "]\n", out);
}
