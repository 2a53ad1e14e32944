/* A fresh look at the whole renewal each time, so that nothing can be out of step with it; within one
 * look each answer is worked out once, and what it costs grows with the steps.
 *
 * It goes in two passes. First which procedures are in force: the renewal's own, and those
 * that choices bring in; a choice counts only while its decision does, so this asks
 * conditions, which ask for choices: each node guards against asking itself. Then, for each
 * step, whether it counts, is settled, and is ready. A step that does not count lets through
 * what came before it: s3 after s2 after s1 waits for s1 when s2 is left out. */
#include "procedure/renewal_flow.h"

#include "base/buf.h"
#include "base/mem.h"

static enum counts node_counts(struct flow *f, struct node *n);

/* ---- values in force ---- */

enum finding { FOUND, NOT_YET, NEVER };

/* The choice for a value, or whether it can still come. */
static enum finding
choice_find(struct flow *f, const char *name, const struct step_option **option)
{
	enum finding result = NEVER;

	for (size_t i = ids_find(&f->decisions, name); i != NODE_NONE;
	     i = f->nodes[i].next_decision) {
		struct node *n = &f->nodes[i];
		enum counts c = node_counts(f, n);

		if (c == COUNTS_NO || n->own == STATE_SKIPPED || n->own == STATE_NOT_APPLICABLE)
			continue;
		*option = step_option(n->step, text_at(record_of(f->r, n->key), "choice"));
		if (c == COUNTS_YES && n->own == STATE_DONE && *option)
			return FOUND;
		result = NOT_YET;
	}
	*option = NULL;
	return result;
}

const struct step_option *
flow_choice(struct flow *f, const char *name)
{
	const struct step_option *option;

	return choice_find(f, name, &option) == FOUND ? option : NULL;
}

static const char *
fact(const struct flow *f, const char *name)
{
	const char *text;

	if (!strcmp(name, "procedure"))
		return f->procedure;
	if (!strcmp(name, "urgent"))
		return flag_of(f->r->doc, "urgent") ? "yes" : "no";
	text = text_at(json_object_get(f->r->doc, "facts"), name);
	return text ? text : !strcmp(name, "extra-names") ? "no" : NULL;
}

/* Of a step with a ticket: "given", "excluded" (there is none, by a person's word), or "none" so far. What was given
 * stays so when the step does not count any more. NULL: no such step. */
static const char *
ticket_state(const struct flow *f, const char *id)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct node *n = &f->nodes[i];

		if (n->step->kind != STEP_TICKET || strcmp(n->step->id, id) != 0)
			continue;
		if (text_at(record_of(f->r, n->key), "ticket"))
			return "given";
		return n->own == STATE_SKIPPED || n->own == STATE_NOT_APPLICABLE ? "excluded"
										 : "none";
	}
	return NULL;
}

static enum counts
condition_holds(struct flow *f, const struct condition *c)
{
	const struct step_option *option = NULL;
	const char *value = fact(f, c->name);

	if (!value)
		value = ticket_state(f, c->name);
	if (!value) {
		switch (choice_find(f, c->name, &option)) {
		case NOT_YET:
			return COUNTS_UNDECIDED;
		case NEVER:
			return COUNTS_NO;
		case FOUND:
			value = option->value;
			break;
		}
	}
	return names_have(&c->any, value) ? COUNTS_YES : COUNTS_NO;
}

static enum counts
flow_rule(struct flow *f, const struct rule *rule)
{
	enum counts any = rule->count ? COUNTS_NO : COUNTS_YES;

	for (size_t i = 0; i < rule->count && any != COUNTS_YES; i++) {
		enum counts all = COUNTS_YES;

		for (size_t k = 0; k < rule->sets[i].count && all != COUNTS_NO; k++) {
			enum counts one = condition_holds(f, &rule->sets[i].items[k]);

			if (one != COUNTS_YES)
				all = one;
		}
		if (all != COUNTS_NO)
			any = all;
	}
	return any;
}

/* `when` has to hold; `unless` only leaves out once it does. */
static enum counts
asks(struct flow *f, const struct rule *when, const struct rule *unless)
{
	if (unless->count && flow_rule(f, unless) == COUNTS_YES)
		return COUNTS_NO;
	return flow_rule(f, when);
}

/* Is the phase one that the part was entered behind of? */
static bool
is_before_entry(const struct part *p, const struct step *s)
{
	const struct phase *from = p->from ? definition_phase(p->definition, p->from) : NULL;

	return from && s->phase < (size_t)(from - p->definition->phases);
}

static enum counts
node_work_out(struct flow *f, struct node *n)
{
	const struct part *part = &f->parts[n->part];
	const struct phase *p = &n->definition->phases[n->step->phase];
	enum counts c;

	f->visits++;
	if (!part->active || is_before_entry(part, n->step))
		return COUNTS_NO;
	n->visiting = true;
	c = asks(f, &p->when, &p->unless);
	if (c != COUNTS_NO) {
		enum counts own = asks(f, &n->step->when, &n->step->unless);

		c = own == COUNTS_YES ? c : own;
	}
	n->visiting = false;
	return c;
}

/* Kept for the round, unless a circle was met on the way: then the answer hangs on who asked first. */
static enum counts
node_counts(struct flow *f, struct node *n)
{
	size_t circles = f->circles;
	enum counts c;

	if (n->known_in == f->round)
		return n->known;
	if (n->visiting) {
		f->circles++;
		return COUNTS_UNDECIDED;
	}
	c = node_work_out(f, n);
	if (circles == f->circles) {
		n->known = c;
		n->known_in = f->round;
	}
	return c;
}

/* ---- procedures in force ---- */

static void
part_add(struct flow *f, const struct definition *d, enum part_how how)
{
	struct part *p = &f->parts[f->part_count];

	if (!d || f->part_count == RENEWAL_PINS_MAX)
		return;
	*p = (struct part){.definition = d, .how = how, .first = f->count, .count = d->step_count};
	f->nodes = mem_resize(f->nodes, f->count + d->step_count, sizeof(*f->nodes));
	for (size_t i = 0; i < d->step_count; i++) {
		char *key = mem_printf("%s/%s", d->name, d->steps[i].id);

		f->nodes[f->count++] = (struct node){.definition = d,
		    .step = &d->steps[i],
		    .key = key,
		    .part = f->part_count,
		    .next_decision = NODE_NONE,
		    .own = record_state(record_of(f->r, key))};
	}
	f->part_count++;
}

/* All that is pinned is a part; most are never active. */
static void
parts_add(struct flow *f)
{
	const char *own = text_at(f->r->doc, "procedure");

	part_add(f, pin_find(f->r, own), PART_MAIN);
	for (size_t i = 0; i < f->r->pin_count; i++) {
		const char *name = f->r->pins[i]->name;

		if (own && strcmp(name, own) != 0)
			part_add(
			    f, f->r->pins[i], f->r->pins[i]->urgent ? PART_URGENT : PART_SWITCH);
	}
}

/* Each value's decisions in their order. */
static void
index_decisions(struct flow *f)
{
	size_t *last = mem_array(f->count + 1, sizeof(*last));

	for (size_t i = 0; i < f->count; i++) {
		const struct node *n = &f->nodes[i];
		size_t first;

		if (n->step->kind != STEP_DECISION)
			continue;
		first = ids_find(&f->decisions, n->step->sets);
		if (first == IDS_NONE)
			ids_add(&f->decisions, n->step->sets, first = i);
		else
			f->nodes[last[first]].next_decision = i;
		last[first] = i;
	}
	free(last);
}

static struct part *
part_find(struct flow *f, const char *procedure)
{
	for (size_t i = 0; i < f->part_count; i++)
		if (!strcmp(f->parts[i].definition->name, procedure))
			return &f->parts[i];
	return NULL;
}

/* Activates what the choices of active parts bring in; true when something was. */
static bool
parts_activate(struct flow *f)
{
	bool changed = false;

	for (size_t i = 0; i < f->count; i++) {
		struct node *n = &f->nodes[i];
		const struct step_option *o =
		    step_option(n->step, text_at(record_of(f->r, n->key), "choice"));
		struct part *p = o && o->procedure ? part_find(f, o->procedure) : NULL;

		if (!p || p->active || n->own != STATE_DONE || node_counts(f, n) != COUNTS_YES)
			continue;
		p->active = changed = true;
		f->round++;
		p->how = o->sub ? PART_SUB : PART_SWITCH;
		p->from = o->from;
		p->by = i;
		if (!o->sub)
			f->procedure = p->definition->name;
	}
	return changed;
}

/* ---- settled and ready ---- */

static bool passed(const struct flow *f, const struct node *n, const struct node *for_whom);

static bool
part_settled(const struct flow *f, const struct part *p)
{
	for (size_t i = p->first; i < p->first + p->count; i++)
		if (f->nodes[i].counts == COUNTS_UNDECIDED ||
		    (f->nodes[i].counts == COUNTS_YES && !f->nodes[i].settled))
			return false;
	return true;
}

static bool
own_settled(const struct node *n)
{
	return n->own == STATE_DONE || n->own == STATE_SKIPPED || n->own == STATE_NOT_APPLICABLE;
}

size_t
flow_named(const struct flow *f, const struct node *n, const char *name, size_t *first)
{
	const char *slash = strchr(name, '/'), *id = slash ? slash + 1 : name;

	for (size_t i = 0; i < f->part_count; i++) {
		const struct part *p = &f->parts[i];
		const struct definition *d = p->definition;
		const struct phase *phase = definition_phase(d, id);
		const struct step *step = definition_step(d, id);

		if (slash ? strlen(d->name) != (size_t)(slash - name) ||
				strncmp(d->name, name, (size_t)(slash - name)) != 0
			  : i != n->part)
			continue;
		if (!p->active)
			return 0;
		*first = p->first + (phase ? phase->first : step ? (size_t)(step - d->steps) : 0);
		return phase ? phase->count : step ? 1 : 0;
	}
	return 0;
}

static bool
all_before_passed(const struct flow *f, const struct node *n, const struct node *for_whom)
{
	for (size_t i = 0; i < n->step->after.count; i++) {
		size_t first = 0, count = flow_named(f, n, n->step->after.items[i], &first);

		for (size_t k = first; k < first + count; k++)
			if (!passed(f, &f->nodes[k], for_whom))
				return false;
	}
	return true;
}

/* for_whom: a step with which this wait would end, or NULL. */
static bool
works_out_passed(const struct flow *f, const struct node *n, const struct node *for_whom)
{
	const struct part *p = &f->parts[n->part];

	if (!p->active || is_before_entry(p, n->step))
		return true;
	if (n->counts == COUNTS_UNDECIDED)
		return false;
	if (n->counts == COUNTS_NO)
		return all_before_passed(f, n, for_whom);
	if (n->settled)
		return true;
	return for_whom && n->step->ends_with && n->definition == for_whom->definition &&
	       !strcmp(n->step->ends_with, for_whom->step->id) && all_before_passed(f, n, NULL);
}

static bool
passed(const struct flow *f, const struct node *n, const struct node *for_whom)
{
	size_t at = (size_t)(n - f->nodes);
	bool yes;

	if (for_whom)
		return works_out_passed(f, n, for_whom);
	if (f->nodes[at].passing == PASSING_UNKNOWN) {
		yes = works_out_passed(f, n, NULL);
		f->nodes[at].passing = yes ? PASSING_YES : PASSING_NO;
	}
	return f->nodes[at].passing == PASSING_YES;
}

bool
flow_may_begin(const struct flow *f, const struct node *n)
{
	return n->counts == COUNTS_YES && all_before_passed(f, n, n);
}

char *
flow_open_before(const struct flow *f, const struct node *n)
{
	struct buf b = {0};

	for (size_t i = 0; i < n->step->after.count; i++) {
		size_t first = 0, count = flow_named(f, n, n->step->after.items[i], &first);

		for (size_t k = first; k < first + count; k++) {
			const struct node *m = &f->nodes[k];

			if (!passed(f, m, n))
				buf_printf(&b, "%s%s %s", b.len ? ", " : "", m->step->number,
				    m->step->title);
		}
	}
	if (b.len)
		return buf_steal(&b);
	buf_release(&b);
	return NULL;
}

static void
nodes_settle(struct flow *f)
{
	for (size_t i = 0; i < f->count; i++) {
		f->nodes[i].counts = node_counts(f, &f->nodes[i]);
		f->nodes[i].settled = own_settled(&f->nodes[i]);
	}
	for (size_t i = 0; i < f->part_count; i++) {
		const struct part *p = &f->parts[i];

		if (p->active && p->how == PART_SUB && !part_settled(f, p))
			f->nodes[p->by].settled = false;
	}
	for (size_t i = 0; i < f->count; i++) {
		struct node *n = &f->nodes[i];

		n->ready =
		    n->counts == COUNTS_YES && !own_settled(n) && all_before_passed(f, n, NULL);
		n->hurried = flag_of(f->r->doc, "urgent") ||
			     (n->step->urgent_when.count &&
				 flow_rule(f, &n->step->urgent_when) == COUNTS_YES);
	}
}

void
flow_init(struct flow *f, const struct renewal *r)
{
	*f = (struct flow){.r = r, .procedure = text_at(r->doc, "procedure"), .round = 1};
	parts_add(f);
	index_decisions(f);
	for (size_t i = 0; i < f->part_count; i++)
		f->parts[i].active = f->parts[i].how == PART_MAIN ||
				     (f->parts[i].how == PART_URGENT && flag_of(r->doc, "urgent"));
	while (parts_activate(f))
		;
	nodes_settle(f);
}

void
flow_release(struct flow *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->nodes[i].key);
	free(f->nodes);
	ids_release(&f->decisions);
	*f = (struct flow){0};
}

enum step_state
node_state(const struct node *n)
{
	return n->counts == COUNTS_NO ? STATE_NOT_APPLICABLE : n->own;
}

struct node *
flow_of(const struct flow *f, const struct definition *d, const struct step *s)
{
	for (size_t i = 0; s && i < f->part_count; i++)
		if (f->parts[i].definition == d)
			return &f->nodes[f->parts[i].first + (size_t)(s - d->steps)];
	return NULL;
}

static bool
is_called(const struct node *n, const char *name)
{
	return !strcmp(n->key, name) || !strcmp(n->step->id, name) ||
	       !strcmp(n->step->number, name);
}

/* Of several with the name: one that counts before one that does not, in the one followed
 * before another. */
struct node *
flow_find(const struct flow *f, const char *name)
{
	struct node *best = NULL;
	int best_rank = -1;

	for (size_t i = 0; name && i < f->count; i++) {
		struct node *n = &f->nodes[i];
		int rank =
		    (n->counts != COUNTS_NO) * 2 + !strcmp(n->definition->name, f->procedure);

		if (!strcmp(n->key, name))
			return n;
		if (is_called(n, name) && rank > best_rank) {
			best = n;
			best_rank = rank;
		}
	}
	return best;
}

bool
flow_needs_reason(struct flow *f, const struct step_option *option)
{
	return option->reason ||
	       (option->reason_when.count && flow_rule(f, &option->reason_when) == COUNTS_YES);
}

struct step_texts
flow_texts(struct flow *f, const struct step *s)
{
	struct step_texts t = {
	    .template = s->template, .reminder = s->reminder, .folder = s->folder};

	for (size_t i = 0; i < s->instead_count; i++) {
		const struct step_texts *other = &s->instead[i];

		if (flow_rule(f, &other->when) != COUNTS_YES)
			continue;
		t.template = other->template ? other->template : t.template;
		t.reminder = other->reminder ? other->reminder : t.reminder;
		t.folder = other->folder ? other->folder : t.folder;
		break;
	}
	return t;
}
