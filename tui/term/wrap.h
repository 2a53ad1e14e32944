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
/* Appends the text where it fits in so many columns; else as many whole words as do, and "…". Where not even one word fits it is left
 * whole, to be cut when it is drawn. */
void wrap_words(const char *text, int width, struct buf *out);

#endif
