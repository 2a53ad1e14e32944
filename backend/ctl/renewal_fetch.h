/* What the backend tells of renewals page after page, whole. NULL after saying why not. */
#ifndef CTL_RENEWAL_FETCH_H
#define CTL_RENEWAL_FETCH_H

#include <jansson.h>

#include <stdbool.h>

struct ctl;

/* A renewal is named by its number alone. 0 after saying why not. */
json_int_t renewal_number(struct ctl *ctl, const char *text);

/* "ok" of renewal.show. */
json_t *renewal_get(struct ctl *ctl, json_int_t number);
json_t *renewal_fetch_list(struct ctl *ctl, bool closed_too);
json_t *renewal_fetch_trail(struct ctl *ctl, json_int_t number);
/* The steps' records; *values, NULL before, gets those of the renewal: the caller's, also on failure. */
json_t *renewal_fetch_records(struct ctl *ctl, json_int_t number, json_t **values);

#endif
