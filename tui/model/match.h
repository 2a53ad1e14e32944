/* Finds a text inside another as text_contains does (no case, no accents), and says where, to
 * highlight it. */
#ifndef TUI_MODEL_MATCH_H
#define TUI_MODEL_MATCH_H

#include <stdbool.h>
#include <stddef.h>

struct canvas;

/* The needle is folded already (text_folded). *start and *end are bytes of text. */
bool match_find(const char *text, const char *folded, size_t *start, size_t *end);
/* Cheaper: whether it is there at all. */
bool match_has(const char *text, const char *folded);
/* canvas_text with every match of folded (NULL or "": none) in STYLE_MATCH. Returns the columns
 * used. */
int match_text(struct canvas *c, int row, int column, int width, unsigned style, const char *text,
    const char *folded);

#endif
