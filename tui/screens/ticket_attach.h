/* A CSR or a certificate of a renewal becomes an attachment of one of its tickets in Jira. */
#ifndef TUI_SCREENS_TICKET_ATTACH_H
#define TUI_SCREENS_TICKET_ATTACH_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct app;

/* documents: of the renewal, by role (renewal.show). What holds a key is never among those that can be attached. */
bool ticket_attach_any(const json_t *documents);
/* Asks which of them, then whether, naming the file and the ticket; then the backend has it sent. step: on whose
 * account. */
void ticket_attach(
    struct app *a, const char *key, int64_t renewal, const char *step, const json_t *documents);
/* The same where the documents are not here: they are asked for first. */
void ticket_attach_ask(struct app *a, const char *key, int64_t renewal, const char *step);

#endif
