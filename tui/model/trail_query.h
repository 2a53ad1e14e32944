/* What people type to see some lines of the audit trail only, as the operation "log" is asked for it:
 *
 *   monitor:seu   monitor:12     of that monitor, its renewals and their tickets
 *   renovacio:12                 of that renewal and its tickets
 *   qui:anna      qui:jo         by that login
 *   que:servei    que:renewal.close    of a family, or of one kind, by its code
 *   dia:30/11/2026  des:28/11  fins:30/11     in local time; fins includes its day; avui, ahir
 *
 * Names in either language, without regard to case or accents; all must hold. */
#ifndef TUI_MODEL_TRAIL_QUERY_H
#define TUI_MODEL_TRAIL_QUERY_H

#include <jansson.h>

#include <stdint.h>

struct err;
struct model;

/* The arguments, which the caller decrefs. NULL: it cannot be read; err says so in the user's language. */
json_t *trail_query(
    const char *text, const struct model *m, const char *me, int64_t now, struct err *err);

#endif
