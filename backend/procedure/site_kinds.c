#include "procedure/site_kinds.h"

#include "base/mem.h"
#include "base/terms.h"
#include "base/text.h"

#include <ctype.h>

static const char *const kind_names[] = {
    "id", "title", "words", "procedure", "class", "choices", "purpose", "source", NULL};

/* Letters and digits alone: a list writes "CDS 1" and "cds-1". */
static char *
bare(const char *text)
{
	char *folded = text_folded(text), *to = folded;

	for (const char *from = folded; *from; from++)
		if (isascii((unsigned char)*from) && isalnum((unsigned char)*from))
			*to++ = *from;
	*to = '\0';
	return folded;
}

static bool
is_called(const struct site_kind *k, const char *wanted)
{
	size_t count = k->words.count + 2;
	bool same = false;

	for (size_t i = 0; i < count && !same; i++) {
		char *name = bare(i == 0 ? k->id : i == 1 ? k->title : k->words.items[i - 2]);

		same = !strcmp(name, wanted);
		free(name);
	}
	return same;
}

const struct site_kind *
site_kinds_find(const struct site_kinds *k, const char *text)
{
	const struct site_kind *found = NULL;
	char *wanted;

	for (size_t i = 0; i < k->count; i++)
		if (!strcmp(k->items[i].id, text))
			return &k->items[i];
	wanted = bare(text);
	for (size_t i = 0; i < k->count && !found && *wanted; i++)
		if (is_called(&k->items[i], wanted))
			found = &k->items[i];
	free(wanted);
	return found;
}

static void
check_choices(const struct reader *r, const config_setting_t *choices)
{
	for (int i = 0; choices && i < config_setting_length(choices); i++)
		read_text(r, choices,
		    config_setting_name(config_setting_get_elem(choices, (unsigned)i)), true);
}

/* Whatever it is called by is its own. */
static void
check_names(const struct site_kinds *all, const struct reader *r, const config_setting_t *e,
    const struct site_kind *k)
{
	bool other = false;

	for (size_t i = 0; i < k->words.count + 2 && !other; i++) {
		const char *name = i == 0 ? k->id : i == 1 ? k->title : k->words.items[i - 2];

		other = name && site_kinds_find(all, name);
		if (other)
			complaints_add(r->out, r->file, read_line_of(e, "id"),
			    "there is another kind '%s'", name);
	}
}

void
site_kinds_read(struct site_kinds *k, const struct reader *r, const config_setting_t *root)
{
	const config_setting_t *list = read_list(r, root, "kinds", true);

	for (int i = 0; list && i < config_setting_length(list); i++) {
		const config_setting_t *e = config_setting_get_elem(list, (unsigned)i);
		struct site_kind one = {.id = read_text(r, e, "id", true),
		    .title = read_text(r, e, "title", true),
		    .words = read_names(r, e, "words"),
		    .procedure = read_text(r, e, "procedure", true),
		    .class = read_text(r, e, "class", true),
		    .purpose = read_text(r, e, "purpose", false),
		    .source = read_text(r, e, "source", true)};

		if (config_setting_is_group(e)) {
			read_known(r, e, kind_names);
			one.choices = read_group(r, e, "choices");
		}
		check_choices(r, one.choices);
		if (one.class && kind_from(one.class) < 0)
			complaints_add(r->out, r->file, read_line_of(e, "class"),
			    "no class of monitors is called '%s'", one.class);
		if (one.purpose && purpose_from(one.purpose) < 0)
			complaints_add(r->out, r->file, read_line_of(e, "purpose"),
			    "no purpose of certificates is called '%s'", one.purpose);
		check_names(k, r, e, &one);
		if (!one.id || !one.title || !one.procedure || kind_from(one.class) < 0) {
			free(one.words.items);
			continue;
		}
		k->items = mem_resize(k->items, k->count + 1, sizeof(*k->items));
		k->items[k->count++] = one;
	}
}

void
site_kinds_release(struct site_kinds *k)
{
	for (size_t i = 0; i < k->count; i++)
		free(k->items[i].words.items);
	free(k->items);
	*k = (struct site_kinds){0};
}

const char *
site_kind_choice(const struct site_kind *k, size_t i, const char **name)
{
	const config_setting_t *one =
	    k->choices ? config_setting_get_elem(k->choices, (unsigned)i) : NULL;

	if (!one)
		return NULL;
	*name = config_setting_name(one);
	return config_setting_get_string(one);
}
