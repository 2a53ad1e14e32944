/* A compiled catalogue (GNU MO format, gettext manual section "The Format of GNU MO Files"). */
#ifndef WORDS_CATALOGUE_H
#define WORDS_CATALOGUE_H

#include <stddef.h>

struct catalogue;
struct err;

/* NULL with code "not-found", or "bad-catalogue" where the file does not keep to the format. */
struct catalogue *catalogue_open(const char *path, struct err *err);
void catalogue_free(struct catalogue *c); /* NULL is fine */

/* The translation of a message, NULL when there is none; it lives as long as the catalogue. form is
 * the plural's: 0 one, 1 many; 0 for a message without plural. */
const char *catalogue_find(const struct catalogue *c, const char *message, unsigned form);

#endif
