/* An array in the order of asking, the last one first: most renewals follow the few procedures of today, so what is looked for
 * stands among the first, and what falls off the end is of years ago. */
#include "procedure/pin_cache.h"

#include "procedure/definition.h"

#include "base/err.h"
#include "base/mem.h"

struct held {
	char digest[65];
	struct definition *definition;
};

struct pin_cache {
	pin_text_lookup *lookup;
	void *ctx;
	struct held items[PIN_CACHE_MAX];
	size_t count;
};

struct pin_cache *
pin_cache_new(pin_text_lookup *lookup, void *ctx)
{
	struct pin_cache *c = mem_alloc(sizeof(*c));

	c->lookup = lookup;
	c->ctx = ctx;
	return c;
}

void
pin_cache_free(struct pin_cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++)
		definition_free(c->items[i].definition);
	free(c);
}

/* NULL and err: there is none. */
static struct definition *
read_pin(const struct pin_cache *c, const char *name, const char *digest, struct err *err)
{
	char *text = c->lookup(c->ctx, digest);
	struct complaints said = {0};
	struct definition *d;

	if (!text) {
		err_set(err, "missing-pin", "the text of '%s' is not there", name);
		return NULL;
	}
	d = definition_from_pin(name, text, &said);
	if (!d)
		err_set(err, "broken-procedure", "%s", said.lines[0]);
	complaints_release(&said);
	free(text);
	return d;
}

/* The last one goes where there is no room. */
static void
hold(struct pin_cache *c, const char *digest, struct definition *d)
{
	struct held *held;

	if (c->count == PIN_CACHE_MAX)
		definition_free(c->items[--c->count].definition);
	held = &c->items[c->count++];
	held->definition = d;
	snprintf(held->digest, sizeof(held->digest), "%s", digest);
}

static void
put_first(struct pin_cache *c, size_t from)
{
	const struct held held = c->items[from];

	memmove(&c->items[1], &c->items[0], from * sizeof(*c->items));
	c->items[0] = held;
}

struct definition *
pin_cache_get(struct pin_cache *c, const char *name, const char *digest, struct err *err)
{
	struct definition *d;
	size_t i = 0;

	while (i < c->count && strcmp(c->items[i].digest, digest) != 0)
		i++;
	if (i == c->count) {
		d = read_pin(c, name, digest, err);
		if (!d)
			return NULL;
		hold(c, digest, d);
		i = c->count - 1;
	}
	put_first(c, i);
	return definition_share(c->items[0].definition);
}
