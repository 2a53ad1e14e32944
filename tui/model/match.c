#include "tui/model/match.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

static bool
is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

bool
match_has(const char *text, const char *folded)
{
	return text_has_folded(text, folded);
}

static size_t
step(const char *text)
{
	uint32_t cp;
	int n = text_decode(text, strlen(text), &cp);

	return n > 0 ? (size_t)n : 1;
}

/* How many bytes of text fold to exactly the needle; 0: they do not. */
static size_t
folds_to(const char *text, const char *folded)
{
	size_t len = 0, want = strlen(folded);

	while (text[len]) {
		char *part, *f;
		size_t got;
		int same;

		len += step(text + len);
		part = mem_strndup(text, len);
		f = text_folded(part);
		got = strlen(f);
		same = strncmp(f, folded, got < want ? got : want);
		free(part);
		free(f);
		if (same != 0)
			return 0;
		if (got >= want)
			return len;
	}
	return 0;
}

bool
match_find(const char *text, const char *folded, size_t *start, size_t *end)
{
	const char *p;
	size_t n;

	if (is_ascii(text)) {
		if (!(p = strcasestr(text, folded)))
			return false;
		*start = (size_t)(p - text);
		*end = *start + strlen(folded);
		return true;
	}
	for (size_t i = 0; text[i]; i += step(text + i))
		if ((n = folds_to(text + i, folded))) {
			*start = i;
			*end = i + n;
			return true;
		}
	return false;
}
