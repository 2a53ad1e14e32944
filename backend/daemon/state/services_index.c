#include "daemon/state/services_index.h"

#include "base/mem.h"
#include "base/text.h"

struct entry {
	struct service service;
	char *folded; /* its name, as it is looked up */
};

struct pattern {
	char *text;
	const struct entry *entry;
};

struct services_index {
	struct entry **entries; /* in order of id */
	size_t count;
	struct pattern *patterns; /* of all, in order of text */
	size_t pattern_count;
};

struct services_index *
services_index_new(void)
{
	return mem_alloc(sizeof(struct services_index));
}

static void
entry_free(struct entry *e)
{
	service_release(&e->service);
	free(e->folded);
	free(e);
}

static void
patterns_release(struct services_index *d)
{
	for (size_t i = 0; i < d->pattern_count; i++)
		free(d->patterns[i].text);
	free(d->patterns);
	d->patterns = NULL;
	d->pattern_count = 0;
}

void
services_index_free(struct services_index *d)
{
	if (!d)
		return;
	patterns_release(d);
	for (size_t i = 0; i < d->count; i++)
		entry_free(d->entries[i]);
	free(d->entries);
	free(d);
}

/* ---- patterns ---- */

static int
compare_patterns(const void *a, const void *b)
{
	return strcmp(((const struct pattern *)a)->text, ((const struct pattern *)b)->text);
}

static void
patterns_collect(struct services_index *d)
{
	const char *end;

	patterns_release(d);
	for (size_t i = 0; i < d->count; i++)
		for (const char *at = d->entries[i]->service.patterns; *at;
		     at = *end ? end + 1 : end) {
			end = strchrnul(at, ' ');
			d->patterns =
			    mem_resize(d->patterns, d->pattern_count + 1, sizeof(*d->patterns));
			d->patterns[d->pattern_count++] =
			    (struct pattern){mem_strndup(at, (size_t)(end - at)), d->entries[i]};
		}
	if (d->pattern_count)
		qsort(d->patterns, d->pattern_count, sizeof(*d->patterns), compare_patterns);
}

const struct service *
services_index_with_pattern(const struct services_index *d, const char *pattern)
{
	const struct pattern wanted = {(char *)(uintptr_t)pattern, NULL}, *found = NULL;

	if (d->pattern_count)
		found = bsearch(
		    &wanted, d->patterns, d->pattern_count, sizeof(*d->patterns), compare_patterns);
	return found ? &found->entry->service : NULL;
}

/* The host itself, then "*." before each shorter end of it. */
static const struct service *
of_domain(const struct services_index *d, const char *host)
{
	const struct service *found = services_index_with_pattern(d, host);
	char star[256];

	for (const char *dot = strchr(host, '.'); dot && !found && d->pattern_count;
	     dot = strchr(dot + 1, '.')) {
		snprintf(star, sizeof(star), "*%s", dot);
		found = services_index_with_pattern(d, star);
	}
	return found;
}

const struct service *
services_index_of_monitor(const struct services_index *d, const struct monitor *m)
{
	const struct service *found = m->sni && *m->sni ? of_domain(d, m->sni) : NULL;

	return found ? found : of_domain(d, m->host);
}

/* ---- services ---- */

/* Where that id stands, or would. */
static size_t
place_of(const struct services_index *d, int64_t id)
{
	size_t i = 0;

	while (i < d->count && d->entries[i]->service.id < id)
		i++;
	return i;
}

const struct service *
services_index_at(const struct services_index *d, size_t i)
{
	return i < d->count ? &d->entries[i]->service : NULL;
}

const struct service *
services_index_find(const struct services_index *d, int64_t id)
{
	size_t i = place_of(d, id);

	return i < d->count && d->entries[i]->service.id == id ? &d->entries[i]->service : NULL;
}

const struct service *
services_index_named(const struct services_index *d, const char *name)
{
	const struct service *found = NULL;
	char *folded = text_folded(name);

	for (size_t i = 0; i < d->count && !found; i++)
		if (!strcmp(d->entries[i]->folded, folded))
			found = &d->entries[i]->service;
	free(folded);
	return found;
}

static struct entry *
put(struct services_index *d, struct service *s)
{
	size_t i = place_of(d, s->id);

	if (i == d->count || d->entries[i]->service.id != s->id) {
		d->entries = mem_resize(d->entries, d->count + 1, sizeof(*d->entries));
		memmove(&d->entries[i + 1], &d->entries[i], (d->count - i) * sizeof(*d->entries));
		d->entries[i] = mem_alloc(sizeof(struct entry));
		d->count++;
	}
	service_release(&d->entries[i]->service);
	free(d->entries[i]->folded);
	d->entries[i]->service = *s;
	d->entries[i]->folded = text_folded(s->name);
	*s = (struct service){0};
	return d->entries[i];
}

const struct service *
services_index_put(struct services_index *d, struct service *s)
{
	const struct entry *e = put(d, s);

	patterns_collect(d);
	return &e->service;
}

void
services_index_remove(struct services_index *d, int64_t id)
{
	size_t i = place_of(d, id);

	if (i == d->count || d->entries[i]->service.id != id)
		return;
	entry_free(d->entries[i]);
	d->count--;
	memmove(&d->entries[i], &d->entries[i + 1], (d->count - i) * sizeof(*d->entries));
	patterns_collect(d);
}

static bool
load_one(const struct service *s, void *arg)
{
	struct service copy;

	service_copy(&copy, s);
	put(arg, &copy);
	return true;
}

int
services_index_load(struct services_index *d, struct store *s, struct err *err)
{
	int rc = store_service_each(s, load_one, d, err);

	patterns_collect(d);
	return rc;
}
