#include "expiry/field.h"

#include "base/mem.h"
#include "base/text.h"

static const struct {
	const char *names;
	enum field_type type;
} fields[] = {
#define X(id, type, names) [FIELD_##id] = {names, FIELD_##type},
    FIELDS(X)
#undef X
};

enum field_type
field_type(enum field field)
{
	return fields[field].type;
}

/* Is the word one of the words of a list with blanks between? */
static bool
list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (n == len && !memcmp(p, word, n))
			return true;
		p += n;
	}
	return false;
}

int
field_from(const char *name, size_t len)
{
	char *copy = mem_strndup(name, len), *folded = text_folded(copy);
	int found = -1;

	for (int i = 0; i < FIELD_COUNT && found < 0; i++)
		if (list_has(fields[i].names, folded))
			found = i;
	free(folded);
	free(copy);
	return found;
}

int
field_fault_set(struct field_fault *f, const char *code, const char *text, size_t at, size_t len)
{
	char *word, *clean;

	if (!f)
		return -1;
	word = mem_strndup(text + at, len);
	clean = text_cleaned(word, sizeof(f->word) - 1);
	*f = (struct field_fault){.code = code, .at = at};
	snprintf(f->word, sizeof(f->word), "%s", clean);
	free(clean);
	free(word);
	return -1;
}
