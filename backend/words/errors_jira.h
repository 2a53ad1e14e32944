/* The sentences of what Jira, or the way to it, answers: part of words/errors.c. */
#ifndef WORDS_ERRORS_JIRA_H
#define WORDS_ERRORS_JIRA_H

#include <jansson.h>

#include <stdbool.h>

/* The sentence of a code, in English and with holes, for the reason among its arguments where there is one; of several
 * the first that fits them. NULL where it is no code of these. */
const char *errors_jira_sentence(
    const char *code, const json_t *args, bool (*fits)(const char *sentence, const json_t *args));

#endif
