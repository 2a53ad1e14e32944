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

/* From behind the opening quote to behind the closing one. Adds the raw bytes between to *from and
 * *len; false when there is no end. */
static bool
raw_text(struct reader *r, const char **from, size_t *len, bool *escaped)
{
	const char *p = r->at;

	*from = p;
	*escaped = false;
	while (p < r->end && *p != '"' && *p) {
		if (*p == '\\') {
			*escaped = true;
			p++;
		}
		p++;
	}
	if (p >= r->end || !*p) {
		fail(r);
		return false;
	}
	*len = (size_t)(p - *from);
	r->at = p + 1;
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

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int64_t
reader_number(struct reader *r, int64_t otherwise)
{
	bool negative = peek(r) == '-';
	const char *p = r->at + negative;
	int64_t n = 0;
	bool fits = p < r->end && is_digit(*p);

	/* Summed up below nought, where there is room for one more. */
	for (; p < r->end && is_digit(*p); p++)
		fits = fits && !__builtin_mul_overflow(n, 10, &n) &&
		       !__builtin_sub_overflow(n, *p - '0', &n);
	if (!fits || (p < r->end && (*p == '.' || *p == 'e' || *p == 'E')) ||
	    (!negative && n == INT64_MIN)) {
		reader_skip(r);
		return otherwise;
	}
	r->at = p;
	r->after = true;
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

/* ---- text ---- */

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

/* What stands behind \u, with the second half of a pair. Returns how many bytes that was; 0: wrong. */
static size_t
add_code_point(struct buf *out, const char *p, const char *end)
{
	int high = hex4(p, end), low;

	if (high <= 0 || (high >= 0xdc00 && high < 0xe000))
		return 0;
	if (high < 0xd800 || high >= 0xe000) {
		text_encode(out, (uint32_t)high);
		return 4;
	}
	if (end - p < 10 || p[4] != '\\' || p[5] != 'u')
		return 0;
	low = hex4(p + 6, end);
	if (low < 0xdc00 || low >= 0xe000)
		return 0;
	text_encode(out, 0x10000 + (((uint32_t)high - 0xd800) << 10) + ((uint32_t)low - 0xdc00));
	return 10;
}

static bool
add_escaped(struct buf *out, const char *p, size_t len)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *end = p + len;

	while (p < end) {
		const char *plain = p, *at;
		while (p < end && *p != '\\')
			p++;
		buf_add(out, plain, (size_t)(p - plain));
		if (p == end)
			break;
		if (p[1] == 'u') {
			size_t used = add_code_point(out, p + 2, end);
			if (!used)
				return false;
			p += 2 + used;
			continue;
		}
		if (!p[1] || !(at = strchr(from, p[1])))
			return false;
		buf_putc(out, to[at - from]);
		p += 2;
	}
	return true;
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
	else if (!add_escaped(out, raw, len))
		fail(r);
	return !r->failed;
}

/* ---- what nobody reads ---- */

static void
skip_scalar(struct reader *r)
{
	const char *from = r->at;

	if (word(r, "true") || word(r, "false") || word(r, "null"))
		return;
	while (r->at < r->end && (is_digit(*r->at) || (*r->at && strchr("+-.eE", *r->at))))
		r->at++;
	if (r->at == from)
		fail(r);
}

void
reader_skip(struct reader *r)
{
	char closing[DEEPEST];
	int depth = 0;
	const char *raw;
	size_t len;
	bool escaped;

	do {
		char c = peek(r);
		if (depth && c == closing[depth - 1]) {
			r->at++;
			depth--;
		} else if (depth && (c == ',' || c == ':')) {
			r->at++;
		} else if (c == '"') {
			r->at++;
			raw_text(r, &raw, &len, &escaped);
		} else if (c == '{' || c == '[') {
			if (depth == DEEPEST)
				fail(r);
			else
				closing[depth++] = c == '{' ? '}' : ']';
			r->at += !r->failed;
		} else {
			skip_scalar(r);
		}
	} while (depth && !r->failed);
	r->after = true;
}
