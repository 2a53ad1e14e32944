/* Texts of others within a document in Markdown (CommonMark, with the tables of GFM). */
#ifndef WORDS_MARKDOWN_H
#define WORDS_MARKDOWN_H

struct buf;

/* Adds it cleaned, on one line, and so that it neither ends the cell of a table nor begins a tag of HTML, a link, an image that is
 * fetched from somewhere, or code. */
void markdown_put(struct buf *out, const char *text);

#endif
