/* A step of a renewal in words, for both clients. step: of renewal.step, with the members of its line in
 * renewal.show ("waiting_on", "undecided"…). Those that have an out append to it; nothing where there is nothing. */
#ifndef WORDS_STEP_H
#define WORDS_STEP_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct buf;

/* Whose turn it is, since when; or done, when and by whom. state: the client's word for it; ends_wait: doing it
 * ends a wait that runs, so that it may be done before its turn; answered: who is waited for has. */
void words_step_standing(const json_t *step, const char *state, int64_t now, bool ends_wait,
    bool answered, struct buf *out);
void words_step_last_time(const json_t *step, struct buf *out);
/* Where it comes from, unless that is the team's page: then "". */
const char *words_step_source(const json_t *step);

/* What its texts lack, each once: the name of the i-th value; "" after the last. */
const char *words_step_missing(const json_t *step, size_t i);

/* Of a "template" and of a "reminder": what stands over it. */
const char *words_step_template(const json_t *text);
const char *words_step_reminder(const json_t *text);

/* Of a file step: "The chain is complete: passed (should pass)"; and why it did not pass. */
void words_step_check(const json_t *check, struct buf *out);
void words_step_check_why(const json_t *check, struct buf *out);

/* What one address served; true when it is what it should. */
bool words_step_address(const json_t *one, int64_t now, struct buf *out);

/* "30/11/2026 17:55 · anna: reminder on SIS-7001": one of the comments in a step's record. */
void words_step_comment(const json_t *comment, struct buf *out);

/* The value of a field of a form, or that it is one's own or left empty on purpose. */
const char *words_step_field(const json_t *field);

#endif
