/* Rows as JSON, in two forms: the short one that the console holds, and the full
 * one of `list --json` and of the detail. New references. */
#ifndef DAEMON_STATE_ROW_JSON_H
#define DAEMON_STATE_ROW_JSON_H

#include <jansson.h>

#include <stdint.h>

struct acceptance;
struct stored_finding;
struct buf;
struct roster;
struct row;
struct store;

json_t *row_short(const struct row *row);
void row_write_short(const struct row *row, struct buf *out); /* its text is added */
json_t *row_full(const struct roster *r, const struct row *row, struct store *s, int64_t now);
/* What was accepted, by whom, why and until when; NULL of NULL. */
json_t *acceptance_json(const struct acceptance *a);
/* What changed, from which certificate to which, where and when, and whether it was acknowledged. */
json_t *finding_json(const struct roster *r, const struct stored_finding *f, struct store *s);
/* The facts of a certificate, from memory while they are not stored; NULL when it is not known. */
json_t *certificate_facts(const struct roster *r, const char *sha256, struct store *s);

#endif
