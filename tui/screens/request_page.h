/* What is asked of Jira: a ticket before it is sent, and what is under way. */
#ifndef TUI_SCREENS_REQUEST_PAGE_H
#define TUI_SCREENS_REQUEST_PAGE_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct app;
struct buf;

/* The ticket of a step as it would be made: looked at, edited, and sent after a question. */
void request_preview(struct app *a, int64_t renewal, const char *step);
/* The text of one that was not sent, or was refused: edited, and sent. */
void request_edit(struct app *a, const json_t *request);

/* How far a request of ticket.requests is: "queued: it waits for anna…". */
void request_words(const struct app *a, const json_t *request, struct buf *out);
const char *request_word(const json_t *request);
bool request_is_mine(
    const struct app *a, const json_t *request); /* it goes with the token of who looks */
bool request_takes(const json_t *request, const char *act);

#endif
