/* What a mail or a ticket about an expiring certificate names: hosts, ports, serial numbers, keys of
 * tickets. The daemon (operations/alert_search.c) holds them against its monitors. The text is a stranger's, in any
 * form: a mail with its headers, HTML, a pasted line.
 *
 * It is read as a mail first (inventory/mail.h) and cleaned, then cut into words at what cannot stand in
 * a URL, and each word is looked at on its own. A host is accepted when something beside it says so (a
 * scheme, a port), or when its last label could be that of a domain and is no ending of a file. Nothing
 * is found twice, and at most ALERT_MAX_NAMES of each kind. */
#include "inventory/alert.h"

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/mem.h"
#include "base/text.h"
#include "inventory/mail.h"

#include <arpa/inet.h>
#include <ctype.h>

/* Endings of files that are named in mails about certificates, and are no domains there. */
static const char *const files[] = {"csr", "key", "crt", "cer", "pem", "p12", "pfx", "p7b", "p7c",
    "der", "jks", "txt", "md", "msg", "eml", "pdf", "doc", "docx", "odt", "xls", "xlsx", "ods",
    "ppt", "pptx", "csv", "zip", "rar", "tar", "gz", "tgz", "bak", "xml", "json", "yml", "yaml",
    "ini", "cfg", "conf", "log", "sh", "bat", "exe", "sql", "js", "css", "htm", "html", "php",
    "asp", "aspx", "jsp", NULL};
static const char *const images[] = {
    "png", "gif", "jpg", "jpeg", "svg", "ico", "bmp", "webp", NULL};

/* ---- lines ---- */

static size_t
line_end(const char *s, size_t at, size_t len)
{
	if (at < len && s[at] == '\r')
		at++;
	return at < len && s[at] == '\n' ? at + 1 : 0;
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
	if (s[0] == '*' && s[1] == '.' && isalnum((unsigned char)s[2]))
		return 0;
	return strchr(" \n<>\"'(){}|,;*`\\", *s) ? 1 : 0;
}

static bool
is_one_of(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (!strcasecmp(*names, name))
			return true;
	return false;
}

static bool
is_file(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (is_one_of(files, dot + 1) || is_one_of(images, dot + 1));
}

static bool
is_ending(const char *label)
{
	if (strlen(label) < 2)
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
	const char *dot;

	host += host_is_wildcard(host) ? 2 : 0;
	dot = strrchr(host, '.');
	for (const char *c = host; *c; c++)
		if ((unsigned char)*c < 0x80 && !isalnum((unsigned char)*c) && !strchr("-_.", *c))
			return false;
	return dot && dot != host && !strstr(host, "..") && !is_file(host) && is_ending(dot + 1);
}

static struct alert_name *
name_find(const struct alert *a, const char *host, int port)
{
	for (size_t i = 0; i < a->name_count; i++)
		if (!strcasecmp(a->names[i].host, host) && a->names[i].port == port)
			return &a->names[i];
	return NULL;
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
add_name(struct alert *a, const struct endpoint *e, bool sure, bool linked)
{
	char *host = mem_strdup(e->host + strspn(e->host, "."));
	struct alert_name *name;

	trim_end(host, ".");
	name = name_find(a, host, e->port);
	if (name)
		name->linked = name->linked && linked;
	if (name || !*host || strchr(host, '<') || (!sure && !looks_like_host(host)) ||
	    a->name_count == ALERT_MAX_NAMES) {
		free(host);
		return;
	}
	a->names = mem_resize(a->names, a->name_count + 1, sizeof(*a->names));
	a->names[a->name_count++] = (struct alert_name){host, e->port, e->port_said, linked};
}

/* ---- links ---- */

static void read_word(struct alert *a, char *word);

/* What was escaped in a word may be any bytes: they are shown, as those of the text are. */
static void
read_inner(struct alert *a, const char *inner)
{
	char *word = text_cleaned(inner, 0);

	read_word(a, word);
	free(word);
}

/* "https%3A%2F%2Fwww.exemple.cat%2F" within another URL: once more so where two filters met it. */
static bool
read_escaped(struct alert *a, const char *url)
{
	const char *at = strcasestr(url, "%3a%2f%2f");
	struct buf inner = {0};

	at = at ? at : strcasestr(url, "%253a%252f%252f");
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
	if (strstr(buf_str(&inner), "://") || !read_escaped(a, buf_str(&inner)))
		read_inner(a, buf_str(&inner));
	buf_release(&inner);
	return true;
}

/* "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.exemple.cat_seu&d=x": a byte is written
 * "-3A", a '/' is "_". */
static bool
read_defended_v2(struct alert *a, const char *path)
{
	const char *at = strncmp(path, "/v2/url?", 8) != 0 ? NULL : strstr(path + 7, "u=");
	struct buf inner = {0};

	if (!at || !strchr("?&", at[-1]))
		return false;
	for (at += 2; *at && *at != '&'; at++) {
		char pair[3] = {at[1], at[1] ? at[2] : '\0', '\0'};
		char *end;
		long value = strtol(pair, &end, 16);

		if (*at == '-' && end == pair + 2 && isxdigit((unsigned char)*pair) &&
		    value > ' ') {
			buf_putc(&inner, (char)value);
			at += 2;
		} else {
			buf_putc(&inner, *at == '_' ? '/' : *at);
		}
	}
	if (inner.len)
		read_inner(a, buf_str(&inner));
	buf_release(&inner);
	return true;
}

/* "https://urldefense.com/v3/__https://www.exemple.cat/seu__;!!x!y$": the path from its first '/'. */
static bool
read_defended(struct alert *a, const char *path)
{
	char *inner, *end;

	if (strncmp(path, "/v3/__", 6) != 0)
		return read_defended_v2(a, path);
	inner = mem_strdup(path + 6);
	end = strstr(inner, "__");
	if (end)
		*end = '\0';
	read_word(a, inner);
	free(inner);
	return true;
}

static bool
is_image(const char *path)
{
	char *copy = mem_strndup(path, strcspn(path, "?#"));
	const char *dot = strrchr(copy, '.');
	bool is = dot && is_one_of(images, dot + 1);

	free(copy);
	return is;
}

/* "https://op@www.exemple.cat:8443/seu": from its scheme on. */
static void
read_url(struct alert *a, char *url, char *authority)
{
	char *end = authority + strcspn(authority, "/?#");
	struct endpoint e;

	if (read_escaped(a, end) || read_defended(a, end) || is_image(end))
		return;
	*end = '\0';
	trim_end(authority, strchr(authority, '[') ? ".:!" : ".:!]");
	if (!endpoint_parse(&e, url))
		add_name(a, &e, true, true);
	endpoint_release(&e);
}

/* ---- serial numbers ---- */

enum {
	SERIAL_DIGITS = 8,
	SERIAL_MAX_DIGITS = 64
}; /* RFC 5280, 4.1.2.2: 20 bytes; some have more */

static void
add_serial(struct alert *a, const char *hex)
{
	hex += strspn(hex, "0");
	for (size_t i = 0; i < a->serial_count; i++)
		if (!strcmp(a->serials[i], hex))
			return;
	if (!*hex || a->serial_count == ALERT_MAX_NAMES)
		return;
	a->serials = mem_resize(a->serials, a->serial_count + 1, sizeof(*a->serials));
	a->serials[a->serial_count++] = mem_strdup(hex);
}

/* The same number in hexadecimal: each digit is carried through the ones before it. */
static void
add_decimal(struct alert *a, const char *decimal)
{
	unsigned char digits[SERIAL_MAX_DIGITS] = {0}; /* of base 16, the last one first */
	char hex[SERIAL_MAX_DIGITS + 1];

	for (; *decimal; decimal++) {
		int carry = *decimal - '0';

		for (size_t i = 0; i < SERIAL_MAX_DIGITS; i++) {
			carry += digits[i] * 10;
			digits[i] = (unsigned char)(carry % 16);
			carry /= 16;
		}
	}
	for (size_t i = 0; i < SERIAL_MAX_DIGITS; i++)
		hex[i] = "0123456789ABCDEF"[digits[SERIAL_MAX_DIGITS - 1 - i]];
	hex[SERIAL_MAX_DIGITS] = '\0';
	add_serial(a, hex);
}

/* "49:65:43:95", two digits a byte, or without colons; upper case, "" where it is none. */
static void
read_hex(const char *word, char hex[SERIAL_MAX_DIGITS + 1])
{
	bool colons = strlen(word) > 2 && word[2] == ':';
	size_t n = 0;

	for (; *word && n < SERIAL_MAX_DIGITS; word++) {
		if (colons && n && n % 2 == 0 && *word == ':' && word[-1] != ':')
			continue;
		if (!isxdigit((unsigned char)*word) ||
		    (colons && n && n % 2 == 0 && word[-1] != ':'))
			break;
		hex[n++] = (char)toupper((unsigned char)*word);
	}
	hex[*word || (colons && n % 2) ? 0 : n] = '\0';
}

/* A number that may be that of a certificate: it is long, or something says so (said). A certificate that is
 * known by it is what makes it one, so what else is a number does no harm. */
static bool
read_serial(struct alert *a, const char *text, bool said)
{
	char *copy = mem_strdup(text), *word = copy, hex[SERIAL_MAX_DIGITS + 1];
	bool prefixed, found;

	trim_end(word, ".:!])#");
	word += strspn(word, "[(#");
	prefixed = !strncasecmp(word, "0x", 2);
	read_hex(word + (prefixed ? 2 : 0), hex);
	found = strlen(hex) >= (said || prefixed ? 1 : SERIAL_DIGITS);
	if (found)
		add_serial(a, hex);
	if (found && !prefixed && word[strspn(word, "0123456789")] == '\0')
		add_decimal(a, word);
	free(copy);
	return found;
}

/* "serial", "sèrie", "serie": of what follows. */
static bool
says_serial(const char *word)
{
	return !strncasecmp(word, "serial", 6) || !strncasecmp(word, "serie", 5) ||
	       !strncmp(word, "sèrie", strlen("sèrie")) || !strncmp(word, "Sèrie", strlen("Sèrie"));
}

/* ---- words of other kinds ---- */

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
		add_name(a, &e, is_sure(e.host, e.port) && !is_file(e.host), false);
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

/* "serial=01A2", "Serial Number: 01A2": two words after the one that says it. */
static void
read_next(struct alert *a, char *word, int *said)
{
	const char *equals = strchr(word, '=');
	bool serial = says_serial(word);

	word += *word == '[' && !strchr(word, ']');
	if (!read_serial(a, serial && equals ? equals + 1 : word, *said > 0 || (serial && equals)))
		read_word(a, word);
	*said = serial ? 2 : *said - 1;
}

static void
read_words(struct alert *a, const char *text)
{
	size_t start = 0;
	int said = 0;

	for (size_t at = 0;; at++) {
		size_t skip = text[at] ? separator(text + at) : 1, spoil = spoiled(text + at);
		char *word;

		if (spoil)
			at += spoil - 1;
		if (spoil || !skip)
			continue;
		word = mem_strndup(text + start, at - start);
		if (*word)
			read_next(a, word, &said);
		free(word);
		if (!text[at])
			return;
		start = at + skip;
		at = start - 1;
	}
}

void
alert_read(struct alert *a, const char *text, size_t len)
{
	struct buf lines = {0};
	struct mail mail;

	*a = (struct alert){0};
	mail_read(&mail, text, len > ALERT_MAX_BYTES ? ALERT_MAX_BYTES : len);
	a->mail = mail.is_mail;
	a->sender = mem_strdup(mail.sender);
	clean_lines(&lines, mail.text, mail.len);
	read_words(a, buf_str(&lines));
	mail_release(&mail);
	buf_puts(&lines, "");
	a->text = buf_steal(&lines);
}

/* Blank lines are one, and what was written for whoever reads the text again is left out. */
char *
alert_kept(const struct alert *a)
{
	static const char encoding[] = "Content-Transfer-Encoding:";
	struct buf kept = {0};
	bool blank = true;

	for (const char *s = a->text; *s && kept.len <= ALERT_KEPT_BYTES;) {
		size_t len = strcspn(s, "\n"), shown = len;

		while (shown && s[shown - 1] == ' ')
			shown--;
		if (strncmp(s, encoding, sizeof(encoding) - 1) != 0 && (shown || !blank)) {
			buf_add(&kept, s, shown);
			buf_putc(&kept, '\n');
			blank = !shown;
		}
		s += len + (s[len] == '\n');
	}
	buf_puts(&kept, "");
	trim_end(kept.data, "\n");
	if (strlen(kept.data) > ALERT_KEPT_BYTES) {
		size_t end = ALERT_KEPT_BYTES;

		while (end && (kept.data[end] & 0xc0) == 0x80) /* not within a character */
			end--;
		kept.len = end;
		buf_puts(&kept, "…");
	}
	return buf_steal(&kept);
}

void
alert_release(struct alert *a)
{
	for (size_t i = 0; i < a->name_count; i++)
		free(a->names[i].host);
	for (size_t i = 0; i < a->ticket_count; i++)
		free(a->tickets[i]);
	for (size_t i = 0; i < a->serial_count; i++)
		free(a->serials[i]);
	free(a->serials);
	free(a->text);
	free(a->names);
	free(a->tickets);
	free(a->sender);
	*a = (struct alert){0};
}
