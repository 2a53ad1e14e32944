/* A request to Jira as a row of a list: how it stands, and what a person does to it. A request is a json_t of
 * ticket.requests, which is only read before the call returns. */
#ifndef TUI_SCREENS_REQUEST_ACTS_H
#define TUI_SCREENS_REQUEST_ACTS_H

#include "tui/keys/actions.h"

#include <jansson.h>

struct app;

/* Who has the next move. */
enum request_need {
	REQUEST_NEEDS_SOMEBODY, /* to decide: Jira refused it, or nobody knows whether it did it */
	REQUEST_NEEDS_ME,       /* my token */
	REQUEST_NEEDS_OWNER,    /* another's */
	REQUEST_NEEDS_JIRA
};

enum request_need request_need(const struct app *a, const json_t *request);
unsigned request_style(const json_t *request);
/* What it is for, how far it is and why, and its keys: at least three lines. */
void request_draw(struct app *a, enum context context, const json_t *request, int row, int height);

/* ---- acts: what cannot be done to it as it is says so, and what can ---- */
void request_retry(struct app *a, const json_t *request);
void request_change(struct app *a, const json_t *request); /* its text */
void request_by_hand(struct app *a, const json_t *request);
void request_drop(struct app *a, const json_t *request);
void request_take_over(struct app *a, const json_t *request);
void request_show_plain(struct app *a, const json_t *request);
void request_open_renewal(struct app *a, const json_t *request);

#endif
