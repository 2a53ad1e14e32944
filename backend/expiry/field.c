#include "expiry/field.h"

#include "base/mem.h"
#include "base/text.h"

enum {
	OF_MONITORS = ROWS_MONITORS | ROWS_RENEWALS | ROWS_TICKETS,
	ANY_ROW = OF_MONITORS | ROWS_REQUESTS | ROWS_SERVICES
};

static const struct {
	const char *names;
	enum field_type type;
	unsigned rows;
} fields[] = {
#define X(id, type, rows, names) [FIELD_##id] = {names, FIELD_##type, rows},
    FIELDS(X)
#undef X
};

enum field_type
field_type(enum field field)
{
	return fields[field].type;
}

char *
field_name(enum field field, bool catalan)
{
	const char *name = fields[field].names;

	if (catalan)
		name += strcspn(name, " ") + 1;
	return mem_strndup(name, strcspn(name, " "));
}

char *
field_other_name(enum field field, size_t i)
{
	const char *name = fields[field].names;

	for (i += 2; i > 0 && *name; i--) {
		name += strcspn(name, " ");
		name += *name == ' ';
	}
	return *name ? mem_strndup(name, strcspn(name, " ")) : NULL;
}

bool
field_is_of(enum field field, unsigned rows)
{
	return fields[field].rows & rows;
}

/* Is the folded word one of the words of a list with blanks between? */
static bool
list_has(const char *list, const char *word)
{
	char *folded = text_folded(list);
	size_t len = strlen(word);
	bool has = false;

	for (const char *p = folded; *p && !has; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		has = n == len && !memcmp(p, word, n);
		p += n;
	}
	free(folded);
	return has;
}

int
field_from(const char *name, size_t len)
{
	char *copy = mem_strndup(name, len), *folded = text_folded(copy);
	int found = -1;

	for (int i = 0; *folded && i < FIELD_COUNT && found < 0; i++)
		if (list_has(fields[i].names, folded))
			found = i;
	free(folded);
	free(copy);
	return found;
}

static size_t
count_characters(const char *text, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

int
field_fault_set(struct field_fault *f, const char *code, const char *text, size_t at, size_t len)
{
	char *word, *clean;

	if (!f)
		return -1;
	word = mem_strndup(text + at, len);
	clean = text_cleaned(word, sizeof(f->word) - 1);
	*f = (struct field_fault){
	    .code = code, .at = at, .len = len, .character = count_characters(text, at) + 1};
	snprintf(f->word, sizeof(f->word), "%s", clean);
	free(clean);
	free(word);
	return -1;
}
