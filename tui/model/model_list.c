/* The part of the model that screens read and move in: the rows as they stand, the cursor, the
 * marks. */
#include "tui/model/model_inside.h"

#include "base/clock.h"
#include "base/mem.h"
#include "tui/model/model.h"

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
model_attentions(const struct model *m)
{
	return m->attentions;
}

bool
model_worsened(const struct model *m, int64_t id)
{
	return worsened_has(&m->worsened, id);
}

size_t
model_worsened_count(const struct model *m)
{
	return m->worsened.count;
}

uint64_t
model_worsenings(const struct model *m)
{
	return m->worsened.batches;
}

const size_t *
model_levels(const struct model *m)
{
	return m->levels;
}

const struct row *
model_row(const struct model *m, size_t index)
{
	return index < m->view_count ? &m->table.rows[m->view[index]] : NULL;
}

bool
model_has_renewals(const struct model *m)
{
	return m->renewals;
}

bool
model_has_tickets(const struct model *m)
{
	return m->tickets;
}

bool
model_has_certificate_kinds(const struct model *m)
{
	return m->certificate_kinds;
}

void
model_each(const struct model *m, bool (*each)(const struct row *r, void *arg), void *arg)
{
	const struct table *t = &m->table;

	for (uint32_t slot = 0; slot < t->used; slot++)
		if ((t->flags[slot] & (SLOT_USED | SLOT_GONE)) == SLOT_USED &&
		    !each(&t->rows[slot], arg))
			return;
}

const struct row *
model_find(const struct model *m, int64_t id)
{
	uint32_t slot = table_find(&m->table, id);

	return slot == NO_SLOT || (m->table.flags[slot] & SLOT_GONE) ? NULL : &m->table.rows[slot];
}

bool
model_is_gone(const struct model *m, int64_t id)
{
	uint32_t slot = table_find(&m->table, id);

	return slot == NO_SLOT || (m->table.flags[slot] & SLOT_GONE);
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

static void
model_touch(struct model *m)
{
	m->touched = true;
	m->touched_at = clock_mono(m->clock);
}

void
model_move_to(struct model *m, size_t index)
{
	model_touch(m);
	if (!m->view_count)
		return;
	m->chosen = true;
	m->cursor = index < m->view_count ? index : m->view_count - 1;
	m->selected = m->table.rows[m->view[m->cursor]].id;
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
	m->chosen = true;
	m->selected = id;
	model_place_cursor(m);
	m->selected = id; /* also where it is not there yet: a row just added is on its way */
	m->changes++;
}

void
model_rest(struct model *m)
{
	m->touched = false;
	m->changes++;
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
	uint32_t slot = table_find(&m->table, id);

	if (slot == NO_SLOT || (m->table.flags[slot] & SLOT_GONE) ||
	    !!(m->table.flags[slot] & SLOT_MARK) == on)
		return;
	m->table.flags[slot] ^= SLOT_MARK;
	m->marks = on ? m->marks + 1 : m->marks - 1;
	m->changes++;
}

bool
model_marked(const struct model *m, int64_t id)
{
	uint32_t slot = table_find(&m->table, id);

	return slot != NO_SLOT && (m->table.flags[slot] & SLOT_MARK);
}

void
model_unmark_all(struct model *m)
{
	for (uint32_t s = 0; m->marks && s < m->table.used; s++)
		m->table.flags[s] &= (uint8_t)~SLOT_MARK;
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
	for (size_t i = 0; *count < m->marks && i < m->order.count; i++)
		if (m->table.flags[m->order.slots[i]] & SLOT_MARK)
			ids[(*count)++] = m->table.rows[m->order.slots[i]].id;
	return ids;
}
