/* One entry of the form of a monitor: a field of base/monitor_fields.def that has a place there, with its text or choice.
 * An entry is known by its place, from 0. */
#ifndef TUI_SCREENS_FORM_ENTRY_H
#define TUI_SCREENS_FORM_ENTRY_H

#include "base/monitor_field.h"
#include "tui/screens/value_choice.h"
#include "tui/view/field.h"

#include <jansson.h>

#include <stdbool.h>

struct row;

enum {
	ENTRY_COUNT = 0
#define STRING(ID, name, type, usual, right, flags, option, argument, columns, place, ...) \
	+((place) != NO_PLACE)
#define NUMBER STRING
#define TERM STRING
#include "base/monitor_fields.def"
#undef STRING
#undef NUMBER
#undef TERM
};

struct entry {
	struct field field;
	int choice;
	char *initial; /* what stood there when the form was opened, or was saved last by anybody */
	char *problem; /* in words; NULL none */
};

const struct monitor_field_info *entry_info(int i);
/* -1: it has none. A port is typed with its host. */
int entry_of(enum monitor_field f);
/* The value of a term is a number; a kind of certificate is of an open list, and stands as its text. */
bool entry_is_choice(int i);
/* What its text can be chosen from, beside the words of a term. */
enum value_kind entry_values(int i);
void entry_release(struct entry *e);

/* ---- values, as texts that can be compared; the caller frees ---- */

char *entry_value(const struct entry *e, int i);
char *entry_in_row(const struct row *r, int i); /* how a row's value is written in the form */
/* A value as a person reads it; kinds: of certificates, as kind_choice.h has them. */
char *entry_words(int i, const char *value, const json_t *kinds);
void entry_set(struct entry *e, int i, const char *value);
bool entry_changed(const struct entry *e, int i);
enum monitor_type entries_type(const struct entry *all);
/* The entry that is required and empty, which can only be the host; a certificate in a file may have a name instead. -1: none. */
int entries_missing(const struct entry *all);
/* Entry i of all as arguments of monitor.add (fresh) or monitor.edit. NULL, or in words why it cannot be. */
const char *entry_put(const struct entry *all, int i, bool fresh, json_t *args);

#endif
