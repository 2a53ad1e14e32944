/* What an operation on a ticket refuses until somebody agrees, asked as a question over the screen. */
#ifndef TUI_SCREENS_TICKET_AGREE_H
#define TUI_SCREENS_TICKET_AGREE_H

#include <jansson.h>

#include <stdbool.h>

struct app;

typedef void ticket_agreed_fn(struct app *a, const char *code, void *arg);

/* Asks; on yes calls with the code that goes among "agreed". False: error is none of those, and nothing is asked.
 * arg must outlive the question, as what is under it on the stack does. */
bool ticket_agree(struct app *a, const json_t *error, ticket_agreed_fn *yes, void *arg);

#endif
