/* How it goes with Jira, in words. jira: the member of that name of "status", or the args of that check of "doctor". */
#ifndef WORDS_JIRA_H
#define WORDS_JIRA_H

#include <jansson.h>

#include <stdbool.h>

struct buf;

/* It does not answer, or refuses the token of the service. */
bool words_jira_troubled(const json_t *jira);
/* Since when, and what to do meanwhile; nothing where it is not troubled. */
void words_jira_trouble(const json_t *jira, struct buf *out);
/* Since when, and why. */
void words_jira_reason(const json_t *jira, struct buf *out);
/* Of the check: when it last answered, and what reads tickets; or what is wrong. */
void words_jira(const json_t *check, struct buf *out);

#endif
