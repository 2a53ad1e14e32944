/* The names that people give, looked for in a text: whole words, in any case, with or without accents.
 * Hosts, URLs and mailboxes of the text are no words of it. */
#ifndef INVENTORY_PHRASES_H
#define INVENTORY_PHRASES_H

#include <stdbool.h>

struct phrases;

struct phrases *phrases_new(const char *text);
void phrases_free(struct phrases *p);

/* Takes time by the logarithm of the text's length. A word that stands in any alert ("certificat", "www") is not
 * found where it stands alone. */
bool phrases_have(const struct phrases *p, const char *name);

/* Is it of several words, so that to stand in a text by chance is unlikely? */
bool phrases_are_several(const char *name);

#endif
