/* What is known of a thing, as lines of a label and a text. A fact is a label, a text that is wrapped to the width here (so that a
 * line is a line of the screen, and the screen can move by lines), a style, and the value that the copy key shows; lines that
 * continue a fact have none of their own. */
#ifndef TUI_SCREENS_FACT_LINES_H
#define TUI_SCREENS_FACT_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct canvas;
struct fact_lines;

/* whole: long texts are wrapped, and headings stand; else a line each. */
struct fact_lines *fact_lines_new(int width, bool whole);
void fact_lines_free(struct fact_lines *f); /* NULL is fine */
/* label: translated, not copied; "" where it goes on with the one above. Nothing without a text, which is cleaned. */
void fact_lines_add(struct fact_lines *f, const char *label, unsigned style, const char *text);
void fact_lines_heading(struct fact_lines *f, const char *text);

size_t fact_lines_count(const struct fact_lines *f);
/* found: folded text to highlight; NULL none. */
void fact_lines_draw(
    const struct fact_lines *f, size_t i, struct canvas *c, int row, int column, const char *found);
const char *fact_lines_value(const struct fact_lines *f,
    size_t i); /* the whole value of line i, to copy; "" for a heading */
bool fact_lines_match(
    const struct fact_lines *f, size_t i, const char *found); /* its text or its label */

#endif
