#include "tui/model/query.h"

#include "base/mem.h"
#include "base/text.h"
#include "expiry/filter.h"
#include "expiry/row_renewal.h"
#include "tui/model/link.h"
#include "tui/model/match.h"

struct query {
	struct filter *filter; /* NULL: a search */
	const struct link *link;
	char *folded;
};

/* What the readers of a row are given: days left need the time. */
struct reading {
	const struct row *row;
	const struct link *link; /* NULL */
	int64_t now;
};

static const int8_t texts[FIELD_COUNT] = {
    [FIELD_NAME] = ROW_NAME,
    [FIELD_HOST] = ROW_HOST,
    [FIELD_CERTIFICATE_KIND] = ROW_CERTIFICATE_KIND,
    [FIELD_ENVIRONMENT] = ROW_ENVIRONMENT,
    [FIELD_SERVICE] = ROW_SERVICE,
    [FIELD_SUBJECT] = ROW_SUBJECT,
    [FIELD_ISSUER] = ROW_ISSUER,
};

/* Tags and tickets are kept joined; the language asks for them one at a time. */
static const char *
word_at(const char *joined, size_t i)
{
	static char tag[256];
	const char *at = joined, *end;
	size_t len;

	for (; i && at; i--)
		at = (at = strstr(at, ", ")) ? at + 2 : NULL;
	if (!at || !*at)
		return NULL;
	end = strstr(at, ", ");
	len = end ? (size_t)(end - at) : strlen(at);
	if (!end && len < sizeof(tag))
		return at; /* the last one, or the only one */
	len = len < sizeof(tag) ? len : sizeof(tag) - 1;
	memcpy(tag, at, len);
	tag[len] = '\0';
	return tag;
}

/* Those that it has, then those that it had. */
static const char *
ticket_at(const struct row *r, size_t i)
{
	size_t count = 0;

	while (word_at(row_text(r, ROW_TICKETS), count))
		count++;
	return i < count ? word_at(row_text(r, ROW_TICKETS), i)
			 : word_at(row_text(r, ROW_FORMER_TICKETS), i - count);
}

static const char *
change_at(const struct row *r, size_t i)
{
	for (int c = 0; c < CHANGE_KIND_COUNT; c++)
		if ((r->changes & CHANGE_BIT(c)) && i-- == 0)
			return change_kind_text((enum change_kind)c);
	return NULL;
}

static const char *
problem_at(const struct row *r, size_t i)
{
	for (uint64_t left = r->problems; left; left &= left - 1)
		if (i-- == 0)
			return problem_text((enum problem)__builtin_ctzll(left));
	return NULL;
}

const char *
query_text(const struct row *r, enum field field, size_t i)
{
	switch ((int)field) {
	case FIELD_TAG:
		return word_at(row_text(r, ROW_TAGS), i);
	case FIELD_TICKET:
		return ticket_at(r, i);
	case FIELD_PROBLEM:
		return problem_at(r, i);
	case FIELD_CHANGE:
		return change_at(r, i);
	case FIELD_ATTENTION:
		return i ? NULL : attention_text((enum attention)r->attention);
	case FIELD_PROTOCOL:
		return i ? NULL : protocol_text(r->protocol);
	case FIELD_KIND:
		return i ? NULL : kind_text(r->kind);
	case FIELD_OUTCOME:
		return i ? NULL : outcome_text(r->outcome);
	case FIELD_NAME:
	case FIELD_HOST:
	case FIELD_CERTIFICATE_KIND:
	case FIELD_ENVIRONMENT:
	case FIELD_SERVICE:
	case FIELD_SUBJECT:
	case FIELD_ISSUER:
		return i ? NULL : row_text(r, (enum row_text)texts[field]);
	default:
		return NULL;
	}
}

static bool
read_time(int64_t at, int64_t *value)
{
	*value = at;
	return at != 0;
}

bool
query_number(const struct row *r, int64_t now, enum field field, int64_t *value)
{
	switch ((int)field) {
	case FIELD_ID:
		*value = r->id;
		return true;
	case FIELD_PORT:
		*value = r->port;
		return true;
	case FIELD_URGENCY:
		*value = r->level;
		return true;
	case FIELD_DAYS:
		*value = days_left(row_end(r), now);
		return row_end(r) != 0;
	case FIELD_STARTS:
		*value = days_left(r->deadlines.due, now);
		return r->deadlines.due != 0;
	case FIELD_PHASE:
		*value = r->phase;
		return r->renewal != 0;
	case FIELD_START:
		return read_time(r->deadlines.due, value);
	case FIELD_END:
		return read_time(row_end(r), value);
	case FIELD_SEEN:
		return read_time(r->seen_at, value);
	case FIELD_CHECKED:
		return read_time(r->checked_at, value);
	default:
		return false;
	}
}

static void
read_renewal(const void *arg, struct row_renewal *out)
{
	const struct reading *reading = arg;
	const struct row *r = reading->row;

	out->id = r->renewal;
	out->state = (enum renewal_state)r->renewal_state;
	out->owner = row_text(r, ROW_OWNER);
	out->waiting_on = row_text(r, ROW_WAITING);
	out->contradiction = row_text(r, ROW_AGAINST);
	out->follow_up = row_text(r, ROW_FOLLOW_UP);
	out->answered = r->answered;
	out->me = reading->link ? link_login(reading->link) : "";
	out->now = reading->now;
}

static const char *
read_text(const void *arg, enum field field, size_t i)
{
	return query_text(((const struct reading *)arg)->row, field, i);
}

static bool
read_number(const void *arg, enum field field, int64_t *value)
{
	const struct reading *reading = arg;

	return query_number(reading->row, reading->now, field, value);
}

struct query *
query_filter(struct filter *filter, const struct link *link)
{
	struct query *q = mem_alloc(sizeof(*q));

	q->filter = filter;
	q->link = link;
	return q;
}

struct query *
query_search(const char *text)
{
	struct query *q = mem_alloc(sizeof(*q));

	q->folded = text_folded(text);
	return q;
}

bool
query_searches(const struct query *q, const char *text)
{
	return q && q->folded && text_folds_to(text, q->folded);
}

void
query_free(struct query *q)
{
	if (!q)
		return;
	filter_free(q->filter);
	free(q->folded);
	free(q);
}

/* A search looks at what the list and the pane show of the row. */
static bool
found(const struct row *r, const char *folded)
{
	static const enum row_text looked_at[] = {ROW_NAME, ROW_SERVICE, ROW_ENVIRONMENT,
	    ROW_CERTIFICATE_KIND, ROW_ISSUER, ROW_SUBJECT, ROW_TAGS, ROW_DETAIL, ROW_TICKETS,
	    ROW_FORMER_TICKETS};
	char endpoint[ROW_ENDPOINT_BYTES];

	row_endpoint(r, endpoint, sizeof(endpoint));
	if (match_has(endpoint, folded))
		return true;
	for (size_t i = 0; i < sizeof(looked_at) / sizeof(looked_at[0]); i++)
		if (match_has(row_text(r, looked_at[i]), folded))
			return true;
	return false;
}

bool
query_matches(const struct row *r, int64_t now, void *arg)
{
	const struct query *q = arg;
	static const struct row_reader reader = {
	    .text = read_text, .number = read_number, .renewal = read_renewal};
	const struct reading reading = {r, q->link, now};

	return q->filter ? filter_match(q->filter, &reader, &reading) : found(r, q->folded);
}
