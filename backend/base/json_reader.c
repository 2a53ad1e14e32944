/* A cursor over bytes that the caller holds: `at` moves from the beginning to the end and never back, and
 * nothing is copied but the texts that are asked for. There is no stack: who calls knows which objects and
 * lists it has entered, and leaves each by reading members or items until there are no more; `after` says
 * whether a comma comes next. Only reader_skip, which goes through what nobody reads, keeps the brackets
 * that are open, in a bounded array.
 *
 * A failure puts the cursor at the end and sets `failed`; every function can be called after it and finds
 * nothing, so only the last of a row has to look. No function reads a byte at or past `end`: the text
 * needs no NUL after it. The console reads the event of changed rows so (tui/model/row.c), the one thing
 * that comes by the hundred thousand. */
#include "base/json_reader.h"

#include "base/buf.h"
#include "base/text.h"

enum { DEEPEST = 64 };

void
reader_init(struct reader *r, const char *text, size_t len)
{
	*r = (struct reader){.at = text, .end = text + len};
}

static void
fail(struct reader *r)
{
	r->failed = true;
	r->at = r->end;
}

/* The byte that comes next, blanks left out; 0 at the end. */
static char
peek(struct reader *r)
{
	while (
	    r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r'))
		r->at++;
	return r->at < r->end ? *r->at : '\0';
}

static bool
next_is(struct reader *r, char c)
{
	if (peek(r) != c || r->at == r->end)
		return false;
	r->at++;
	return true;
}

/* ---- texts, as they stand ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Four hexadecimal digits; -1 when they are none. */
static int
hex4(const char *p, const char *end)
{
	int value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];
		int digit = is_digit(c)            ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* What the escape at p says, with the second half of a pair. How many bytes it has; 0: it is none, or U+0000. */
static size_t
read_escape(const char *p, const char *end, uint32_t *code_point)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	int high, low;

	if (end - p < 2)
		return 0;
	if (p[1] != 'u') {
		at = p[1] ? strchr(from, p[1]) : NULL;
		*code_point = at ? (uint32_t)to[at - from] : 0;
		return at ? 2 : 0;
	}
	high = hex4(p + 2, end);
	if (high <= 0 || (high >= 0xdc00 && high < 0xe000))
		return 0;
	*code_point = (uint32_t)high;
	if (high < 0xd800 || high >= 0xe000)
		return 6;
	low = end - p < 12 || p[6] != '\\' || p[7] != 'u' ? -1 : hex4(p + 8, end);
	if (low < 0xdc00 || low >= 0xe000)
		return 0;
	*code_point = 0x10000 + (((uint32_t)high - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
	return 12;
}

/* How many bytes of a text the character at p has; 0: it cannot stand there. */
static size_t
character_length(const char *p, const char *end)
{
	uint32_t code_point;
	int used;

	if (*p == '\\')
		return read_escape(p, end, &code_point);
	if ((unsigned char)*p < 0x80)
		return (unsigned char)*p >= ' ';
	used = text_decode(p, (size_t)(end - p), &code_point);
	return used > 0 ? (size_t)used : 0;
}

/* From behind the opening quote to behind the closing one. The bytes between are *from and *len; false when
 * they are no text. */
static bool
raw_text(struct reader *r, const char **from, size_t *len, bool *escaped)
{
	const char *p = r->at;

	*from = p;
	*escaped = false;
	while (p < r->end && *p != '"') {
		size_t used = character_length(p, r->end);
		if (!used)
			break;
		*escaped |= *p == '\\';
		p += used;
	}
	if (p == r->end || *p != '"') {
		fail(r);
		return false;
	}
	*len = (size_t)(p - *from);
	r->at = p + 1;
	return true;
}

/* ---- objects and lists ---- */

static bool
enter(struct reader *r, char open)
{
	if (!next_is(r, open)) {
		reader_skip(r);
		return false;
	}
	r->after = false;
	return true;
}

bool
reader_object(struct reader *r)
{
	return enter(r, '{');
}

bool
reader_list(struct reader *r)
{
	return enter(r, '[');
}

/* False at the end of what was entered, and after a failure. */
static bool
goes_on(struct reader *r, char close)
{
	bool first = !r->after;

	r->after = true;
	if (next_is(r, close) || r->failed)
		return false;
	if (!first && !next_is(r, ',')) {
		fail(r);
		return false;
	}
	return true;
}

bool
reader_member(struct reader *r)
{
	bool escaped;

	if (!goes_on(r, '}'))
		return false;
	if (!next_is(r, '"') || !raw_text(r, &r->name, &r->name_len, &escaped) ||
	    !next_is(r, ':')) {
		fail(r);
		return false;
	}
	return true;
}

bool
reader_item(struct reader *r)
{
	return goes_on(r, ']');
}

bool
reader_is(const struct reader *r, const char *name)
{
	return strlen(name) == r->name_len && !memcmp(name, r->name, r->name_len);
}

/* ---- values ---- */

/* The end of the number at p (RFC 8259, 6); NULL: it is none. */
static const char *
number_end(const char *p, const char *end, bool *whole)
{
	const char *digits;

	p += p < end && *p == '-';
	if (p == end || !is_digit(*p))
		return NULL;
	if (*p++ != '0')
		while (p < end && is_digit(*p))
			p++;
	*whole = true;
	if (p < end && *p == '.') {
		*whole = false;
		for (digits = ++p; p < end && is_digit(*p);)
			p++;
		if (p == digits)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		*whole = false;
		p++;
		p += p < end && (*p == '+' || *p == '-');
		for (digits = p; p < end && is_digit(*p);)
			p++;
		if (p == digits)
			return NULL;
	}
	return p;
}

int64_t
reader_number(struct reader *r, int64_t otherwise)
{
	bool negative = peek(r) == '-', fits;
	const char *end = number_end(r->at, r->end, &fits);
	int64_t n = 0;

	if (!end) {
		reader_skip(r);
		return otherwise;
	}
	/* Summed up below nought, where there is room for one more. */
	for (const char *p = r->at + negative; fits && p < end; p++)
		fits =
		    !__builtin_mul_overflow(n, 10, &n) && !__builtin_sub_overflow(n, *p - '0', &n);
	r->at = end;
	r->after = true;
	if (!fits || (!negative && n == INT64_MIN))
		return otherwise;
	return negative ? n : -n;
}

static bool
word(struct reader *r, const char *text)
{
	size_t len = strlen(text);

	peek(r);
	if ((size_t)(r->end - r->at) < len || memcmp(r->at, text, len) != 0)
		return false;
	r->at += len;
	r->after = true;
	return true;
}

bool
reader_true(struct reader *r)
{
	if (word(r, "true"))
		return true;
	reader_skip(r);
	return false;
}

/* Adds a text that raw_text has found to be one. */
static void
add_escaped(struct buf *out, const char *p, size_t len)
{
	const char *end = p + len;
	uint32_t code_point;

	while (p < end) {
		const char *plain = p;
		while (p < end && *p != '\\')
			p++;
		buf_add(out, plain, (size_t)(p - plain));
		if (p == end)
			break;
		p += read_escape(p, end, &code_point);
		text_encode(out, code_point);
	}
}

bool
reader_text(struct reader *r, struct buf *out)
{
	const char *raw;
	size_t len;
	bool escaped;

	if (!next_is(r, '"')) {
		reader_skip(r);
		return false;
	}
	r->after = true;
	if (!raw_text(r, &raw, &len, &escaped))
		return false;
	if (!escaped)
		buf_add(out, raw, len);
	else
		add_escaped(out, raw, len);
	return true;
}

/* ---- what nobody reads ---- */

static void
skip_scalar(struct reader *r)
{
	const char *raw, *end;
	size_t len;
	bool flag;

	if (next_is(r, '"')) {
		raw_text(r, &raw, &len, &flag);
	} else if (!word(r, "true") && !word(r, "false") && !word(r, "null")) {
		end = number_end(r->at, r->end, &flag);
		if (end)
			r->at = end;
		else
			fail(r);
	}
	r->after = true;
}

void
reader_skip(struct reader *r)
{
	char closing[DEEPEST];
	int depth = 0;

	do {
		char c;
		if (depth && !(closing[depth - 1] == '}' ? reader_member(r) : reader_item(r))) {
			depth--;
			continue;
		}
		c = peek(r);
		if (c != '{' && c != '[') {
			skip_scalar(r);
		} else if (depth == DEEPEST) {
			fail(r);
		} else {
			closing[depth++] = c == '{' ? '}' : ']';
			r->after = false;
			r->at++;
		}
	} while (depth && !r->failed);
	r->after = true;
}
