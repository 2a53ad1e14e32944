/* What a session is sent piece by piece: all rows when a client asks to follow them, the rows of a list, the
 * progress of a sweep. A stream is a list of ids and a place in it. The session (session.c) calls
 * streams_pump while its client's socket has room; each pump sends one piece of each stream, a line at most,
 * made from what the rows are at that moment: one that was retired since is left out.
 *
 * So a stream costs eight bytes a row, however slowly its client reads, and nothing that is sent is out of
 * date. The progress of a sweep has no list: it is told when it has changed. A stream ends with its "ok", or
 * "ready" for the first pass over all rows; then it is freed. At most LIMIT_STREAMS run at once in a session. A row that would not fit a line sends fewer of its names, and says how many are left out. */
#include "daemon/stream.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "daemon/limits.h"
#include "daemon/state/roster.h"
#include "daemon/state/row_json.h"
#include "wire/channel.h"
#include "wire/protocol.h"

enum { PIECE_BYTES = LINE_MAX_BYTES - 4096 };

enum stream_kind { STREAM_FIRST, STREAM_LIST, STREAM_WAIT };

struct stream {
	struct stream *next;
	enum stream_kind kind;
	json_int_t id; /* of the request; not for STREAM_FIRST */
	bool full;
	int64_t *ids; /* of the rows to send */
	size_t count, at;
	int64_t sweep;
	size_t told; /* STREAM_WAIT: done, as last sent */
};

struct streams {
	const struct streams_source *from;
	struct channel *ch;
	struct stream *first;
};

struct streams *
streams_new(const struct streams_source *from, struct channel *ch)
{
	struct streams *s = mem_alloc(sizeof(*s));

	s->from = from;
	s->ch = ch;
	return s;
}

static void
stream_free(struct stream *stream)
{
	free(stream->ids);
	free(stream);
}

void
streams_free(struct streams *s)
{
	struct stream *stream;

	if (!s)
		return;
	while ((stream = s->first)) {
		s->first = stream->next;
		stream_free(stream);
	}
	free(s);
}

static struct stream *
add(struct streams *s, enum stream_kind kind, json_int_t id)
{
	struct stream *stream = mem_alloc(sizeof(*stream)), **at = &s->first;

	stream->kind = kind;
	stream->id = id;
	while (*at)
		at = &(*at)->next;
	*at = stream;
	return stream;
}

struct ranked {
	int64_t end;
	int64_t id;
	enum urgency urgency;
};

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->urgency != y->urgency)
		return x->urgency < y->urgency ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

void
streams_add_first(struct streams *s)
{
	struct stream *stream = add(s, STREAM_FIRST, 0);
	size_t slots = roster_slots(s->from->roster);
	struct ranked *ranked = mem_array(slots, sizeof(*ranked));
	int64_t now = clock_wall(s->from->clock);

	for (size_t i = 0; i < slots; i++) {
		const struct row *row = roster_at(s->from->roster, i);
		if (!row->gone)
			ranked[stream->count++] = (struct ranked){
			    row->deadlines.end, row->monitor.id, row_urgency(row, now)};
	}
	qsort(ranked, stream->count, sizeof(*ranked), compare_ranked);
	stream->ids = mem_array(stream->count, sizeof(*stream->ids));
	for (size_t i = 0; i < stream->count; i++)
		stream->ids[i] = ranked[i].id;
	free(ranked);
}

void
streams_add_list(struct streams *s, json_int_t id, bool full)
{
	struct stream *stream = add(s, STREAM_LIST, id);
	size_t slots = roster_slots(s->from->roster);

	stream->full = full;
	stream->ids = mem_array(slots, sizeof(*stream->ids));
	for (size_t i = 0; i < slots; i++)
		if (!roster_at(s->from->roster, i)->gone)
			stream->ids[stream->count++] = roster_at(s->from->roster, i)->monitor.id;
}

void
streams_add_wait(struct streams *s, json_int_t id, int64_t sweep)
{
	struct stream *stream = add(s, STREAM_WAIT, id);

	stream->sweep = sweep;
	stream->told = SIZE_MAX;
}

bool
streams_have_room(const struct streams *s)
{
	size_t count = 0;

	for (const struct stream *stream = s->first; stream; stream = stream->next)
		count++;
	return count < LIMIT_STREAMS;
}

bool
streams_waiting(const struct streams *s)
{
	for (const struct stream *stream = s->first; stream; stream = stream->next)
		if (stream->kind == STREAM_WAIT)
			return true;
	return false;
}

/* ---- pieces ---- */

/* Rows are turned into text once, and put into as many lines as the protocol's length asks for. */
struct piece {
	struct channel *ch;
	struct buf line;
	const char *head, *tail;
	size_t rows;
};

static void
piece_send(struct piece *p)
{
	if (!p->rows)
		return;
	buf_puts(&p->line, p->tail);
	channel_send_text(p->ch, p->line.data, p->line.len);
	buf_clear(&p->line);
	p->rows = 0;
}

static bool
piece_fits(const struct piece *p, size_t len)
{
	return !p->rows || p->line.len + len < PIECE_BYTES;
}

static void
piece_add(struct piece *p, const char *text, size_t len)
{
	buf_puts(&p->line, p->rows++ ? "," : p->head);
	buf_add(&p->line, text, len);
}

void
streams_send_rows(struct channel *ch, const struct row *const *rows, size_t count)
{
	struct piece piece = {ch, {0}, ROWS_HEAD "[", "]" ROWS_TAIL, 0};
	struct buf text = {0};

	for (size_t i = 0; i < count; i++) {
		buf_clear(&text);
		row_write_short(rows[i], &text);
		if (!piece_fits(&piece, text.len))
			piece_send(&piece);
		piece_add(&piece, text.data, text.len);
	}
	piece_send(&piece);
	buf_release(&piece.line);
	buf_release(&text);
}

static void
send_first(struct streams *s, struct stream *stream)
{
	const struct row *rows[CHUNK_MAX_ROWS], *row;
	size_t count = 0;

	while (count < CHUNK_MAX_ROWS && stream->at < stream->count)
		if ((row = roster_find(s->from->roster, stream->ids[stream->at++])))
			rows[count++] = row;
	streams_send_rows(s->ch, rows, count);
	if (stream->at == stream->count)
		channel_send(s->ch, json_pack("{s:s, s:{s:I}}", "event", "ready", "data", "count",
					(json_int_t)roster_count(s->from->roster)));
}

/* A certificate may name a thousand hosts: such a row would not fit a line. What is left out is counted. */
static char *
fitting_text(json_t *row)
{
	json_t *sans = json_object_get(row, "sans");
	size_t all = json_array_size(sans);
	char *text = json_dumps(row, JSON_COMPACT);

	while (strlen(text) > PIECE_BYTES && json_array_size(sans)) {
		for (size_t n = json_array_size(sans) / 4 + 1; n; n--)
			json_array_remove(sans, json_array_size(sans) - 1);
		json_object_set_new(
		    row, "sans_left_out", json_integer((json_int_t)(all - json_array_size(sans))));
		free(text);
		text = json_dumps(row, JSON_COMPACT);
	}
	json_decref(row);
	return text;
}

static void
send_list(struct streams *s, struct stream *stream)
{
	char head[64];
	struct piece piece = {s->ch, {0}, head, "]}", 0};
	int64_t now = clock_wall(s->from->clock);
	bool full = false;

	snprintf(head, sizeof(head), "{\"id\":%lld,\"part\":[", (long long)stream->id);
	while (!full && piece.rows < CHUNK_MAX_ROWS && stream->at < stream->count) {
		const struct row *row = roster_find(s->from->roster, stream->ids[stream->at]);
		char *text = !row ? NULL
				  : fitting_text(stream->full ? row_full(s->from->roster, row,
								    s->from->store, now)
							      : row_short(row));
		full = text && !piece_fits(&piece, strlen(text));
		if (text && !full)
			piece_add(&piece, text, strlen(text));
		stream->at += !full;
		free(text);
	}
	piece_send(&piece);
	buf_release(&piece.line);
	if (stream->at == stream->count)
		channel_send(s->ch, json_pack("{s:I, s:{s:I}}", "id", stream->id, "ok", "count",
					(json_int_t)stream->count));
}

static bool
pump_wait(struct streams *s, struct stream *stream, bool *ended)
{
	size_t done, total;
	bool given_up;

	*ended = !s->from->sweep(s->from->d, stream->sweep, &done, &total, &given_up);
	if (*ended && given_up) {
		channel_send(s->ch, json_pack("{s:I, s:{s:s, s:{}}}", "id", stream->id, "error",
					"code", "no-workers", "args"));
		return true;
	}
	if (*ended) {
		channel_send(s->ch, json_pack("{s:I, s:{}}", "id", stream->id, "ok"));
		return true;
	}
	if (done == stream->told)
		return false;
	stream->told = done;
	channel_send(s->ch, json_pack("{s:I, s:[{s:I, s:I}]}", "id", stream->id, "part", "done",
				(json_int_t)done, "total", (json_int_t)total));
	return false;
}

static bool
pump_one(struct streams *s, struct stream *stream, bool *ended)
{
	switch (stream->kind) {
	case STREAM_FIRST:
		send_first(s, stream);
		break;
	case STREAM_LIST:
		send_list(s, stream);
		break;
	case STREAM_WAIT:
		return pump_wait(s, stream, ended);
	}
	*ended = stream->at == stream->count;
	return true;
}

bool
streams_pump(struct streams *s)
{
	bool any = false;

	for (struct stream **at = &s->first; *at;) {
		struct stream *stream = *at;
		bool ended = false;
		any |= pump_one(s, stream, &ended);
		if (ended) {
			*at = stream->next;
			stream_free(stream);
		} else {
			at = &stream->next;
		}
	}
	return any;
}
