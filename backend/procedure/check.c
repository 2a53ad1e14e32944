/* A procedure can be wrong in ways that only show months later, on the one branch that nobody
 * took before. So the ways through it are all walked here: every combination of choices and
 * facts that its conditions speak of is tried, and a step must be reached by one of them.
 * There are few (a handful of decisions with a handful of choices), and the number is bounded.
 * A decision that is not reached itself gives no value. */
#include "procedure/check.h"
#include "procedure/check_meaning.h"

#include "base/checks.h"
#include "base/mem.h"

enum { VARIABLES_MAX = 12, COMBINATIONS_MAX = 1 << 16 };

struct variable {
	const char *name;
	const char **domain; /* ended by NULL; empty: any text */
	size_t size, at;     /* at == size: no value */
};

struct walk {
	const struct definition *d;
	struct complaints *out;
	struct variable variables[VARIABLES_MAX];
	size_t count;
};

static void
complain(const struct walk *w, const struct step *s, const char *setting, const char *what,
    const char *name)
{
	complaints_add(w->out, w->d->file, read_line_of(s->at, setting), "%s '%s'", what, name);
}

/* ---- names that must exist ---- */

static bool
is_node(const struct definition *d, const char *id)
{
	return strchr(id, '/') || definition_step(d, id) || definition_phase(d, id);
}

static void
check_wait(const struct walk *w, const struct step *s)
{
	if (s->ends_with && !definition_step(w->d, s->ends_with))
		complain(w, s, "ends-with", "no step is called", s->ends_with);
	if (s->ends_with_ticket && !definition_step(w->d, s->ends_with_ticket))
		complain(w, s, "ends-with-ticket", "no step is called", s->ends_with_ticket);
	else if (s->ends_with_ticket &&
		 definition_step(w->d, s->ends_with_ticket)->kind != STEP_TICKET)
		complain(
		    w, s, "ends-with-ticket", "it is no step of kind ticket:", s->ends_with_ticket);
	if (s->rejected_to && !definition_step(w->d, s->rejected_to))
		complain(w, s, "rejected-to", "no step is called", s->rejected_to);
	else if (s->rejected_to && definition_step(w->d, s->rejected_to) >= s)
		complain(w, s, "rejected-to",
		    "it goes back, and this does not come before it:", s->rejected_to);
}

static void
check_file(const struct walk *w, const struct step *s)
{
	if (s->role && document_role_from(s->role) < 0)
		complain(w, s, "role", "no role of a document is called", s->role);
	for (size_t i = 0; i < s->checks.count; i++) {
		const struct check_info *g = check_find(s->checks.items[i]);

		if (!g)
			complain(w, s, "checks", "no check is called", s->checks.items[i]);
		else if (s->role && (int)g->role != document_role_from(s->role))
			complain(
			    w, s, "checks", "this check is for another role:", s->checks.items[i]);
	}
	for (size_t i = 0; i < s->roles.count; i++)
		if (document_role_from(s->roles.items[i]) < 0)
			complain(
			    w, s, "roles", "no role of a document is called", s->roles.items[i]);
	for (size_t i = 0; i < s->field_count; i++)
		if (s->fields[i].attach && document_role_from(s->fields[i].attach) < 0)
			complain(
			    w, s, "fields", "no role of a document is called", s->fields[i].attach);
}

static void
check_ticket(const struct walk *w, const struct step *s)
{
	if (s->kind != STEP_VALUE || (s->ticket_role < 0) == (s->ticket_system < 0))
		return;
	if (s->ticket_role < 0)
		complain(w, s, "system", "a number needs a role, as a ticket of",
		    ticket_system_text((enum ticket_system)s->ticket_system));
	else
		complain(w, s, "role", "a number needs the system that it is of, as a ticket for",
		    ticket_role_text((enum ticket_role)s->ticket_role));
}

static void
check_options(const struct walk *w, const struct step *s)
{
	for (size_t i = 0; i < s->option_count; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(s->options[i].value, s->options[k].value))
				complaints_add(w->out, w->d->file, s->options[i].line,
				    "there is another option '%s'", s->options[i].value);
	if (s->remember && strcmp(s->remember, "user") != 0)
		complain(w, s, "remember", "only \"user\" can be remembered, not", s->remember);
}

static void
check_names(const struct walk *w, const struct step *s)
{
	for (size_t i = 0; i < s->after.count; i++)
		if (!is_node(w->d, s->after.items[i]))
			complain(w, s, "after", "no step or phase is called", s->after.items[i]);
	for (size_t i = 0; i < s->links.count; i++) {
		const struct step *t = definition_step(w->d, s->links.items[i]);

		if (!t || t->kind != STEP_TICKET)
			complain(
			    w, s, "links", "no step with a ticket is called", s->links.items[i]);
	}
	if (s->template && !definition_template(w->d, s->template))
		complain(w, s, "template", "no template is called", s->template);
	if (s->reminder && !definition_template(w->d, s->reminder))
		complain(w, s, "reminder", "no template is called", s->reminder);
	for (size_t i = 0; i < s->instead_count; i++) {
		const struct step_texts *t = &s->instead[i];

		if (t->template && !definition_template(w->d, t->template))
			complain(w, s, "instead", "no template is called", t->template);
		if (t->reminder && !definition_template(w->d, t->reminder))
			complain(w, s, "instead", "no template is called", t->reminder);
	}
	check_wait(w, s);
	check_file(w, s);
	check_ticket(w, s);
	check_options(w, s);
}

/* ---- conditions ---- */

static struct variable *
variable_find(struct walk *w, const char *name)
{
	for (size_t i = 0; i < w->count; i++)
		if (!strcmp(w->variables[i].name, name))
			return &w->variables[i];
	return NULL;
}

static void
check_condition(struct walk *w, const struct condition *c)
{
	struct variable *v = variable_find(w, c->name);
	const char **domain = v ? v->domain : definition_domain(w->d, c->name);

	if (!domain) {
		complaints_add(
		    w->out, w->d->file, c->line, "no decision or fact gives '%s'", c->name);
		return;
	}
	if (!v && w->count == VARIABLES_MAX) {
		complaints_add(w->out, w->d->file, c->line, "more than %d values in conditions",
		    VARIABLES_MAX);
		free(domain);
		return;
	}
	if (!v) {
		v = &w->variables[w->count++];
		*v = (struct variable){.name = c->name, .domain = domain};
		while (domain[v->size])
			v->size++;
	}
	for (size_t i = 0; v->size && i < c->any.count; i++) {
		struct names known = {domain, v->size};

		if (!names_have(&known, c->any.items[i]))
			complaints_add(w->out, w->d->file, c->line, "'%s' is never '%s'", c->name,
			    c->any.items[i]);
	}
}

static void
check_rule(struct walk *w, const struct rule *r)
{
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = 0; k < r->sets[i].count; k++)
			check_condition(w, &r->sets[i].items[k]);
}

static void
check_rules(struct walk *w)
{
	for (size_t i = 0; i < w->d->phase_count; i++) {
		check_rule(w, &w->d->phases[i].when);
		check_rule(w, &w->d->phases[i].unless);
	}
	for (size_t i = 0; i < w->d->step_count; i++) {
		const struct step *s = &w->d->steps[i];

		check_rule(w, &s->when);
		check_rule(w, &s->unless);
		check_rule(w, &s->urgent_when);
		for (size_t k = 0; k < s->option_count; k++)
			check_rule(w, &s->options[k].reason_when);
		for (size_t k = 0; k < s->instead_count; k++)
			check_rule(w, &s->instead[k].when);
	}
}

/* ---- circles ---- */

enum mark { UNSEEN, OPEN, CLOSED };

static void visit(const struct walk *w, enum mark *marks, size_t i);

static void
visit_after(const struct walk *w, enum mark *marks, const struct step *s, const char *id)
{
	const struct definition *d = w->d;
	const struct step *t = definition_step(d, id);
	const struct phase *p = definition_phase(d, id);
	size_t first = t   ? (size_t)(t - d->steps)
		       : p ? p->first
			   : 0,
	       count = t   ? 1
		       : p ? p->count
			   : 0;

	for (size_t k = first; k < first + count; k++) {
		if (marks[k] == OPEN)
			complain(w, s, "after",
			    "a circle: this comes, in the end, after itself through", id);
		else
			visit(w, marks, k);
	}
}

static void
visit(const struct walk *w, enum mark *marks, size_t i)
{
	const struct step *s = &w->d->steps[i];

	if (marks[i] != UNSEEN)
		return;
	marks[i] = OPEN;
	for (size_t k = 0; k < s->after.count; k++)
		visit_after(w, marks, s, s->after.items[k]);
	marks[i] = CLOSED;
}

static void
check_circles(const struct walk *w)
{
	enum mark *marks = mem_array(w->d->step_count, sizeof(*marks));

	for (size_t i = 0; i < w->d->step_count; i++)
		visit(w, marks, i);
	free(marks);
}

/* ---- what can be reached ---- */

static bool
rule_holds(struct walk *w, const struct rule *r)
{
	for (size_t i = 0; i < r->count; i++) {
		bool all = true;

		for (size_t k = 0; all && k < r->sets[i].count; k++) {
			const struct condition *c = &r->sets[i].items[k];
			const struct variable *v = variable_find(w, c->name);

			all = v && (v->size == 0 ||
				       (v->at < v->size && names_have(&c->any, v->domain[v->at])));
		}
		if (all)
			return true;
	}
	return false;
}

/* A value of a fact that can be any text is never ruled out, so `unless` does not look at it. */
static bool
speaks_of_any_text(struct walk *w, const struct rule *r)
{
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = 0; k < r->sets[i].count; k++) {
			const struct variable *v = variable_find(w, r->sets[i].items[k].name);

			if (v && v->size == 0)
				return true;
		}
	return false;
}

static bool
reached(struct walk *w, const struct rule *when, const struct rule *unless)
{
	return (!when->count || rule_holds(w, when)) &&
	       (!unless->count || speaks_of_any_text(w, unless) || !rule_holds(w, unless));
}

static bool
step_reached(struct walk *w, const struct step *s)
{
	const struct phase *p = &w->d->phases[s->phase];

	return reached(w, &p->when, &p->unless) && reached(w, &s->when, &s->unless);
}

/* A value that is there although no decision that gives it is reached makes the combination
 * impossible. */
static bool
is_possible(struct walk *w)
{
	for (size_t v = 0; v < w->count; v++) {
		bool decided = false, given = false;

		for (size_t i = 0; i < w->d->step_count; i++) {
			const struct step *s = &w->d->steps[i];

			if (s->kind != STEP_DECISION || strcmp(s->sets, w->variables[v].name) != 0)
				continue;
			decided = true;
			given = given || step_reached(w, s);
		}
		if (decided && !given && w->variables[v].at < w->variables[v].size)
			return false;
	}
	return true;
}

static bool
next_combination(struct walk *w)
{
	for (size_t v = 0; v < w->count; v++) {
		if (++w->variables[v].at <= w->variables[v].size)
			return true;
		w->variables[v].at = 0;
	}
	return false;
}

static void
check_reachable(struct walk *w)
{
	bool *seen = mem_array(w->d->step_count, sizeof(*seen));
	int tried = 0;

	do {
		if (!is_possible(w))
			continue;
		for (size_t i = 0; i < w->d->step_count; i++)
			seen[i] = seen[i] || step_reached(w, &w->d->steps[i]);
	} while (next_combination(w) && ++tried < COMBINATIONS_MAX);
	for (size_t i = 0; i < w->d->step_count && tried < COMBINATIONS_MAX; i++)
		if (!seen[i])
			complaints_add(w->out, w->d->file, w->d->steps[i].line,
			    "no choice ever reaches the step '%s'", w->d->steps[i].id);
	free(seen);
}

void
definition_check(const struct definition *d, struct complaints *out)
{
	struct walk w = {.d = d, .out = out};
	size_t before;

	for (size_t i = 0; i < d->phase_count; i++)
		for (size_t k = 0; k < d->phases[i].after.count; k++)
			if (!d->phases[i].count && !is_node(d, d->phases[i].after.items[k]))
				complaints_add(out, d->file, d->phases[i].line,
				    "no step or phase is called '%s'", d->phases[i].after.items[k]);
	for (size_t i = 0; i < d->step_count; i++)
		check_names(&w, &d->steps[i]);
	definition_check_meaning(d, out);
	before = out->count;
	check_rules(&w);
	check_circles(&w);
	if (out->count ==
	    before) /* a value that is not there would make every step behind it look unreachable */
		check_reachable(&w);
	for (size_t i = 0; i < w.count; i++)
		free(w.variables[i].domain);
}
