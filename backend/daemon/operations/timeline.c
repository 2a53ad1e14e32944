/* The history of a monitor as a person thinks of it: periods, each a certificate or an outage, with the
 * addresses that were in it. The store keeps changes, one line per address and key type when what it showed
 * changed; monitor.show asks for the periods (monitor_views.c).
 *
 * Changes are applied from the oldest on. There is a track for each address and key type, with the span that
 * it serves and the outage that it is in, if any; a span goes on for as long as some track is in it, so
 * addresses that change hours apart share one. To serve again what was served before is a span of its own,
 * "rolled back". The present addresses say last which spans go on and until when they were seen. Everything
 * is bounded: at most one track and one span per change, TIMELINE_MAX spans and TIMELINE_ADDRESSES_MAX
 * addresses of each in the answer. All texts are those of the changes, and nothing is kept. */
#include "daemon/operations/timeline.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"

/* A period: a certificate, or (sha256 "") no answer. The texts are of the changes. */
struct span {
	const char *sha256, *key_type, *issuer, *outcome;
	json_int_t not_after, from, to;
	int order; /* in which it began */
	bool current, rolled_back;
	json_t *addresses;
};

/* What is known of an address and key type, as the changes go by. */
struct track {
	const char *address, *key_type;
	int span, outage; /* index; -1: none */
	bool serves;      /* span is what it serves, not what it served before it was gone */
};

struct line {
	struct span *spans;
	struct track *tracks;
	int span_count, track_count;
};

static struct track *
track_of(struct line *l, const char *address, const char *key_type)
{
	struct track *t;

	for (int i = 0; i < l->track_count; i++)
		if (!strcmp(l->tracks[i].address, address) &&
		    !strcmp(l->tracks[i].key_type, key_type))
			return &l->tracks[i];
	t = &l->tracks[l->track_count++];
	*t = (struct track){address, key_type, -1, -1, false};
	return t;
}

/* ---- spans ---- */

static int
span_new(struct line *l, const json_t *change)
{
	l->spans[l->span_count] = (struct span){.sha256 = "",
	    .key_type = text_of(change, "key_type"),
	    .issuer = text_of(change, "issuer"),
	    .outcome = text_of(change, "outcome"),
	    .not_after = number_of(change, "not_after"),
	    .from = number_of(change, "at"),
	    .to = number_of(change, "at"),
	    .order = l->span_count,
	    .addresses = json_array()};
	return l->span_count++;
}

static void
span_reach(struct span *s, json_int_t at)
{
	if (at > s->to)
		s->to = at;
}

static void
span_meet(struct span *s, const char *address)
{
	if (!texts_have(s->addresses, address))
		json_array_append_new(s->addresses, json_string(address));
}

static bool
is_same(const struct span *s, const char *sha256, const char *key_type)
{
	return !strcmp(s->sha256, sha256) && !strcmp(s->key_type, key_type);
}

static bool
served_before(const struct line *l, const struct track *t, const char *sha256)
{
	for (int i = 0; i < l->span_count; i++)
		if (is_same(&l->spans[i], sha256, t->key_type) &&
		    texts_have(l->spans[i].addresses, t->address))
			return true;
	return false;
}

/* The newest period of a certificate; of those that were gone back to only one that is still
 * served somewhere, for going back twice is two periods. */
static int
span_to_join(const struct line *l, const char *sha256, const char *key_type, bool rolled_back)
{
	for (int i = l->span_count - 1; i >= 0; i--) {
		if (!is_same(&l->spans[i], sha256, key_type) ||
		    l->spans[i].rolled_back != rolled_back)
			continue;
		for (int t = 0; t < l->track_count; t++)
			if (!rolled_back || (l->tracks[t].serves && l->tracks[t].span == i))
				return i;
	}
	return -1;
}

/* ---- changes ---- */

static void
begin_span(struct line *l, struct track *t, const json_t *change)
{
	const char *sha256 = text_of(change, "sha256");
	bool rolled_back;
	int i;

	if (t->span >= 0 && !strcmp(l->spans[t->span].sha256, sha256)) {
		t->serves = true;
		return;
	}
	rolled_back = served_before(l, t, sha256);
	if (t->span >= 0 && t->serves)
		span_reach(&l->spans[t->span], number_of(change, "at"));
	t->serves = false;
	i = span_to_join(l, sha256, t->key_type, rolled_back);
	if (i < 0) {
		i = span_new(l, change);
		l->spans[i].sha256 = sha256;
		l->spans[i].rolled_back = rolled_back;
	}
	t->span = i;
	t->serves = true;
}

static void
answers(struct line *l, struct track *t, const json_t *change)
{
	json_int_t at = number_of(change, "at");

	if (t->outage >= 0)
		span_reach(&l->spans[t->outage], at);
	t->outage = -1;
	if (!*text_of(change, "sha256"))
		return;
	begin_span(l, t, change);
	span_meet(&l->spans[t->span], t->address);
	span_reach(&l->spans[t->span], at);
}

static void
is_gone(struct line *l, struct track *t, json_int_t at)
{
	if (t->outage >= 0)
		span_reach(&l->spans[t->outage], at);
	else if (t->serves)
		span_reach(&l->spans[t->span], at);
	t->outage = -1;
	t->serves = false;
}

/* Of the other key type nothing is said: its address says it. */
static void
fails(struct line *l, struct track *t, const json_t *change)
{
	if (t->serves && t->outage < 0)
		span_reach(&l->spans[t->span], number_of(change, "at"));
	if (*t->key_type)
		return;
	if (t->outage < 0) {
		t->outage = span_new(l, change);
		span_meet(&l->spans[t->outage], t->address);
	}
	l->spans[t->outage].outcome = text_of(change, "outcome");
}

static void
apply_change(struct line *l, const json_t *change)
{
	struct track *t = track_of(l, text_of(change, "address"), text_of(change, "key_type"));
	int outcome = outcome_from(text_of(change, "outcome"));

	if (!strcmp(text_of(change, "outcome"), "gone"))
		is_gone(l, t, number_of(change, "at"));
	else if (outcome == OUTCOME_OK)
		answers(l, t, change);
	else if (outcome != OUTCOME_NOT_CHECKED && outcome != OUTCOME_NONE)
		fails(l, t, change);
}

/* What is so now: when it was last seen so. */
static void
apply_present(struct line *l, const json_t *address)
{
	bool good = outcome_from(text_of(address, "outcome")) == OUTCOME_OK;

	for (int i = 0; i < l->track_count; i++) {
		struct track *t = &l->tracks[i];

		if (strcmp(t->address, text_of(address, "address")) != 0 ||
		    strcmp(t->key_type, text_of(address, "key_type")) != 0)
			continue;
		if (t->outage >= 0) {
			l->spans[t->outage].current = true;
			span_reach(&l->spans[t->outage], number_of(address, "checked_at"));
		}
		if (t->serves && !strcmp(l->spans[t->span].sha256, text_of(address, "sha256"))) {
			l->spans[t->span].current |= good;
			span_reach(&l->spans[t->span], number_of(address, "seen_at"));
		}
	}
}

/* ---- telling ---- */

/* Addresses that fell silent and came back together are one outage. */
static void
merge_outages(struct line *l)
{
	for (int i = 0; i < l->span_count; i++) {
		struct span *a = &l->spans[i];

		for (int j = i + 1; !*a->sha256 && j < l->span_count; j++) {
			struct span *b = &l->spans[j];

			if (*b->sha256 || b->from != a->from || b->to != a->to ||
			    strcmp(b->outcome, a->outcome) != 0 || !json_array_size(b->addresses))
				continue;
			json_array_extend(a->addresses, b->addresses);
			json_array_clear(b->addresses);
		}
	}
}

static int
newest_first(const void *left, const void *right)
{
	const struct span *a = left, *b = right;

	if (a->from != b->from)
		return a->from < b->from ? 1 : -1;
	return b->order - a->order;
}

static json_t *
span_json(const struct span *s)
{
	json_t *object = json_object();
	size_t all = json_array_size(s->addresses), most = TIMELINE_ADDRESSES_MAX;

	while (json_array_size(s->addresses) > most)
		json_array_remove(s->addresses, json_array_size(s->addresses) - 1);
	if (*s->sha256) {
		json_object_set_new(object, "sha256", json_string(s->sha256));
		json_object_set_new(object, "key_type", json_string(s->key_type));
		json_object_set_new(object, "issuer", json_string(s->issuer));
		json_object_set_new(object, "not_after", json_integer(s->not_after));
		json_object_set_new(object, "rolled_back", json_boolean(s->rolled_back));
	} else {
		json_object_set_new(object, "outcome", json_string(s->outcome));
	}
	json_object_set_new(object, "from", json_integer(s->from));
	json_object_set_new(object, "to", json_integer(s->to));
	json_object_set_new(object, "current", json_boolean(s->current));
	json_object_set(object, "addresses", s->addresses);
	json_object_set_new(
	    object, "more", json_integer((json_int_t)(all > most ? all - most : 0)));
	return object;
}

json_t *
timeline_json(const json_t *changes, const json_t *addresses)
{
	size_t count = json_array_size(changes), i;
	struct line l = {.spans = mem_array(count + 1, sizeof(*l.spans)),
	    .tracks = mem_array(count + 1, sizeof(*l.tracks))};
	json_t *list = json_array(), *address;

	for (i = count; i-- > 0;)
		apply_change(&l, json_array_get(changes, i));
	json_array_foreach(addresses, i, address)
		apply_present(&l, address);
	for (int t = 0; t < l.track_count; t++) /* the name is no address of the row */
		if (!*l.tracks[t].address && l.tracks[t].outage >= 0)
			l.spans[l.tracks[t].outage].current = true;
	merge_outages(&l);
	if (l.span_count)
		qsort(l.spans, (size_t)l.span_count, sizeof(*l.spans), newest_first);
	for (int s = 0; s < l.span_count; s++) {
		if (json_array_size(l.spans[s].addresses) && json_array_size(list) < TIMELINE_MAX)
			json_array_append_new(list, span_json(&l.spans[s]));
		json_decref(l.spans[s].addresses);
	}
	free(l.spans);
	free(l.tracks);
	return list;
}
