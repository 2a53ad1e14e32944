#include "daemon/probing/results.h"

#include "base/mem.h"
#include "base/members.h"
#include "base/sha256.h"
#include "base/text.h"
#include "daemon/state/roster.h"

enum {
	ADDRESSES_MAX = 128, /* of one monitor, with their other keys */
	ADDRESS_MAX = 320,   /* bytes: a node has a name too */
	DETAIL_MAX = 200,    /* bytes */
	CHAIN_MAX = 100,     /* certificates */
	AGE_OUT = 86400      /* seconds that an address stays after it is gone from DNS */
};

static void
set_detail(char **slot, const json_t *object)
{
	char *clean = text_cleaned(text_of(object, "detail"), DETAIL_MAX);

	if (!*slot || strcmp(*slot, clean) != 0)
		mem_replace(slot, clean);
	free(clean);
}

static enum outcome
outcome_at(const json_t *object)
{
	int outcome = outcome_from(text_of(object, "outcome"));

	return outcome < 0 ? OUTCOME_CRASHED : (enum outcome)outcome;
}

static uint64_t
problems_at(const json_t *object)
{
	const json_t *list = json_object_get(object, "problems"), *item;
	uint64_t problems = 0;
	size_t i;
	int p;

	json_array_foreach(list, i, item) {
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

	json_array_foreach(list, i, item) {
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

/* Those of the handshake and of what came along with it; the others are of the chain, and stay while it
 * does. */
static const uint64_t handshake_problems =
    PROBLEM_BIT(PROBLEM_OLD_PROTOCOL) | PROBLEM_BIT(PROBLEM_CLIENT_CERTIFICATE_REQUIRED) |
    PROBLEM_BIT(PROBLEM_REVOKED) | PROBLEM_BIT(PROBLEM_STAPLE_MISSING) |
    PROBLEM_BIT(PROBLEM_STAPLE_NOT_VERIFIED);

/* A server staples an answer to one connection and none to the next: what was revoked is so until its
 * authority says otherwise, or it is served no longer. */
static uint64_t
still_revoked(const struct observation *o, const json_t *seen)
{
	return staple_answer_from(text_of(seen, "staple")) == STAPLE_GOOD
		   ? 0
		   : o->problems & PROBLEM_BIT(PROBLEM_REVOKED);
}

static void
apply_same(struct observation *o, const json_t *seen, int64_t now)
{
	if (!*o->sha256)
		return;
	o->problems = (o->problems & ~handshake_problems) |
		      (problems_at(seen) & handshake_problems) | still_revoked(o, seen);
	snprintf(o->tls, sizeof(o->tls), "%.15s", text_of(seen, "tls"));
	o->seen_at = now;
}

static bool
is_replaced(const struct row *row, const struct observation *o)
{
	for (size_t i = 0; i < row->replaced_count; i++)
		if (!strcmp(row->replaced[i].address, o->address) &&
		    !strcmp(row->replaced[i].key_type, o->key_type))
			return true;
	return false;
}

/* By another address, that did so before this result. */
static bool
is_served_already(const struct row *row, const struct observation *o)
{
	for (size_t i = 0; i < row->address_count; i++) {
		const struct observation *other = &row->addresses[i];
		if (other != o && !strcmp(other->sha256, o->sha256) && !is_replaced(row, other))
			return true;
	}
	return false;
}

/* A new address has nothing of its own to be compared with: what the row showed until now stands for it. */
static void
note_change(struct row *row, const struct observation *o, const char *own)
{
	const char *before = own;

	if (!*own && !*o->key_type && row->leaf)
		before = row->leaf->sha256;
	if (*before && strcmp(before, o->sha256) != 0 && !is_served_already(row, o))
		row_note_replaced(row, o, before);
}

static void
apply_address(struct row *row, const json_t *seen, const char *trust, int64_t now)
{
	char *address = text_cleaned(text_of(seen, "address"), ADDRESS_MAX);
	const char *leaf = text_of(seen, "leaf"), *key_type = text_of(seen, "key_type");
	char before[sizeof(((struct observation *)0)->sha256)];
	struct observation *o = row_address(
	    row, address, !strcmp(key_type, "rsa") || !strcmp(key_type, "ecdsa") ? key_type : "");
	uint64_t revoked;

	free(address);
	o->outcome = outcome_at(seen);
	o->checked_at = now;
	set_detail(&o->detail, seen);
	if (flag_of(seen, "same")) {
		apply_same(o, seen, now);
		return;
	}
	if (!sha256_is_hex(leaf))
		return;
	revoked = strcmp(o->sha256, leaf) != 0 ? 0 : still_revoked(o, seen);
	if (strcmp(o->sha256, leaf) != 0) {
		memcpy(before, o->sha256, sizeof(before));
		memcpy(o->sha256, leaf, sizeof(o->sha256));
		note_change(row, o, before);
	}
	set_chain(o, json_object_get(seen, "chain"));
	o->path_end = number_of(seen, "path_end");
	o->problems = problems_at(seen) | revoked;
	o->good_until = number_of(seen, "good_until");
	snprintf(o->tls, sizeof(o->tls), "%.15s", text_of(seen, "tls"));
	snprintf(o->trust, sizeof(o->trust), "%.16s", trust);
	o->seen_at = now;
}

static bool
is_met(const struct row *row, const char *address, int64_t now)
{
	for (size_t i = 0; i < row->address_count; i++)
		if (!*row->addresses[i].key_type && !strcmp(row->addresses[i].address, address))
			return row->addresses[i].seen_at == now;
	return false;
}

/* The other key of an address is asked for once a day only. It goes with its address, and when it is asked for and
 * the address shows a certificate but none of that kind. */
static bool
key_is_gone(const struct row *row, const struct observation *o, bool both_keys, int64_t now)
{
	if (both_keys)
		return is_met(row, o->address, now);
	return now - o->checked_at > AGE_OUT + AGE_OUT;
}

/* What DNS no longer names is kept for a day: a resolver that forgets for an hour is no change. An address that
 * never showed a certificate says nothing when it is gone. */
static void
age_out(struct row *row, bool both_keys, int64_t now)
{
	for (size_t i = row->address_count; i-- > 0;) {
		const struct observation *o = &row->addresses[i];
		bool gone = *o->key_type ? key_is_gone(row, o, both_keys, now)
					 : !o->seen_at || now - o->checked_at > AGE_OUT;
		if (o->checked_at != now && gone)
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
result_apply(struct row *row, const json_t *result, bool both_keys, int64_t now)
{
	const json_t *addresses = json_object_get(result, "addresses"), *item;
	size_t i;

	row_forget_replaced(row);
	row->monitor.outcome = outcome_at(result);
	row->monitor.checked_at = now;
	set_detail(&row->monitor.detail, result);
	json_array_foreach(addresses, i, item)
		if (i < ADDRESSES_MAX)
			apply_address(row, item, text_of(result, "trust"), now);
	if (json_array_size(addresses))
		age_out(row, both_keys, now);
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
