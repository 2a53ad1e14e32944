/* What filters and orders can ask of a row. They do not know what a row is: the caller gives
 * functions that read one, so the same language works on the console's structs and on the JSON of
 * the command line. */
#ifndef EXPIRY_FIELD_H
#define EXPIRY_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(id, type, names): every name, Catalan and English, that a person may write; accents do not
 * matter. */
#define FIELDS(X)                                                                             \
	X(ID, NUMBER, "id")                                                                   \
	X(NAME, TEXT, "name nom")                                                             \
	X(HOST, TEXT, "host domain amfitrio domini")                                          \
	X(PORT, NUMBER, "port")                                                               \
	X(PROTOCOL, TEXT, "protocol")                                                         \
	X(KIND, TERM, "kind tipus")                                                           \
	X(CERTIFICATE_KIND, TEXT, "certificate certificat classe")                            \
	X(ENVIRONMENT, TEXT, "environment env entorn")                                        \
	X(SERVICE, TEXT, "service servei")                                                    \
	X(TAG, TEXT, "tag tags etiqueta etiquetes")                                           \
	X(SUBJECT, TEXT, "subject subjecte")                                                  \
	X(ISSUER, TEXT, "issuer emissor emissora")                                            \
	X(OUTCOME, TERM, "outcome resultat")                                                  \
	X(PROBLEM, TERM, "problem problems problema problemes")                               \
	X(ATTENTION, TERM, "attention atencio")                                               \
	X(CHANGE, TERM, "change changes finding canvi canvis troballa")                       \
	X(TICKET, TEXT, "ticket tickets tiquet tiquets")                                      \
	X(RENEWAL, OF_RENEWAL, "renewal renovacio")                                           \
	X(WHO, OF_RENEWAL, "who qui")                                                         \
	X(PENDING, OF_RENEWAL, "pending pendent")                                             \
	X(URGENCY, LEVEL, "urgency urgencia")                                                 \
	X(DAYS, NUMBER, "days dies")                                                          \
	X(START, TIME, "start inici")                  /* start by: the instant `due` */      \
	X(END, TIME, "end expires fi caduca")          /* not_after */                        \
	X(SEEN, TIME, "seen vist")                     /* when a certificate was last seen */ \
	X(CHECKED, TIME, "checked comprovat sondejat") /* when last probed */

enum field {
#define X(id, type, names) FIELD_##id,
	FIELDS(X)
#undef X
	    FIELD_COUNT
};

/* TEXT: any; TERM: a word of base/terms.h; LEVEL: an urgency as its number; NUMBER; TIME: seconds,
 * for orders only; OF_RENEWAL: what the renewal of the row says (expiry/row_renewal.h). */
enum field_type { FIELD_TEXT, FIELD_TERM, FIELD_LEVEL, FIELD_NUMBER, FIELD_TIME, FIELD_OF_RENEWAL };

struct row_renewal;

struct row_reader {
	/* The i-th text of a TEXT or TERM field, from 0; NULL after the last. "" counts as none. */
	const char *(*text)(const void *row, enum field field, size_t i);
	/* The value of a LEVEL, NUMBER or TIME field; false when there is none. */
	bool (*number)(const void *row, enum field field, int64_t *value);
	/* Whether some text of the row contains the folded one, for a word without a field; NULL: name,
	 * host, service and issuer are asked. */
	bool (*anywhere)(const void *row, const char *folded);
	/* What the open renewal is that it is in. *r is all zero, but for `me` and `now` where they are known; NULL: none of
	 * these rows is in one. */
	void (*renewal)(const void *row, struct row_renewal *r);
};

enum field_type field_type(enum field field);

/* The field of a name of len bytes, in either language; -1 when there is none such. */
int field_from(const char *name, size_t len);

/* Why a filter or an order could not be read. The code is one of:
 *   "filter-field" no such field
 *   "filter-urgency" "filter-kind" "filter-outcome" "filter-problem" "filter-attention"
 *   "filter-change" "filter-renewal" no such value of that field
 *   "filter-number" not a number            "filter-operator" not for this field
 *   "filter-quote" a quote is not closed    "filter-empty" nothing after the sign
 *   "filter-many" more fields than an order has room for */
struct field_fault {
	const char *code; /* static */
	size_t at;        /* byte offset in what was given */
	char word[64];    /* the word that is wrong, cut and cleaned */
};

/* Always returns -1. */
int field_fault_set(
    struct field_fault *f, const char *code, const char *text, size_t at, size_t len);

#endif
