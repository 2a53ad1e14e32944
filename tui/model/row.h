/* One row of the list as the backend sends it (the short row of the protocol), kept small: the
 * console holds all of them. Texts stand one after another in one allocation. */
#ifndef TUI_MODEL_ROW_H
#define TUI_MODEL_ROW_H

#include "base/monitor_field.h"
#include "base/terms.h"
#include "expiry/urgency.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct reader;

enum row_text {
/* what a person says; lists are joined by ", "; ROW_SNI is "" also when none was set, see sni_set */
#define STRING(ID, ...) ROW_##ID,
#define NUMBER(ID, ...)
#define TERM(ID, ...)
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	ROW_DETAIL,
	ROW_ISSUER,         /* the common name alone */
	ROW_SUBJECT,        /* the same */
	ROW_WAITING,        /* for whom its renewal waits; "" it is our turn */
	ROW_AGAINST,        /* code of what the world says against its renewal; "" nothing */
	ROW_FOLLOW_UP,      /* the first day to look at it again, "2026-11-26"; "" none */
	ROW_OWNER,          /* login of who has it; "" nobody */
	ROW_RETIRES,        /* the day from which it is not watched, "2026-11-23"; "" not said */
	ROW_TICKETS,        /* joined by ", " */
	ROW_FORMER_TICKETS, /* earlier keys of these, the same */
	ROW_TEXT_COUNT
};

/* Of a host and a port, with the NUL: a file's host is its name, with characters of up to four bytes. */
enum { ROW_ENDPOINT_BYTES = 4 * MONITOR_TEXT_MAX + sizeof("[]:65535") };

struct row {
	int64_t id;
	int64_t version;
	int64_t renewal;             /* id of the open one that it is in; 0: none */
	int64_t overridden;          /* the renewal whose certificate nobody saw here; 0: none */
	int64_t renewal_version;     /* of that one, as acts name it */
	int64_t not_before;          /* seconds since the epoch; 0: never seen */
	int64_t not_after;           /* the same */
	int64_t checked_at, seen_at; /* the same */
	struct deadlines deadlines;  /* end 0: none */
	uint64_t problems;           /* PROBLEM_BIT */
	uint64_t changes;            /* CHANGE_BIT, of what was found and nobody acknowledged */
	uint64_t accepted;           /* the same, of those that a person accepted */
	char *texts;                 /* beside where each starts: what is looked for in all rows */
	uint16_t at[ROW_TEXT_COUNT];
	uint16_t addresses, ok; /* how many there are; with outcome ok */
	uint16_t tickets_more;  /* that ROW_TICKETS leaves out */
	/* what a person says (base/monitor_fields.def): its numbers, and the values of its terms */
#define STRING(ID, ...)
#define NUMBER(ID, name, ...) int32_t name;
#define TERM(ID, name, ...) uint8_t name;
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	uint8_t outcome;
	uint8_t phase, phases; /* of the renewal */
	uint8_t renewal_state; /* the same: enum renewal_state */
	uint8_t level;         /* enum urgency, kept by the model */
	uint8_t attention;     /* enum attention, of those that nobody accepted; the same */
	bool sni_set, probing;
	bool answered; /* a ticket of the renewal was, and nobody has looked since */
};

/* The next value of `in` is a row. -1 when it is none (no id): then *r is untouched. scratch: the
 * caller keeps it from one row to the next, and nothing of it is of use afterwards. */
int row_parse(struct row *r, struct reader *in, struct buf *scratch);
int row_from_json(struct row *r, const json_t *object); /* the same of one that is a tree already */
void row_release(struct row *r);

static inline const char *
row_text(const struct row *r, enum row_text t)
{
	return r->texts + r->at[t];
}

/* When what it serves ends: the certificate, or before it what it hangs from; 0: never seen. */
static inline int64_t
row_end(const struct row *r)
{
	return r->deadlines.end ? r->deadlines.end : r->not_after;
}

/* Name, or host:port where it has none. Good until the next call but three. */
const char *row_title(const struct row *r);
/* host:port, with brackets round an IPv6 address; ROW_ENDPOINT_BYTES are enough. */
void row_endpoint(const struct row *r, char *out, size_t size);

#endif
