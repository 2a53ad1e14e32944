/* What a mail or a ticket about an expiring certificate names: hosts, ports, keys of tickets. The daemon
 * (operations/renewal_start.c) holds the names against its monitors. The text is a stranger's, in any
 * form: a mail with its headers, quoted-printable, HTML, a pasted line.
 *
 * It is made into plain lines first (decoded, cleaned), then cut into words at what cannot stand in a
 * URL, and each word is looked at on its own. A host is accepted when something beside it says so (a
 * scheme, a port), or when its last label could be that of a domain and is no ending of a file. Header
 * fields that servers write are passed over, for they are full of hosts that nobody asks about. Nothing
 * is found twice, and at most ALERT_MAX_NAMES of either kind. */
#include "inventory/alert.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <ctype.h>

/* Endings of files that are named in mails about certificates, and are no domains. */
static const char *const files[] = {"csr", "key", "crt", "cer", "pem", "p12", "pfx", "p7b", "der",
    "txt", "msg", "eml", "pdf", "doc", "docx", "xls", "xlsx", "csv", "zip", "png", "gif", "jpg",
    "jpeg", "htm", "html", "conf", "log"};

/* ---- from a mail to lines ---- */

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static size_t
line_end(const char *s, size_t at, size_t len)
{
	if (at < len && s[at] == '\r')
		at++;
	return at < len && s[at] == '\n' ? at + 1 : 0;
}

/* A text is taken for quoted-printable when a line of it ends as only those do. */
static bool
is_quoted(const char *s, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (s[i] == '=' && line_end(s, i + 1, len))
			return true;
	return memmem(s, len, "quoted-printable", 16) != NULL;
}

static void
unquote(struct buf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		size_t end = s[i] == '=' ? line_end(s, i + 1, len) : 0;
		int high = s[i] == '=' && i + 2 < len ? hex_digit(s[i + 1]) : -1;
		int low = high < 0 ? -1 : hex_digit(s[i + 2]);

		if (end) {
			i = end - 1;
		} else if (low >= 0) {
			buf_putc(out, (char)(high << 4 | low));
			i += 2;
		} else {
			buf_putc(out, s[i]);
		}
	}
}

static void
clean_lines(struct buf *out, const char *s, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		size_t end = at;

		while (end < len && s[end] != '\n' && s[end] != '\r' && s[end] != '\t')
			end++;
		text_clean(out, s + at, end - at);
		buf_putc(out, end < len && s[end] == '\t' ? ' ' : '\n');
		at = line_end(s, end, len) ? line_end(s, end, len) - 1 : end;
	}
}

/* ---- words ---- */

/* "<U+200B>" and "<E9>" are what cleaning makes of what is invisible or no text: they do not end a
 * word but spoil it. How many bytes, 0 when s begins with none. */
static size_t
spoiled(const char *s)
{
	size_t mark = !strncmp(s, "<U+", 3) ? 3 : 1, digits;

	if (*s != '<')
		return 0;
	digits = strspn(s + mark, "0123456789ABCDEF");
	return digits >= 2 && digits <= 6 && s[mark + digits] == '>' ? mark + digits + 1 : 0;
}

/* How many bytes at s end a word; 0 when they are of one. */
static size_t
separator(const char *s)
{
	static const char *const wide[] = {"«", "»", "“", "”", "‘", "’", "\u00a0", "…", "·"};

	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (!strncmp(s, wide[i], strlen(wide[i])))
			return strlen(wide[i]);
	return strchr(" \n<>\"'(){}|,;*`\\", *s) ? 1 : 0;
}

static bool
is_ending(const char *label)
{
	size_t len = strlen(label);

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (!strcasecmp(files[i], label))
			return false;
	if (len < 2)
		return false;
	if (!strncasecmp(label, "xn--", 4))
		return true;
	for (; *label; label++)
		if (isdigit((unsigned char)*label) || *label == '-')
			return false;
	return true;
}

/* Letters, digits, hyphens, dots and what is not ASCII, in labels, the last of which is one. */
static bool
looks_like_host(const char *host)
{
	const char *dot = strrchr(host, '.');

	for (const char *c = host; *c; c++)
		if ((unsigned char)*c < 0x80 && !isalnum((unsigned char)*c) && !strchr("-_.", *c))
			return false;
	return dot && dot != host && !strstr(host, "..") && is_ending(dot + 1);
}

static bool
has_name(const struct alert *a, const char *host, int port)
{
	for (size_t i = 0; i < a->name_count; i++)
		if (!strcasecmp(a->names[i].host, host) && a->names[i].port == port)
			return true;
	return false;
}

static void
trim_end(char *s, const char *what)
{
	size_t len = strlen(s);

	while (len && strchr(what, s[len - 1]))
		s[--len] = '\0';
}

/* sure: something beside the host says that it is one. */
static void
add_name(struct alert *a, const struct endpoint *e, bool sure)
{
	char *host = mem_strdup(e->host + strspn(e->host, "."));

	trim_end(host, ".");
	if (!*host || strchr(host, '<') || (!sure && !looks_like_host(host)) ||
	    has_name(a, host, e->port) || a->name_count == ALERT_MAX_NAMES) {
		free(host);
		return;
	}
	a->names = mem_resize(a->names, a->name_count + 1, sizeof(*a->names));
	a->names[a->name_count++] = (struct alert_name){host, e->port, e->port_said};
}

static void read_word(struct alert *a, char *word);

/* "https%3A%2F%2Fwww.exemple.cat%2F" within another URL. True when there was one. */
static bool
read_wrapped(struct alert *a, const char *url)
{
	const char *at = strcasestr(url, "%3a%2f%2f");
	struct buf inner = {0};

	if (!at)
		return false;
	while (at > url && isalpha((unsigned char)at[-1]))
		at--;
	for (; *at && *at != '&'; at++) {
		char pair[3] = {
		    at[0] == '%' ? at[1] : '\0', at[0] == '%' && at[1] ? at[2] : '\0', 0};
		char *end;
		long value = strtol(pair, &end, 16);

		if (*at == '%' && end == pair + 2 && value >= ' ') {
			buf_putc(&inner, (char)value);
			at += 2;
		} else {
			buf_putc(&inner, *at);
		}
	}
	read_word(a, inner.data);
	buf_release(&inner);
	return true;
}

/* "https://op@www.exemple.cat:8443/seu": from its scheme on. */
static void
read_url(struct alert *a, char *url, char *authority)
{
	char *end = authority + strcspn(authority, "/?#");
	struct endpoint e;

	if (read_wrapped(a, end))
		return;
	*end = '\0';
	trim_end(authority, strchr(authority, '[') ? ".:!" : ".:!]");
	if (!endpoint_parse(&e, url))
		add_name(a, &e, true);
	endpoint_release(&e);
}

/* "10:45" is a time of day, "localhost:8443" and "192.0.2.7:443" are hosts. */
static bool
is_sure(const char *host, int port)
{
	struct in_addr address;

	return port > 0 &&
	       (!isdigit((unsigned char)*host) || inet_pton(AF_INET, host, &address) == 1);
}

static void
read_plain(struct alert *a, char *word)
{
	char *equals = strrchr(word, '=');
	struct endpoint e;

	word = equals ? equals + 1 : word;
	word[strcspn(word, "/?#")] = '\0';
	trim_end(word, ".:!");
	if (strchr(word, '@'))
		return;
	if (!endpoint_parse(&e, word) && (e.port || !strchr(word, ':')))
		add_name(a, &e, is_sure(e.host, e.port));
	endpoint_release(&e);
}

static bool
is_ticket(const char *word)
{
	const char *s = word;

	while (isupper((unsigned char)*s))
		s++;
	if (s - word < 2 || *s != '-' || s[1] < '1' || s[1] > '9')
		return false;
	s += 1 + strspn(s + 1, "0123456789");
	return !*s && s - word < 40;
}

static void
add_ticket(struct alert *a, const char *word)
{
	for (size_t i = 0; i < a->ticket_count; i++)
		if (!strcmp(a->tickets[i], word))
			return;
	if (a->ticket_count == ALERT_MAX_NAMES)
		return;
	a->tickets = mem_resize(a->tickets, a->ticket_count + 1, sizeof(*a->tickets));
	a->tickets[a->ticket_count++] = mem_strdup(word);
}

/* The key of a ticket, alone or as the last of a path. */
static bool
read_key(struct alert *a, const char *word)
{
	const char *slash = strrchr(word, '/');
	char *key = mem_strdup(slash ? slash + 1 : word);
	bool found;

	key[strcspn(key, "?#")] = '\0';
	trim_end(key, ".:!]");
	found = is_ticket(*key == '[' ? key + 1 : key);
	if (found)
		add_ticket(a, *key == '[' ? key + 1 : key);
	free(key);
	return found;
}

static void
read_word(struct alert *a, char *word)
{
	char *scheme = strstr(word, "://"), *authority = scheme ? scheme + 3 : NULL;

	if (read_key(a, word))
		return;
	if (!scheme) {
		read_plain(a, word);
		return;
	}
	while (scheme > word && isalnum((unsigned char)scheme[-1]))
		scheme--;
	read_url(a, scheme, authority);
}

/* ---- lines ---- */

/* "Subject:" at the left edge: the name of a field of a mail (RFC 5322, 2.2). */
static size_t
field_name(const char *line)
{
	size_t len = 0;

	while (isalnum((unsigned char)line[len]) || line[len] == '-')
		len++;
	return len && line[len] == ':' && (line[len + 1] == ' ' || line[len + 1] == '\n') ? len : 0;
}

static bool
is_field(const char *line, size_t len, const char *name)
{
	return strlen(name) == len && !strncasecmp(line, name, len);
}

/* Fields that people write, or that mean what they wrote; the others are of servers. */
static bool
is_of_people(const char *line, size_t len)
{
	static const char *const names[] = {"subject", "assumpte", "asunto", "de", "from", "per",
	    "to", "para", "a", "cc", "date", "data", "fecha", "enviat", "sent", "host", "url"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_field(line, len, names[i]))
			return true;
	return false;
}

static bool
begins_as_mail(const char *text)
{
	static const char *const names[] = {"from", "de", "subject", "assumpte", "asunto",
	    "received", "return-path", "delivered-to", "message-id", "mime-version", "date"};
	size_t len;

	text += strspn(text, " \n");
	len = field_name(text);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_field(text, len, names[i]))
			return true;
	return false;
}

static void
read_line(struct alert *a, const char *line, size_t len)
{
	/* the words of an encoded subject (RFC 2047) hang together by these */
	const char *more = memmem(line, len, "=?", 2) ? "?_" : "";

	for (size_t at = 0, start = 0; at <= len; at++) {
		size_t skip = at == len || strchr(more, line[at]) ? 1 : separator(line + at);
		size_t spoil = at < len ? spoiled(line + at) : 0;
		char *word;

		if (spoil)
			at += spoil - 1;
		if (spoil || !skip)
			continue;
		word = mem_strndup(line + start, at - start);
		if (*word)
			read_word(a, word[0] == '[' && !strchr(word, ']') ? word + 1 : word);
		free(word);
		start = at + skip;
		at = start - 1;
	}
}

void
alert_read(struct alert *a, const char *text, size_t len)
{
	struct buf plain = {0}, lines = {0};
	bool head, skipping = false, fields = false;

	*a = (struct alert){0};
	len = len > ALERT_MAX_BYTES ? ALERT_MAX_BYTES : len;
	if (is_quoted(text, len))
		unquote(&plain, text, len);
	else
		buf_add(&plain, text, len);
	clean_lines(&lines, buf_str(&plain), plain.len);
	head = a->mail = begins_as_mail(buf_str(&lines));
	for (const char *line = buf_str(&lines); *line;) {
		size_t size = strcspn(line, "\n"), name = field_name(line);

		fields = fields || name;
		head = head && (size || !fields);
		if (name)
			skipping = head && !is_of_people(line, name);
		else if (*line != ' ')
			skipping = false;
		if (!skipping)
			read_line(a, line, size);
		line += size + (line[size] == '\n');
	}
	buf_release(&plain);
	buf_release(&lines);
}

void
alert_release(struct alert *a)
{
	for (size_t i = 0; i < a->name_count; i++)
		free(a->names[i].host);
	for (size_t i = 0; i < a->ticket_count; i++)
		free(a->tickets[i]);
	free(a->names);
	free(a->tickets);
	*a = (struct alert){0};
}
