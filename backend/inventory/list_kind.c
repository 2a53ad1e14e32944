#include "inventory/list_kind.h"

#include <string.h>
#include <strings.h>

enum { LOOKED_AT = 2048 };

/* [MS-CFB] 2.2; an .xlsx with a password is one with a stream of this name ([MS-OFFCRYPTO] 2.3.4.4), in UTF-16. */
static const char compound[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

static bool
begins(const char *bytes, size_t len, const char *magic, size_t n)
{
	return len >= n && !memcmp(bytes, magic, n);
}

/* The first tag of a text, past its mark and blanks; "" where it begins otherwise. */
static const char *
first_tag(char text[LOOKED_AT + 1], const char *bytes, size_t len)
{
	const char *at = text;

	len = len < LOOKED_AT ? len : LOOKED_AT;
	memcpy(text, bytes, len);
	text[len] = '\0';
	if (!strncmp(at, "\xef\xbb\xbf", 3))
		at += 3;
	at += strspn(at, " \t\r\n");
	return *at == '<' ? at : "";
}

const char *
list_kind(const char *bytes, size_t len, bool *workbook)
{
	static const char *const pages[] = {"<html", "<!doctype html", "<table", "<meta", "<head"};
	char text[LOOKED_AT + 1];
	const char *tag;

	*workbook = begins(bytes, len, "PK\x03\x04", 4);
	if (*workbook)
		return NULL;
	if (begins(bytes, len, compound, sizeof(compound) - 1))
		return memmem(bytes, len, encrypted, sizeof(encrypted) - 1) ? "list-encrypted"
									    : "list-xls";
	tag = first_tag(text, bytes, len);
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (!strncasecmp(tag, pages[i], strlen(pages[i])))
			return "list-html";
	if (!strncmp(tag, "<?xml", 5))
		return strcasestr(tag, "<html") ? "list-html" : "list-xml";
	return NULL;
}
