/* What filters and orders can ask of a row. They do not know what a row is: the caller gives
 * functions that read one, so the same language works on the console's structs and on the JSON of
 * the command line. */
#ifndef EXPIRY_FIELD_H
#define EXPIRY_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of what there are rows; a set of them says which ones have a field. */
enum rows_kind {
	ROWS_MONITORS = 1,
	ROWS_RENEWALS = 2, /* is what any of its monitors is */
	ROWS_TICKETS = 4,  /* the same of those that it is for */
	ROWS_REQUESTS = 8, /* what Jira is asked for */
	ROWS_SERVICES = 16
};

/* X(id, type, rows, names): every name that a person may write, the first in English, the second in Catalan; accents do
 * not matter. */
#define FIELDS(X)                                                                                 \
	X(ID, NUMBER, ANY_ROW, "id id")                                                           \
	X(NAME, TEXT, OF_MONITORS | ROWS_SERVICES, "name nom")                                    \
	X(HOST, TEXT, OF_MONITORS | ROWS_SERVICES, "host host domain amfitrio domini")            \
	X(PORT, NUMBER, OF_MONITORS, "port port")                                                 \
	X(PROTOCOL, TEXT, OF_MONITORS, "protocol protocol")                                       \
	X(KIND, TERM, OF_MONITORS, "kind tipus")                                                  \
	X(CERTIFICATE_KIND, TEXT, OF_MONITORS, "certificate certificat classe")                   \
	X(ENVIRONMENT, TEXT, OF_MONITORS, "environment entorn env")                               \
	X(SERVICE, TEXT, OF_MONITORS | ROWS_SERVICES, "service servei")                           \
	X(TAG, TEXT, OF_MONITORS, "tag etiqueta tags etiquetes")                                  \
	X(SUBJECT, TEXT, OF_MONITORS, "subject subjecte")                                         \
	X(ISSUER, TEXT, OF_MONITORS, "issuer emissor ca emissora")                                \
	X(OUTCOME, TERM, OF_MONITORS, "outcome resultat")                                         \
	X(PROBLEM, TERM, OF_MONITORS, "problem problema problems problemes")                      \
	X(ATTENTION, TERM, OF_MONITORS, "attention atenció")                                      \
	X(CHANGE, TERM, OF_MONITORS, "change canvi changes finding canvis troballa")              \
	X(TICKET, TEXT, OF_MONITORS | ROWS_REQUESTS, "ticket tiquet tickets tiquets")             \
	X(RENEWAL, OF_RENEWAL, OF_MONITORS | ROWS_REQUESTS, "renewal renovació")                  \
	X(WHO, OF_RENEWAL, OF_MONITORS | ROWS_REQUESTS, "who qui")                                \
	X(PENDING, OF_RENEWAL, OF_MONITORS | ROWS_REQUESTS, "pending pendent")                    \
	X(PHASE, NUMBER, ROWS_MONITORS | ROWS_RENEWALS, "phase fase") /* of its renewal */        \
	X(AGE, NUMBER, ROWS_RENEWALS | ROWS_TICKETS | ROWS_REQUESTS, "age edat") /* days */       \
	X(URGENCY, LEVEL, OF_MONITORS, "urgency urgència")                                        \
	X(DAYS, NUMBER, OF_MONITORS, "days dies")          /* until END */                        \
	X(STARTS, NUMBER, OF_MONITORS, "starts comença")   /* days until START */                 \
	X(START, TIME, OF_MONITORS, "start inici")         /* start by: the instant `due` */      \
	X(END, TIME, OF_MONITORS, "end fi expires caduca") /* not_after */                        \
	X(SEEN, TIME, OF_MONITORS, "seen vist")            /* when a certificate was last seen */ \
	X(CHECKED, TIME, OF_MONITORS, "checked sondejat comprovat") /* when last probed */

enum field {
#define X(id, type, rows, names) FIELD_##id,
	FIELDS(X)
#undef X
	    FIELD_COUNT
};

/* TEXT: any; TERM: a word of base/terms.h; LEVEL: an urgency as its number; NUMBER; TIME: seconds; OF_RENEWAL: what the renewal of the row says (expiry/row_renewal.h). */
enum field_type { FIELD_TEXT, FIELD_TERM, FIELD_LEVEL, FIELD_NUMBER, FIELD_TIME, FIELD_OF_RENEWAL };

struct row_renewal;

struct row_reader {
	/* The i-th text of a TEXT or TERM field, from 0; NULL after the last. "" counts as none. */
	const char *(*text)(const void *row, enum field field, size_t i);
	/* The value of a LEVEL, NUMBER or TIME field; false when there is none. Days are whole ones (days_left). */
	bool (*number)(const void *row, enum field field, int64_t *value);
	/* Whether some text of the row contains the folded one, for a word without a field; NULL: name,
	 * host, service and issuer are asked. */
	bool (*anywhere)(const void *row, const char *folded);
	/* What the open renewal is that it is in. *r is all zero, but for `me` and `now` where they are known; NULL: none of
	 * these rows is in one. */
	void (*renewal)(const void *row, struct row_renewal *r);
};

enum field_type field_type(enum field field);
/* What it is called in one of the languages; the caller frees. */
char *field_name(enum field field, bool catalan);
/* Its other name number i, from 0, in either language; NULL: it has no more. The caller frees. */
char *field_other_name(enum field field, size_t i);
bool field_is_of(enum field field, unsigned rows); /* some of the rows of a set of kinds have it */

/* The field of a name of len bytes, in either language; -1 when there is none such. */
int field_from(const char *name, size_t len);

/* Why a filter or an order could not be read. The code is one of:
 *   "filter-field" no such field            "filter-not-here" these rows have no such field
 *   "filter-urgency" "filter-kind" "filter-outcome" "filter-problem" "filter-attention"
 *   "filter-change" "filter-renewal" no such value of that field
 *   "filter-number" not a number            "filter-operator" not for this field
 *   "filter-quote" a quote is not closed    "filter-empty" nothing after the sign
 *   "filter-many" more fields than an order has room for
 *   "filter-long" with what its saved filters say, more values than a filter has room for */
struct field_fault {
	const char *code; /* static */
	size_t at, len;   /* bytes in what was given */
	size_t character; /* the same place as a person counts, from 1 */
	unsigned rows;    /* kinds of the rows that were asked for; 0: any */
	char word[64];    /* the word that is wrong, cut and cleaned */
};

/* Always returns -1. */
int field_fault_set(
    struct field_fault *f, const char *code, const char *text, size_t at, size_t len);

#endif
