#include "base/ticket.h"

#include "base/mem.h"

#include <ctype.h>
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

char *
ticket_key(const char *text)
{
	static const char before[] = "/browse/";
	const char *found = NULL, *page = text ? strstr(text, before) : NULL;

	if (page && key_length(page + sizeof(before) - 1))
		found = page + sizeof(before) - 1;
	for (const char *c = text; c && *c && !page; c++)
		if ((c == text || !isalnum((unsigned char)c[-1])) && key_length(c))
			found = c;
	return found ? mem_strndup(found, key_length(found)) : mem_strdup(text);
}

bool
ticket_is_key(const char *text)
{
	size_t len = text ? key_length(text) : 0;

	return len && !text[len];
}
