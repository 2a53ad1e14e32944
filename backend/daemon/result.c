#include "daemon/result.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "base/text.h"
#include "daemon/roster.h"

enum {
	ADDRESSES_MAX = 64,       /* of one monitor */
	DETAIL_MAX = 200,         /* bytes */
	CHAIN_MAX = 100,          /* certificates */
	AGE_OUT = 86400           /* seconds that an address stays after it is gone from DNS */
};

static const char *
string_at(const json_t *object, const char *name)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s ? s : "";
}

static int64_t
integer_at(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static void
set_detail(char **slot, const json_t *object)
{
	char *clean = text_cleaned(string_at(object, "detail"), DETAIL_MAX);

	if (!*slot || strcmp(*slot, clean) != 0)
		mem_replace(slot, clean);
	free(clean);
}

static enum outcome
outcome_at(const json_t *object)
{
	int outcome = outcome_from(string_at(object, "outcome"));

	return outcome < 0 ? OUTCOME_CRASHED : (enum outcome)outcome;
}

static uint32_t
problems_at(const json_t *object)
{
	const json_t *list = json_object_get(object, "problems"), *item;
	uint32_t problems = 0;
	size_t i;
	int p;

	json_array_foreach(list, i, item)
	{
		p = problem_from(json_string_value(item));
		if (p >= 0)
			problems |= PROBLEM_BIT(p);
	}
	return problems;
}

static void
set_chain(struct observation *o, const json_t *list)
{
	struct json_t *item;
	char *text = mem_alloc(65 * (json_array_size(list) + 1)), *end = text;
	size_t i;

	json_array_foreach(list, i, item)
	{
		const char *digest = json_string_value(item);
		if (i >= CHAIN_MAX || !sha256_is_hex(digest))
			break;
		if (end != text)
			*end++ = ' ';
		memcpy(end, digest, 64);
		end += 64;
	}
	if (strcmp(o->chain, text) != 0)
		mem_replace(&o->chain, text);
	free(text);
}

static void
apply_address(struct row *row, const json_t *seen, int64_t now)
{
	char *address = text_cleaned(string_at(seen, "address"), 64);
	struct observation *o = row_address(row, address);
	const char *leaf = string_at(seen, "leaf");

	free(address);
	o->outcome = outcome_at(seen);
	o->checked_at = now;
	set_detail(&o->detail, seen);
	if (!sha256_is_hex(leaf))
		return;
	memcpy(o->sha256, leaf, sizeof(o->sha256));
	set_chain(o, json_object_get(seen, "chain"));
	o->path_end = integer_at(seen, "path_end");
	o->problems = problems_at(seen);
	o->good_until = integer_at(seen, "good_until");
	snprintf(o->tls, sizeof(o->tls), "%.15s", string_at(seen, "tls"));
	o->seen_at = now;
}

/* What DNS no longer names is kept for a day: a resolver that forgets for an hour is no change. An address that
 * never showed a certificate says nothing when it is gone. */
static void
age_out(struct row *row, int64_t now)
{
	for (size_t i = row->address_count; i-- > 0;) {
		const struct observation *o = &row->addresses[i];
		if (o->checked_at != now && (!o->seen_at || now - o->checked_at > AGE_OUT))
			row_forget_address(row, i);
	}
}

static bool
saw_certificate(const struct row *row, int64_t now)
{
	for (size_t i = 0; i < row->address_count; i++)
		if (row->addresses[i].seen_at == now)
			return true;
	return false;
}

void
result_apply(struct row *row, const json_t *result, int64_t now)
{
	const json_t *addresses = json_object_get(result, "addresses"), *item;
	size_t i;

	row->monitor.outcome = outcome_at(result);
	row->monitor.checked_at = now;
	set_detail(&row->monitor.detail, result);
	json_array_foreach(addresses, i, item)
		if (i < ADDRESSES_MAX)
			apply_address(row, item, now);
	if (json_array_size(addresses))
		age_out(row, now);
	row->monitor.failures = saw_certificate(row, now) ? 0 : row->monitor.failures + 1;
}

/* Which address did it is not known: the row as a whole says so, and keeps what was seen before. */
void
result_crashed(struct row *row, int64_t now)
{
	row->monitor.outcome = OUTCOME_CRASHED;
	row->monitor.checked_at = now;
	row->monitor.failures++;
	mem_replace(&row->monitor.detail, "");
	for (size_t i = 0; i < row->address_count; i++)
		row->addresses[i].outcome = OUTCOME_CRASHED;
}
