#include "base/hostname.h"

#include "base/endpoint.h"
#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <idn2.h>

enum { NAME_MAX_BYTES = 253, LABEL_MAX_BYTES = 63 };

/* Labels of letters, digits, hyphens, and the underscore that some hosts have, each of 1 to 63 bytes, 253 in all
 * (RFC 1035, 2.3.4). */
static bool
hostname_is_ascii_name(const char *name)
{
	size_t label = 0;

	if (strlen(name) > NAME_MAX_BYTES)
		return false;
	for (; *name; name++) {
		if (*name == '.') {
			if (!label)
				return false;
			label = 0;
		} else if (!isalnum((unsigned char)*name) && *name != '-' && *name != '_') {
			return false;
		} else if (++label > LABEL_MAX_BYTES) {
			return false;
		}
	}
	return label > 0;
}

/* One address has one form; NULL when it is none. */
static char *
address_form(const char *s)
{
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET, s, bytes) == 1)
		return mem_strdup(inet_ntop(AF_INET, bytes, text, sizeof(text)));
	if (inet_pton(AF_INET6, s, bytes) == 1)
		return mem_strdup(inet_ntop(AF_INET6, bytes, text, sizeof(text)));
	return NULL;
}

static bool
is_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return !*s;
}

/* ASCII is not put to libidn2: hosts live whose names it refuses ("ab--c.cat", "-a.cat"). */
static const char *
name_form(const char *s, char **form)
{
	char *ascii = NULL, *name;
	size_t len;
	bool good;

	if (!is_ascii(s) && idn2_to_ascii_8z(s, &ascii, IDN2_NONTRANSITIONAL) != IDN2_OK)
		return "not-a-name";
	name = mem_strdup(ascii ? ascii : s);
	idn2_free(ascii);
	len = strlen(name);
	if (len > 1 && name[len - 1] == '.')
		name[--len] = '\0';
	for (char *c = name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	good = hostname_is_ascii_name(name);
	if (good)
		mem_replace(form, name);
	free(name);
	return good ? NULL : len > NAME_MAX_BYTES ? "too-long" : "not-a-name";
}

const char *
hostname_parse(const char *text, char **form)
{
	const char *reason = text_fault(text, SIZE_MAX);
	size_t len = strlen(text);
	char *bare, *address;

	if (reason)
		return reason;
	if (!len)
		return "empty";
	if (strchr(text, ' ') || strstr(text, "\u00a0"))
		return "space";
	bare = len > 2 && text[0] == '[' && text[len - 1] == ']' ? mem_strndup(text + 1, len - 2)
								 : mem_strdup(text);
	address = address_form(bare);
	if (address)
		mem_replace(form, address);
	else
		reason = name_form(bare, form);
	free(address);
	free(bare);
	return reason;
}

const char *
certificate_name_parse(const char *text, char **form)
{
	char *rest = NULL, *address;
	const char *reason;

	if (!host_is_wildcard(text))
		return hostname_parse(text, form);
	reason = hostname_parse(text + 2, &rest);
	address = reason ? NULL : address_form(rest);
	if (address)
		reason = "not-a-name"; /* nothing is below an address */
	if (!reason) {
		free(*form);
		*form = mem_printf("*.%s", rest);
	}
	free(address);
	free(rest);
	return reason;
}
