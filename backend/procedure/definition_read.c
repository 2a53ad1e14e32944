/* From the text of a procedure to its steps. One function reads one thing (a rule, an option,
 * a field, a step, a phase); each complains of what is wrong with it and reads on. Which
 * settings a kind of step may have is a table.
 *
 * The implied order is made explicit here, so that nobody else has to know the rule: a step's
 * `after` is never empty unless it really can be the first. */
#include "procedure/definition.h"

#include "procedure/check.h"
#include "procedure/old_text.h"

#include "base/mem.h"
#include "base/sha256.h"

enum { ID_MAX = 48 }; /* two of them make a key (renewal.h) */

#define BIT(kind) (1U << STEP_##kind)
#define ANY ((1U << STEP_KIND_COUNT) - 1)

static const struct {
	const char *name;
	unsigned kinds; /* of steps that may have it */
} step_settings[] = {
    {"id", ANY},
    {"kind", ANY},
    {"title", ANY},
    {"text", ANY},
    {"note", ANY},
    {"source", ANY},
    {"when", ANY},
    {"unless", ANY},
    {"after", ANY},
    {"sets", BIT(DECISION) | BIT(VALUE)},
    {"options", BIT(DECISION)},
    {"remember", BIT(DECISION)},
    {"carry", BIT(DECISION) | BIT(VALUE)},
    {"template", BIT(TASK) | BIT(TICKET) | BIT(MAIL)},
    {"instead", BIT(TASK) | BIT(TICKET) | BIT(MAIL) | BIT(WAIT) | BIT(ARCHIVE)},
    {"project", BIT(TICKET)},
    {"new", BIT(TICKET)},
    {"links", BIT(TICKET)},
    {"to", BIT(TICKET) | BIT(MAIL)},
    {"link", BIT(TASK) | BIT(TICKET) | BIT(FORM)},
    {"points", BIT(TASK)},
    {"whom", BIT(WAIT)},
    {"days", BIT(WAIT)},
    {"urgent-when", BIT(WAIT)},
    {"reminder", BIT(WAIT)},
    {"ends-with", BIT(WAIT)},
    {"ends-with-ticket", BIT(WAIT)},
    {"rejected-to", BIT(WAIT)},
    {"fields", BIT(FORM)},
    {"pattern", BIT(VALUE) | BIT(TICKET)},
    {"means", BIT(DECISION)},
    {"example", BIT(VALUE)},
    {"role", BIT(FILE) | BIT(TICKET) | BIT(VALUE)},
    {"system", BIT(VALUE)},
    {"checks", BIT(FILE)},
    {"optional", BIT(FILE)},
    {"folder", BIT(ARCHIVE)},
    {"roles", BIT(ARCHIVE)},
};

static const char *const top_names[] = {"name", "title", "text", "source", "role", "subject",
    "values", "phases", "templates", "without-monitor", NULL};
static const char *const phase_names[] = {
    "id", "title", "text", "number", "source", "when", "unless", "after", "steps", NULL};
static const char *const option_names[] = {"value", "title", "text", "procedure", "from", "sub",
    "usual", "reason", "confirms-names", "reason-when", "asks", "offers", "issuer", "ends",
    "source", NULL};
static const char *const value_names[] = {"name", "title", "missing", "type", "means", NULL};
static const char *const subject_names[] = {
    "organization", "unit", "locality", "state", "country", "email", "key-bits", NULL};
static const char *const field_names[] = {
    "name", "value", "group", "hint", "attach", "empty", "private", "source", NULL};
static const char *const instead_names[] = {"when", "template", "reminder", "folder", NULL};
static const char *const template_names_known[] = {"name", "text", NULL};

static enum step_source
read_source(const struct reader *r, const config_setting_t *group, enum step_source otherwise)
{
	const char *text = read_text(r, group, "source", false);
	int source = step_source_from(text);

	if (!text)
		return otherwise;
	if (source < 0) {
		complaints_add(r->out, r->file, read_line_of(group, "source"),
		    "no source is called '%s'", text);
		return otherwise;
	}
	return (enum step_source)source;
}

/* The place of a text in a table of base/terms.h; -1 when it is not said, or is none. */
static int
read_term(const struct reader *r, const config_setting_t *group, const char *name,
    int from(const char *text), const char *what)
{
	const char *text = read_text(r, group, name, false);
	int value = from(text);

	if (text && value < 0)
		complaints_add(
		    r->out, r->file, read_line_of(group, name), "no %s is called '%s'", what, text);
	return value;
}

/* An identifier: lower case, digits and hyphens, so that it can stand in a key and in a
 * template. */
static const char *
read_id(const struct reader *r, const config_setting_t *group, const char *name)
{
	const char *id = read_text(r, group, name, true);

	if (id && (!*id || strlen(id) > ID_MAX ||
		      id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-")])) {
		complaints_add(r->out, r->file, read_line_of(group, name),
		    "'%s' is made of small letters, digits and hyphens", id);
		return NULL;
	}
	return id;
}

static struct condition_set
read_conditions(const struct reader *r, const config_setting_t *group)
{
	struct condition_set set = {0};

	if (!config_setting_is_group(group)) {
		complaints_add(r->out, r->file, read_line(group),
		    "conditions are a group: { value = \"one\"; }");
		return set;
	}
	set.items = mem_array((size_t)config_setting_length(group) + 1, sizeof(*set.items));
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *s = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(s);

		set.items[set.count++] =
		    (struct condition){name, read_names(r, group, name), read_line(s)};
	}
	return set;
}

static struct rule
read_rule(const struct reader *r, const config_setting_t *group, const char *name)
{
	const config_setting_t *s = config_setting_get_member(group, name);
	struct rule rule = {0};
	int count;

	if (!s)
		return rule;
	count = config_setting_is_list(s) ? config_setting_length(s) : 1;
	rule.sets = mem_array((size_t)count + 1, sizeof(*rule.sets));
	for (int i = 0; i < count; i++)
		rule.sets[rule.count++] = read_conditions(
		    r, config_setting_is_list(s) ? config_setting_get_elem(s, (unsigned)i) : s);
	return rule;
}

/* That it was begun by mistake is no choice of a step. */
static int
end_from(const char *text)
{
	int end = renewal_end_from(text);

	return end == END_WITHDRAWN ? -1 : end;
}

static void
read_option(const struct reader *r, const config_setting_t *s, struct step *step)
{
	struct step_option o = {.line = read_line(s), .source = step->source};

	if (!config_setting_is_group(s)) {
		complaints_add(r->out, r->file, read_line(s),
		    "an option is a group: { value = …; title = …; }");
		return;
	}
	read_known(r, s, option_names);
	o.value = read_id(r, s, "value");
	o.title = read_text(r, s, "title", true);
	if (!o.value || !o.title)
		return;
	o.text = read_text(r, s, "text", false);
	o.procedure = read_text(r, s, "procedure", false);
	o.from = read_text(r, s, "from", false);
	o.sub = read_flag(r, s, "sub");
	o.usual = read_flag(r, s, "usual");
	o.reason = read_flag(r, s, "reason");
	o.confirms_names = read_flag(r, s, "confirms-names");
	o.reason_when = read_rule(r, s, "reason-when");
	o.issuer = read_text(r, s, "issuer", false);
	o.ends = read_term(r, s, "ends", end_from, "way to end");
	o.asks = read_names(r, s, "asks");
	o.offers = read_names(r, s, "offers");
	o.source = read_source(r, s, step->source);
	step->options = mem_resize(step->options, step->option_count + 1, sizeof(*step->options));
	step->options[step->option_count++] = o;
}

static void
read_field(const struct reader *r, const config_setting_t *s, struct step *step)
{
	struct form_field f = {.line = read_line(s)};

	if (!config_setting_is_group(s)) {
		complaints_add(
		    r->out, r->file, read_line(s), "a field is a group: { name; value; }");
		return;
	}
	read_known(r, s, field_names);
	f.name = read_text(r, s, "name", true);
	f.value = read_text(r, s, "value", false);
	f.group = read_text(r, s, "group", false);
	f.hint = read_text(r, s, "hint", false);
	f.attach = read_text(r, s, "attach", false);
	f.empty = read_flag(r, s, "empty");
	f.private = read_flag(r, s, "private");
	f.source = read_source(r, s, step->source);
	if (!f.name)
		return;
	if ((f.value != NULL) + f.empty + f.private != 1)
		complaints_add(r->out, r->file, f.line,
		    "the field '%s' has a value, or is empty, or is private: one of the three",
		    f.name);
	step->fields = mem_resize(step->fields, step->field_count + 1, sizeof(*step->fields));
	step->fields[step->field_count++] = f;
}

static void
read_each(const struct reader *r, const config_setting_t *s, const char *name, struct step *step,
    void (*one)(const struct reader *, const config_setting_t *, struct step *))
{
	const config_setting_t *list = read_list(r, s, name, true);

	for (int i = 0; list && i < config_setting_length(list); i++)
		one(r, config_setting_get_elem(list, (unsigned)i), step);
	if (list && !config_setting_length(list))
		complaints_add(r->out, r->file, read_line(list), "'%s' is empty", name);
}

static void
read_instead(const struct reader *r, const config_setting_t *s, struct step *step)
{
	struct step_texts t = {.line = read_line(s)};

	if (!config_setting_is_group(s)) {
		complaints_add(
		    r->out, r->file, t.line, "other texts are a group: { when; template; }");
		return;
	}
	read_known(r, s, instead_names);
	t.when = read_rule(r, s, "when");
	t.template = read_text(r, s, "template", false);
	t.reminder = read_text(r, s, "reminder", false);
	t.folder = read_text(r, s, "folder", false);
	step->instead = mem_resize(step->instead, step->instead_count + 1, sizeof(*step->instead));
	step->instead[step->instead_count++] = t;
}

/* A ticket of Jira, or a value that is the number of one elsewhere. */
static void
read_ticket(const struct reader *r, const config_setting_t *s, struct step *step)
{
	step->ticket_role = read_term(r, s, "role", ticket_role_from, "role of a ticket");
	step->ticket_system = read_term(r, s, "system", ticket_system_from, "system of tickets");
	if (step->kind != STEP_TICKET)
		return;
	step->ticket_system = TICKET_SYSTEM_JIRA;
	if (step->ticket_role < 0)
		step->ticket_role = TICKET_ROLE_OTHER;
}

/* What this kind of step cannot do without, beyond what all have. */
static void
read_of_kind(const struct reader *r, const config_setting_t *s, struct step *step)
{
	unsigned bit = 1U << step->kind;

	step->sets = read_text(r, s, "sets", false);
	if (!step->sets && bit & (BIT(DECISION) | BIT(VALUE)))
		step->sets = step->id;
	step->means = read_term(r, s, "means", meaning_from, "meaning");
	step->remember = read_text(r, s, "remember", false);
	step->carry = read_flag(r, s, "carry");
	step->template = read_text(r, s, "template", (bit & (BIT(TICKET) | BIT(MAIL))) != 0);
	step->project = read_text(r, s, "project", step->kind == STEP_TICKET);
	step->fresh = read_flag(r, s, "new");
	step->links = read_names(r, s, "links");
	step->to = read_text(r, s, "to", step->kind == STEP_MAIL);
	step->link = read_text(r, s, "link", false);
	step->points = read_names(r, s, "points");
	step->whom = read_text(r, s, "whom", step->kind == STEP_WAIT);
	step->days = read_text(r, s, "days", step->kind == STEP_WAIT);
	step->urgent_when = read_rule(r, s, "urgent-when");
	step->reminder = read_text(r, s, "reminder", false);
	step->ends_with = read_text(r, s, "ends-with", false);
	step->ends_with_ticket = read_text(r, s, "ends-with-ticket", false);
	step->rejected_to = read_text(r, s, "rejected-to", false);
	step->pattern = read_text(r, s, "pattern", step->kind == STEP_TICKET);
	step->example = read_text(r, s, "example", false);
	step->ticket_role = step->ticket_system = -1;
	if (step->kind == STEP_FILE)
		step->role = read_text(r, s, "role", true);
	else if (bit & (BIT(TICKET) | BIT(VALUE)))
		read_ticket(r, s, step);
	step->checks = read_names(r, s, "checks");
	step->optional = read_flag(r, s, "optional");
	step->folder = read_text(r, s, "folder", step->kind == STEP_ARCHIVE);
	step->roles = read_names(r, s, "roles");
	if (step->kind == STEP_DECISION)
		read_each(r, s, "options", step, read_option);
	if (config_setting_get_member(s, "instead"))
		read_each(r, s, "instead", step, read_instead);
	if (step->kind == STEP_FORM)
		read_each(r, s, "fields", step, read_field);
}

static void
check_settings(const struct reader *r, const config_setting_t *s, const struct step *step)
{
	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *e = config_setting_get_elem(s, (unsigned)i);
		size_t k = 0, count = sizeof(step_settings) / sizeof(*step_settings);

		while (k < count && strcmp(step_settings[k].name, config_setting_name(e)) != 0)
			k++;
		if (k == count)
			complaints_add(r->out, r->file, read_line(e),
			    "no setting of a step is called '%s'", config_setting_name(e));
		else if (!(step_settings[k].kinds & 1U << step->kind))
			complaints_add(r->out, r->file, read_line(e),
			    "a step of kind '%s' has no '%s'", step_kind_text(step->kind),
			    config_setting_name(e));
	}
}

static void
read_step(const struct reader *r, const config_setting_t *s, struct definition *d, size_t phase)
{
	struct step step = {.line = read_line(s), .at = s, .phase = phase};
	const char *kind;
	int k;

	if (!config_setting_is_group(s)) {
		complaints_add(
		    r->out, r->file, step.line, "a step is a group: { id = …; kind = …; }");
		return;
	}
	step.id = read_id(r, s, "id");
	step.title = read_text(r, s, "title", true);
	kind = read_text(r, s, "kind", true);
	k = step_kind_from(kind);
	if (kind && k < 0)
		complaints_add(r->out, r->file, read_line_of(s, "kind"),
		    "no kind of step is called '%s'", kind);
	if (!step.id || !step.title || k < 0)
		return;
	if (definition_step(d, step.id) || definition_phase(d, step.id)) {
		complaints_add(
		    r->out, r->file, read_line_of(s, "id"), "there is another '%s'", step.id);
		return;
	}
	step.kind = (enum step_kind)k;
	check_settings(r, s, &step);
	step.source = read_source(r, s, d->phases[phase].source);
	step.text = read_text(r, s, "text", false);
	step.note = read_text(r, s, "note", false);
	step.when = read_rule(r, s, "when");
	step.unless = read_rule(r, s, "unless");
	step.after = read_names(r, s, "after");
	read_of_kind(r, s, &step);
	d->steps = mem_resize(d->steps, d->step_count + 1, sizeof(*d->steps));
	ids_add(&d->step_ids, step.id, d->step_count);
	d->steps[d->step_count++] = step;
}

static void
read_phase(const struct reader *r, const config_setting_t *s, struct definition *d)
{
	struct phase p = {.line = read_line(s), .first = d->step_count};
	const config_setting_t *steps;
	const char *number;
	size_t at = d->phase_count;

	if (!config_setting_is_group(s)) {
		complaints_add(
		    r->out, r->file, p.line, "a phase is a group: { id = …; steps = ( … ); }");
		return;
	}
	read_known(r, s, phase_names);
	p.id = read_id(r, s, "id");
	p.title = read_text(r, s, "title", true);
	if (!p.id || !p.title)
		return;
	if (definition_step(d, p.id) || definition_phase(d, p.id)) {
		complaints_add(
		    r->out, r->file, read_line_of(s, "id"), "there is another '%s'", p.id);
		return;
	}
	number = read_text(r, s, "number", false);
	p.number = number ? mem_strdup(number) : mem_printf("%zu", at);
	p.text = read_text(r, s, "text", false);
	p.source = read_source(r, s, d->source);
	p.when = read_rule(r, s, "when");
	p.unless = read_rule(r, s, "unless");
	p.after = read_names(r, s, "after");
	d->phases = mem_resize(d->phases, at + 1, sizeof(*d->phases));
	ids_add(&d->phase_ids, p.id, d->phase_count);
	d->phases[d->phase_count++] = p;
	steps = read_list(r, s, "steps", true);
	for (int i = 0; steps && i < config_setting_length(steps); i++)
		read_step(r, config_setting_get_elem(steps, (unsigned)i), d, at);
	d->phases[at].count = d->step_count - d->phases[at].first;
	if (steps && !d->phases[at].count)
		complaints_add(r->out, r->file, p.line, "the phase '%s' has no steps", p.id);
}

/* ---- what is declared for the gates ---- */

static void
read_subject(const struct reader *r, const config_setting_t *s, struct definition *d)
{
	if (!s)
		return;
	read_known(r, s, subject_names);
	d->subject.line = read_line(s);
	for (size_t i = 0; i < SUBJECT_TEXT_COUNT; i++)
		d->subject.texts[i] = read_text(r, s, subject_text_name(i), false);
	d->subject.key_bits = read_number(r, s, "key-bits", 0);
}

static void
read_value(const struct reader *r, const config_setting_t *s, struct definition *d)
{
	struct asked_value v = {.line = read_line(s)};
	int type;

	if (!config_setting_is_group(s)) {
		complaints_add(
		    r->out, r->file, v.line, "a value is a group: { name = …; title = …; }");
		return;
	}
	read_known(r, s, value_names);
	v.name = read_id(r, s, "name");
	v.title = read_text(r, s, "title", true);
	v.missing = read_text(r, s, "missing", false);
	type = read_term(r, s, "type", asked_type_from, "type of value");
	v.type = type < 0 ? ASKED_TEXT : (enum asked_type)type;
	v.means = read_term(r, s, "means", meaning_from, "meaning");
	if (!v.name || !v.title)
		return;
	if (definition_value(d, v.name)) {
		complaints_add(r->out, r->file, v.line, "there is another value '%s'", v.name);
		return;
	}
	d->values = mem_resize(d->values, d->value_count + 1, sizeof(*d->values));
	d->values[d->value_count++] = v;
}

/* Only the urgent channel is told apart from the procedures that can be begun. */
static void
read_role(const struct reader *r, const config_setting_t *root, struct definition *d)
{
	const char *role = read_text(r, root, "role", false);

	d->alone = read_flag(r, root, "without-monitor");
	d->urgent = role && !strcmp(role, "urgent");
	if (role && !d->urgent)
		complaints_add(r->out, r->file, read_line_of(root, "role"),
		    "no role of a procedure is called '%s'", role);
}

static void
read_declared(const struct reader *r, const config_setting_t *root, struct definition *d)
{
	const config_setting_t *list = read_list(r, root, "values", false);

	read_role(r, root, d);
	read_subject(r, read_group(r, root, "subject"), d);
	for (int i = 0; list && i < config_setting_length(list); i++)
		read_value(r, config_setting_get_elem(list, (unsigned)i), d);
}

/* "source: ours" on a line of its own: where a template comes from. Returns what follows. */
static const char *
template_source(struct definition_template *t, const char *text)
{
	static const char word[] = "source: ";
	size_t first = strcspn(text, "\n");
	char *name;
	int source;

	t->source = SOURCE_SEED;
	if (strncmp(text, word, sizeof(word) - 1) != 0)
		return text;
	name = mem_strndup(text + sizeof(word) - 1, first - (sizeof(word) - 1));
	source = step_source_from(name);
	free(name);
	if (source < 0)
		return text;
	t->source = (enum step_source)source;
	t->skipped = 1;
	return text + first + (text[first] == '\n');
}

/* The first line is the title, a blank line, and the rest is the body. */
static void
template_split(struct definition_template *t, const char *whole)
{
	const char *text = template_source(t, whole);
	size_t first = strcspn(text, "\n");
	const char *body = text + first;

	t->title = mem_strndup(text, first);
	body += *body == '\n';
	body += *body == '\n';
	t->body = mem_strdup(body);
	for (size_t n = strlen(t->body); n && t->body[n - 1] == '\n'; n--)
		t->body[n - 1] = '\0';
}

static void
read_template(const struct reader *r, const config_setting_t *s, struct definition *d)
{
	struct definition_template t = {.line = read_line_of(s, "text")};
	const char *text;

	if (config_setting_is_group(s))
		read_known(r, s, template_names_known);
	t.name = read_id(r, s, "name");
	text = read_text(r, s, "text", true);
	if (!t.name || !text)
		return;
	if (definition_template(d, t.name)) {
		complaints_add(
		    r->out, r->file, read_line(s), "there is another template '%s'", t.name);
		return;
	}
	template_split(&t, text);
	d->templates = mem_resize(d->templates, d->template_count + 1, sizeof(*d->templates));
	d->templates[d->template_count++] = t;
}

/* ---- the order, made explicit ---- */

static void
after_append(struct names *after, const char *id)
{
	after->items = mem_resize(after->items, after->count + 1, sizeof(*after->items));
	after->items[after->count++] = id;
}

static void
resolve_order(struct definition *d)
{
	for (size_t p = 0; p < d->phase_count; p++) {
		struct phase *phase = &d->phases[p];

		if (!phase->after.count && p > 0)
			after_append(&phase->after, d->phases[p - 1].id);
		for (size_t i = phase->first; i < phase->first + phase->count; i++) {
			struct step *s = &d->steps[i];

			s->number = mem_printf("%s.%zu", phase->number, i - phase->first + 1);
			if (!s->after.count && i > phase->first)
				after_append(&s->after, d->steps[i - 1].id);
			for (size_t k = 0; i == phase->first && k < phase->after.count; k++)
				after_append(&s->after, phase->after.items[k]);
		}
	}
}

static void
note_pin(struct definition *d, const char *text)
{
	d->pin = mem_strdup(text);
	sha256_hex_of(text, strlen(text), d->digest);
}

static struct definition *
read_definition(const char *file, const char *text, bool pinned, struct complaints *out)
{
	struct definition *d = mem_alloc(sizeof(*d));
	struct reader r = {d->file = mem_strdup(file), out};
	const config_setting_t *root, *list;
	size_t before = out->count;

	note_pin(d, text);
	d->tree = read_tree(&r, text);
	if (!d->tree)
		goto nothing;
	d->old = pinned && old_text_declare(d->tree);
	root = config_root_setting(d->tree);
	read_known(&r, root, top_names);
	d->name = read_id(&r, root, "name");
	d->title = read_text(&r, root, "title", true);
	d->text = read_text(&r, root, "text", false);
	d->source = read_source(&r, root, SOURCE_SEED);
	read_declared(&r, root, d);
	list = read_list(&r, root, "phases", true);
	for (int i = 0; list && i < config_setting_length(list); i++)
		read_phase(&r, config_setting_get_elem(list, (unsigned)i), d);
	list = read_list(&r, root, "templates", false);
	for (int i = 0; list && i < config_setting_length(list); i++)
		read_template(&r, config_setting_get_elem(list, (unsigned)i), d);
	if (!d->name || !d->title || !d->step_count)
		goto nothing;
	resolve_order(d);
	definition_check(d, out);
	d->usable = out->count == before;
	return d;
nothing:
	if (out->count == before)
		complaints_add(out, file, 0, "holds no procedure");
	definition_free(d);
	return NULL;
}

struct definition *
definition_from_text(const char *file, const char *text, struct complaints *out)
{
	return read_definition(file, text, false, out);
}

struct definition *
definition_from_pin(const char *file, const char *text, struct complaints *out)
{
	return read_definition(file, text, true, out);
}
