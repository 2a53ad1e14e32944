/* A check of a file that finds nothing to compare with says "not applicable", and holds nothing
 * back. So where a procedure lists a check, it has to declare what that check compares with: a name
 * that was changed in one place and not in another is a complaint here, never a gate that stands
 * open. */
#include "procedure/check_meaning.h"

#include "base/checks.h"

struct meaning_check {
	const struct definition *d;
	struct complaints *out;
};

static bool
has_file(const struct definition *d, enum document_role role)
{
	for (size_t i = 0; i < d->step_count; i++)
		if (d->steps[i].kind == STEP_FILE &&
		    document_role_from(d->steps[i].role) == (int)role)
			return true;
	return false;
}

static bool
means(const struct definition *d, enum meaning m)
{
	for (size_t i = 0; i < d->step_count; i++)
		if (d->steps[i].means == (int)m)
			return true;
	return false;
}

static bool
value_means(const struct definition *d, enum meaning m)
{
	for (size_t i = 0; i < d->value_count; i++)
		if (d->values[i].means == (int)m)
			return true;
	return false;
}

/* What is not declared and the check needs; NULL: nothing. */
static const char *
needed(const struct definition *d, const char *name)
{
	static const char *const texts[] = {"subject.organization", "subject.unit",
	    "subject.locality", "subject.state", "subject.country", "subject.email"};

	_Static_assert(sizeof(texts) / sizeof(*texts) == SUBJECT_TEXT_COUNT, "one for each");
	for (int c = 0; c < CHECK_NAME_COUNT; c++) {
		int text = subject_text_of_check(c);

		if (strcmp(check_info((enum check_name)c)->name, name) != 0)
			continue;
		if (text >= 0)
			return d->subject.texts[text] ? NULL : texts[text];
		switch (c) {
		case CHECK_NAME_CSR_KEY_SIZE:
			return d->subject.key_bits > 0 ? NULL : "subject.key-bits";
		case CHECK_NAME_CSR_SANS:
			return value_means(d, MEANS_NAMES) ? NULL : "a value that means 'names'";
		case CHECK_NAME_CERTIFICATE_ISSUER:
			return means(d, MEANS_ISSUER) ? NULL : "a decision that means 'issuer'";
		case CHECK_NAME_KEY_MATCHES_CSR:
			return has_file(d, DOCUMENT_CSR) ? NULL : "a file of role 'csr'";
		case CHECK_NAME_CERTIFICATE_MATCHES:
			return has_file(d, DOCUMENT_CSR) || has_file(d, DOCUMENT_KEY)
				   ? NULL
				   : "a file of role 'csr' or 'key'";
		default:
			return NULL;
		}
	}
	return NULL;
}

static void
check_needs(const struct meaning_check *m, const struct step *s)
{
	for (size_t i = 0; i < s->checks.count; i++) {
		const char *lacks = needed(m->d, s->checks.items[i]);

		if (lacks)
			complaints_add(m->out, m->d->file, read_line_of(s->at, "checks"),
			    "the check '%s' needs %s, which is nowhere declared",
			    s->checks.items[i], lacks);
	}
}

/* ---- choices ---- */

static void
check_values_of(
    const struct meaning_check *m, const struct step_option *o, const struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (!definition_value(m->d, names->items[i]))
			complaints_add(m->out, m->d->file, o->line,
			    "'values' does not declare '%s'", names->items[i]);
}

static bool
asks_meaning(const struct definition *d, const struct step_option *o, enum meaning meaning)
{
	for (size_t i = 0; i < o->asks.count; i++) {
		const struct asked_value *v = definition_value(d, o->asks.items[i]);

		if (v && v->means == (int)meaning)
			return true;
	}
	return false;
}

static void
check_option(const struct meaning_check *m, const struct step *s, const struct step_option *o)
{
	bool says = o->issuer || asks_meaning(m->d, o, MEANS_ISSUER) || o->ends == END_NOT_RENEWED;

	check_values_of(m, o, &o->asks);
	check_values_of(m, o, &o->offers);
	if (s->means == MEANS_ISSUER && !says)
		complaints_add(m->out, m->d->file, o->line,
		    "the choice '%s' does not say which CA issues: 'issuer', a value that means "
		    "it, or ends = \"not-renewed\"",
		    o->value);
	if (s->means != MEANS_ISSUER && o->issuer)
		complaints_add(m->out, m->d->file, o->line,
		    "'issuer' is for a decision with means = \"issuer\"");
}

static void
check_step(const struct meaning_check *m, const struct step *s)
{
	check_needs(m, s);
	for (size_t i = 0; i < s->option_count; i++)
		check_option(m, s, &s->options[i]);
	if (s->kind == STEP_DECISION && s->means >= 0 && s->means != MEANS_ISSUER &&
	    s->means != MEANS_KIND)
		complaints_add(m->out, m->d->file, read_line_of(s->at, "means"),
		    "a decision can mean 'issuer' or 'kind' alone");
}

/* ---- values ---- */

static bool
is_asked(const struct definition *d, const char *name)
{
	for (size_t i = 0; i < d->step_count; i++)
		for (size_t k = 0; k < d->steps[i].option_count; k++)
			if (names_have(&d->steps[i].options[k].asks, name) ||
			    names_have(&d->steps[i].options[k].offers, name))
				return true;
	return false;
}

static void
check_value(const struct meaning_check *m, const struct asked_value *v)
{
	if (!is_asked(m->d, v->name))
		complaints_add(
		    m->out, m->d->file, v->line, "no choice asks for the value '%s'", v->name);
	for (const struct asked_value *other = m->d->values; other < v; other++)
		if (v->means >= 0 && other->means == v->means)
			complaints_add(m->out, m->d->file, v->line,
			    "the value '%s' means '%s' already", other->name,
			    meaning_text((enum meaning)v->means));
}

/* ---- the subject: what is compared is what was asked for ---- */

static bool
is_used(const struct definition *d, const char *name)
{
	char hole[64];

	snprintf(hole, sizeof(hole), "{{subject.%s}}", name);
	for (size_t i = 0; i < d->template_count; i++)
		if (strstr(d->templates[i].body, hole))
			return true;
	for (size_t i = 0; i < d->step_count; i++)
		for (size_t k = 0; k < d->steps[i].field_count; k++)
			if (d->steps[i].fields[k].value &&
			    strstr(d->steps[i].fields[k].value, hole))
				return true;
	return false;
}

static void
check_subject(const struct meaning_check *m)
{
	const struct subject_asked *s = &m->d->subject;

	for (size_t i = 0; i <= SUBJECT_TEXT_COUNT; i++) {
		const char *name = i < SUBJECT_TEXT_COUNT ? subject_text_name(i) : "key-bits";
		bool said = i < SUBJECT_TEXT_COUNT ? s->texts[i] != NULL : s->key_bits > 0;

		if (said && !is_used(m->d, name))
			complaints_add(m->out, m->d->file, s->line,
			    "no ticket or form asks for {{subject.%s}}", name);
	}
}

void
definition_check_meaning(const struct definition *d, struct complaints *out)
{
	const struct meaning_check m = {d, out};

	for (size_t i = 0; i < d->step_count; i++)
		check_step(&m, &d->steps[i]);
	for (size_t i = 0; i < d->value_count; i++)
		check_value(&m, &d->values[i]);
	check_subject(&m);
}
