/* Rows stand in the slots of a table; the order is a list of slots, and what is seen (view) the slots of
 * it that pass the filter. A row that changes is changed in its slot at once and marked as moved; when
 * the list settles, the moved ones are merged into the order and the view is made anew. A sort, and a
 * filter or search over rows not asked yet, go on in slices (model_work): while a sort is under way
 * no row may change, so what arrives then waits (waiting). */
#include "tui/model/model.h"

#include "base/clock.h"
#include "base/json_reader.h"
#include "base/mem.h"
#include "expiry/attention.h"
#include "tui/model/model_inside.h"

/* Steps of a sort, and rows asked whether they match, between two looks at the clock. */
enum { STEPS_A_LOOK = 512, ASKED_A_LOOK = 32 };

struct model *
model_new(const struct clock *clock)
{
	struct model *m = mem_alloc(sizeof(*m));

	m->clock = clock;
	m->now = clock_wall(clock);
	m->next_change = INT64_MAX;
	return m;
}

void
model_free(struct model *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->waiting_count; i++)
		row_release(&m->waiting[i].row);
	order_release(&m->order);
	table_release(&m->table);
	buf_release(&m->scratch);
	tally_release(&m->tally);
	free(m->moved);
	free(m->waiting);
	free(m->view);
	free(m);
}

static void
set_moved(struct model *m, uint32_t slot)
{
	if (m->table.flags[slot] & SLOT_MOVED)
		return;
	m->table.flags[slot] |= SLOT_MOVED;
	m->moved = table_grow(m->moved, m->moved_count, &m->moved_room, sizeof(*m->moved));
	m->moved[m->moved_count++] = slot;
}

/* ---- levels ---- */

static bool
matches(const struct model *m, uint32_t slot)
{
	return !m->match || m->match(&m->table.rows[slot], m->now, m->match_arg);
}

static void
set_level(struct model *m, uint32_t slot)
{
	struct row *r = &m->table.rows[slot];
	int64_t next = deadlines_next(&r->deadlines, m->now);

	r->level = (uint8_t)urgency_shown(urgency_at(&r->deadlines, m->now), r->problems);
	m->levels[r->level]++;
	r->attention = (uint8_t)attention_of(r->problems & ~r->accepted);
	m->attentions[r->attention]++;
	if (next < m->next_change)
		m->next_change = next;
}

/* Time passed a deadline of some row, or the clock was set back. */
static void
recount(struct model *m)
{
	memset(m->levels, 0, sizeof(m->levels));
	memset(m->attentions, 0, sizeof(m->attentions));
	m->next_change = INT64_MAX;
	for (uint32_t s = 0; s < m->table.used; s++) {
		struct row before = m->table.rows[s];
		if ((m->table.flags[s] & (SLOT_USED | SLOT_GONE)) != SLOT_USED)
			continue;
		set_level(m, s);
		if (m->ready && worsened_is(&before, &m->table.rows[s]))
			worsened_add(&m->worsened, before.id);
		if (m->match && m->table.rows[s].level != before.level &&
		    (m->table.flags[s] & SLOT_KNOWN))
			set_moved(m, s);
	}
	m->changes++;
}

/* ---- what the backend says ---- */

static void
uncount(struct model *m, const struct row *r)
{
	m->levels[r->level]--;
	m->attentions[r->attention]--;
}

/* What was in the slot gives way to r. True when it has to move. */
static bool
replace_row(struct model *m, uint32_t slot, const struct row *r)
{
	struct row *before = &m->table.rows[slot];
	bool gone = m->table.flags[slot] & SLOT_GONE,
	     moves = gone || !order_same(&m->order, before, r);

	if (gone)
		m->total++; /* it came back before it left */
	else
		uncount(m, before);
	m->table.flags[slot] &= (uint8_t)~SLOT_GONE;
	row_release(before);
	*before = *r;
	return moves;
}

static void
put_row(struct model *m, const struct row *r)
{
	uint32_t slot = table_find(&m->table, r->id);
	bool moves = true, known = slot != NO_SLOT && !(m->table.flags[slot] & SLOT_GONE);
	struct row before = {0}; /* what it said with numbers: its texts are gone */

	if (slot == NO_SLOT) {
		slot = table_add(&m->table, r);
		m->total++;
	} else {
		before = m->table.rows[slot];
		moves = replace_row(m, slot, r);
	}
	m->table.flags[slot] |= SLOT_SENT;
	set_level(m, slot);
	if (known && m->ready && worsened_is(&before, &m->table.rows[slot]))
		worsened_add(&m->worsened, r->id);
	if (moves || matches(m, slot) != !!(m->table.flags[slot] & SLOT_MATCH))
		set_moved(m, slot);
	m->changes++;
}

static void
drop_id(struct model *m, int64_t id)
{
	uint32_t slot = table_find(&m->table, id);

	if (slot == NO_SLOT || (m->table.flags[slot] & SLOT_GONE))
		return;
	if (m->table.flags[slot] & SLOT_MARK)
		m->marks--;
	m->table.flags[slot] = (uint8_t)((m->table.flags[slot] & ~SLOT_MARK) | SLOT_GONE);
	uncount(m, &m->table.rows[slot]);
	m->total--;
	set_moved(m, slot);
	m->changes++;
}

/* The rows that the new connection did not send are gone. */
static void
all_sent(struct model *m)
{
	for (uint32_t s = 0; m->sweeping && s < m->table.used; s++)
		if ((m->table.flags[s] & (SLOT_USED | SLOT_SENT)) == SLOT_USED)
			drop_id(m, m->table.rows[s].id);
	m->sweeping = false;
}

static void
wait_for_sort(struct model *m, const struct waiting *w)
{
	m->waiting =
	    table_grow(m->waiting, m->waiting_count, &m->waiting_room, sizeof(*m->waiting));
	m->waiting[m->waiting_count++] = *w;
}

static void
apply_waiting(struct model *m)
{
	for (size_t i = 0; i < m->waiting_count; i++)
		switch (m->waiting[i].kind) {
		case ROW:
			put_row(m, &m->waiting[i].row);
			break;
		case GONE:
			drop_id(m, m->waiting[i].id);
			break;
		case ALL_SENT:
			all_sent(m);
			break;
		}
	m->waiting_count = 0;
}

static void
put(struct model *m, const struct row *r)
{
	m->renewals |= r->renewal != 0;
	m->tickets |= *row_text(r, ROW_TICKETS) != '\0';
	m->certificate_kinds |= *row_text(r, ROW_CERTIFICATE_KIND) != '\0';
	if (m->order.sorting)
		wait_for_sort(m, &(struct waiting){.kind = ROW, .row = *r});
	else
		put_row(m, r);
}

void
model_put(struct model *m, const json_t *object)
{
	struct row r;

	if (!row_from_json(&r, object))
		put(m, &r);
}

bool
model_read(struct model *m, const char *list, size_t len, model_seen_fn *seen, void *arg)
{
	struct reader in;
	struct row r;

	reader_init(&in, list, len);
	if (!reader_list(&in))
		return false;
	while (reader_item(&in)) {
		if (row_parse(&r, &in, &m->scratch) < 0)
			continue;
		seen(&r, arg);
		put(m, &r);
	}
	return !in.failed;
}

void
model_gone(struct model *m, int64_t id)
{
	if (m->order.sorting)
		wait_for_sort(m, &(struct waiting){.kind = GONE, .id = id});
	else
		drop_id(m, id);
}

void
model_begin(struct model *m)
{
	for (uint32_t s = 0; s < m->table.used; s++)
		m->table.flags[s] &= (uint8_t)~SLOT_SENT;
	m->sweeping = true;
}

void
model_ready(struct model *m)
{
	if (m->order.sorting)
		wait_for_sort(m, &(struct waiting){.kind = ALL_SENT});
	else
		all_sent(m);
	m->ready = true;
	m->changes++;
}

bool
model_is_ready(const struct model *m)
{
	return m->ready;
}

/* ---- the list is made ---- */

static void
add_to_view(struct model *m, uint32_t slot)
{
	m->view = table_grow(m->view, m->view_count, &m->view_room, sizeof(*m->view));
	m->view[m->view_count++] = slot;
}

void
model_place_cursor(struct model *m)
{
	uint32_t slot = m->chosen ? table_find(&m->table, m->selected) : NO_SLOT;

	if (!m->chosen)
		m->cursor = 0;
	if (slot != NO_SLOT)
		for (size_t i = 0; i < m->view_count; i++)
			if (m->view[i] == slot) {
				m->cursor = i;
				return;
			}
	if (m->cursor >= m->view_count)
		m->cursor = m->view_count ? m->view_count - 1 : 0;
	if (!m->scanning && m->ready && m->view_count)
		m->selected = m->table.rows[m->view[m->cursor]].id;
}

/* All rows before scan_at were asked, so the rows seen are those that match up to there. */
static void
make_view(struct model *m)
{
	size_t i;

	m->view_count = 0;
	for (i = 0; i < m->order.count; i++) {
		uint32_t slot = m->order.slots[i];
		if (!(m->table.flags[slot] & SLOT_KNOWN))
			break;
		if (m->table.flags[slot] & SLOT_MATCH)
			add_to_view(m, slot);
	}
	m->scanning = i < m->order.count;
	m->scan_at = i;
	m->view_stale = false;
	m->generation++;
	m->changes++;
	model_place_cursor(m);
}

static void
ask_filter(struct model *m, uint32_t slot)
{
	m->table.flags[slot] = (uint8_t)((m->table.flags[slot] & ~SLOT_MATCH) | SLOT_KNOWN |
					 (matches(m, slot) ? SLOT_MATCH : 0));
}

/* Every row that stands in the wrong place goes to its own. */
static void
settle(struct model *m)
{
	uint32_t *gone = m->moved; /* those that are gone are gathered behind those that stay */
	size_t stay = 0;

	for (size_t i = 0; i < m->moved_count; i++) {
		uint32_t slot = m->moved[i];
		if (m->table.flags[slot] & SLOT_GONE)
			continue;
		ask_filter(m, slot);
		m->moved[i] = m->moved[stay];
		m->moved[stay++] = slot;
	}
	gone += stay;
	order_merge(&m->order, m->table.rows, m->table.flags, SLOT_MOVED, m->moved, stay);
	for (size_t i = 0; i < stay; i++)
		m->table.flags[m->moved[i]] &= (uint8_t)~SLOT_MOVED;
	table_remove(&m->table, gone, m->moved_count - stay);
	m->moved_count = 0;
	make_view(m);
}

void
model_prepare(struct model *m)
{
	int64_t now = clock_wall(m->clock);

	worsened_drawing(&m->worsened, clock_mono(m->clock));
	if (!m->order.sorting)
		apply_waiting(m);
	if (now >= m->next_change || now < m->now) {
		m->now = now;
		recount(m);
	}
	m->now = now;
	if (m->order.sorting)
		return;
	if (m->moved_count && !(m->ready && model_frozen(m)))
		settle(m);
	else if (m->view_stale)
		make_view(m);
	if (!m->moved_count && order_is_old(&m->order, now) && !model_frozen(m))
		order_start(&m->order, m->order.column, m->order.reverse, now);
}

/* ---- work in slices ---- */

static void
scan_some(struct model *m)
{
	size_t stop = m->scan_at + ASKED_A_LOOK;

	for (; m->scan_at < m->order.count && m->scan_at < stop; m->scan_at++) {
		uint32_t slot = m->order.slots[m->scan_at];
		ask_filter(m, slot);
		if (m->table.flags[slot] & SLOT_MATCH)
			add_to_view(m, slot);
	}
	m->changes++;
	m->scanning = m->scan_at < m->order.count;
	if (!m->scanning)
		model_place_cursor(m);
}

static void
search_on(struct model *m)
{
	search_some(&m->search, m->table.rows, m->view, m->view_count, m->now, ASKED_A_LOOK);
	if (m->search.state == SEARCH_FOUND)
		model_move_to(m, m->search.at);
	m->changes++;
}

bool
model_busy(const struct model *m)
{
	return m->order.sorting || m->scanning || m->search.state == SEARCH_UNDER_WAY;
}

/* In a list that changed meanwhile it begins anew. */
static void
tally_on(struct model *m)
{
	if (m->tally.generation != m->generation || m->tally.rows != m->view_count)
		tally_start(&m->tally, m->view_count, m->generation);
	tally_some(&m->tally, &m->search, m->table.rows, m->view, m->now, ASKED_A_LOOK);
	m->changes += !m->tally.wanted;
}

bool
model_has_work(const struct model *m)
{
	return model_busy(m) || m->tally.wanted;
}

bool
model_work(struct model *m, int64_t until)
{
	do {
		if (m->order.sorting)
			m->view_stale |= !order_step(&m->order, m->table.rows, STEPS_A_LOOK);
		else if (m->view_stale)
			break; /* the next drawing puts it right */
		else if (m->scanning)
			scan_some(m);
		else if (m->search.state == SEARCH_UNDER_WAY)
			search_on(m);
		else if (m->tally.wanted)
			tally_on(m);
		else
			break;
	} while (clock_mono(m->clock) < until);
	if (m->view_stale)
		m->changes++;
	return model_has_work(m) && !m->view_stale;
}

bool
model_sorting(const struct model *m)
{
	return m->order.sorting;
}

/* ---- order, filter, search ---- */

void
model_sort(struct model *m, enum column column, bool reverse)
{
	/* While one is under way this wish takes its place, and what waits goes on waiting. */
	if (!m->order.sorting) {
		apply_waiting(m);
		if (m->moved_count)
			settle(m);
	}
	m->chosen = m->selected != 0; /* another order shows where this one stands in it */
	order_start(&m->order, column, reverse, clock_wall(m->clock));
	m->changes++;
}

enum column
model_column(const struct model *m)
{
	return m->order.column;
}

bool
model_reversed(const struct model *m)
{
	return m->order.reverse;
}

void
model_filter(struct model *m, model_match_fn *match, void *arg)
{
	m->match = match;
	m->match_arg = arg;
	for (uint32_t s = 0; s < m->table.used; s++) {
		m->table.flags[s] &= (uint8_t) ~(SLOT_KNOWN | SLOT_MATCH);
		if (!match)
			m->table.flags[s] |= SLOT_KNOWN | SLOT_MATCH;
	}
	m->view_stale = true;
	m->changes++;
}

void
model_search(struct model *m, size_t from, int step, model_match_fn *match, void *arg)
{
	bool same = match && match == m->search.match && arg == m->search.arg &&
		    m->tally.rows == m->view_count && m->tally.generation == m->generation;

	search_start(&m->search, m->view_count, from, step, match, arg);
	if (!match)
		tally_release(&m->tally);
	else if (!same)
		tally_start(&m->tally, m->view_count, m->generation);
}

bool
model_search_place(const struct model *m, size_t *nth, size_t *of)
{
	if (m->search.state != SEARCH_FOUND || m->tally.wanted)
		return false;
	*nth = tally_nth(&m->tally, m->cursor);
	*of = m->tally.count;
	return true;
}

enum search_state
model_search_state(const struct model *m)
{
	return m->search.state;
}
