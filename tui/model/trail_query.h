/* What people type to see some lines of the audit trail only, as the operation "log" is asked for it:
 *
 *   monitor:seu   monitor:12     of that monitor, its renewals and their tickets
 *   renovacio:12                 of that renewal and its tickets
 *   qui:anna      qui:jo,pau     by that login, or one of several
 *   -qui:caducad                 by all but that one, or those
 *   que:servei    que:renewal.close    of a family, or of one kind, by its code; also of several, or of all but these
 *   dia:30/11/2026  des:28/11  fins:30/11     in local time; fins includes its day; avui, ahir
 *
 * Names in either language, without regard to case or accents; all must hold. */
#ifndef TUI_MODEL_TRAIL_QUERY_H
#define TUI_MODEL_TRAIL_QUERY_H

#include <jansson.h>

#include <stdint.h>

struct err;
struct field_fault;
struct model;

/* The arguments, which the caller decrefs. NULL: it cannot be read; err says so in the user's language, and *fault where (its code
 * has no words); fault may be NULL. */
json_t *trail_query(const char *text, const struct model *m, const char *me, int64_t now,
    struct field_fault *fault, struct err *err);

/* The same, and that word; in the place of what asked for the same. The caller frees. */
char *trail_query_with(const char *text, const char *word);

#endif
