/* A mail is parts within parts: each has a head, that says how its body is to be read, and a body. The
 * head of the outermost one is read by people too. Parts are ranges of the bytes that came in: a
 * body is only decoded where it holds no others, so all of it takes time in proportion to its size
 * and depth. */
#include "inventory/mail.h"

#include "base/buf.h"
#include "base/mem.h"
#include "inventory/charset.h"
#include "inventory/html.h"
#include "inventory/transfer.h"

#include <ctype.h>

enum part_type { PART_TEXT, PART_HTML, PART_SEVERAL, PART_ALTERNATIVES, PART_MAIL, PART_OTHER };
enum part_encoding { ENCODED_UNSAID, ENCODED_PLAIN, ENCODED_QUOTED, ENCODED_BASE64 };

struct part {
	enum part_type type;
	enum part_encoding encoding;
	bool single_byte;   /* its charset is another than UTF-8 */
	char boundary[128]; /* of those within it, with "--"; "" */
	const char *body;
	size_t len;
};

struct reading {
	struct mail *mail;
	struct buf text;
	int parts;
};

/* ---- fields ---- */

/* A field with its lines; one without a name is a line that is none. */
struct field {
	const char *name, *value;
	size_t name_len, value_len;
	size_t size; /* of all of it */
};

static size_t
line_size(const char *s, size_t len)
{
	const char *end = memchr(s, '\n', len);

	return end ? (size_t)(end - s) + 1 : len;
}

static bool
is_blank(const char *s, size_t len)
{
	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;
	return len == 0;
}

static void
field_read(struct field *f, const char *s, size_t len)
{
	size_t name = 0, size = line_size(s, len);

	while (name < size && (isalnum((unsigned char)s[name]) || s[name] == '-'))
		name++;
	if (!name || name + 1 >= size || s[name] != ':' || !strchr(" \t\r\n", s[name + 1]))
		name = 0;
	while (name && size < len && (s[size] == ' ' || s[size] == '\t') &&
	       !is_blank(s + size, line_size(s + size, len - size)))
		size += line_size(s + size, len - size);
	*f = (struct field){s, s + (name ? name + 1 : 0), name, size - (name ? name + 1 : 0), size};
}

static bool
is_field(const struct field *f, const char *name)
{
	return strlen(name) == f->name_len && !strncasecmp(f->name, name, f->name_len);
}

static bool
is_field_of(const struct field *f, const char *const *names)
{
	for (; *names; names++)
		if (is_field(f, *names))
			return true;
	return false;
}

/* What programs write for programs: nearly all of it has a hyphen in its name. */
static bool
is_of_servers(const struct field *f)
{
	static const char *const names[] = {"received", "references", "sender", NULL};

	return memchr(f->name, '-', f->name_len) || is_field_of(f, names);
}

/* On one line. */
static void
unfold(struct buf *out, const struct field *f)
{
	struct buf line = {0};
	const char *s = f->value;
	size_t len = f->value_len;

	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++)
		if (s[i] != '\r' && s[i] != '\n')
			buf_putc(&line, s[i] == '\t' ? ' ' : s[i]);
	transfer_words(out, buf_str(&line), line.len);
	buf_release(&line);
}

/* "Monitor <nagios@monitor.exemple.cat>": what follows the last '@'. */
static void
read_sender(struct mail *m, const char *from)
{
	const char *at = strrchr(from, '@');
	size_t len = 0;

	if (!at || *m->sender)
		return;
	while (isalnum((unsigned char)at[1 + len]) || (at[1 + len] && strchr("-.", at[1 + len])))
		len++;
	free(m->sender);
	m->sender = mem_strndup(at + 1, len);
}

/* ---- what the head of a part says ---- */

/* The value of "; name=" in a field; "" where there is none. */
static void
read_parameter(const char *value, const char *name, char *out, size_t size)
{
	const char *at = value;
	size_t len = strlen(name), n = 0;
	char quote;

	*out = '\0';
	while ((at = strcasestr(at, name)) &&
	       (at == value || !strchr("; \t", at[-1]) || at[len] != '='))
		at++;
	if (!at)
		return;
	at += len + 1;
	quote = *at == '"' ? *at++ : '\0';
	while (at[n] && n + 1 < size && (quote ? at[n] != quote : !strchr("; \t", at[n])))
		n++;
	memcpy(out, at, n);
	out[n] = '\0';
}

static bool
begins(const char *s, const char *with)
{
	return !strncasecmp(s, with, strlen(with));
}

static void
read_type(struct part *p, const char *value)
{
	char charset[32], boundary[100];

	value += strspn(value, " \t");
	read_parameter(value, "charset", charset, sizeof(charset));
	read_parameter(value, "boundary", boundary, sizeof(boundary));
	p->single_byte = *charset && strcasecmp(charset, "utf-8") != 0;
	if (begins(value, "multipart/") && *boundary) {
		p->type = begins(value, "multipart/alternative") ? PART_ALTERNATIVES : PART_SEVERAL;
		snprintf(p->boundary, sizeof(p->boundary), "--%s", boundary);
	} else if (begins(value, "text/html")) {
		p->type = PART_HTML;
	} else if (begins(value, "message/rfc822")) {
		p->type = PART_MAIL;
	} else if (!begins(value, "text/") && strchr(value, '/')) {
		p->type = PART_OTHER;
	}
}

static void
read_encoding(struct part *p, const char *value)
{
	value += strspn(value, " \t");
	p->encoding = begins(value, "base64")             ? ENCODED_BASE64
		      : begins(value, "quoted-printable") ? ENCODED_QUOTED
							  : ENCODED_PLAIN;
}

static void
read_part_field(struct part *p, const struct field *f)
{
	struct buf value = {0};

	unfold(&value, f);
	if (is_field(f, "content-type"))
		read_type(p, buf_str(&value));
	else if (is_field(f, "content-transfer-encoding"))
		read_encoding(p, buf_str(&value));
	buf_release(&value);
}

static void
read_person_field(struct reading *r, const struct field *f)
{
	static const char *const senders[] = {"from", "de", NULL};
	struct buf value = {0};

	unfold(&value, f);
	if (is_field_of(f, senders))
		read_sender(r->mail, buf_str(&value));
	buf_add(&r->text, f->name, f->name_len);
	buf_puts(&r->text, f->name_len ? ":" : "");
	buf_add(&r->text, buf_str(&value), value.len);
	buf_putc(&r->text, '\n');
	buf_release(&value);
}

/* people: the head is one that they read. */
static void
head_read(struct reading *r, struct part *p, const char *s, size_t len, bool people)
{
	size_t blank;

	*p = (struct part){.type = PART_TEXT};
	while (len && !is_blank(s, line_size(s, len))) {
		struct field f;

		field_read(&f, s, len);
		read_part_field(p, &f);
		if (people && !is_of_servers(&f))
			read_person_field(r, &f);
		s += f.size;
		len -= f.size;
	}
	blank = line_size(s, len);
	p->body = s + blank;
	p->len = len - blank;
}

/* ---- bodies ---- */

static void part_read(struct reading *r, const struct part *p, int depth);

static void
text_read(struct reading *r, const struct part *p)
{
	struct buf plain = {0};
	char *utf8;

	if (p->encoding == ENCODED_BASE64)
		transfer_base64(&plain, p->body, p->len);
	else if (p->encoding == ENCODED_QUOTED)
		transfer_quoted(&plain, p->body, p->len);
	else
		buf_add(&plain, p->body, p->len);
	if (p->single_byte) {
		utf8 = charset_to_utf8(buf_str(&plain), plain.len);
		buf_clear(&plain);
		buf_puts(&plain, utf8);
		free(utf8);
	}
	if (p->type == PART_HTML)
		html_to_text(&r->text, buf_str(&plain), plain.len);
	else
		buf_add(&r->text, buf_str(&plain), plain.len);
	buf_putc(&r->text, '\n');
	buf_release(&plain);
}

/* Where the next line that begins with the boundary is; len where there is none. */
static size_t
boundary_at(const char *s, size_t len, const char *boundary)
{
	size_t n = strlen(boundary);

	for (size_t at = 0; at < len; at += line_size(s + at, len - at))
		if (len - at >= n && !memcmp(s + at, boundary, n))
			return at;
	return len;
}

/* Of alternatives the first that says something is enough. */
static void
several_read(struct reading *r, const struct part *p, int depth)
{
	const char *s = p->body;
	size_t len = p->len, at = boundary_at(s, len, p->boundary), before = r->text.len;

	while (at < len && r->parts < MAIL_MAX_PARTS) {
		struct part one;

		at += line_size(s + at, len - at);
		s += at;
		len -= at;
		at = boundary_at(s, len, p->boundary);
		head_read(r, &one, s, at, false);
		part_read(r, &one, depth + 1);
		if (p->type == PART_ALTERNATIVES &&
		    !is_blank(buf_str(&r->text) + before, r->text.len - before))
			return;
	}
}

static void
part_read(struct reading *r, const struct part *p, int depth)
{
	struct part inner;

	if (depth > MAIL_MAX_DEPTH || ++r->parts > MAIL_MAX_PARTS)
		return;
	switch (p->type) {
	case PART_TEXT:
	case PART_HTML:
		text_read(r, p);
		break;
	case PART_SEVERAL:
	case PART_ALTERNATIVES:
		several_read(r, p, depth);
		break;
	case PART_MAIL:
		head_read(r, &inner, p->body, p->len, true);
		buf_putc(&r->text, '\n');
		part_read(r, &inner, depth + 1);
		break;
	case PART_OTHER:
		break;
	}
}

/* ---- the whole ---- */

static bool
begins_as_mail(const char *s, size_t len)
{
	static const char *const names[] = {"from", "de", "to", "subject", "assumpte", "asunto",
	    "received", "return-path", "delivered-to", "message-id", "mime-version", "date",
	    "content-type", "authentication-results", "dkim-signature", "arc-seal", "reply-to",
	    NULL};
	struct field f;

	field_read(&f, s, len);
	return is_field_of(&f, names) || (f.name_len > 2 && begins(f.name, "x-"));
}

/* How many bytes stand before a mail: blank lines, and the line by which a mailbox keeps them apart. */
static size_t
before_mail(const char *s, size_t len)
{
	size_t at = 0;

	while (at < len && is_blank(s + at, line_size(s + at, len - at)))
		at += line_size(s + at, len - at);
	if (len - at > 5 && !memcmp(s + at, "From ", 5))
		at += line_size(s + at, len - at);
	return at;
}

static bool
is_page(const char *s, size_t len)
{
	size_t start = strspn(s, " \t\r\n");

	return start < len && (begins(s + start, "<html") || begins(s + start, "<!doctype html") ||
				  begins(s + start, "<body") || begins(s + start, "<table"));
}

/* Of a source that was cut out of its mail nothing says how its body is encoded but the body. */
static void
body_guess(struct part *p)
{
	if (p->encoding == ENCODED_UNSAID && transfer_looks_quoted(p->body, p->len))
		p->encoding = ENCODED_QUOTED;
	if (p->type == PART_TEXT && is_page(p->body, p->len))
		p->type = PART_HTML;
}

void
mail_read(struct mail *m, const char *bytes, size_t len)
{
	struct reading r = {.mail = m};
	struct part p = {.type = PART_TEXT};
	char *copy;
	size_t before;

	len = len > MAIL_MAX_BYTES ? MAIL_MAX_BYTES : len;
	copy = mem_alloc(len + 1);
	if (len)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	before = before_mail(copy, len);
	*m = (struct mail){.sender = mem_strdup("")};
	m->is_mail = begins_as_mail(copy + before, len - before);
	if (m->is_mail) {
		head_read(&r, &p, copy + before, len - before, true);
		/* so that it is not decoded twice when it is read again */
		buf_puts(&r.text, "Content-Transfer-Encoding: 8bit\n\n");
	} else {
		p.body = copy;
		p.len = len;
	}
	body_guess(&p);
	part_read(&r, &p, 0);
	m->len = r.text.len;
	m->text = buf_steal(&r.text);
	free(copy);
}

void
mail_release(struct mail *m)
{
	free(m->text);
	free(m->sender);
	*m = (struct mail){0};
}
