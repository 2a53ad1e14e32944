/* What a definition answers. How it is read is in definition_read.c, how it is judged in
 * check.c. */
#include "procedure/definition.h"

#include "base/checks.h"
#include "base/mem.h"

static const struct {
	const char *name, *values;
} facts[] = {
#define X(name, values) {name, values},
    FACTS(X)
#undef X
};

const struct step *
definition_step(const struct definition *d, const char *id)
{
	size_t at = ids_find(&d->step_ids, id);

	return at == IDS_NONE ? NULL : &d->steps[at];
}

const struct phase *
definition_phase(const struct definition *d, const char *id)
{
	size_t at = ids_find(&d->phase_ids, id);

	return at == IDS_NONE ? NULL : &d->phases[at];
}

const struct definition_template *
definition_template(const struct definition *d, const char *name)
{
	for (size_t i = 0; name && i < d->template_count; i++)
		if (!strcmp(d->templates[i].name, name))
			return &d->templates[i];
	return NULL;
}

const struct asked_value *
definition_value(const struct definition *d, const char *name)
{
	for (size_t i = 0; name && i < d->value_count; i++)
		if (!strcmp(d->values[i].name, name))
			return &d->values[i];
	return NULL;
}

static const struct {
	const char *name;
	enum check_name check;
} subject_texts[] = {
#define X(name, check) {name, CHECK_NAME_##check},
    SUBJECT_TEXTS(X)
#undef X
};
_Static_assert(
    sizeof(subject_texts) / sizeof(*subject_texts) == SUBJECT_TEXT_COUNT, "a place for each text");

const char *
subject_text_name(size_t i)
{
	return i < SUBJECT_TEXT_COUNT ? subject_texts[i].name : NULL;
}

int
subject_text_from(const char *name)
{
	for (int i = 0; i < SUBJECT_TEXT_COUNT; i++)
		if (!strcmp(subject_texts[i].name, name))
			return i;
	return -1;
}

int
subject_text_of_check(int check)
{
	for (int i = 0; i < SUBJECT_TEXT_COUNT; i++)
		if ((int)subject_texts[i].check == check)
			return i;
	return -1;
}

const struct step_option *
step_option(const struct step *s, const char *value)
{
	for (size_t i = 0; value && i < s->option_count; i++)
		if (!strcmp(s->options[i].value, value))
			return &s->options[i];
	return NULL;
}

static void
add_name(const char ***list, size_t *count, const char *name)
{
	*list = mem_resize(*list, *count + 2, sizeof(**list));
	(*list)[(*count)++] = name;
	(*list)[*count] = NULL;
}

/* The words of a fact's values. They are looked up among literals, so nothing has to be copied. */
static const char **
fact_values(const char *values)
{
	static const char *const words[] = {
	    "endpoint", "file", "planned", "server", "device", "automatic", "other", "yes", "no"};
	const char **list = mem_array(1, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *at = strstr(values, words[i]);

		if (at && (at == values || at[-1] == ' ') && strchr(" ", at[strlen(words[i])]))
			add_name(&list, &count, words[i]);
	}
	return list;
}

const char **
definition_domain(const struct definition *d, const char *name)
{
	static const char *const tickets[] = {"given", "excluded", "none"};
	const char **list = NULL;
	size_t count = 0;

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (!strcmp(facts[i].name, name))
			return fact_values(facts[i].values);
	for (size_t i = 0; i < d->step_count; i++) {
		const struct step *s = &d->steps[i];

		if (s->kind == STEP_TICKET && !strcmp(s->id, name))
			for (size_t k = 0; k < sizeof(tickets) / sizeof(*tickets); k++)
				add_name(&list, &count, tickets[k]);
		if (s->kind != STEP_DECISION || strcmp(s->sets, name) != 0)
			continue;
		for (size_t k = 0; k < s->option_count; k++)
			add_name(&list, &count, s->options[k].value);
	}
	return list;
}

/* ---- release ---- */

static void
rule_release(struct rule *r)
{
	for (size_t i = 0; i < r->count; i++) {
		for (size_t k = 0; k < r->sets[i].count; k++)
			free(r->sets[i].items[k].any.items);
		free(r->sets[i].items);
	}
	free(r->sets);
}

static void
step_release(struct step *s)
{
	for (size_t i = 0; i < s->option_count; i++) {
		rule_release(&s->options[i].reason_when);
		free(s->options[i].asks.items);
		free(s->options[i].offers.items);
	}
	for (size_t i = 0; i < s->instead_count; i++)
		rule_release(&s->instead[i].when);
	free(s->instead);
	free(s->options);
	free(s->fields);
	free(s->number);
	free(s->after.items);
	free(s->links.items);
	free(s->points.items);
	free(s->checks.items);
	free(s->roles.items);
	rule_release(&s->when);
	rule_release(&s->unless);
	rule_release(&s->urgent_when);
}

struct definition *
definition_share(const struct definition *d)
{
	struct definition *own = (struct definition *)(uintptr_t)d;

	own->shares++;
	return own;
}

void
definition_free(struct definition *d)
{
	if (!d || d->shares--)
		return;
	for (size_t i = 0; i < d->step_count; i++)
		step_release(&d->steps[i]);
	for (size_t i = 0; i < d->phase_count; i++) {
		free(d->phases[i].number);
		free(d->phases[i].after.items);
		rule_release(&d->phases[i].when);
		rule_release(&d->phases[i].unless);
	}
	for (size_t i = 0; i < d->template_count; i++) {
		free(d->templates[i].title);
		free(d->templates[i].body);
	}
	ids_release(&d->step_ids);
	ids_release(&d->phase_ids);
	free(d->steps);
	free(d->phases);
	free(d->templates);
	free(d->values);
	free(d->pin);
	free(d->file);
	read_tree_free(d->tree);
	free(d);
}
