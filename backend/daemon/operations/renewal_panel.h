/* What the panel of a client shows of a renewal. */
#ifndef DAEMON_OPERATIONS_RENEWAL_PANEL_H
#define DAEMON_OPERATIONS_RENEWAL_PANEL_H

#include <jansson.h>

struct loaded_renewal;
struct session;

/* Puts into ok the "renewal" in outline (procedure/renewal_view.h), with what else is known of it, and "now". */
void renewal_add_outline(const struct session *s, const struct loaded_renewal *t, json_t *ok);
/* A step in full; NULL when there is no such step. A new reference. */
json_t *renewal_step_json(
    const struct session *s, const struct loaded_renewal *t, const char *name);
/* The outline, and in "steps", in full, the step named (NULL: none) and the one that comes next, as far as the line has
 * room for them. */
void renewal_add_view(
    const struct session *s, const struct loaded_renewal *t, const char *step, json_t *ok);

#endif
