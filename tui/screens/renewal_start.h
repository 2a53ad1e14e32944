/* From monitors to their renewals. */
#ifndef TUI_SCREENS_RENEWAL_START_H
#define TUI_SCREENS_RENEWAL_START_H

#include <jansson.h>

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

struct app;
struct bulk;
struct row;

/* Opens the renewal of a monitor, or offers to begin one. */
void renewal_start_one(struct app *a, int64_t monitor);
/* Where none is open, whoever claims it begins one, which he has then; he is told so. */
void renewal_start_to_claim(struct app *a, const struct row *row);
/* After one question begins renewals of the monitors `ids`, which have none, and claims the open ones of targets (renewal_bulk.h),
 * which is stolen. */
void renewal_start_and_claim(struct app *a, const int64_t *ids, size_t count, json_t *targets);
/* For marked monitors: a renewal for each distinct certificate, after a question that says so. out: what else was marked and is left
 * out; named with what is left out of these, and emptied. */
void renewal_start_marked(struct app *a, const int64_t *ids, size_t count, struct bulk *out);
/* Where they come from, beside the list; NULL for what there is none of. */
struct renewal_cause {
	const char *origin; /* "mail", "alert", "ticket" */
	const char *ticket; /* that asks for it */
	const char *alert;  /* its text, that is recorded once it was agreed to */
};

/* For these monitors, one renewal for each distinct certificate. */
void renewal_start_with(
    struct app *a, const int64_t *ids, size_t count, const struct renewal_cause *cause);
/* With what renewal.open answered: one was begun, which can be taken back. opens: it does; else it is said. */
void renewal_start_begun(struct app *a, const json_t *ok, bool opens);

#endif
