#include "base/monitor_field.h"

#include "base/members.h"
#include "base/text.h"

#define N_(text) text

/* The words of a term by number, whatever its enum. */
#define STRING(ID, ...)
#define NUMBER(ID, ...)
#define TERM(ID, name, noun, ...)                     \
	static const char *name##_word(int value)     \
	{                                             \
		return noun##_text((enum noun)value); \
	}
#include "base/monitor_fields.def"
#undef TERM
#undef STRING
#undef NUMBER

static const struct monitor_field_info fields[MONITOR_FIELD_COUNT] = {
#define FIELD(n, t, r, f, o, a, c, p, w, l, h)                                                     \
	.name = #n, .type = VALUE_##t, .right = RIGHT_##r, .flags = f, .option = o, .argument = a, \
	.columns = c, .place = p, .word = w, .label = l, .hint = h
#define STRING(ID, name, type, usual, ...) [MONITOR_FIELD_##ID] = {FIELD(name, type, __VA_ARGS__)},
#define NUMBER(ID, name, type, usual, ...) [MONITOR_FIELD_##ID] = {FIELD(name, type, __VA_ARGS__)},
#define TERM(ID, name_, noun, COUNT, ...)                                        \
	[MONITOR_FIELD_##ID] = {FIELD(name_, TERM, __VA_ARGS__), .count = COUNT, \
	    .text = name_##_word, .from = noun##_from},
#include "base/monitor_fields.def"
};

const struct monitor_field_info *
monitor_field_info(enum monitor_field f)
{
	return &fields[f];
}

int
monitor_field_from(const char *name)
{
	for (int f = 0; f < MONITOR_FIELD_COUNT; f++)
		if (!strcmp(fields[f].name, name))
			return f;
	return -1;
}

static bool
list_has(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (; *list; list += strspn(list, " ")) {
		size_t n = strcspn(list, " ");

		if (n == len && !memcmp(list, word, n))
			return true;
		list += n;
	}
	return false;
}

int
monitor_field_of_column(const char *title)
{
	char *folded = text_folded(title);
	int found = -1;

	for (char *p = folded; (p = strchr(p, ' '));)
		*p = '_';
	for (int f = 0; f < MONITOR_FIELD_COUNT && found < 0; f++)
		if (!strcmp(fields[f].name, folded) || list_has(fields[f].columns, folded))
			found = f;
	free(folded);
	return found;
}

json_t *
value_list(enum value_type type, const char *kept)
{
	return words_of(kept, type == VALUE_NODES ? " " : ",");
}
