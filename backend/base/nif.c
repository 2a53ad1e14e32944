/* One rule for all three shapes: the digits, modulo 23, choose the letter. X, Y and Z stand
 * for a leading 0, 1 and 2; K, L and M for nothing. Typing habits (blanks, hyphens, points,
 * lower case, ES before it, full-width digits) are no mistakes. */
#include "base/nif.h"

#include "base/err.h"
#include "base/text.h"

#include <string.h>

enum { NIF_LENGTH = NIF_BYTES - 1, NIF_SHOWN = 4 };

static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
static const char foreign[] = "XYZ"; /* their index is the digit they stand for */
static const char special[] = "KLM";

/* Also as word processors and web pages have them: U+00A0 and the other fixed blanks, the dashes, and
 * what has no width. */
static bool
is_separator(uint32_t c)
{
	return c == ' ' || c == '-' || c == '.' || c == '\t' || c == '\r' || c == '\n' ||
	       c == 0xa0 || c == 0xad || (c >= 0x2000 && c <= 0x2015) || c == 0x202f ||
	       c == 0x2060 || c == 0x2212 || c == 0x3000 || c == 0xfeff;
}

/* Full-width forms (U+FF01 to U+FF5E) as the ASCII that they are of, capitals for small letters. */
static uint32_t
plain(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xff01 - '!';
	return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
}

static bool
is_part(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/* Keeps capitals and digits, in nif, empty before; false when there are too many or others. A number for the taxes of the
 * Union has its country before it (Directive 2006/112/EC art. 215). */
static bool
compact(const char *typed, char nif[NIF_BYTES])
{
	char kept[sizeof("ES") + NIF_LENGTH];
	size_t n = 0, left = strlen(typed), country;
	uint32_t c;
	int used;

	while ((used = text_decode(typed, left, &c)) > 0) {
		typed += used;
		left -= (size_t)used;
		c = plain(c);
		if (is_separator(c))
			continue;
		if (n == sizeof(kept) - 1 || !is_part(c))
			break;
		kept[n++] = (char)c;
	}
	kept[n] = '\0';
	country = n == sizeof(kept) - 1 && !strncmp(kept, "ES", 2) ? 2 : 0;
	if (used == 0 && n - country == NIF_LENGTH)
		memcpy(nif, kept + country, NIF_BYTES);
	explicit_bzero(kept, sizeof(kept));
	return *nif != '\0';
}

int
nif_normalise(const char *typed, char nif[NIF_BYTES], struct err *err)
{
	const char *prefix;
	unsigned number = 0;
	size_t at = 0;

	*nif = '\0';
	if (!compact(typed, nif))
		goto shape;
	prefix = strchr(foreign, nif[0]);
	if (prefix) {
		number = (unsigned)(prefix - foreign);
		at = 1;
	} else if (strchr(special, nif[0])) {
		at = 1;
	}
	for (; at < NIF_LENGTH - 1; at++) {
		if (nif[at] < '0' || nif[at] > '9')
			goto shape;
		number = number * 10 + (unsigned)(nif[at] - '0');
	}
	if (nif[at] >= '0' && nif[at] <= '9')
		goto shape;
	if (nif[at] == letters[number % (sizeof(letters) - 1)])
		return 0;
	*nif = '\0';
	return err_set(err, "nif-letter", "the letter does not fit the digits");
shape:
	*nif = '\0';
	return err_set(
	    err, "nif-shape", "eight digits and a letter, or X, Y or Z, seven digits and a letter");
}

void
nif_mask(const char *nif, char masked[32])
{
	size_t len = strlen(nif), hidden = len > NIF_SHOWN ? len - NIF_SHOWN : 0, n = 0;

	for (size_t i = 0; i < len && n + 4 < 32; i++) {
		if (i < hidden) {
			memcpy(masked + n, "\xe2\x80\xa2", 3);
			n += 3;
		} else {
			masked[n++] = nif[i];
		}
	}
	masked[n] = '\0';
}
