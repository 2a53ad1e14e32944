/* What each person answered to a question that is asked once. Contract of errors, transactions and
 * strings: store/store.h. */
#ifndef STORE_ANSWERS_H
#define STORE_ANSWERS_H

#include "store/store.h"

/* In the place of the one before. question: the key of a step; value: of one of its options. */
int store_answer_put(
    struct store *s, const char *login, const char *question, const char *value, struct err *err);
/* *value is new; NULL: the question was not answered. */
int store_answer_get(
    struct store *s, const char *login, const char *question, char **value, struct err *err);

#endif
