/* The file is two tables of (length, offset), the messages in the order of strcmp and their
 * translations, both pointing at NUL-terminated strings in the same file. All of it is checked once
 * when it is opened, so finding a message is a binary search over memory that is known to be
 * sound. */
#include "words/catalogue.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/sys.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	MAGIC_OFFSET = 0,
	COUNT_OFFSET = 8,
	MESSAGES_OFFSET = 12,
	TRANSLATIONS_OFFSET = 16,
	HEADER_BYTES = 28
};
enum { FILE_MAX = 4 * 1024 * 1024, ENTRY_BYTES = 8 };

/* In the byte order of the machine that msgfmt ran on: this one. */
static const uint32_t magic = 0x950412de;

struct catalogue {
	char *bytes;
	size_t len;
	uint32_t count;
	uint32_t messages, translations; /* offsets of the two tables */
};

static uint32_t
number_at(const struct catalogue *c, size_t offset)
{
	uint32_t n;

	memcpy(&n, c->bytes + offset, sizeof(n));
	return n;
}

static const char *
string_of(const struct catalogue *c, uint32_t table, uint32_t i, size_t *len)
{
	size_t entry = table + (size_t)i * ENTRY_BYTES;

	*len = number_at(c, entry);
	return c->bytes + number_at(c, entry + 4);
}

static bool
table_is_sound(const struct catalogue *c, uint32_t table)
{
	if (table > c->len || c->count > (c->len - table) / ENTRY_BYTES)
		return false;
	for (uint32_t i = 0; i < c->count; i++) {
		size_t entry = table + (size_t)i * ENTRY_BYTES;
		size_t len = number_at(c, entry), offset = number_at(c, entry + 4);

		if (offset >= c->len || len >= c->len - offset || c->bytes[offset + len])
			return false;
	}
	return true;
}

struct catalogue *
catalogue_open(const char *path, struct err *err)
{
	struct catalogue *c = mem_alloc(sizeof(*c));

	c->bytes = sys_read_file(path, FILE_MAX, &c->len, err);
	if (!c->bytes) {
		free(c);
		return NULL;
	}
	if (c->len >= HEADER_BYTES && number_at(c, MAGIC_OFFSET) == magic) {
		c->count = number_at(c, COUNT_OFFSET);
		c->messages = number_at(c, MESSAGES_OFFSET);
		c->translations = number_at(c, TRANSLATIONS_OFFSET);
		if (table_is_sound(c, c->messages) && table_is_sound(c, c->translations))
			return c;
	}
	err_set(err, "bad-catalogue", "'%s' is not a catalogue of messages", path);
	catalogue_free(c);
	return NULL;
}

void
catalogue_free(struct catalogue *c)
{
	if (!c)
		return;
	free(c->bytes);
	free(c);
}

const char *
catalogue_find(const struct catalogue *c, const char *message, unsigned form)
{
	uint32_t low = 0, high = c->count;
	size_t len;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int order = strcmp(message, string_of(c, c->messages, mid, &len));

		if (order == 0) {
			const char *s = string_of(c, c->translations, mid, &len), *end = s + len;

			/* the forms of a plural follow each other, with a NUL between */
			while (form-- > 0 && s + strlen(s) < end)
				s += strlen(s) + 1;
			return *s ? s : NULL;
		}
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}
