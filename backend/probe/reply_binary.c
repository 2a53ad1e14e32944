/* The answers that are no text: LDAP, PostgreSQL, MySQL. What is an error in them is put together into
 * a line for people, of their own name or number for it and what they say. */
#include "probe/reply.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A definite length at `at`; *at moves behind it. -1: not whole, -2: none that is accepted. */
static long
ber_length(const struct reading *r, size_t *at)
{
	unsigned first, count;
	long length = 0;

	if (*at >= r->len)
		return -1;
	first = reply_byte(r, (*at)++);
	if (first < 0x80)
		return (long)first;
	count = first & 0x7f;
	if (count == 0 || count > 4) /* Active Directory writes four */
		return -2;
	if (r->len - *at < count)
		return -1;
	while (count--)
		length = length << 8 | (long)reply_byte(r, (*at)++);
	return length;
}

/* ---- LDAP ---- */

/* The value of the element of this type at `at`, whose length is that of the value; *at moves behind
 * it. NULL: there is no such element. */
static const char *
ber_value(const struct reading *r, size_t *at, unsigned type, size_t *len)
{
	size_t begin = *at;
	long length;

	if (begin >= r->used || reply_byte(r, begin++) != type)
		return NULL;
	length = ber_length(r, &begin);
	if (length < 0 || begin > r->used || (size_t)length > r->used - begin)
		return NULL;
	*len = (size_t)length;
	*at = begin + *len;
	return r->in + begin;
}

enum {
	BER_INTEGER = 0x02,
	BER_OCTETS = 0x04,
	BER_ENUMERATED = 0x0a,
	BER_SEQUENCE = 0x30,
	LDAP_EXTENDED_RESPONSE = 0x78,
	LDAP_SUCCESS = 0,
	LDAP_BUSY = 51,
	LDAP_UNAVAILABLE = 52
};

/* RFC 4511 section 4.1.9: those that have a meaning here (4.14.2). */
static const char *
ldap_result_name(unsigned code)
{
	static const struct {
		unsigned code;
		const char *name;
	} names[] = {{1, "operationsError"}, {2, "protocolError"}, {8, "strongerAuthRequired"},
	    {LDAP_BUSY, "busy"}, {LDAP_UNAVAILABLE, "unavailable"}, {53, "unwillingToPerform"},
	    {80, "other"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].code == code)
			return names[i].name;
	return "resultCode";
}

static void
ldap_say(struct reading *r, unsigned code, const char *message, size_t len)
{
	int shown = len < SAID_MAX_BYTES ? (int)len : SAID_MAX_BYTES;

	snprintf(r->said, sizeof(r->said), "%s (%u)%s%.*s", ldap_result_name(code), code,
	    shown ? ": " : "", shown, shown ? message : "");
	reply_say(r, r->said);
}

/* LDAPMessage ::= SEQUENCE { messageID, [APPLICATION 24] { resultCode ENUMERATED, matchedDN,
 * diagnosticMessage, ... } }. One without a request (messageID 0) says good-bye (RFC 4511, 4.4.1). */
static enum reply_state
ldap_result(struct reading *r, size_t at)
{
	size_t len, message_len = 0;
	const char *id = ber_value(r, &at, BER_INTEGER, &len), *code, *message;
	bool asked = id && len == 1 && *id == 1, notice = id && len == 1 && *id == 0;
	unsigned result;

	if (!id || at >= r->used || reply_byte(r, at++) != LDAP_EXTENDED_RESPONSE ||
	    ber_length(r, &at) < 0)
		return reply_strange(r);
	code = ber_value(r, &at, BER_ENUMERATED, &len);
	if (!code || len != 1 || (!asked && !notice))
		return reply_strange(r);
	result = (unsigned char)*code;
	if (asked && result == LDAP_SUCCESS)
		return REPLY_GOOD;
	message = ber_value(r, &at, BER_OCTETS, &len) ? ber_value(r, &at, BER_OCTETS, &message_len)
						      : NULL;
	ldap_say(r, result, message, message ? message_len : 0);
	return notice || result == LDAP_BUSY || result == LDAP_UNAVAILABLE ? REPLY_TURNED_AWAY
									   : REPLY_REFUSED;
}

enum reply_state
reply_ldap(const struct step *step, struct reading *r)
{
	size_t at = 1;
	long length;

	(void)step;
	if (!r->len)
		return REPLY_MORE;
	length = reply_byte(r, 0) == BER_SEQUENCE ? ber_length(r, &at) : -2;
	if (length == -1)
		return REPLY_MORE;
	if (length < 0)
		return reply_strange(r);
	r->used = at + (size_t)length;
	return r->used > r->len ? REPLY_MORE : ldap_result(r, at);
}

/* ---- PostgreSQL ---- */

enum { POSTGRES_HEAD = 5 };

/* A field of an ErrorResponse: a letter, and a text up to NUL. NULL: it has none such, or is broken. */
static const char *
postgres_field(const struct reading *r, char letter)
{
	size_t at = POSTGRES_HEAD;

	while (at < r->used && r->in[at]) {
		const char *text = r->in + at + 1, *end;

		end = memchr(text, '\0', r->used - at - 1);
		if (!end)
			return NULL;
		if (r->in[at] == letter)
			return text;
		at = (size_t)(end - r->in) + 1;
	}
	return NULL;
}

/* One that is older than TLS in it takes the request for a version that it does not know. */
static enum reply_state
postgres_said(const char *code, const char *message)
{
	return !strcmp(code, "0A000") || strstr(message, "unsupported frontend protocol")
		   ? REPLY_REFUSED
		   : REPLY_TURNED_AWAY;
}

/* "FATAL 53300: sorry, too many clients already". The severity that is never translated is V's. */
static enum reply_state
postgres_error(struct reading *r)
{
	const char *severity = postgres_field(r, 'V'), *code = postgres_field(r, 'C'),
		   *message = postgres_field(r, 'M');

	if (!severity)
		severity = postgres_field(r, 'S');
	if (!severity || !code || !message)
		return reply_strange(r);
	snprintf(r->said, sizeof(r->said), "%.20s %.10s: %.200s", severity, code, message);
	reply_say(r, r->said);
	return postgres_said(code, message);
}

/* Before version 3 of its protocol: a text up to NUL. */
static enum reply_state
postgres_old_error(struct reading *r)
{
	const char *end = memchr(r->in, '\0', r->len);

	if (!end)
		return REPLY_MORE;
	r->used = (size_t)(end - r->in) + 1;
	snprintf(r->said, sizeof(r->said), "%.200s", r->in + 1);
	r->said[strcspn(r->said, "\r\n")] = '\0';
	reply_say(r, r->said);
	return postgres_said("", r->said);
}

enum reply_state
reply_postgres(const struct step *step, struct reading *r)
{
	size_t length;

	(void)step;
	if (!r->len)
		return REPLY_MORE;
	r->used = 1;
	if (*r->in == 'S')
		return REPLY_GOOD;
	if (*r->in == 'N')
		return REPLY_NOT_OFFERED;
	if (*r->in != 'E')
		return reply_strange(r);
	if (r->len < POSTGRES_HEAD)
		return REPLY_MORE;
	/* An old one's first byte is a letter, where a length that is accepted has 0. */
	if (reply_byte(r, 1))
		return postgres_old_error(r);
	length = (size_t)reply_byte(r, 2) << 16 | (size_t)reply_byte(r, 3) << 8 | reply_byte(r, 4);
	r->used = 1 + length;
	return r->used > r->len ? REPLY_MORE : postgres_error(r);
}

/* ---- MySQL ---- */

enum {
	MYSQL_HEAD = 4,
	MYSQL_ERROR_HEAD = MYSQL_HEAD + 3,
	MYSQL_VERSION_10 = 10,
	MYSQL_ERROR = 0xff,
	MYSQL_CLIENT_SSL = 0x0800
};

/* Version, server version up to NUL, 4 bytes of thread, 8 of salt, a filler, 2 of capabilities. */
static enum reply_state
mysql_greeting(struct reading *r)
{
	const char *end = memchr(r->in + MYSQL_HEAD + 1, '\0', r->used - MYSQL_HEAD - 1);
	size_t at = end ? (size_t)(end - r->in) + 1 + 4 + 8 + 1 : r->used;

	if (at + 2 > r->used)
		return reply_strange(r);
	return (reply_byte(r, at) | reply_byte(r, at + 1) << 8) & MYSQL_CLIENT_SSL
		   ? REPLY_GOOD
		   : REPLY_NOT_OFFERED;
}

/* 0xff, two bytes of a number, and words: "1130: Host '...' is not allowed to connect". It says so
 * before it was asked for anything. */
static enum reply_state
mysql_error(struct reading *r)
{
	int len = r->used - MYSQL_ERROR_HEAD < SAID_MAX_BYTES ? (int)(r->used - MYSQL_ERROR_HEAD)
							      : SAID_MAX_BYTES;

	snprintf(r->said, sizeof(r->said), "%u: %.*s",
	    reply_byte(r, MYSQL_HEAD + 1) | reply_byte(r, MYSQL_HEAD + 2) << 8, len,
	    r->in + MYSQL_ERROR_HEAD);
	reply_say(r, r->said);
	return REPLY_TURNED_AWAY;
}

enum reply_state
reply_mysql(const struct step *step, struct reading *r)
{
	unsigned kind;

	(void)step;
	if (r->len <= MYSQL_HEAD)
		return REPLY_MORE;
	kind = reply_byte(r, MYSQL_HEAD);
	r->used = MYSQL_HEAD + (reply_byte(r, 0) | reply_byte(r, 1) << 8 | reply_byte(r, 2) << 16);
	if (r->used <= MYSQL_HEAD || reply_byte(r, 3) != 0 ||
	    (kind != MYSQL_VERSION_10 && kind != MYSQL_ERROR))
		return reply_strange(r);
	if (r->used > r->len)
		return REPLY_MORE;
	if (kind == MYSQL_VERSION_10)
		return mysql_greeting(r);
	return r->used >= MYSQL_ERROR_HEAD ? mysql_error(r) : reply_strange(r);
}
