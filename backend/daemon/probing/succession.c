#include "daemon/probing/succession.h"

#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "base/terms.h"

#include <ctype.h>
#include <stdlib.h>

enum { A_DAY = 86400 };

static const char dns[] = "dns:";

/* Names of hosts are compared without case; others as well, which differ in more than that. */
static char *
lowered(const char *name)
{
	char *lower = mem_strdup(name);

	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return lower;
}

/* As members of an object: a certificate may have thousands, and each of the other one's is looked for. */
static json_t *
set_of(const json_t *names)
{
	json_t *set = json_object(), *one;
	size_t i;

	json_array_foreach(names, i, one) {
		char *name = lowered(json_is_string(one) ? json_string_value(one) : "");

		json_object_set_new_nocheck(set, name, json_true());
		free(name);
	}
	return set;
}

/* By itself, or by the one wildcard that can. */
static bool
is_covered(const json_t *set, const char *name)
{
	char *lower = lowered(name), *wildcard = NULL;
	bool host = !strncmp(lower, dns, sizeof(dns) - 1), covered = json_object_get(set, lower);
	const char *rest = host && !covered ? strchr(lower, '.') : NULL;

	if (rest) {
		wildcard = mem_printf("%s*%s", dns, rest);
		covered = json_object_get(set, wildcard) &&
			  host_covers(wildcard + sizeof(dns) - 1, lower + sizeof(dns) - 1);
	}
	free(wildcard);
	free(lower);
	return covered;
}

static bool
loses_names(const json_t *before, const json_t *after)
{
	json_t *set, *one;
	bool loses = false;
	size_t i;

	if (number_of(after, "sans_left_out"))
		return false;
	set = set_of(json_object_get(after, "sans"));
	json_array_foreach(json_object_get(before, "sans"), i, one) {
		const char *name = json_string_value(one);

		loses = name && !is_covered(set, name);
		if (loses)
			break;
	}
	json_decref(set);
	return loses;
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
