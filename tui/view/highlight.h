/* Text drawn with what was searched for in it made to stand out. */
#ifndef TUI_VIEW_HIGHLIGHT_H
#define TUI_VIEW_HIGHLIGHT_H

struct canvas;

/* canvas_text with every match of folded (NULL or "": none) in STYLE_MATCH. Returns the columns
 * used. */
int highlight_text(struct canvas *c, int row, int column, int width, unsigned style,
    const char *text, const char *folded);

#endif
