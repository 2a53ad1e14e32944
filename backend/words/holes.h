/* Sentences with {names} in them, where the arguments of an error or a message go. */
#ifndef WORDS_HOLES_H
#define WORDS_HOLES_H

#include <jansson.h>

#include <stdbool.h>

struct buf;

/* Is each of its names among the arguments? */
bool holes_known(const char *sentence, const json_t *args);
/* The sentence, with the values in their places. */
void holes_fill(struct buf *out, const char *sentence, const json_t *args);

#endif
