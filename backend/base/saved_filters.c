#include "base/saved_filters.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/user_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 1 << 20 };

struct saved {
	char *name, *text;
	char *folded; /* the name */
};

struct saved_filters {
	struct saved *at; /* in the order of the folded names */
	size_t count;
};

struct saved_filters *
saved_filters_new(void)
{
	return mem_alloc(sizeof(struct saved_filters));
}

static void
saved_release(struct saved *one)
{
	free(one->name);
	free(one->text);
	free(one->folded);
}

static void
forget_all(struct saved_filters *s)
{
	for (size_t i = 0; i < s->count; i++)
		saved_release(&s->at[i]);
	s->count = 0;
}

void
saved_filters_free(struct saved_filters *s)
{
	if (!s)
		return;
	forget_all(s);
	free(s->at);
	free(s);
}

bool
saved_filters_is_name(const char *name)
{
	size_t characters = 0;

	for (const char *p = name; *p; p++) {
		if ((unsigned char)*p < 0x80 && !isalnum((unsigned char)*p) && !strchr("-_", *p))
			return false;
		characters += ((unsigned char)*p & 0xc0) != 0x80;
	}
	return characters > 0 && characters <= SAVED_NAME_MAX && !text_fault(name, SAVED_NAME_MAX);
}

/* Where it stands, or would. */
static size_t
place_of(const struct saved_filters *s, const char *folded)
{
	size_t i = 0;

	while (i < s->count && strcmp(s->at[i].folded, folded) < 0)
		i++;
	return i;
}

void
saved_filters_set(struct saved_filters *s, const char *name, const char *text)
{
	char *folded = text_folded(name);
	size_t i = place_of(s, folded);
	bool there = i < s->count && !strcmp(s->at[i].folded, folded);

	if (there) {
		saved_release(&s->at[i]);
		memmove(&s->at[i], &s->at[i + 1], (s->count - i - 1) * sizeof(*s->at));
		s->count--;
	}
	if (!*text) {
		free(folded);
		return;
	}
	s->at = mem_resize(s->at, s->count + 1, sizeof(*s->at));
	memmove(&s->at[i + 1], &s->at[i], (s->count - i) * sizeof(*s->at));
	s->at[i] = (struct saved){mem_strdup(name), mem_strdup(text), folded};
	s->count++;
}

static void
read_line(struct saved_filters *s, const char *line, size_t len)
{
	char *copy = mem_strndup(line, len);
	size_t name = strcspn(copy, " \t"), text = name + strspn(copy + name, " \t");
	char *clean;

	copy[name] = '\0';
	if (text < len && saved_filters_is_name(copy)) {
		clean = text_cleaned(copy + text, 0);
		saved_filters_set(s, copy, clean);
		free(clean);
	}
	free(copy);
}

void
saved_filters_read(struct saved_filters *s, const char *text)
{
	forget_all(s);
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		read_line(s, text, len);
	}
}

char *
saved_filters_write(const struct saved_filters *s)
{
	struct buf out = {0};

	for (size_t i = 0; i < s->count; i++)
		buf_printf(&out, "%s %s\n", s->at[i].name, s->at[i].text);
	return buf_steal(&out);
}

size_t
saved_filters_count(const struct saved_filters *s)
{
	return s ? s->count : 0;
}

const char *
saved_filters_name(const struct saved_filters *s, size_t i)
{
	return s->at[i].name;
}

const char *
saved_filters_text(const struct saved_filters *s, size_t i)
{
	return s->at[i].text;
}

const char *
saved_filters_find(const struct saved_filters *s, const char *name, size_t len)
{
	char *copy = mem_strndup(name, len), *folded = text_folded(copy);
	size_t i = s ? place_of(s, folded) : 0;
	bool there = s && i < s->count && !strcmp(s->at[i].folded, folded);

	free(folded);
	free(copy);
	return there ? s->at[i].text : NULL;
}

/* ---- the file ---- */

void
saved_filters_load(struct saved_filters *s, const char *folder)
{
	char *text = user_file_read(folder, "filters", FILE_MAX_BYTES, NULL);

	saved_filters_read(s, text ? text : "");
	free(text);
}

int
saved_filters_keep(const char *folder, const char *name, const char *text, struct err *err)
{
	struct saved_filters *s;
	struct err unread = {0};
	char *had = user_file_read(folder, "filters", FILE_MAX_BYTES, &unread), *whole;
	int failed;

	/* What cannot be read is not written over. */
	if (!had && strcmp(unread.code, "not-found") != 0) {
		*err = unread;
		return -1;
	}
	s = saved_filters_new();
	saved_filters_read(s, had ? had : "");
	free(had);
	saved_filters_set(s, name, text);
	whole = saved_filters_write(s);
	failed = user_file_write(folder, "filters", whole, err);
	free(whole);
	saved_filters_free(s);
	return failed;
}
