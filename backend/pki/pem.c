/* Two steps. First the text is made plain, byte by byte: every line end is '\n', so that lines can be counted;
 * blanks, tags and entities are one blank, dashes of any length "--". Then markers are looked for: a run of dashes,
 * BEGIN or END, a label, a run of dashes, wherever on a line they stand; dashes may be lost altogether where a known
 * label begins the line. Between two markers lies a body: lines with a ':' are headers (RFC 1421 4.6), the rest is
 * base64, of which blanks and quote marks are no part.
 *
 * The label of END is not held against that of BEGIN: only the bytes count. */
#include "pki/pem.h"

#include "base/mem.h"
#include "base/text.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <ctype.h>
#include <string.h>

enum { TAG_MOST = 80, ENTITY_MOST = 8 };

/* ---- made plain ---- */

static bool
is_wide_blank(uint32_t c)
{
	return c == 0xa0 || (c >= 0x2000 && c <= 0x200f) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x2060 || c == 0x3000 || c == 0xfeff;
}

static bool
is_wide_dash(uint32_t c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xfe58 || c == 0xff0d;
}

static void
put(struct pem_text *t, const char *s)
{
	while (*s)
		t->chars[t->len++] = *s++;
}

/* Bytes that are no UTF-8 may be of Windows-1252: its dashes and blank. */
static size_t
put_wide(struct pem_text *t, const char *s, size_t left)
{
	uint32_t c;
	int used = text_decode(s, left, &c);
	unsigned char byte = (unsigned char)*s;

	if (used > 0 && is_wide_blank(c))
		put(t, " ");
	else if (used > 0 && is_wide_dash(c))
		put(t, "--");
	else if (used < 0 && byte == 0xa0)
		put(t, " ");
	else if (used < 0 && (byte == 0x96 || byte == 0x97))
		put(t, "--");
	else
		for (int i = 0; i < (used > 0 ? used : 1); i++)
			t->chars[t->len++] = s[i];
	return used > 0 ? (size_t)used : 1;
}

/* A tag, a character that was made visible ("<U+200B>"), an entity, or a line end as programs write it ("\n"); 0: none
 * of them. */
static size_t
put_markup(struct pem_text *t, const char *s, size_t left)
{
	static const struct {
		const char *is, *means;
	} marks[] = {{"&nbsp;", " "}, {"&#160;", " "}, {"&ndash;", "--"}, {"&#8211;", "--"},
	    {"&mdash;", "--"}, {"&#8212;", "--"}, {"&gt;", ">"}, {"&#43;", "+"}, {"&#47;", "/"},
	    {"&#61;", "="}, {"\\n", " "}, {"\\r", " "}, {"\\t", " "}};
	const char *end;

	if (*s == '<' && left > 1 && (isalnum((unsigned char)s[1]) || s[1] == '/' || s[1] == '!')) {
		end = memchr(s, '>', left < TAG_MOST ? left : TAG_MOST);
		if (end)
			put(t, " ");
		return end ? (size_t)(end - s) + 1 : 0;
	}
	for (size_t i = 0; (*s == '&' || *s == '\\') && i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = strlen(marks[i].is);

		if (left >= n && !memcmp(s, marks[i].is, n)) {
			put(t, marks[i].means);
			return n;
		}
	}
	return 0;
}

/* A tag may go over lines: they are counted all the same. */
static void
put_lines(struct pem_text *t, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '\n' || (s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n')))
			put(t, "\n");
}

void
pem_text_make(struct pem_text *t, const unsigned char *bytes, size_t len)
{
	const char *s = (const char *)bytes;
	size_t used;

	t->chars = mem_alloc(2 * len + 1); /* a byte of Windows-1252 becomes two */
	t->len = 0;
	for (size_t at = 0; at < len; at += used) {
		char c = s[at];

		used = 1;
		if (c == '\r' || c == '\n') {
			used = c == '\r' && at + 1 < len && s[at + 1] == '\n' ? 2 : 1;
			put(t, "\n");
		} else if ((unsigned char)c >= 0x80) {
			used = put_wide(t, s + at, len - at);
		} else if (c == '<' || c == '&' || c == '\\') {
			used = put_markup(t, s + at, len - at);
			put_lines(t, s + at, used);
			if (!used)
				t->chars[t->len++] = s[at + used++];
		} else {
			t->chars[t->len++] = c ? c : '?';
		}
	}
}

void
pem_text_release(struct pem_text *t)
{
	if (t->chars)
		OPENSSL_cleanse(t->chars, t->len);
	free(t->chars);
	*t = (struct pem_text){0};
}

/* ---- markers ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

static bool
is_quote_mark(char c)
{
	return c == '>' || c == '|' || c == '"' || c == '\'' || c == '*';
}

static bool
is_label(char c)
{
	return isalnum((unsigned char)c) || c == ' ' || c == '#' || c == '.' || c == '/';
}

static size_t
skip_dashes(const struct pem_text *t, size_t at)
{
	while (at < t->len && (t->chars[at] == '-' || is_blank(t->chars[at])))
		at++;
	return at;
}

/* What stands on the line before a marker: whether it is first, and how many dashes lead to it. Never looks back
 * over more than that run. */
static int
dashes_before(const struct pem_text *t, size_t from, size_t at, bool *first)
{
	int dashes = 0;

	while (at > from && (t->chars[at - 1] == '-' || is_blank(t->chars[at - 1])))
		dashes += t->chars[--at] == '-';
	while (at > from && (is_blank(t->chars[at - 1]) || is_quote_mark(t->chars[at - 1])))
		at--;
	*first = at == 0 || t->chars[at - 1] == '\n';
	return dashes;
}

/* Labels that show without any dash that a line is a marker. */
static bool
is_known(const char *label)
{
	static const char *const ends[] = {
	    "CERTIFICATE", "CERTIFICATE REQUEST", "PRIVATE KEY", "PKCS7"};
	size_t n = strlen(label);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t m = strlen(ends[i]);

		if (n >= m && !strcmp(label + n - m, ends[i]))
			return true;
	}
	return false;
}

/* The label behind BEGIN or END, and where it ends. */
static size_t
read_label(const struct pem_text *t, size_t at, char label[PEM_LABEL_BYTES])
{
	size_t n = 0;

	while (at < t->len && is_blank(t->chars[at]))
		at++;
	while (at < t->len && is_label(t->chars[at]) && n < PEM_LABEL_BYTES - 1)
		label[n++] = t->chars[at++];
	while (n && label[n - 1] == ' ')
		n--;
	label[n] = '\0';
	return at;
}

enum marker { MARKER_NONE, MARKER_BEGIN, MARKER_END };

struct found {
	enum marker is;
	size_t start,
	    end; /* of BEGIN or END itself with the dashes before, and behind the marker */
	bool first;
	char label[PEM_LABEL_BYTES];
};

static bool
marker_at(const struct pem_text *t, size_t from, size_t at, struct found *f)
{
	const char *s = t->chars + at;
	size_t left = t->len - at, n;
	int dashes;

	if (left >= 6 && !memcmp(s, "BEGIN ", 6))
		f->is = MARKER_BEGIN, n = 5;
	else if (left >= 4 && !memcmp(s, "END ", 4))
		f->is = MARKER_END, n = 3;
	else
		return false;
	dashes = dashes_before(t, from, at, &f->first);
	if (dashes < 2 && !f->first)
		return false;
	f->end = read_label(t, at + n, f->label);
	if (dashes < 2 && !is_known(f->label))
		return false;
	if (f->is == MARKER_BEGIN) /* those behind END may lead to the next BEGIN */
		f->end = skip_dashes(t, f->end);
	for (f->start = at; f->start > from &&
			    (t->chars[f->start - 1] == '-' || is_blank(t->chars[f->start - 1]));)
		f->start--;
	return true;
}

static bool
next_marker(const struct pem_text *t, size_t from, struct found *f)
{
	for (size_t at = from; at < t->len; at++)
		if ((t->chars[at] == 'B' || t->chars[at] == 'E') && marker_at(t, from, at, f))
			return true;
	f->is = MARKER_NONE;
	f->start = f->end = t->len;
	return false;
}

static size_t
lines_in(const struct pem_text *t, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += t->chars[i] == '\n';
	return n;
}

bool
pem_next(const struct pem_text *t, size_t *at, size_t *line, struct pem_block *block)
{
	struct found begin, end;

	do {
		if (!next_marker(t, *at, &begin))
			return false;
		*line += lines_in(t, *at, begin.end);
		*at = begin.end;
	} while (begin.is != MARKER_BEGIN);
	next_marker(t, *at, &end);
	*block = (struct pem_block){.line = *line + 1,
	    .first = begin.first,
	    .ended = end.is == MARKER_END,
	    .body = t->chars + *at,
	    .len = end.start - *at};
	memcpy(block->label, begin.label, sizeof(block->label));
	block->encrypted = memmem(block->body, block->len, "Proc-Type:", 10) &&
			   memmem(block->body, block->len, "ENCRYPTED", 9);
	*line += lines_in(t, *at, end.start);
	*at = end.start;
	return true;
}

/* ---- the body ---- */

static int
damaged(size_t line, const char *what, const char *value, struct err *err)
{
	err_set(err, "is-damaged", "%s", "");
	err_number(err, "line", (int64_t)line);
	return err_text(err, what, value);
}

int
pem_refuse(const struct pem_block *block, const char *what, struct err *err)
{
	return damaged(block->line, what, block->label, err);
}

/* The character that is none, as it may be shown. */
static int
refuse_character(const struct pem_block *block, size_t at, size_t line, struct err *err)
{
	char one[5] = "";
	uint32_t c;
	int used = text_decode(block->body + at, block->len - at, &c), rc;
	char *clean;

	memcpy(one, block->body + at, used > 0 ? (size_t)used : 1);
	clean = text_cleaned(one, 0);
	rc = damaged(line, "character", clean, err);
	free(clean);
	return rc;
}

/* The characters of base64 of one line; -1. */
static int
gather_line(const struct pem_block *block, size_t at, size_t end, size_t line, struct pem_text *out,
    struct err *err)
{
	for (; at < end; at++) {
		char c = block->body[at];

		if (is_blank(c) || is_quote_mark(c))
			continue;
		if (!isalnum((unsigned char)c) && c != '+' && c != '/' && c != '=')
			return refuse_character(block, at, line, err);
		out->chars[out->len++] = c;
	}
	return 0;
}

/* Lines with a ':', which base64 does not have, are headers as long as nothing else came. */
static int
gather(const struct pem_block *block, struct pem_text *out, struct err *err)
{
	size_t end, line = block->line;

	for (size_t at = 0; at < block->len; at = end + 1, line++) {
		const char *stop = memchr(block->body + at, '\n', block->len - at);

		end = stop ? (size_t)(stop - block->body) : block->len;
		if (!out->len && memchr(block->body + at, ':', end - at))
			continue;
		if (gather_line(block, at, end, line, out, err) < 0)
			return -1;
	}
	return 0;
}

static int
decode_base64(const struct pem_text *base64, unsigned char *out, size_t *len)
{
	int n = base64->len
		    ? EVP_DecodeBlock(out, (const unsigned char *)base64->chars, (int)base64->len)
		    : 0;

	for (size_t i = base64->len; n > 0 && i && base64->chars[i - 1] == '='; i--)
		n--;
	*len = n > 0 ? (size_t)n : 0;
	return n > 0 ? 0 : -1;
}

int
pem_decode(const struct pem_block *block, unsigned char *out, size_t *len, struct err *err)
{
	struct pem_text base64 = {mem_alloc(block->len + 1), 0};
	int rc = gather(block, &base64, err);

	if (!rc && decode_base64(&base64, out, len) < 0)
		rc = pem_refuse(block, block->ended ? "short" : "unended", err);
	pem_text_release(&base64);
	return rc;
}
