#include "daemon/probing/succession.h"

#include "base/endpoint.h"
#include "base/members.h"
#include "base/terms.h"

enum { A_DAY = 86400 };

static const char dns[] = "DNS:";

/* Names of hosts are compared without case, wildcards cover; all others are compared as they are. */
static bool
covers(const char *name, const char *other)
{
	bool hosts = !strncmp(name, dns, sizeof(dns) - 1) && !strncmp(other, dns, sizeof(dns) - 1);

	return !strcasecmp(name, other) ||
	       (hosts && host_covers(name + sizeof(dns) - 1, other + sizeof(dns) - 1));
}

static bool
is_covered(const json_t *names, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(names, i, one) {
		const char *other = json_string_value(one);

		if (other && covers(other, name))
			return true;
	}
	return false;
}

static bool
loses_names(const json_t *before, const json_t *after)
{
	const json_t *names = json_object_get(after, "sans"), *one;
	size_t i;

	if (number_of(after, "sans_left_out"))
		return false;
	json_array_foreach(json_object_get(before, "sans"), i, one) {
		const char *name = json_string_value(one);

		if (name && !is_covered(names, name))
			return true;
	}
	return false;
}

static bool
differs(const json_t *before, const json_t *after, const char *member)
{
	return strcmp(text_of(before, member), text_of(after, member)) != 0;
}

uint32_t
succession_changes(const json_t *before, const json_t *after)
{
	int64_t was = number_of(before, "not_after"), is = number_of(after, "not_after");
	uint32_t changes = 0;

	if (differs(before, after, "issuer"))
		changes |= CHANGE_BIT(CHANGE_ISSUER);
	if (loses_names(before, after))
		changes |= CHANGE_BIT(CHANGE_LOST_NAMES);
	if (was && is && is < was)
		changes |= CHANGE_BIT(CHANGE_EARLIER_END);
	if (was && is && is < was + A_DAY && differs(before, after, "spki_sha256"))
		changes |= CHANGE_BIT(CHANGE_KEY);
	return changes ? changes : CHANGE_BIT(CHANGE_RENEWED);
}
