/* A reply function is called with all the bytes that have come since the last step, again each time
 * that more have come, and keeps no state of its own: it reads from the start, says REPLY_MORE while
 * the answer is not whole, and else what it was and how long. Bytes after the answer are left to the
 * next step. Nothing is copied; every length in the bytes is compared with what is there before it is
 * used. */
#include "probe/reply.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

void
reply_say(struct reading *r, const char *text)
{
	r->line = text;
	r->line_len = strlen(text);
}

enum reply_state
reply_strange(struct reading *r)
{
	r->line = r->in;
	r->line_len = r->used = r->len;
	return REPLY_STRANGE;
}

unsigned
reply_byte(const struct reading *r, size_t i)
{
	return (unsigned char)r->in[i];
}

/* ---- lines ---- */

/* The line that begins at *at, without its end; *at moves behind it. false: it is not whole yet. */
static bool
next_line(const struct reading *r, size_t *at, const char **line, size_t *len)
{
	const char *begin = r->in + *at, *end = memchr(begin, '\n', r->len - *at);

	if (!end)
		return false;
	*line = begin;
	*len = (size_t)(end - begin);
	*at += *len + 1;
	if (*len && begin[*len - 1] == '\r')
		--*len;
	return true;
}

static bool
begins(const char *line, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && !strncasecmp(line, with, n);
}

/* With one of those in the list. */
static bool
begins_any(const char *line, size_t len, const char *list)
{
	while (list) {
		const char *end = strchrnul(list, '|');
		size_t n = (size_t)(end - list);

		if (len >= n && !strncasecmp(line, list, n))
			return true;
		list = *end ? end + 1 : NULL;
	}
	return false;
}

static bool
is_code(const char *line, size_t len)
{
	return len >= 3 && isdigit((unsigned char)line[0]) && isdigit((unsigned char)line[1]) &&
	       isdigit((unsigned char)line[2]) && (len == 3 || line[3] == ' ' || line[3] == '-');
}

static bool
is_wordly(char c)
{
	return isalnum((unsigned char)c) || c == '-';
}

/* As a word of its own: "XSTARTTLS", "STARTTLS-NOT" are other things. The hyphen of "250-" is none.
 */
static bool
has_word(const char *line, size_t len, const char *word)
{
	size_t n = strlen(word), from = len > 4 && is_code(line, len) ? 4 : 0;

	for (size_t i = from; i + n <= len; i++)
		if (!strncasecmp(line + i, word, n) && (i == from || !is_wordly(line[i - 1])) &&
		    (i + n == len || !is_wordly(line[i + n])))
			return true;
	return false;
}

static bool
offered(const struct step *step, const struct reading *r, size_t end)
{
	const char *line;
	size_t len, at = 0;

	if (!step->offers)
		return true;
	while (at < end && next_line(r, &at, &line, &len))
		if (has_word(line, len, step->offers))
			return true;
	return false;
}

/* The answer ends here, and this line decided. */
static enum reply_state
decide(const struct step *step, struct reading *r, size_t end, const char *line, size_t len)
{
	r->used = end;
	r->line = line;
	r->line_len = len;
	if (step->reply == reply_code && !is_code(line, len))
		return REPLY_STRANGE;
	if (begins(line, len, step->good))
		return offered(step, r, end) ? REPLY_GOOD : REPLY_NOT_OFFERED;
	if (begins_any(line, len, step->away))
		return REPLY_TURNED_AWAY;
	return step->reply == reply_code || begins_any(line, len, step->no) ? REPLY_REFUSED
									    : REPLY_STRANGE;
}

enum reply_state
reply_line(const struct step *step, struct reading *r)
{
	const char *line;
	size_t len, at = 0;

	return next_line(r, &at, &line, &len) ? decide(step, r, at, line, len) : REPLY_MORE;
}

/* FTP's rule holds for both: after "250-" anything may come until a line begins with "250 ". A
 * first line that has no code is no answer at all. */
enum reply_state
reply_code(const struct step *step, struct reading *r)
{
	const char *line, *first = NULL;
	size_t len, at = 0;

	while (next_line(r, &at, &line, &len)) {
		if (!first) {
			first = line;
			if (!is_code(line, len))
				return decide(step, r, at, line, len);
		}
		if (is_code(line, len) && !memcmp(line, first, 3) && (len == 3 || line[3] == ' '))
			return decide(step, r, at, line, len);
	}
	return REPLY_MORE;
}

enum reply_state
reply_tagged(const struct step *step, struct reading *r)
{
	const char *line;
	size_t len, at = 0;

	while (next_line(r, &at, &line, &len))
		if (begins(line, len, step->tag) || begins(line, len, "* BYE"))
			return decide(step, r, at, line, len);
	return REPLY_MORE;
}

enum reply_state
reply_sieve(const struct step *step, struct reading *r)
{
	static const char *const ends[] = {"OK", "NO", "BYE"};
	const char *line;
	size_t len, at = 0;

	while (next_line(r, &at, &line, &len)) {
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
			if (begins(line, len, ends[i]))
				return decide(step, r, at, line, len);
		if (len && *line != '"' && *line != '{') /* neither a capability nor a literal */
			return decide(step, r, at, line, len);
	}
	return REPLY_MORE;
}

/* ---- XML ---- */

static const char *
find(const char *in, size_t len, const char *text)
{
	return memmem(in, len, text, strlen(text));
}

/* The byte behind the element that begins at `begin` ("<name"); NULL while it is not whole. */
static const char *
element_end(const char *begin, const char *limit, const char *name)
{
	const char *close = memchr(begin, '>', (size_t)(limit - begin));
	size_t n = strlen(name);

	if (!close)
		return NULL;
	if (close[-1] == '/')
		return close + 1;
	while ((close = find(close, (size_t)(limit - close), "</"))) {
		close += 2;
		if ((size_t)(limit - close) <= n)
			return NULL;
		if (!memcmp(close, name, n) && close[n] == '>')
			return close + n + 1;
	}
	return NULL;
}

/* `good` is "<name"; whatever speaks of failure ends the wait: of TLS, or of the stream. */
enum reply_state
reply_xml(const struct step *step, struct reading *r)
{
	static const struct {
		const char *text;
		enum reply_state means;
	} failures[] = {{"<failure", REPLY_REFUSED}, {"<stream:error", REPLY_TURNED_AWAY},
	    {"</stream:stream", REPLY_TURNED_AWAY}};
	const char *begin = find(r->in, r->len, step->good), *limit = r->in + r->len, *end;

	if (r->len && *r->in != '<' && !isspace((unsigned char)*r->in)) {
		return reply_strange(r);
	}
	for (size_t i = 0; !begin && i < sizeof(failures) / sizeof(failures[0]); i++) {
		r->line = find(r->in, r->len, failures[i].text);
		if (r->line && memchr(r->line, '>', (size_t)(limit - r->line))) {
			r->used = r->len;
			r->line_len = (size_t)(limit - r->line);
			return failures[i].means;
		}
	}
	end = begin ? element_end(begin, limit, step->good + 1) : NULL;
	if (!end)
		return REPLY_MORE;
	while (end < limit && isspace((unsigned char)*end))
		end++;
	r->used = (size_t)(end - r->in);
	r->line = NULL;
	if (step->offers && !find(begin, (size_t)(end - begin), step->offers))
		return REPLY_NOT_OFFERED;
	return REPLY_GOOD;
}

/* ---- proxies ---- */

/* "HTTP/1.1 200 Connection established". */
static bool
status_good(const char *line, size_t len)
{
	const char *space = memchr(line, ' ', len);

	return begins(line, len, "HTTP/1.") && space && space + 1 < line + len && space[1] == '2';
}

enum reply_state
reply_http(const struct step *step, struct reading *r)
{
	const char *line;
	size_t len, at = 0;

	(void)step;
	if (!next_line(r, &at, &r->line, &r->line_len))
		return REPLY_MORE;
	r->used = at;
	if (!status_good(r->line, r->line_len))
		return REPLY_REFUSED;
	while (next_line(r, &at, &line, &len)) {
		r->used = at;
		if (len == 0)
			return REPLY_GOOD;
	}
	return REPLY_MORE;
}

enum { SOCKS_VERSION = 5, SOCKS_IPV4 = 1, SOCKS_NAME = 3, SOCKS_IPV6 = 4 };

enum reply_state
reply_socks_method(const struct step *step, struct reading *r)
{
	(void)step;
	if (r->len < 2)
		return REPLY_MORE;
	r->used = 2;
	if (reply_byte(r, 0) == SOCKS_VERSION && reply_byte(r, 1) == 0)
		return REPLY_GOOD;
	reply_say(r, reply_byte(r, 0) == SOCKS_VERSION ? "authentication required" : "not SOCKS5");
	return REPLY_REFUSED;
}

enum reply_state
reply_socks(const struct step *step, struct reading *r)
{
	static const char *const failures[] = {"", "general failure", "not allowed",
	    "network unreachable", "host unreachable", "connection refused", "TTL expired",
	    "command not supported", "address type not supported"};
	unsigned code, type;

	(void)step;
	if (r->len < 5)
		return REPLY_MORE;
	code = reply_byte(r, 1);
	type = reply_byte(r, 3);
	if (reply_byte(r, 0) != SOCKS_VERSION || code != 0) {
		r->used = r->len;
		reply_say(r, reply_byte(r, 0) != SOCKS_VERSION               ? "not SOCKS5"
			     : code < sizeof(failures) / sizeof(failures[0]) ? failures[code]
									     : "unknown failure");
		return REPLY_REFUSED;
	}
	r->used = 4 + 2 + (type == SOCKS_IPV4 ? 4 : type == SOCKS_IPV6 ? 16 : 1 + reply_byte(r, 4));
	return r->len < r->used ? REPLY_MORE : REPLY_GOOD;
}
