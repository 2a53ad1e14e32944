/* The definitions that renewals have pinned, each read once from its text and shared by all that follow it, since reading one
 * takes milliseconds and an act, a page of a list or a start of the backend asks for hundreds. A digest stands for one text for
 * ever, so nothing in here grows old. It holds the few that were asked for last; one that a renewal still follows lives on
 * without it. */
#ifndef PROCEDURE_PIN_CACHE_H
#define PROCEDURE_PIN_CACHE_H

#include <stddef.h>

struct definition;
struct err;
struct pin_cache;

enum { PIN_CACHE_MAX = 64 }; /* of some 100 kB each */

/* The text of a digest, new; NULL when it is not there. */
typedef char *pin_text_lookup(void *ctx, const char *digest);

struct pin_cache *pin_cache_new(pin_text_lookup *lookup, void *ctx);
void pin_cache_free(struct pin_cache *c); /* NULL is fine */

/* The caller's share of it (definition_free). NULL and err, which call it by the name: "missing-pin", or "broken-procedure" where
 * nothing of a procedure is in the text. */
struct definition *pin_cache_get(
    struct pin_cache *c, const char *name, const char *digest, struct err *err);

#endif
