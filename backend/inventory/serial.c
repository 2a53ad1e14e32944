#include "inventory/serial.h"

#include "base/buf.h"
#include "base/mem.h"

#include <string.h>

enum { SERIAL_MOST = 128 /* digits; RFC 5280, 4.1.2.2 allows 40 */ };

char *
serial_form(const char *text)
{
	struct buf out = {0};
	const char *s = text;

	while (*s == ' ' || *s == '\t')
		s++;
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	for (; *s; s++) {
		if (strchr("0123456789abcdefABCDEF", *s)) {
			if (out.len || *s != '0')
				buf_putc(&out, *s >= 'a' ? (char)(*s - 'a' + 'A') : *s);
		} else if (!strchr(": \t-", *s)) {
			buf_clear(&out);
			break;
		}
	}
	if (out.len > SERIAL_MOST)
		buf_clear(&out);
	return buf_steal(&out);
}

/* Long division of the text by 16, a digit of the result at a time: the number has more bits than any type. */
char *
serial_form_decimal(const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t count = strspn(text, "0123456789"), at;
	char *number, *hex;

	if (!count || text[count] || count > SERIAL_MOST)
		return mem_strdup("");
	number = mem_strdup(text);
	hex = mem_alloc(count + 1);
	at = count;
	hex[at] = '\0';
	for (size_t first = strspn(number, "0"); first < count;
	     first += strspn(number + first, "0")) {
		int rest = 0;

		for (size_t i = first; i < count; i++) {
			int value = rest * 10 + (number[i] - '0');

			number[i] = (char)('0' + value / 16);
			rest = value % 16;
		}
		hex[--at] = digits[rest];
	}
	memmove(hex, hex + at, count - at + 1);
	free(number);
	return hex;
}
