/* What the tests of filters and orders share: five rows that are plain structs, each with a letter, and how they are
 * read. Included once by each of them. */
#ifndef TESTS_FILTER_FIXTURE_H
#define TESTS_FILTER_FIXTURE_H

#include "base/terms.h"
#include "expiry/filter.h"
#include "expiry/row_renewal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { UNKNOWN = 99999 };

struct row {
	char letter; /* how the tests name it */
	const char *name, *host;
	int port;
	const char *service, *environment, *issuer, *outcome;
	const char *tags[3], *problems[3];
	enum urgency urgency;
	int64_t days;
};

static const struct row rows[] = {
    {'a', "Seu electrònica", "seu.exemple.cat", 443, "Seu", "pro", "Sectigo RSA", "ok",
	{"dmz", "bcn"}, {"expired"}, URGENCY_EXPIRED, -3},
    {'b', "api", "api.exemple.cat", 8443, "Via Oberta", "pro", "Sectigo RSA", "timeout", {"dmz"},
	{0}, URGENCY_LATE, 19},
    {'c', "tramits", "tramits.exemple.cat", 443, "Tràmits", "pre", "EC-SectorPublic", "ok", {0},
	{"name-mismatch", "incomplete-chain"}, URGENCY_OK, 180},
    {'d', "nova", "nova.exemple.cat", 443, "", "pre", "", "dns-failure", {"bcn"}, {0},
	URGENCY_UNKNOWN, UNKNOWN},
    {'e', "seu-pre", "10.0.0.7", 8443, "Seu", "pre", "Sectigo, ECC", "ok", {0}, {0}, URGENCY_DUE,
	30},
};

static inline const char *
row_text(const void *p, enum field field, size_t i)
{
	const struct row *r = p;
	const char *one = field == FIELD_CERTIFICATE_KIND ? r->letter == 'b' ? "CDS-1" : ""
			  : field == FIELD_KIND           ? r->letter == 'e' ? "device" : "server"
			  : field == FIELD_TICKET         ? r->letter == 'a'   ? "SIS-7"
							    : r->letter == 'b' ? "ST-1"
									       : NULL
			  : field == FIELD_NAME           ? r->name
			  : field == FIELD_HOST           ? r->host
			  : field == FIELD_SERVICE        ? r->service
			  : field == FIELD_ENVIRONMENT    ? r->environment
			  : field == FIELD_ISSUER         ? r->issuer
			  : field == FIELD_OUTCOME        ? r->outcome
							  : NULL;

	if (field == FIELD_TAG)
		return r->tags[i];
	if (field == FIELD_PROBLEM)
		return r->problems[i];
	return i ? NULL : one;
}

static inline bool
row_number(const void *p, enum field field, int64_t *value)
{
	const struct row *r = p;

	*value = field == FIELD_PORT      ? r->port
		 : field == FIELD_URGENCY ? (int64_t)r->urgency
		 : field == FIELD_ID      ? r->letter
		 : field == FIELD_STARTS || field == FIELD_START
		     ? (r->days == UNKNOWN ? UNKNOWN : r->days - 10)
		     : r->days;
	return *value != UNKNOWN;
}

/* a: renewal 12, mine, ours, to be looked at since yesterday; b: 1, of anna, waits for el CTTI; c: 21, of nobody, paused; e: in
 * none. */
static inline void
row_renewal(const void *p, struct row_renewal *r)
{
	const char letter = ((const struct row *)p)->letter;

	r->me = "jordi";
	r->now = 1795910400; /* 29/11/2026 */
	r->id = letter == 'a' ? 12 : letter == 'b' ? 1 : letter == 'c' ? 21 : 0;
	r->state = letter == 'c' ? RENEWAL_PAUSED : RENEWAL_OPEN;
	r->owner = letter == 'a' ? "jordi" : letter == 'b' ? "anna" : "";
	r->waiting_on = letter == 'b' ? "el CTTI" : "";
	r->follow_up = letter == 'a' ? "2026-11-28" : letter == 'b' ? "2026-12-02" : "";
	r->contradiction = letter == 'b' ? "closed-but-old" : "";
	r->answered = letter == 'c';
}

static const struct row_reader reader = {row_text, row_number, NULL, row_renewal};

#endif
