/* A set of filters by their folded names, each with a text of one's own or one that is shared; and the files that they are
 * read from and kept in, one for each language. One of one's own hides a shared one of its name, which is kept behind it
 * and counts again when the other is forgotten. A file is read whole and written whole: what stands there by then is
 * what one more is put to, so that two consoles do not lose what the other has saved. */
#include "base/saved_filters.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/user_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 1 << 20 };

struct saved {
	char *name;
	char *folded;       /* the name */
	char *own, *shared; /* NULL: there is none; never both */
};

struct saved_filters {
	struct saved *at; /* in the order of the folded names */
	size_t count;
	enum saved_language language;
};

static const char *const files[] = {
    [SAVED_OF_ROWS] = "filters", [SAVED_OF_TRAIL] = "trail-filters"};
_Static_assert(sizeof(files) / sizeof(*files) == SAVED_LANGUAGE_COUNT, "a file of each language");

const char *
saved_language_file(enum saved_language language)
{
	return files[language];
}

int
saved_language_from(const char *file)
{
	int language = SAVED_LANGUAGE_COUNT - 1;

	while (language >= 0 && strcmp(files[language], file) != 0)
		language--;
	return language;
}

struct saved_filters *
saved_filters_new(enum saved_language language)
{
	struct saved_filters *s = mem_alloc(sizeof(*s));

	s->language = language;
	return s;
}

enum saved_language
saved_filters_language(const struct saved_filters *s)
{
	return s->language;
}

static void
saved_release(struct saved *one)
{
	free(one->name);
	free(one->folded);
	free(one->own);
	free(one->shared);
}

static char **
text_of_one(struct saved *one, bool shared)
{
	return shared ? &one->shared : &one->own;
}

static void
remove_at(struct saved_filters *s, size_t i)
{
	saved_release(&s->at[i]);
	memmove(&s->at[i], &s->at[i + 1], (s->count - i - 1) * sizeof(*s->at));
	s->count--;
}

static void
forget_all(struct saved_filters *s, bool shared)
{
	for (size_t i = s->count; i-- > 0;) {
		char **text = text_of_one(&s->at[i], shared);

		free(*text);
		*text = NULL;
		if (!s->at[i].own && !s->at[i].shared)
			remove_at(s, i);
	}
}

void
saved_filters_free(struct saved_filters *s)
{
	if (!s)
		return;
	while (s->count)
		remove_at(s, s->count - 1);
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

static bool
is_at(const struct saved_filters *s, size_t i, const char *folded)
{
	return i < s->count && !strcmp(s->at[i].folded, folded);
}

static struct saved *
make_at(struct saved_filters *s, size_t i, const char *folded)
{
	s->at = mem_resize(s->at, s->count + 1, sizeof(*s->at));
	memmove(&s->at[i + 1], &s->at[i], (s->count - i) * sizeof(*s->at));
	s->at[i] = (struct saved){.folded = mem_strdup(folded)};
	s->count++;
	return &s->at[i];
}

static void
set(struct saved_filters *s, bool shared, const char *name, const char *text)
{
	char *folded = text_folded(name);
	size_t i = place_of(s, folded);
	struct saved *one = is_at(s, i, folded) ? &s->at[i] : *text ? make_at(s, i, folded) : NULL;
	char **at = one ? text_of_one(one, shared) : NULL;

	if (one) {
		free(*at);
		*at = *text ? mem_strdup(text) : NULL;
		if (*text)
			mem_replace(&one->name, name);
		if (!one->own && !one->shared)
			remove_at(s, i);
	}
	free(folded);
}

void
saved_filters_set(struct saved_filters *s, const char *name, const char *text)
{
	set(s, false, name, text);
}

static void
read_line(struct saved_filters *s, bool shared, const char *line, size_t len)
{
	char *copy = mem_strndup(line, len);
	size_t name = strcspn(copy, " \t"), text = name + strspn(copy + name, " \t");
	char *clean;

	copy[name] = '\0';
	if (text < len && saved_filters_is_name(copy)) {
		clean = text_cleaned(copy + text, 0);
		set(s, shared, copy, clean);
		free(clean);
	}
	free(copy);
}

static void
read_lines(struct saved_filters *s, bool shared, const char *text)
{
	forget_all(s, shared);
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		read_line(s, shared, text, len);
	}
}

void
saved_filters_read(struct saved_filters *s, const char *text)
{
	read_lines(s, false, text);
}

void
saved_filters_read_shared(struct saved_filters *s, const char *text)
{
	read_lines(s, true, text);
}

char *
saved_filters_write(const struct saved_filters *s)
{
	struct buf out = {0};

	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].own)
			buf_printf(&out, "%s %s\n", s->at[i].name, s->at[i].own);
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
	return s->at[i].own ? s->at[i].own : s->at[i].shared;
}

static const struct saved *
find(const struct saved_filters *s, const char *name, size_t len)
{
	char *copy = mem_strndup(name, len), *folded = text_folded(copy);
	size_t i = s ? place_of(s, folded) : 0;
	const struct saved *one = s && is_at(s, i, folded) ? &s->at[i] : NULL;

	free(folded);
	free(copy);
	return one;
}

const char *
saved_filters_find(const struct saved_filters *s, const char *name, size_t len)
{
	const struct saved *one = find(s, name, len);

	return !one ? NULL : one->own ? one->own : one->shared;
}

bool
saved_filters_is_own(const struct saved_filters *s, const char *name)
{
	const struct saved *one = find(s, name, strlen(name));

	return one && one->own;
}

/* ---- the file ---- */

static char *
shared_file(enum saved_language language)
{
	char *path = mem_printf("%s/%s", PATH_SYSTEM_CONFIG, files[language]);
	struct err unread = {0};
	char *text = sys_read_file(path, FILE_MAX_BYTES, NULL, &unread);

	free(path);
	return text;
}

void
saved_filters_load(struct saved_filters *s, const char *folder)
{
	char *own = user_file_read(folder, files[s->language], FILE_MAX_BYTES, NULL),
	     *shared = shared_file(s->language);

	saved_filters_read(s, own ? own : "");
	saved_filters_read_shared(s, shared ? shared : "");
	free(own);
	free(shared);
}

int
saved_filters_keep(const char *folder, enum saved_language language, const char *name,
    const char *text, struct err *err)
{
	const char *file = files[language];
	struct saved_filters *s;
	struct err unread = {0};
	char *had = user_file_read(folder, file, FILE_MAX_BYTES, &unread), *whole;
	int failed;

	/* What cannot be read is not written over. */
	if (!had && strcmp(unread.code, "not-found") != 0) {
		*err = unread;
		return -1;
	}
	s = saved_filters_new(language);
	saved_filters_read(s, had ? had : "");
	free(had);
	saved_filters_set(s, name, text);
	whole = saved_filters_write(s);
	failed = user_file_write(folder, file, whole, err);
	free(whole);
	saved_filters_free(s);
	return failed;
}
