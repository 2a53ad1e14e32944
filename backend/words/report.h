/* Renewals on paper, as Markdown in the user's language, for both clients: the record of one, as an
 * auditor asks for, and a page of all that a person has open, for whoever goes on with it. Texts of
 * others are cleaned here, and cannot end a table or a line. */
#ifndef WORDS_REPORT_H
#define WORDS_REPORT_H

#include <jansson.h>

#include <stdint.h>

struct buf;

/* "done", "waiting", "open"… of a step or a renewal; one that is not known as it is. */
const char *words_state(const char *state);
/* The same of a renewal (of renewal.list or renewal.show), of a closed one by how it ended: "taken back" where it was begun
 * by mistake, "not renewed", else "closed". */
const char *words_renewal_state(const json_t *renewal);
/* "alert", "list", "ticket", "mail". */
const char *words_origin(const char *origin);

/* renewal: of renewal.show; steps and values: all pages of renewal.records; trail: of renewal.trail.
 */
void words_record(const json_t *renewal, const json_t *steps, const json_t *values,
    const json_t *trail, struct buf *out);

/* The head of the page, then each renewal (of renewal.show) with its trail. */
void words_handover(const char *who, size_t renewals, int64_t now, struct buf *out);
void words_handover_add(const json_t *renewal, const json_t *trail, int64_t now, struct buf *out);

#endif
