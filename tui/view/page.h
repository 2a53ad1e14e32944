/* Text in paragraphs, for a pane: wrapped when drawn, whole when shown plain. */
#ifndef TUI_VIEW_PAGE_H
#define TUI_VIEW_PAGE_H

#include <stddef.h>

struct canvas;
struct page;
struct viewport;

struct page *page_new(void);
void page_free(struct page *p); /* NULL is fine */
/* Each line of the text becomes a paragraph. indent: columns, of all its lines. */
void page_add(struct page *p, unsigned style, int indent, const char *text);
void page_addf(struct page *p, unsigned style, int indent, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The lines of the last paragraph after its first stand so many columns further in. */
void page_hang(struct page *p, int columns);
void page_gap(struct page *p); /* an empty line, but never two, nor at the top */
int page_lines(const struct page *p, int width);
/* The lines that the viewport shows, with an arrow where there are more below. */
void page_draw(const struct page *p, struct canvas *c, int row, int column, int width, int height,
    struct viewport *v);
char *page_plain(const struct page *p); /* unwrapped; the caller frees */

#endif
