/* The half of the check that needs the rest of the installation: what a text names has to be
 * there to be filled in. */
#include "procedure/check.h"

#include "procedure/site.h"
#include "procedure/template.h"
#include "procedure/values.h"

#include "base/mem.h"

struct against {
	const struct definition *d;
	const struct site *site;
	definition_finder *find;
	const void *ctx;
	struct complaints *out, *remarks;
	template_visit *visit; /* what is asked of each hole of each text */
	const char *file;      /* of the text being looked at */
	int line;              /* of its first line */
};

static bool
gives_value(const struct definition *d, const char *name)
{
	for (size_t i = 0; i < d->step_count; i++) {
		const struct step *s = &d->steps[i];

		if (s->sets && !strcmp(s->sets, name))
			return true;
		for (size_t k = 0; k < s->option_count; k++)
			if (names_have(&s->options[k].asks, name) ||
			    names_have(&s->options[k].offers, name))
				return true;
	}
	return false;
}

static bool
is_ticket(const struct definition *d, const char *id)
{
	const struct step *s = definition_step(d, id);

	return s && s->kind == STEP_TICKET;
}

static bool
is_document(const char *name)
{
	const char *dot = strchr(name, '.');
	char role[32];

	if (!dot)
		return false;
	snprintf(role, sizeof(role), "%.*s", (int)(dot - name), name);
	return document_role_from(role) >= 0 &&
	       (!strcmp(dot, ".name") || !strcmp(dot, ".sha256") || !strcmp(dot, ".place"));
}

static bool
subject_gives(const struct definition *d, const char *name)
{
	int text = subject_text_from(name);

	return text >= 0 ? d->subject.texts[text] != NULL
			 : d->subject.key_bits > 0 && !strcmp(name, "key-bits");
}

static bool
is_known(const struct against *a, const char *name)
{
	if (!strncmp(name, "ticket.", 7))
		return is_ticket(a->d, name + 7);
	if (!strncmp(name, "subject.", 8))
		return subject_gives(a->d, name + 8);
	if (!strncmp(name, "document.", 9))
		return is_document(name + 9);
	return value_given(name) || site_knows(a->site, name) || gives_value(a->d, name);
}

static void
look_at(void *ctx, const char *name, int line, bool optional)
{
	const struct against *a = ctx;
	const char *what =
	    !strncmp(name, "contact.", 8) ? "no contact is called" : "nothing gives the value";

	(void)optional;
	if (!is_known(a, name))
		complaints_add(a->out, a->file, a->line + line - 1, "%s '%s'", what, name);
}

/* ---- what a renewal may not know when the text is read ---- */

/* A step can be left out, and a text be read before its turn: only the site and the renewal itself are sure. */
static bool
may_lack(const struct against *a, const char *name)
{
	const struct given_value *given = value_given(name);

	if (given)
		return !given->sure;
	return strncmp(name, "subject.", 8) != 0 && !site_value(a->site, name);
}

static bool
has_words(const struct against *a, const char *name)
{
	return site_missing(a->site, name) || !strncmp(name, "ticket.", 7) ||
	       gives_value(a->d, name);
}

static void
look_for_missing(void *ctx, const char *name, int line, bool optional)
{
	struct against *a = ctx;

	if (optional || !is_known(a, name) || !may_lack(a, name))
		return;
	complaints_add(has_words(a, name) ? a->remarks : a->out, a->file, a->line + line - 1,
	    has_words(a, name) ? "'%s' can be missing here; words stand for it then"
			       : "'%s' can be missing here, and 'missing' gives no words for it",
	    name);
}

static void
check_text(struct against *a, const char *text, int line)
{
	struct err err = {0};

	a->line = line;
	if (text && template_names(text, a->visit, a, &err) < 0)
		complaints_add(a->out, a->file, line, "%s", err.text);
}

/* The text of a setting; a text of several lines is told by its first. */
static void
check_setting(struct against *a, const struct step *s, const char *name, const char *text)
{
	check_text(a, text, read_line_of(s->at, name));
}

static void
check_option(struct against *a, const struct step_option *o)
{
	const struct definition *other = o->procedure ? a->find(a->ctx, o->procedure) : NULL;

	check_text(a, o->text, o->line);
	if (o->issuer) {
		char *name = mem_printf("issuer.%s", o->issuer);

		if (!site_knows(a->site, name))
			complaints_add(a->out, a->file, o->line,
			    "no issuer of the site is called '%s'", o->issuer);
		free(name);
	}
	if (o->procedure && !other)
		complaints_add(
		    a->out, a->file, o->line, "no procedure is called '%s'", o->procedure);
	if (other && o->from && !definition_phase(other, o->from))
		complaints_add(a->out, a->file, o->line, "the procedure '%s' has no phase '%s'",
		    o->procedure, o->from);
}

/* "procedure/step" or "procedure/phase" */
static void
check_after(struct against *a, const struct step *s, const char *id)
{
	const char *slash = strchr(id, '/');
	const struct definition *other;
	char *name;

	if (!slash)
		return;
	name = mem_strndup(id, (size_t)(slash - id));
	other = a->find(a->ctx, name);
	if (!other || (!definition_step(other, slash + 1) && !definition_phase(other, slash + 1)))
		complaints_add(a->out, a->file, read_line_of(s->at, "after"),
		    "no step or phase is called '%s'", id);
	free(name);
}

static void
check_site_names(struct against *a, const struct step *s)
{
	if (s->days && site_days(a->site, s->days, false) < 0)
		complaints_add(a->out, a->file, read_line_of(s->at, "days"),
		    "no days are called '%s'", s->days);
	if (s->project) {
		char *name = mem_printf("project.%s", s->project);

		if (!site_knows(a->site, name))
			complaints_add(a->out, a->file, read_line_of(s->at, "project"),
			    "no project is called '%s'", s->project);
		free(name);
	}
	if (s->pattern && !site_pattern_known(a->site, s->pattern))
		complaints_add(a->out, a->file, read_line_of(s->at, "pattern"),
		    "no pattern is called '%s'", s->pattern);
}

static void
check_texts(struct against *a, const struct step *s)
{
	check_setting(a, s, "title", s->title);
	check_setting(a, s, "text", s->text);
	check_setting(a, s, "note", s->note);
	check_setting(a, s, "to", s->to);
	check_setting(a, s, "link", s->link);
	check_setting(a, s, "whom", s->whom);
	check_setting(a, s, "folder", s->folder);
	for (size_t i = 0; i < s->instead_count; i++)
		check_text(a, s->instead[i].folder, s->instead[i].line);
	for (size_t i = 0; i < s->points.count; i++)
		check_setting(a, s, "points", s->points.items[i]);
	for (size_t i = 0; i < s->field_count; i++) {
		check_text(a, s->fields[i].value, s->fields[i].line);
		check_text(a, s->fields[i].hint, s->fields[i].line);
	}
}

static void
check_step(struct against *a, const struct step *s)
{
	check_texts(a, s);
	for (size_t i = 0; i < s->option_count; i++)
		check_option(a, &s->options[i]);
	for (size_t i = 0; i < s->after.count; i++)
		check_after(a, s, s->after.items[i]);
	check_site_names(a, s);
}

static void
check_templates(struct against *a, template_file_finder *template_file)
{
	const struct definition *d = a->d;

	for (size_t i = 0; i < d->template_count; i++) {
		const struct definition_template *t = &d->templates[i];
		char *file = template_file(a->ctx, t->name);

		a->file = file ? file : d->file;
		check_text(a, t->title, file ? t->skipped + 1 : t->line);
		check_text(a, t->body, file ? t->skipped + 3 : t->line);
		free(file);
	}
	a->file = d->file;
}

void
definition_check_against(const struct definition *d, const struct site *site,
    definition_finder *find, const void *ctx, template_file_finder *template_file,
    struct complaints *out)
{
	struct against a = {.d = d,
	    .site = site,
	    .find = find,
	    .ctx = ctx,
	    .out = out,
	    .visit = look_at,
	    .file = d->file};

	check_text(&a, d->text, 1);
	for (size_t i = 0; i < SUBJECT_TEXT_COUNT; i++)
		check_text(&a, d->subject.texts[i], d->subject.line);
	for (size_t i = 0; i < d->phase_count; i++)
		check_text(&a, d->phases[i].text, d->phases[i].line);
	for (size_t i = 0; i < d->step_count; i++)
		check_step(&a, &d->steps[i]);
	check_templates(&a, template_file);
}

void
definition_check_missing(const struct definition *d, const struct site *site, const void *ctx,
    template_file_finder *template_file, struct complaints *out, struct complaints *remarks)
{
	struct against a = {.d = d,
	    .site = site,
	    .ctx = ctx,
	    .out = out,
	    .remarks = remarks,
	    .visit = look_for_missing,
	    .file = d->file};

	check_text(&a, d->text, 1);
	for (size_t i = 0; i < d->phase_count; i++)
		check_text(&a, d->phases[i].text, d->phases[i].line);
	for (size_t i = 0; i < d->step_count; i++) {
		check_texts(&a, &d->steps[i]);
		for (size_t k = 0; k < d->steps[i].option_count; k++)
			check_text(&a, d->steps[i].options[k].text, d->steps[i].options[k].line);
	}
	check_templates(&a, template_file);
}
