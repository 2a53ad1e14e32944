#include "base/ticket.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* "SIS-101" at the beginning of text; how many bytes, 0 when there is none. */
static size_t
key_length(const char *text)
{
	size_t project = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), digits;

	if (project < 2 || text[project] != '-')
		return 0;
	digits = strspn(text + project + 1, "0123456789");
	return digits && !isalnum((unsigned char)text[project + 1 + digits]) ? project + 1 + digits
									     : 0;
}

/* Where the last key of a text begins; NULL: there is none. */
static const char *
last_key(const char *text)
{
	const char *found = NULL;

	for (const char *c = text; *c; c++)
		if ((c == text || !isalnum((unsigned char)c[-1])) && key_length(c))
			found = c;
	return found;
}

/* A word that is a key but for its case, as one is typed; NULL. */
static char *
typed_key(const char *text)
{
	char *word = text[strcspn(text, " \t\n/")] ? NULL : mem_strdup(text), *key = NULL;
	const char *found;

	for (char *c = word; c && *c; c++)
		*c = (char)toupper((unsigned char)*c);
	found = word ? last_key(word) : NULL;
	if (found && ticket_is_key(found))
		key = mem_strdup(found);
	free(word);
	return key;
}

char *
ticket_key(const char *text)
{
	static const char before[] = "/browse/";
	const char *found = NULL, *page = text ? strstr(text, before) : NULL;
	char *typed;

	if (page && key_length(page + sizeof(before) - 1))
		found = page + sizeof(before) - 1;
	else if (text && !page)
		found = last_key(text);
	if (found || !text)
		return found ? mem_strndup(found, key_length(found)) : NULL;
	typed = typed_key(text);
	return typed ? typed : mem_strdup(text);
}

bool
ticket_is_key(const char *text)
{
	size_t len = text ? key_length(text) : 0;

	return len && !text[len];
}

const char *
ticket_at(const json_t *row, size_t i)
{
	const json_t *keys = json_object_get(row, "tickets");
	size_t count = json_array_size(keys);

	return json_string_value(
	    i < count ? json_array_get(keys, i)
		      : json_array_get(json_object_get(row, "former_tickets"), i - count));
}
