/* The fields of a monitor that a person says, as a table that every room reads: see base/monitor_fields.def, which
 * also tells how to add one. */
#ifndef BASE_MONITOR_FIELD_H
#define BASE_MONITOR_FIELD_H

#include "base/terms.h"

#include <jansson.h>

enum monitor_field {
#define STRING(ID, ...) MONITOR_FIELD_##ID,
#define NUMBER(ID, ...) MONITOR_FIELD_##ID,
#define TERM(ID, ...) MONITOR_FIELD_##ID,
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
	MONITOR_FIELD_COUNT
};

/* How a value is written and what may stand there. On the wire TAGS and NODES are lists, PORT and DAYS numbers, the
 * others texts. */
enum value_type {
	VALUE_TEXT,  /* one line */
	VALUE_HOST,  /* a name or an address */
	VALUE_PORT,  /* 1 to 65535 */
	VALUE_SNI,   /* a name; null: the host; "": none */
	VALUE_PROXY, /* the name of one of the configuration's */
	VALUE_NODES, /* addresses beside those of DNS; kept with a blank between */
	VALUE_TAGS,  /* words; kept sorted, with a comma between */
	VALUE_DAYS,  /* 0 to LEAD_MAX; -1: what is usual */
	VALUE_KIND,  /* the id of a kind of certificate that site.conf lists; "": not said */
	VALUE_DATE,  /* a day, "2026-12-19"; "": not said */
	VALUE_TERM,  /* a word of base/terms.h */
	VALUE_TYPE_COUNT
};

enum {
	MONITOR_FIELD_NOT_ADDED = 1, /* add has it in its argument: an option of edit alone */
	MONITOR_FIELD_SELDOM = 2,    /* not in the short row where it is empty */
	MONITOR_FIELD_DECLARED = 4 /* a fact of the certificate, of lower rank than what is seen */
};

enum { MONITOR_TEXT_MAX = 200 /* characters of a VALUE_TEXT */, LEAD_MAX = 3650, NO_PLACE = 0 };

struct monitor_field_info {
	const char *name;
	enum value_type type;
	enum right right;
	unsigned flags;
	const char *option, *argument; /* of caducactl */
	const char *columns;           /* of lists, beside the name; blanks between */
	int place;                     /* in the form */
	const char *word, *label, *hint;
	/* of a term, else 0 and NULL: how many words there are, the word of a value, the value of a word or -1 */
	int count;
	const char *(*text)(int value);
	int (*from)(const char *text);
};

const struct monitor_field_info *monitor_field_info(enum monitor_field f);
/* On the wire; -1 when there is none of that name. */
int monitor_field_from(const char *name);
/* By what a list calls it, whatever its case and accents; -1. */
int monitor_field_of_column(const char *title);
#define VALUE_IS_LIST(type) ((type) == VALUE_TAGS || (type) == VALUE_NODES)
#define VALUE_IS_NUMBER(type) ((type) == VALUE_PORT || (type) == VALUE_DAYS)

/* How a person writes the SNI that is none (""), which left out would be the host. */
#define SNI_NONE "-"

/* A list as it is kept ("a,b", "x y") as a JSON array of its words. */
json_t *value_list(enum value_type type, const char *kept);

#endif
