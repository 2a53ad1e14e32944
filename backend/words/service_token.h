/* Why tickets are not followed with the token of the service, in words. */
#ifndef WORDS_SERVICE_TOKEN_H
#define WORDS_SERVICE_TOKEN_H

#include <jansson.h>

struct buf;

/* trouble: the member "service" of "jira" of "status". What is wrong, since when, and when it is tried again. */
void words_service_token(const json_t *trouble, struct buf *out);

#endif
