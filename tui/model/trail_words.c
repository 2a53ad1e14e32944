/* Each has its names in one text with blanks between: the English one, the Catalan one, and what it is also called. */
#include "tui/model/trail_words.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const fields[] = {
    [TRAIL_MONITOR] = "monitor monitor",
    [TRAIL_RENEWAL] = "renewal renovació",
    [TRAIL_WHO] = "who qui",
    [TRAIL_WHAT] = "what què kind tipus",
    [TRAIL_DAY] = "day dia",
    [TRAIL_SINCE] = "since des",
    [TRAIL_UNTIL] = "until fins",
};
_Static_assert(sizeof(fields) / sizeof(*fields) == TRAIL_FIELD_COUNT, "each field has its names");

static const char *const words[] = {
    [TRAIL_ME] = "me jo",
    [TRAIL_TODAY] = "today avui",
    [TRAIL_YESTERDAY] = "yesterday ahir",
};
_Static_assert(sizeof(words) / sizeof(*words) == TRAIL_WORD_COUNT, "each word has its names");

static const struct {
	const char *family, *names;
} families[] = {
    {"monitor", "monitor monitor monitors"},
    {"renewal", "renewal renovació renewals renovacions"},
    {"ticket", "ticket tiquet tickets tiquets"},
    {"request", "request petició requests peticions"},
    {"service", "service servei services serveis"},
    {"lead", "lead termini leads terminis"},
    {"alert", "alert alerta alerts alertes"},
    {"list", "list llista lists llistes"},
    {"name", "name nom names noms"},
    {"database", "database base"},
};

static char *
name_of(const char *names, bool catalan)
{
	if (catalan)
		names += strcspn(names, " ") + 1;
	return mem_strndup(names, strcspn(names, " "));
}

/* Whether the text is one of the names. */
static bool
is_one_of(const char *names, const char *text)
{
	char *all = text_folded(names), *word = text_folded(text);
	size_t len = strlen(word);
	bool is = false;

	for (const char *at = len ? all : NULL; !is && at && (at = strstr(at, word)); at += len)
		is = (at == all || at[-1] == ' ') && (!at[len] || at[len] == ' ');
	free(word);
	free(all);
	return is;
}

int
trail_field_from(const char *name, size_t len)
{
	char *word = mem_strndup(name, len);
	int field = TRAIL_FIELD_COUNT - 1;

	while (field >= 0 && !is_one_of(fields[field], word))
		field--;
	free(word);
	return field;
}

char *
trail_field_name(enum trail_field field, bool catalan)
{
	return name_of(fields[field], catalan);
}

bool
trail_word_is(enum trail_word word, const char *text)
{
	return is_one_of(words[word], text);
}

char *
trail_word_name(enum trail_word word, bool catalan)
{
	return name_of(words[word], catalan);
}

const char *
trail_family(const char *word)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (is_one_of(families[i].names, word))
			return families[i].family;
	return NULL;
}

char *
trail_family_name(size_t i, bool catalan)
{
	return i < sizeof(families) / sizeof(*families) ? name_of(families[i].names, catalan)
							: NULL;
}
