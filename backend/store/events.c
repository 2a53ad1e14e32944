/* The audit trail. Triggers keep it append-only for whoever goes through SQL; the chain of hashes
 * makes evident what was changed in the file itself. The hash of an event is SHA-256 over, in this
 * order,
 *
 *	the hash of the event before it, 32 bytes (zeros for the first)
 *	seq, at, uid, proven (0 or 1), subject: each 8 bytes, most significant first
 *	login, what, before, after: each its length in bytes (8 bytes, most significant first), then
 * its bytes
 *
 * so that no two different trails give the same bytes. Cutting the end off leaves a chain that
 * holds: that is what the head, printed daily to the log, is compared with. */
#include "store/statement.h"
#include "store/store.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/sha256.h"

#include <limits.h>

/* A line as it is hashed: every bit of every column, so that neither what follows a NUL nor what
 * does not fit the field of struct event can be changed unseen. */
struct line {
	struct event event;
	int64_t numbers[5];
	const char *texts[4];
	size_t lengths[4];
};

static void
add_number(struct sha256 *h, uint64_t n)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(n >> (56 - 8 * i));
	sha256_add(h, bytes, sizeof(bytes));
}

/* digest holds the previous hash, and then this line's. */
static void
chain(unsigned char digest[SHA256_BYTES], const struct line *l)
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, digest, SHA256_BYTES);
	for (int i = 0; i < 5; i++)
		add_number(&h, (uint64_t)l->numbers[i]);
	for (int i = 0; i < 4; i++) {
		add_number(&h, l->lengths[i]);
		sha256_add(&h, l->texts[i], l->lengths[i]);
	}
	sha256_finish(&h, digest);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int
digest_from(unsigned char digest[SHA256_BYTES], const char *hex)
{
	for (int i = 0; i < SHA256_BYTES; i++) {
		int high = hex_digit(hex[2 * i]), low = high < 0 ? -1 : hex_digit(hex[2 * i + 1]);

		if (low < 0)
			return -1;
		digest[i] = (unsigned char)(high << 4 | low);
	}
	return hex[2 * SHA256_BYTES] ? -1 : 0;
}

/* The number and the hash of the last event; 0 and zeros when there is none. */
static int
read_head(struct store *s, int64_t *seq, unsigned char digest[SHA256_BYTES], struct err *err)
{
	struct statement q = statement_of(s, QUERY_EVENT_HEAD);
	int rc = statement_next(&q, err);

	*seq = 0;
	memset(digest, 0, SHA256_BYTES);
	if (rc <= 0)
		return rc;
	*seq = column_int(&q);
	rc = digest_from(digest, column_text(&q));
	statement_end(&q);
	return rc ? err_set(err, "corrupt-trail", "event %lld has no hash", (long long)*seq) : 0;
}

static struct line
line_of(const struct event *e, int64_t seq, int64_t at)
{
	struct line l = {
	    .numbers = {seq, at, e->actor.uid, e->actor.proven, e->subject},
	    .texts = {e->actor.login, e->what, e->before, e->after},
	};

	for (int i = 0; i < 4; i++) {
		l.texts[i] = l.texts[i] ? l.texts[i] : "";
		l.lengths[i] = strlen(l.texts[i]);
	}
	return l;
}

int
store_event_append(struct store *s, const struct event *e, struct err *err)
{
	unsigned char digest[SHA256_BYTES];
	char hash[2 * SHA256_BYTES + 1];
	struct statement q;
	struct line l;
	int64_t seq;

	if (read_head(s, &seq, digest, err) < 0)
		return -1;
	l = line_of(e, seq + 1, clock_wall(s->clock));
	chain(digest, &l);
	sha256_hex(digest, hash);
	q = statement_of(s, QUERY_EVENT_INSERT);
	for (int i = 0; i < 5; i++)
		bind_int(&q, l.numbers[i]);
	for (int i = 0; i < 4; i++)
		bind_text(&q, l.texts[i]);
	bind_text(&q, hash);
	return statement_run(&q, err);
}

/* The texts live until the next step of the statement. */
static void
read_line(struct statement *q, struct line *l)
{
	for (int i = 0; i < 5; i++)
		l->numbers[i] = column_int(q);
	for (int i = 0; i < 4; i++) {
		l->texts[i] = column_text(q);
		l->lengths[i] = (size_t)sqlite3_column_bytes(q->stmt, 5 + i);
	}
	l->event = (struct event){
	    .seq = l->numbers[0],
	    .at = l->numbers[1],
	    .actor = {(uid_t)l->numbers[2], l->texts[0], l->numbers[3] != 0},
	    .what = l->texts[1],
	    .subject = l->numbers[4],
	    .before = l->texts[2],
	    .after = l->texts[3],
	    .hash = column_text(q),
	};
}

static int
each_line(
    struct statement *q, bool (*each)(const struct event *e, void *arg), void *arg, struct err *err)
{
	struct line l;
	bool more = true;
	int rc = 0;

	while (more && (rc = statement_next(q, err)) > 0) {
		read_line(q, &l);
		more = each(&l.event, arg);
	}
	statement_end(q);
	return rc < 0 ? -1 : 0;
}

int
store_event_each(struct store *s, int64_t before, int limit,
    bool (*each)(const struct event *e, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_EVENT_EACH);

	bind_int(&q, before ? before : INT64_MAX);
	bind_int(&q, limit);
	return each_line(&q, each, arg, err);
}

int
store_event_head(struct store *s, int64_t *seq, struct err *err)
{
	unsigned char digest[SHA256_BYTES];

	return read_head(s, seq, digest, err);
}

/* ",anna,pau,", in which each name stands between commas and can be looked for with them; the caller frees. *but: it began with '-',
 * which asks for all but these. */
static char *
any_of(const char *list, bool *but)
{
	*but = *list == '-';
	return *list ? mem_printf(",%s,", list + *but) : mem_strdup("");
}

int
store_event_find(struct store *s, const struct event_filter *filter, int64_t after, int64_t before,
    bool forward, int64_t *next, bool (*each)(const struct event *e, void *arg), void *arg,
    struct err *err)
{
	unsigned char digest[SHA256_BYTES];
	struct statement q;
	int64_t head, more;
	bool but_who, but_what;
	char *who, *what;
	int rc;

	if (read_head(s, &head, digest, err) < 0)
		return -1;
	if (!before || before > head)
		before = head + 1;
	more = before - after - 1 > EVENT_FIND_SPAN;
	if (more && forward)
		before = after + EVENT_FIND_SPAN + 1;
	else if (more)
		after = before - EVENT_FIND_SPAN - 1;
	*next = !more ? 0 : forward ? before - 1 : after + 1;
	q = statement_of(s, forward ? QUERY_EVENT_FIND_FORWARD : QUERY_EVENT_FIND);
	bind_int(&q, after);
	bind_int(&q, before);
	who = any_of(filter->who, &but_who);
	what = any_of(filter->what, &but_what);
	bind_text(&q, who);
	bind_text(&q, what);
	bind_int(&q, filter->since);
	bind_int(&q, filter->until ? filter->until : INT64_MAX);
	bind_int(&q, filter->subject);
	bind_int(&q, filter->monitor);
	bind_int(&q, filter->renewal);
	bind_int(&q, but_who);
	bind_int(&q, but_what);
	rc = each_line(&q, each, arg, err);
	free(who);
	free(what);
	return rc;
}

int
store_event_of_kind(struct store *s, const char *what, int64_t since,
    bool (*each)(const struct event *e, void *arg), void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_EVENT_OF_KIND);

	bind_text(&q, what);
	bind_int(&q, since);
	return each_line(&q, each, arg, err);
}

/* The event after those that were walked. */
static int
walk_over(struct trail_walk *walk, const struct line *l, struct err *err)
{
	if (l->event.seq != walk->seq + 1)
		return err_set(
		    err, "corrupt-trail", "event %lld is missing", (long long)walk->seq + 1);
	chain(walk->digest, l);
	sha256_hex(walk->digest, walk->hash);
	walk->seq++;
	if (strcmp(l->event.hash, walk->hash) != 0)
		return err_set(err, "corrupt-trail",
		    "event %lld was changed: its hash does not hold", (long long)walk->seq);
	return 0;
}

int
store_event_walk(struct store *s, struct trail_walk *walk, int limit, struct err *err)
{
	struct statement q = statement_of(s, QUERY_EVENT_CHAIN);
	struct line l;
	int count = 0, rc;

	if (!walk->seq)
		sha256_hex(walk->digest, walk->hash);
	bind_int(&q, walk->seq);
	bind_int(&q, limit);
	while ((rc = statement_next(&q, err)) > 0) {
		read_line(&q, &l);
		count++;
		rc = walk_over(walk, &l, err);
		if (rc < 0)
			break;
	}
	statement_end(&q);
	return rc < 0 ? rc : count == limit;
}

int
store_event_verify(struct store *s, char head[65], struct err *err)
{
	struct trail_walk walk = {0};
	int rc = store_event_walk(s, &walk, -1, err);

	if (!rc)
		snprintf(head, sizeof(walk.hash), "%s", walk.hash);
	return rc;
}
