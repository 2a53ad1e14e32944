/* Breaks text into lines. */
#ifndef TUI_TERM_WRAP_H
#define TUI_TERM_WRAP_H

#include <stddef.h>

struct buf;
struct canvas;

/* How many bytes of clean text fit in so many columns: up to a blank where there is one, else as
 * many characters as fit, and at least one; 0 only for "". The end of a line ends it. */
size_t wrap_fit(const char *text, int width);
/* Draws text on at most `most` lines; returns the lines used. */
int wrap_draw(
    struct canvas *c, int row, int column, int width, int most, unsigned style, const char *text);
/* The lines that text takes. */
int wrap_lines(const char *text, int width);
/* The text, or of one that does not fit in so many columns the words that do, and "…"; where not even one does, it is cut when it
 * is drawn. */
void wrap_words(const char *text, int width, struct buf *out);

#endif
