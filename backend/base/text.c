/* Every program of Caduca shows text that somebody else wrote, and a terminal obeys what it is
 * shown. So text is data until it has passed here: decoded strictly, and whatever is not a visible
 * character is spelled out. The tables are Unicode's, the C library's locale is never asked: the
 * same bytes give the same text and the same width on every machine.
 *
 * What text_clean appends is always clean itself: ASCII stands for what was hidden, and a mark
 * without a base is hidden too. That is why cleaning twice changes nothing. */
#include "base/text.h"

#include "base/buf.h"
#include "base/mem.h"

struct range {
	uint32_t first, last;
};

#include "base/text_ranges.def"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { MARKS_MAX = 2 };

static const char ellipsis[] = "\xe2\x80\xa6";

static bool
range_has(const struct range *ranges, size_t count, uint32_t cp)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cp > ranges[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	return low < count && cp >= ranges[low].first;
}

bool
text_printable(uint32_t cp)
{
	if (cp < 0x7f)
		return cp >= 0x20;
	return !range_has(hidden, COUNT(hidden), cp);
}

static bool
is_mark(uint32_t cp)
{
	return cp >= 0x300 && range_has(zero, COUNT(zero), cp);
}

int
text_columns(uint32_t cp)
{
	if (!text_printable(cp) || is_mark(cp))
		return 0;
	return cp >= 0x1100 && range_has(wide, COUNT(wide), cp) ? 2 : 1;
}

int
text_decode(const char *s, size_t len, uint32_t *code_point)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *u = (const unsigned char *)s;
	uint32_t cp;
	int need;

	if (len == 0)
		return 0;
	if (u[0] < 0x80) {
		*code_point = u[0];
		return 1;
	}
	need = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
	if (u[0] < 0xc2 || u[0] > 0xf4 || len < (size_t)need)
		return -1;
	cp = u[0] & (0x7fU >> need);
	for (int i = 1; i < need; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return -1;
		cp = cp << 6 | (u[i] & 0x3f);
	}
	if (cp < least[need] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return -1;
	*code_point = cp;
	return need;
}

/* To out, which has room for four bytes; returns how many it took. */
static size_t
encode(uint32_t cp, char *out)
{
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	if (n == 1) {
		*out = (char)cp;
		return 1;
	}
	for (size_t i = n - 1; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3f));
	out[0] = (char)((0xf00U >> n) | cp);
	return n;
}

void
text_encode(struct buf *out, uint32_t cp)
{
	char u[4];

	buf_add(out, u, encode(cp, u));
}

/* How many bytes from the start are plain printable ASCII: nearly always all of them. */
static size_t
plain_length(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len && s[i] >= 0x20 && s[i] < 0x7f)
		i++;
	return i;
}

void
text_clean(struct buf *out, const char *bytes, size_t len)
{
	bool based = false; /* something stands there for a mark to sit on */
	int marks = 0;      /* that sit on it already */
	size_t i = 0;

	while (i < len) {
		size_t plain = plain_length(bytes + i, len - i);
		uint32_t cp;
		int n;

		if (plain) {
			buf_add(out, bytes + i, plain);
			i += plain;
			based = true;
			marks = 0;
			continue;
		}
		n = text_decode(bytes + i, len - i, &cp);
		if (n > 0 && based && is_mark(cp) && text_printable(cp)) {
			if (marks++ < MARKS_MAX)
				buf_add(out, bytes + i, (size_t)n);
			i += (size_t)n;
			continue;
		}
		if (n < 0)
			buf_printf(out, "<%02X>", (unsigned char)bytes[i]);
		else if (!text_printable(cp) || is_mark(cp))
			buf_printf(out, "<U+%04X>", (unsigned)cp);
		else
			buf_add(out, bytes + i, (size_t)n);
		based = true;
		marks = 0;
		i += n < 0 ? 1 : (size_t)n;
	}
}

/* The longest start of clean text within max bytes that does not part a base from its marks. */
static size_t
cut_length(const char *s, size_t len, size_t max)
{
	size_t cut = 0, i = 0;
	uint32_t cp;
	int n;

	while (i <= max && (n = text_decode(s + i, len - i, &cp)) > 0) {
		if (!is_mark(cp))
			cut = i;
		i += (size_t)n;
	}
	return cut;
}

char *
text_cleaned(const char *s, size_t max)
{
	const size_t dots = sizeof(ellipsis) - 1;
	struct buf out = {0};

	text_clean(&out, s, strlen(s));
	if (max && out.len > max) {
		out.len = cut_length(out.data, out.len, max > dots ? max - dots : max);
		out.data[out.len] = '\0';
		if (max > dots)
			buf_puts(&out, ellipsis);
	}
	return buf_steal(&out);
}

char *
text_cleaned_lines(const char *s)
{
	struct buf out = {0};

	buf_puts(&out, "");
	while (*s) {
		size_t len = strcspn(s, "\t\r\n");

		text_clean(&out, s, len);
		s += len;
		s += s[0] == '\r' && s[1] == '\n';
		if (*s)
			buf_putc(&out, *s == '\t' ? ' ' : '\n');
		s += *s != '\0';
	}
	return buf_steal(&out);
}

int
text_width(const char *s)
{
	size_t len = strlen(s), i = plain_length(s, len);
	int width = (int)i;

	while (i < len) {
		uint32_t cp;
		int n = text_decode(s + i, len - i, &cp);

		width += n > 0 ? text_columns(cp) : 1;
		i += n > 0 ? (size_t)n : 1;
	}
	return width;
}

/* Unicode's White_Space, and the letters and symbols that are drawn as a blank. */
static bool
is_blank_point(uint32_t c)
{
	static const uint32_t others[] = {0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f,
	    0x3000, 0x115f, 0x1160, 0x2800, 0x3164, 0xffa0};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (c == others[i])
			return true;
	return (c >= 0x09 && c <= 0x0d) || (c >= 0x2000 && c <= 0x200a);
}

bool
text_is_blank(const char *s)
{
	size_t len = s ? strlen(s) : 0;
	uint32_t c;
	int n;

	for (; len && (n = text_decode(s, len, &c)) != 0; s += n, len -= (size_t)n) {
		if (n < 0)
			return false; /* it is shown, as <XX> */
		if (!is_blank_point(c) && text_columns(c) > 0)
			return false;
	}
	return true;
}

const char *
text_fault(const char *s, size_t most)
{
	const char *end = s + strlen(s);
	uint32_t c;
	int n;

	for (; s < end; s += n) {
		n = text_decode(s, (size_t)(end - s), &c);
		if (n <= 0)
			return "not-utf8";
		if (!text_printable(c))
			return "control";
		if (most-- == 0)
			return "too-long";
	}
	return NULL;
}

static char
latin_letter(uint32_t cp)
{
	if (cp >= 0xc0 && cp < 0xc0 + sizeof(latin_fold) - 1)
		return latin_fold[cp - 0xc0];
	if (cp >= 0x1e00 && cp < 0x1e00 + sizeof(latin_fold_more) - 1)
		return latin_fold_more[cp - 0x1e00];
	return ' ';
}

/* Greek and Cyrillic have regular blocks; other scripts with case are compared as they are. */
static uint32_t
lower(uint32_t cp)
{
	if ((cp >= 0x391 && cp <= 0x3a9) || (cp >= 0x410 && cp <= 0x42f))
		return cp + 0x20;
	if (cp >= 0x400 && cp <= 0x40f)
		return cp + 0x50;
	return cp;
}

enum { FOLDED_ON_STACK = 256, UTF8_MOST = 4 /* bytes of a character */ };

/* To out, which has room for as many bytes as cp has itself: none folds to more. */

static size_t
fold_one(uint32_t cp, char *out)
{
	static const char *const pairs[] = {['A'] = "ae", ['O'] = "oe", ['S'] = "ss", ['T'] = "th"};
	char letter = latin_letter(cp);

	if (letter >= 'a' && letter <= 'z') {
		*out = letter;
		return 1;
	}
	if (letter != ' ') {
		memcpy(out, pairs[(unsigned char)letter], 2);
		return 2;
	}
	if (cp == 0xb7 || is_mark(cp)) /* "collegi" finds "col·legi" */
		return 0;
	return encode(lower(cp), out);
}

static char
ascii_lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
}

/* The first character of s, which is not at its end, to out, of which *made bytes are written. Returns the bytes that it has itself. */
static size_t
fold_next(const char *s, char *out, size_t *made)
{
	uint32_t cp;
	int n;

	if ((unsigned char)s[0] < 0x80) {
		out[(*made)++] = ascii_lower(s[0]);
		return 1;
	}
	if ((unsigned char)s[0] == 0xc3 && ((unsigned char)s[1] & 0xc0) == 0x80) {
		cp = 0xc0 | ((unsigned char)s[1] & 0x3f); /* what is common here */
		n = 2;
	} else {
		n = text_decode(s, strnlen(s, UTF8_MOST), &cp);
	}
	if (n > 1)
		*made += fold_one(cp, out + *made);
	else
		out[(*made)++] = s[0];
	return n > 0 ? (size_t)n : 1;
}

/* To out, which has room for all of s, and is ended. */
static char *
fold(const char *s, char *out)
{
	size_t made = 0;

	while (*s)
		s += fold_next(s, out, &made);
	out[made] = '\0';
	return out;
}

char *
text_folded(const char *s)
{
	return fold(s, mem_alloc(strlen(s) + 1));
}

void
text_folded_part(const char *s, size_t from, char *out, size_t size)
{
	size_t at = 0;

	memset(out, 0, size);
	for (; *s && (unsigned char)*s < 0x80 && at < from + size; s++, at++) /* mostly all of it */
		if (at >= from)
			out[at - from] = ascii_lower(*s);
	while (*s && at < from + size) {
		char one[UTF8_MOST];
		size_t made = 0;

		s += fold_next(s, one, &made);
		for (size_t i = 0; i < made; i++, at++)
			if (at >= from && at < from + size)
				out[at - from] = one[i];
	}
}

/* A folded text that is looked at and forgotten: lists of many thousand rows are asked at every key, and the usual
 * text needs no allocation. */
struct folded {
	char here[FOLDED_ON_STACK];
	char *text;
};

static const char *
folded_init(struct folded *f, const char *s, size_t len)
{
	f->text = fold(s, len < sizeof(f->here) ? f->here : mem_alloc(len + 1));
	return f->text;
}

static void
folded_release(struct folded *f)
{
	if (f->text != f->here)
		free(f->text);
}

/* Is the folded text at the start of s, which is ASCII as far as that goes? */
static bool
begins_with(const char *s, const char *folded)
{
	while (*folded && ascii_lower(*s) == *folded) {
		s++;
		folded++;
	}
	return !*folded;
}

/* -1: s is not all ASCII, and has to be folded. */
static int
plain_has(const char *s, const char *folded)
{
	for (; (unsigned char)*s < 0x80; s++) {
		if (ascii_lower(*s) == *folded && begins_with(s, folded))
			return 1;
		if (!*s)
			return !*folded;
	}
	return -1;
}

bool
text_has_folded(const char *s, const char *folded)
{
	int plain = plain_has(s, folded);
	struct folded own;
	bool has;

	if (plain >= 0)
		return plain;
	has = strstr(folded_init(&own, s, strlen(s)), folded);
	folded_release(&own);
	return has;
}

bool
text_contains(const char *haystack, const char *needle)
{
	struct folded what;
	bool has = text_has_folded(haystack, folded_init(&what, needle, strlen(needle)));

	folded_release(&what);
	return has;
}

bool
text_folds_to(const char *s, const char *folded)
{
	size_t len = strlen(s);
	struct folded own;
	bool same;

	if (plain_length(s, len) == len)
		return !strcasecmp(s, folded);
	same = !strcmp(folded_init(&own, s, len), folded);
	folded_release(&own);
	return same;
}
