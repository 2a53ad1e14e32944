/* The text becomes one line of words with a blank after each, and the places where its words begin are
 * sorted by what follows: a name is there when some place begins with it and the blank. */
#include "inventory/phrases.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { COMPARED_BYTES = 256 }; /* of a name and what follows a place: more would tell nothing new */

struct phrases {
	char *text;
	const char **places;
	size_t count;
};

/* Of "seu.exemple.cat", "https://x" and "a@b": not words. */
static bool
is_address(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] == '@' ||
		    (i && i + 1 < len && strchr(".:/", s[i]) && isalnum((unsigned char)s[i - 1]) &&
			(isalnum((unsigned char)s[i + 1]) || s[i + 1] == '/')))
			return true;
	return false;
}

/* How many bytes of punctuation beyond ASCII are at s. */
static size_t
punctuation(const char *s)
{
	static const char *const wide[] = {
	    "«", "»", "“", "”", "‘", "’", "…", "·", "\u00a0", "–", "—"};

	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (!strncmp(s, wide[i], strlen(wide[i])))
			return strlen(wide[i]);
	return (unsigned char)*s < 0x80 && !isalnum((unsigned char)*s);
}

/* "Seu  Electrònica (pre)" as "seu electronica pre ". */
static char *
as_words(const char *text)
{
	char *folded = text_folded(text);
	struct buf out = {0};

	buf_puts(&out, "");
	for (const char *s = folded; *s;) {
		size_t len = strcspn(s, " \n"), skip;
		bool words = !is_address(s, len);

		for (size_t i = 0; words && i <= len; i += skip ? skip : 1) {
			skip = i == len ? 1 : punctuation(s + i);
			if (!skip)
				buf_putc(&out, s[i]);
			else if (out.len && out.data[out.len - 1] != ' ')
				buf_putc(&out, ' ');
		}
		s += len + (s[len] != '\0');
	}
	free(folded);
	return buf_steal(&out);
}

static int
compare(const void *left, const void *right)
{
	return strncmp(*(const char *const *)left, *(const char *const *)right, COMPARED_BYTES);
}

struct phrases *
phrases_new(const char *text)
{
	struct phrases *p = mem_alloc(sizeof(*p));

	p->text = as_words(text);
	p->places = mem_array(strlen(p->text) / 2 + 1, sizeof(*p->places));
	for (const char *s = p->text; *s; s = strchr(s, ' ') + 1)
		p->places[p->count++] = s;
	qsort(p->places, p->count, sizeof(*p->places), compare);
	return p;
}

void
phrases_free(struct phrases *p)
{
	if (!p)
		return;
	free(p->places);
	free(p->text);
	free(p);
}

static bool
is_ordinary(const char *words)
{
	static const char *const ordinary[] = {"alert ", "alerta ", "avis ", "cert ", "certificat ",
	    "certificate ", "domini ", "el ", "error ", "host ", "la ", "monitor ", "servei ",
	    "server ", "service ", "servidor ", "ssl ", "tls ", "warning ", "www ", NULL};

	for (const char *const *one = ordinary; *one; one++)
		if (!strcmp(*one, words))
			return true;
	return strlen(words) < 3;
}

static bool
has_words(const struct phrases *p, const char *words)
{
	size_t low = 0, high = p->count, len = strlen(words);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strncmp(p->places[middle], words, len);

		if (!order)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

bool
phrases_have(const struct phrases *p, const char *name)
{
	char *words = as_words(name);
	bool have = strlen(words) < COMPARED_BYTES && !is_ordinary(words) && has_words(p, words);

	free(words);
	return have;
}

bool
phrases_are_several(const char *name)
{
	char *words = as_words(name), *blank = strchr(words, ' ');
	bool several = blank && blank[1];

	free(words);
	return several;
}
