#include "inventory/charset.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdbool.h>

/* 0x80 to 0x9f of Windows-1252; 0 where it has no character (shown as U+FFFD). */
static const uint16_t windows_1252[32] = {
    0x20ac,
    0,
    0x201a,
    0x0192,
    0x201e,
    0x2026,
    0x2020,
    0x2021,
    0x02c6,
    0x2030,
    0x0160,
    0x2039,
    0x0152,
    0,
    0x017d,
    0,
    0,
    0x2018,
    0x2019,
    0x201c,
    0x201d,
    0x2022,
    0x2013,
    0x2014,
    0x02dc,
    0x2122,
    0x0161,
    0x203a,
    0x0153,
    0,
    0x017e,
    0x0178,
};

const char *
charset_refuse(const char *bytes, size_t len)
{
	static const struct {
		const char *magic;
		size_t len;
	} spreadsheets[] = {{"PK\x03\x04", 4}, {"\xd0\xcf\x11\xe0", 4}};
	bool blank = true;

	for (size_t i = 0; i < sizeof(spreadsheets) / sizeof(*spreadsheets); i++)
		if (len >= spreadsheets[i].len &&
		    !memcmp(bytes, spreadsheets[i].magic, spreadsheets[i].len))
			return "csv-spreadsheet";
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		/* a lone ^Z is how old programs end a file */
		if (c == 0x7f || (c < 0x20 && !strchr("\t\n\v\f\r\x1a", c)) || c == 0)
			return "csv-binary";
		blank = blank && c <= 0x20;
	}
	return blank ? "csv-empty" : NULL;
}

static bool
is_utf8(const char *s, size_t len)
{
	uint32_t cp;
	int n;

	for (; len > 0; s += n, len -= (size_t)n)
		if ((n = text_decode(s, len, &cp)) <= 0)
			return false;
	return true;
}

char *
charset_to_utf8(const char *bytes, size_t len)
{
	struct buf out = {0};

	if (len >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
		bytes += 3;
		len -= 3;
	}
	if (is_utf8(bytes, len))
		return mem_strndup(bytes, len);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		uint32_t cp = c >= 0x80 && c < 0xa0 ? windows_1252[c - 0x80] : c;

		text_encode(&out, cp ? cp : 0xfffd);
	}
	return buf_steal(&out);
}
