/* One rule for all three shapes: the digits, modulo 23, choose the letter. X, Y and Z stand
 * for a leading 0, 1 and 2; K, L and M for nothing. Typing habits (blanks, hyphens, points,
 * lower case) are no mistakes. */
#include "base/nif.h"

#include "base/err.h"

#include <string.h>

enum { NIF_LENGTH = NIF_BYTES - 1, NIF_SHOWN = 4 };

static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
static const char foreign[] = "XYZ"; /* their index is the digit they stand for */
static const char special[] = "KLM";

static bool
is_separator(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '\t';
}

/* Keeps capitals and digits; false when there are too many or others. */
static bool
compact(const char *typed, char nif[NIF_BYTES])
{
	size_t n = 0;

	for (; *typed; typed++) {
		char c = *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 'a' + 'A') : *typed;

		if (is_separator(c))
			continue;
		if (n == NIF_LENGTH || !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
			return false;
		nif[n++] = c;
	}
	nif[n] = '\0';
	return n == NIF_LENGTH;
}

int
nif_normalise(const char *typed, char nif[NIF_BYTES], struct err *err)
{
	const char *prefix;
	unsigned number = 0;
	size_t at = 0;

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
