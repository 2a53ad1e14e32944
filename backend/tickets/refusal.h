/* Why Jira did not do what was asked, in one form, out of the many that it has: a status, JSON with errorMessages (a list
 * or a text), errors, message or errorMessage, HTML, headers of its login, an empty body, or no answer at all. */
#ifndef TICKETS_REFUSAL_H
#define TICKETS_REFUSAL_H

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

struct http_answer;

struct refusal {
	const char *code; /* static, of base/codes.def; NULL: there is no refusal */
	json_t *args;     /* texts are clean; NULL until there is a code */
	/* False: Jira certainly did nothing, for the request never left, or it was refused. True: nobody knows. */
	bool sent;
	int64_t retry_ms; /* of Retry-After; 0 where it said nothing */
};

void refusal_release(struct refusal *r);

/* Fills r. args is stolen, NULL stands for none. */
void refusal_set(struct refusal *r, const char *code, bool sent, json_t *args);

/* True, and r, where the answer is none of the 2xx of somebody who is logged in. `now` is for a Retry-After that is a
 * date. */
bool refusal_of(const struct http_answer *a, int64_t now, struct refusal *r);

/* The JSON in the body of an answer that is no refusal, a new reference; NULL and r where there is none. An empty body
 * is a refusal as well. */
json_t *refusal_or_json(const struct http_answer *a, struct refusal *r);

#endif
