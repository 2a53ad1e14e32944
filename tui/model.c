#include "tui/model.h"

#include "base/clock.h"
#include "base/mem.h"

enum {
	SLOT_USED = 1,
	SLOT_GONE = 2,   /* retired; stands in the list until it settles */
	SLOT_MATCH = 4,  /* passes the filter */
	SLOT_KNOWN = 8,  /* the filter was asked */
	SLOT_MARK = 16,
	SLOT_SENT = 32   /* by this connection */
};

enum { STEPS_A_LOOK = 512 }; /* steps of work between two looks at the clock */

/* What arrived while a sort was under way: a row, or the id of one that is gone. */
struct waiting {
	struct row row;
	int64_t gone;
};

struct model {
	const struct clock *clock;
	int64_t now;

	struct row *rows;       /* by slot */
	uint8_t *flags, *dirty; /* by slot */
	uint32_t used, room;    /* slots ever used; allocated */
	uint32_t *vacant;       /* slots to use again */
	size_t vacant_count, vacant_room;
	uint32_t *hash;         /* id -> slot, open addressing; a power of two */
	size_t hash_size;
	size_t total;

	struct order order;
	uint32_t *moved;        /* the dirty slots: they stand in the wrong place */
	size_t moved_count, moved_room;
	struct waiting *waiting;
	size_t waiting_count, waiting_room;
	bool view_stale;

	uint32_t *view;         /* what is seen: order after the filter */
	size_t view_count, view_room;
	model_match_fn *match;
	void *match_arg;
	bool scanning;          /* the filter is being asked, from here in the order: */
	size_t scan_at;

	model_match_fn *wanted_text;
	void *wanted_arg;
	enum search_state search;
	size_t search_at, search_left;
	int search_step;

	int64_t selected;       /* id that the cursor follows; 0: none chosen yet */
	size_t cursor;
	int64_t touched_at;     /* monotonic ms */
	bool touched, ready, sweeping;

	size_t levels[URGENCY_COUNT];
	int64_t next_change;    /* of any level */
	size_t marks;
	uint64_t changes, generation;
};

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
	for (uint32_t s = 0; s < m->used; s++)
		row_release(&m->rows[s]);
	for (size_t i = 0; i < m->waiting_count; i++)
		row_release(&m->waiting[i].row);
	order_release(&m->order);
	free(m->rows);
	free(m->flags);
	free(m->dirty);
	free(m->vacant);
	free(m->hash);
	free(m->moved);
	free(m->waiting);
	free(m->view);
	free(m);
}

/* Room for one more of `count`; doubles. */
static void *
grow(void *p, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return p;
	*room = *room ? *room * 2 : 256;
	return mem_resize(p, *room, size);
}

/* ---- slots and ids ---- */

static size_t
bucket(const struct model *m, int64_t id)
{
	return (size_t)(((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (m->hash_size - 1);
}

static uint32_t
find_slot(const struct model *m, int64_t id)
{
	if (!m->hash_size)
		return NO_SLOT;
	for (size_t b = bucket(m, id); m->hash[b] != NO_SLOT; b = (b + 1) & (m->hash_size - 1))
		if (m->rows[m->hash[b]].id == id)
			return m->hash[b];
	return NO_SLOT;
}

static void
hash_add(struct model *m, uint32_t slot)
{
	size_t b = bucket(m, m->rows[slot].id);

	while (m->hash[b] != NO_SLOT)
		b = (b + 1) & (m->hash_size - 1);
	m->hash[b] = slot;
}

static void
hash_rebuild(struct model *m)
{
	memset(m->hash, 0xff, m->hash_size * sizeof(*m->hash));
	for (uint32_t s = 0; s < m->used; s++)
		if (m->flags[s] & SLOT_USED)
			hash_add(m, s);
}

static void
need_slot(struct model *m)
{
	if (m->used < m->room)
		return;
	m->room = m->room ? m->room * 2 : 256;
	m->rows = mem_resize(m->rows, m->room, sizeof(*m->rows));
	m->flags = mem_resize(m->flags, m->room, 1);
	m->dirty = mem_resize(m->dirty, m->room, 1);
	m->hash_size = (size_t)m->room * 2;
	m->hash = mem_resize(m->hash, m->hash_size, sizeof(*m->hash));
	hash_rebuild(m);
}

static uint32_t
take_slot(struct model *m)
{
	uint32_t slot;

	if (m->vacant_count)
		return m->vacant[--m->vacant_count];
	need_slot(m);
	slot = m->used++;
	m->flags[slot] = m->dirty[slot] = 0;
	return slot;
}

static void
give_slot(struct model *m, uint32_t slot)
{
	row_release(&m->rows[slot]);
	m->flags[slot] = 0;
	m->vacant = grow(m->vacant, m->vacant_count, &m->vacant_room, sizeof(*m->vacant));
	m->vacant[m->vacant_count++] = slot;
}

static void
set_moved(struct model *m, uint32_t slot)
{
	if (m->dirty[slot])
		return;
	m->dirty[slot] = 1;
	m->moved = grow(m->moved, m->moved_count, &m->moved_room, sizeof(*m->moved));
	m->moved[m->moved_count++] = slot;
}

/* ---- levels ---- */

static bool
matches(const struct model *m, uint32_t slot)
{
	return !m->match || m->match(&m->rows[slot], m->now, m->match_arg);
}

static void
set_level(struct model *m, uint32_t slot)
{
	struct row *r = &m->rows[slot];
	int64_t next = row_next_change(r, m->now);

	r->level = (uint8_t)urgency_shown(urgency_at(&r->deadlines, m->now), r->problems & PROBLEM_BIT(PROBLEM_STALE));
	m->levels[r->level]++;
	if (next < m->next_change)
		m->next_change = next;
}

/* Time passed a deadline of some row, or the clock was set back. */
static void
recount(struct model *m)
{
	memset(m->levels, 0, sizeof(m->levels));
	m->next_change = INT64_MAX;
	for (uint32_t s = 0; s < m->used; s++) {
		uint8_t before = m->rows[s].level;
		if ((m->flags[s] & (SLOT_USED | SLOT_GONE)) != SLOT_USED)
			continue;
		set_level(m, s);
		if (m->match && m->rows[s].level != before && (m->flags[s] & SLOT_KNOWN))
			set_moved(m, s);
	}
	m->changes++;
}

/* ---- what the backend says ---- */

static void
put_row(struct model *m, struct row *r)
{
	uint32_t slot = find_slot(m, r->id);
	bool fresh = slot == NO_SLOT, moves = fresh;

	if (fresh) {
		slot = take_slot(m);
		m->total++;
	} else {
		if (m->flags[slot] & SLOT_GONE)
			m->total++; /* it came back before it left */
		else
			m->levels[m->rows[slot].level]--;
		moves = (m->flags[slot] & SLOT_GONE) || !order_same(&m->order, &m->rows[slot], r);
		row_release(&m->rows[slot]);
		m->flags[slot] &= (uint8_t)~SLOT_GONE;
	}
	m->rows[slot] = *r;
	m->flags[slot] |= SLOT_USED | SLOT_SENT;
	if (fresh)
		hash_add(m, slot);
	set_level(m, slot);
	if (moves || matches(m, slot) != !!(m->flags[slot] & SLOT_MATCH))
		set_moved(m, slot);
	m->changes++;
}

static void
drop_id(struct model *m, int64_t id)
{
	uint32_t slot = find_slot(m, id);

	if (slot == NO_SLOT || (m->flags[slot] & SLOT_GONE))
		return;
	if (m->flags[slot] & SLOT_MARK)
		m->marks--;
	m->flags[slot] = (uint8_t)((m->flags[slot] & ~SLOT_MARK) | SLOT_GONE);
	m->levels[m->rows[slot].level]--;
	m->total--;
	set_moved(m, slot);
	m->changes++;
}

static void
wait_for_sort(struct model *m, const struct row *r, int64_t gone)
{
	m->waiting = grow(m->waiting, m->waiting_count, &m->waiting_room, sizeof(*m->waiting));
	m->waiting[m->waiting_count++] = (struct waiting){.row = r ? *r : (struct row){0}, .gone = gone};
}

static void
apply_waiting(struct model *m)
{
	for (size_t i = 0; i < m->waiting_count; i++)
		if (m->waiting[i].gone)
			drop_id(m, m->waiting[i].gone);
		else
			put_row(m, &m->waiting[i].row);
	m->waiting_count = 0;
}

void
model_put(struct model *m, const json_t *object)
{
	struct row r;

	if (row_parse(&r, object) < 0)
		return;
	if (m->order.sorting)
		wait_for_sort(m, &r, 0);
	else
		put_row(m, &r);
}

void
model_gone(struct model *m, int64_t id)
{
	if (m->order.sorting)
		wait_for_sort(m, NULL, id);
	else
		drop_id(m, id);
}

void
model_begin(struct model *m)
{
	for (uint32_t s = 0; s < m->used; s++)
		m->flags[s] &= (uint8_t)~SLOT_SENT;
	m->sweeping = true;
}

void
model_ready(struct model *m)
{
	while (m->order.sorting)
		order_step(&m->order, m->rows, SIZE_MAX);
	apply_waiting(m);
	for (uint32_t s = 0; m->sweeping && s < m->used; s++)
		if ((m->flags[s] & (SLOT_USED | SLOT_SENT)) == SLOT_USED)
			drop_id(m, m->rows[s].id);
	m->sweeping = false;
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
	m->view = grow(m->view, m->view_count, &m->view_room, sizeof(*m->view));
	m->view[m->view_count++] = slot;
}

/* The cursor stays with its monitor; where that is not in the list, in its place. */
static void
place_cursor(struct model *m)
{
	uint32_t slot = m->selected ? find_slot(m, m->selected) : NO_SLOT;

	if (slot != NO_SLOT)
		for (size_t i = 0; i < m->view_count; i++)
			if (m->view[i] == slot) {
				m->cursor = i;
				return;
			}
	if (m->cursor >= m->view_count)
		m->cursor = m->view_count ? m->view_count - 1 : 0;
	if (!m->scanning && m->ready && m->view_count)
		m->selected = m->rows[m->view[m->cursor]].id;
}

/* All rows before scan_at were asked, so the rows seen are those that match up to there. */
static void
make_view(struct model *m)
{
	size_t i;

	m->view_count = 0;
	for (i = 0; i < m->order.count; i++) {
		uint32_t slot = m->order.slots[i];
		if (!(m->flags[slot] & SLOT_KNOWN))
			break;
		if (m->flags[slot] & SLOT_MATCH)
			add_to_view(m, slot);
	}
	m->scanning = i < m->order.count;
	m->scan_at = i;
	m->view_stale = false;
	m->generation++;
	m->changes++;
	place_cursor(m);
}

static void
ask_filter(struct model *m, uint32_t slot)
{
	m->flags[slot] = (uint8_t)((m->flags[slot] & ~SLOT_MATCH) | SLOT_KNOWN | (matches(m, slot) ? SLOT_MATCH : 0));
}

/* Every row that stands in the wrong place goes to its own. */
static void
settle(struct model *m)
{
	size_t stay = 0, gone = 0;

	for (size_t i = 0; i < m->moved_count; i++) {
		uint32_t slot = m->moved[i];
		if (m->flags[slot] & SLOT_GONE) {
			gone++;
			continue;
		}
		ask_filter(m, slot);
		m->moved[stay++] = slot;
	}
	order_merge(&m->order, m->rows, m->dirty, m->moved, stay);
	for (size_t i = 0; i < stay; i++)
		m->dirty[m->moved[i]] = 0;
	for (uint32_t s = 0; gone && s < m->used; s++)
		if (m->dirty[s]) {
			m->dirty[s] = 0;
			give_slot(m, s);
		}
	if (gone)
		hash_rebuild(m);
	m->moved_count = 0;
	make_view(m);
}

void
model_prepare(struct model *m)
{
	int64_t now = clock_wall(m->clock);

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
}

/* ---- work in slices ---- */

static bool
scan_some(struct model *m)
{
	size_t stop = m->scan_at + STEPS_A_LOOK / 4;

	for (; m->scan_at < m->order.count && m->scan_at < stop; m->scan_at++) {
		uint32_t slot = m->order.slots[m->scan_at];
		ask_filter(m, slot);
		if (m->flags[slot] & SLOT_MATCH)
			add_to_view(m, slot);
	}
	m->changes++;
	if (m->scan_at < m->order.count)
		return true;
	m->scanning = false;
	place_cursor(m);
	return false;
}

static bool
search_some(struct model *m)
{
	for (int n = 0; n < STEPS_A_LOOK / 4; n++) {
		if (!m->search_left || !m->view_count) {
			m->search = SEARCH_NONE;
			m->changes++;
			return false;
		}
		if (m->search_at >= m->view_count)
			m->search_at = m->search_step > 0 ? 0 : m->view_count - 1;
		if (m->wanted_text(&m->rows[m->view[m->search_at]], m->now, m->wanted_arg)) {
			m->search = SEARCH_FOUND;
			model_move_to(m, m->search_at);
			return false;
		}
		m->search_left--;
		m->search_at += (size_t)m->search_step; /* below 0 wraps: more than view_count */
	}
	return true;
}

bool
model_busy(const struct model *m)
{
	return m->order.sorting || m->scanning || m->search == SEARCH_UNDER_WAY;
}

bool
model_work(struct model *m, int64_t ms)
{
	int64_t end = clock_mono(m->clock) + ms;

	do {
		if (m->order.sorting)
			m->view_stale |= !order_step(&m->order, m->rows, STEPS_A_LOOK);
		else if (m->view_stale)
			break; /* the next drawing puts it right */
		else if (m->scanning)
			scan_some(m);
		else if (m->search == SEARCH_UNDER_WAY)
			search_some(m);
		else
			break;
	} while (clock_mono(m->clock) < end);
	if (m->view_stale)
		m->changes++;
	return model_busy(m) || m->view_stale;
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
	while (m->order.sorting) /* a second wish in the middle of the first: that one is finished */
		order_step(&m->order, m->rows, SIZE_MAX);
	apply_waiting(m);
	if (m->moved_count)
		settle(m);
	order_start(&m->order, m->rows, column, reverse);
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
	for (uint32_t s = 0; s < m->used; s++) {
		m->flags[s] &= (uint8_t)~(SLOT_KNOWN | SLOT_MATCH);
		if (!match)
			m->flags[s] |= SLOT_KNOWN | SLOT_MATCH;
	}
	m->view_stale = true;
	m->changes++;
}

bool
model_filtered(const struct model *m)
{
	return m->match != NULL;
}

void
model_search(struct model *m, size_t from, int step, model_match_fn *match, void *arg)
{
	m->wanted_text = match;
	m->wanted_arg = arg;
	m->search = match ? SEARCH_UNDER_WAY : SEARCH_IDLE;
	m->search_at = from;
	m->search_step = step;
	m->search_left = m->view_count;
}

enum search_state
model_search_state(const struct model *m)
{
	return m->search;
}

/* ---- the list is read ---- */

int64_t
model_now(const struct model *m)
{
	return m->now;
}

uint64_t
model_changes(const struct model *m)
{
	return m->changes;
}

uint64_t
model_generation(const struct model *m)
{
	return m->generation;
}

size_t
model_count(const struct model *m)
{
	return m->view_count;
}

size_t
model_total(const struct model *m)
{
	return m->total;
}

const size_t *
model_levels(const struct model *m)
{
	return m->levels;
}

const struct row *
model_row(const struct model *m, size_t index)
{
	return index < m->view_count ? &m->rows[m->view[index]] : NULL;
}

const struct row *
model_find(const struct model *m, int64_t id)
{
	uint32_t slot = find_slot(m, id);

	return slot == NO_SLOT || (m->flags[slot] & SLOT_GONE) ? NULL : &m->rows[slot];
}

bool
model_is_gone(const struct model *m, int64_t id)
{
	uint32_t slot = find_slot(m, id);

	return slot == NO_SLOT || (m->flags[slot] & SLOT_GONE);
}

size_t
model_cursor(const struct model *m)
{
	return m->cursor;
}

const struct row *
model_selected(const struct model *m)
{
	return model_row(m, m->cursor);
}

void
model_move_to(struct model *m, size_t index)
{
	model_touch(m);
	if (!m->view_count)
		return;
	m->cursor = index < m->view_count ? index : m->view_count - 1;
	m->selected = m->rows[m->view[m->cursor]].id;
	m->changes++;
}

void
model_move(struct model *m, int64_t by)
{
	int64_t to = (int64_t)m->cursor + by;

	model_move_to(m, to < 0 ? 0 : (size_t)to);
}

void
model_select(struct model *m, int64_t id)
{
	m->selected = id;
	place_cursor(m);
	m->selected = id; /* also where it is not there yet: a row just added is on its way */
	m->changes++;
}

void
model_touch(struct model *m)
{
	m->touched = true;
	m->touched_at = clock_mono(m->clock);
}

bool
model_frozen(const struct model *m)
{
	return m->touched && clock_mono(m->clock) - m->touched_at < MODEL_REST_MS;
}

size_t
model_pending(const struct model *m)
{
	return m->ready && model_frozen(m) ? m->moved_count : 0;
}

/* ---- marks ---- */

void
model_mark(struct model *m, int64_t id, bool on)
{
	uint32_t slot = find_slot(m, id);

	if (slot == NO_SLOT || (m->flags[slot] & SLOT_GONE) || !!(m->flags[slot] & SLOT_MARK) == on)
		return;
	m->flags[slot] ^= SLOT_MARK;
	m->marks = on ? m->marks + 1 : m->marks - 1;
	m->changes++;
}

bool
model_marked(const struct model *m, int64_t id)
{
	uint32_t slot = find_slot(m, id);

	return slot != NO_SLOT && (m->flags[slot] & SLOT_MARK);
}

void
model_unmark_all(struct model *m)
{
	for (uint32_t s = 0; m->marks && s < m->used; s++)
		m->flags[s] &= (uint8_t)~SLOT_MARK;
	m->marks = 0;
	m->changes++;
}

size_t
model_mark_count(const struct model *m)
{
	return m->marks;
}

int64_t *
model_marks(const struct model *m, size_t *count)
{
	int64_t *ids = mem_array(m->marks + 1, sizeof(*ids));

	*count = 0;
	for (uint32_t s = 0; *count < m->marks && s < m->used; s++)
		if (m->flags[s] & SLOT_MARK)
			ids[(*count)++] = m->rows[s].id;
	return ids;
}
