/* The kinds of certificate to choose from, as kind.list answered them (NULL: it has not yet). The first choice is
 * none; a kind that the list has no more is one more, as long as it stands. */
#ifndef TUI_SCREENS_KIND_CHOICE_H
#define TUI_SCREENS_KIND_CHOICE_H

#include <jansson.h>

/* The id that stands so many after id, round and round; good while the list is. */
const char *kind_choice_after(const json_t *kinds, const char *id, int steps);
/* "CDS-1 · Certificat de servidor segur"; "—": none; "…": none, and no other can be chosen yet. The caller frees. */
char *kind_choice_text(const json_t *kinds, const char *id);
/* enum kind of those that have such a certificate; -1: not known. */
int kind_choice_class(const json_t *kinds, const char *id);

#endif
