#include "inventory/certificate_labels.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "inventory/exposition.h"

#include <ctype.h>

/* The first part of that type of a name as facts have it (RFC 4514), the most specific one; a new string, "" where there is
 * none. */
static char *
name_part(const char *dn, const char *type)
{
	const size_t len = strlen(type);
	struct buf value = {0};
	bool within = false, starts = true;

	for (const char *s = dn; *s; s++) {
		bool escaped = *s == '\\' && s[1];

		s += escaped;
		if (within && !escaped && (*s == ',' || *s == '+'))
			break;
		if (starts && !escaped && !strncmp(s, type, len) && s[len] == '=') {
			within = true;
			s += len;
		} else if (within) {
			buf_putc(&value, *s);
		}
		starts = !escaped && (*s == ',' || *s == '+');
	}
	return buf_steal(&value);
}

/* As that exporter has it, in decimal; what is no number in hexadecimal stays as it is. A new string. */
static char *
decimal_of(const char *hex)
{
	const char *digits = hex + (*hex == '-');
	size_t len = strlen(digits), count = 1;
	char *number, *out;

	if (!len || strspn(digits, "0123456789ABCDEFabcdef") != len)
		return mem_strdup(hex);
	number = mem_alloc(2 * len + 2); /* digits of it, the lowest first */
	for (; *digits; digits++) {
		int carry = isdigit((unsigned char)*digits)
				? *digits - '0'
				: tolower((unsigned char)*digits) - 'a' + 10;

		for (size_t i = 0; i < count; i++) {
			carry += 16 * number[i];
			number[i] = (char)(carry % 10);
			carry /= 10;
		}
		for (; carry; carry /= 10)
			number[count++] = (char)(carry % 10);
	}
	out = mem_alloc(count + 2);
	*out = '-';
	for (size_t i = 0; i < count; i++)
		out[(*hex == '-') + i] = (char)('0' + number[count - 1 - i]);
	free(number);
	return out;
}

static void
label_name(struct exposition *x, const char *label, const char *dn, const char *type)
{
	char *part = name_part(dn, type);

	exposition_label(x, label, part);
	free(part);
}

void
certificate_labels(struct exposition *x, const json_t *row)
{
	char *serial = decimal_of(text_of(row, "serial"));

	label_name(x, "subject_CN", text_of(row, "subject"), "CN");
	label_name(x, "subject_O", text_of(row, "subject"), "O");
	label_name(x, "issuer_CN", text_of(row, "issuer"), "CN");
	label_name(x, "issuer_O", text_of(row, "issuer"), "O");
	exposition_label(x, "serial_number", serial);
	free(serial);
}
