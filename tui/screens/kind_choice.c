#include "tui/screens/kind_choice.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"

/* From 1; 0: none, or one that the list has not. */
static size_t
place_of(const json_t *kinds, const char *id)
{
	size_t i = 0, count = json_array_size(kinds);

	while (i < count && strcmp(text_of(json_array_get(kinds, i), "id"), id) != 0)
		i++;
	return i < count ? i + 1 : 0;
}

const char *
kind_choice_after(const json_t *kinds, const char *id, int steps)
{
	size_t count = json_array_size(kinds) + 1,
	       at = (place_of(kinds, id) + (size_t)((int)count + steps)) % count;

	return count == 1 ? id : at ? text_of(json_array_get(kinds, at - 1), "id") : "";
}

char *
kind_choice_text(const json_t *kinds, const char *id)
{
	size_t at = place_of(kinds, id);

	if (!at)
		return mem_strdup(*id ? id : kinds ? "—" : "…");
	return mem_printf("%s · %s", id, text_of(json_array_get(kinds, at - 1), "title"));
}

int
kind_choice_class(const json_t *kinds, const char *id)
{
	size_t at = place_of(kinds, id);

	return at ? kind_from(text_of(json_array_get(kinds, at - 1), "class")) : -1;
}
