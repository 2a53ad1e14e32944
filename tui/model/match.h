/* Finds a text inside another as text_contains does (no case, no accents), and says where. */
#ifndef TUI_MODEL_MATCH_H
#define TUI_MODEL_MATCH_H

#include <stdbool.h>
#include <stddef.h>

/* The needle is folded already (text_folded). *start and *end are bytes of text. */
bool match_find(const char *text, const char *folded, size_t *start, size_t *end);
/* Cheaper: whether it is there at all. */
bool match_has(const char *text, const char *folded);

#endif
