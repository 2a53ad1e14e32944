#include "daemon/state/leaf_cache.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/sha256.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { LEAF_BUCKETS = 1 << 15, NAME_MAX_BYTES = 256, SAN_NAMES_MAX_BYTES = 2048 };

struct leaf_cache {
	struct leaf *buckets[LEAF_BUCKETS];
	struct leaf *unsaved, **unsaved_end;
};

struct leaf_cache *
leaf_cache_new(void)
{
	struct leaf_cache *l = mem_alloc(sizeof(*l));

	l->unsaved_end = &l->unsaved;
	return l;
}

static void
leaf_free(struct leaf *leaf)
{
	free(leaf->subject_cn);
	free(leaf->issuer_cn);
	free(leaf->serial);
	free(leaf->issuer);
	free(leaf->names);
	free(leaf->facts);
	free(leaf);
}

void
leaf_cache_free(struct leaf_cache *l)
{
	for (size_t i = 0; i < LEAF_BUCKETS; i++)
		while (l->buckets[i]) {
			struct leaf *leaf = l->buckets[i];
			l->buckets[i] = leaf->next;
			leaf_free(leaf);
		}
	free(l);
}

static struct leaf **
bucket(const struct leaf_cache *l, const char *sha256)
{
	char head[9] = {0};

	memcpy(head, sha256, strnlen(sha256, 8));
	return (struct leaf **)(uintptr_t)&l->buckets[strtoul(head, NULL, 16) % LEAF_BUCKETS];
}

const struct leaf *
leaf_cache_find(const struct leaf_cache *l, const char *sha256)
{
	struct leaf *leaf = *bucket(l, sha256);

	while (leaf && strcmp(leaf->sha256, sha256) != 0)
		leaf = leaf->next;
	return leaf;
}

static char *
clean_field(const json_t *object, const char *name)
{
	return text_cleaned(text_of(object, name), NAME_MAX_BYTES);
}

/* New. */
static char *
host_names(const json_t *sans)
{
	static const char dns[] = "DNS:";
	struct buf names = {0};
	const json_t *one;
	char *text;
	size_t i;

	json_array_foreach(sans, i, one) {
		const char *san = json_is_string(one) ? json_string_value(one) : "";
		size_t len = strlen(san);

		if (strncmp(san, dns, sizeof(dns) - 1) != 0 || strchr(san, ' ') ||
		    names.len + len > SAN_NAMES_MAX_BYTES)
			continue;
		if (names.len)
			buf_putc(&names, ' ');
		for (const char *c = san + sizeof(dns) - 1; *c; c++)
			buf_putc(&names, *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c);
	}
	text = text_cleaned(buf_str(&names), 0);
	buf_release(&names);
	return text;
}

bool
leaf_names_have(const struct leaf *leaf, const char *host)
{
	size_t len = strlen(host);

	for (const char *at = len ? leaf->names : NULL; at && (at = strstr(at, host)); at += len)
		if ((at == leaf->names || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	return false;
}

static struct leaf *
leaf_add(struct leaf_cache *l, const char *sha256, const json_t *facts)
{
	struct leaf *leaf = mem_alloc(sizeof(*leaf)), **slot = bucket(l, sha256);

	memcpy(leaf->sha256, sha256, 64);
	leaf->not_before = number_of(facts, "not_before");
	leaf->not_after = number_of(facts, "not_after");
	if (json_is_string(json_object_get(facts, "key_type")))
		snprintf(
		    leaf->key_type, sizeof(leaf->key_type), "%s", string_of(facts, "key_type"));
	leaf->subject_cn = clean_field(facts, "subject_cn");
	leaf->issuer_cn = clean_field(facts, "issuer_cn");
	leaf->serial = clean_field(facts, "serial");
	leaf->issuer = clean_field(facts, "issuer");
	leaf->names = host_names(json_object_get(facts, "sans"));
	leaf->next = *slot;
	*slot = leaf;
	return leaf;
}

int
leaf_cache_add(struct leaf_cache *l, const json_t *facts)
{
	const char *sha256 = string_of(facts, "sha256");
	struct leaf *leaf;

	if (!sha256_is_hex(sha256))
		return -1;
	if (leaf_cache_find(l, sha256))
		return 0;
	leaf = leaf_add(l, sha256, facts);
	leaf->facts = json_dumps(facts, JSON_COMPACT);
	*l->unsaved_end = leaf;
	l->unsaved_end = &leaf->unsaved;
	return 0;
}

struct leaf *
leaf_cache_unsaved(struct leaf_cache *l)
{
	return l->unsaved;
}

void
leaf_cache_saved(struct leaf_cache *l)
{
	struct leaf *leaf = l->unsaved;

	free(leaf->facts);
	leaf->facts = NULL;
	l->unsaved = leaf->unsaved;
	if (!l->unsaved)
		l->unsaved_end = &l->unsaved;
	leaf->unsaved = NULL;
}

void
leaf_cache_known(struct leaf_cache *l, const char *sha256, const json_t *facts)
{
	if (!leaf_cache_find(l, sha256))
		leaf_add(l, sha256, facts);
}
