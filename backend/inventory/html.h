/* A page of HTML as text, for whoever looks for names in it: lines and cells as they stand, each link
 * before what is written on it. Images, scripts, styles and comments are left out. Any bytes. */
#ifndef INVENTORY_HTML_H
#define INVENTORY_HTML_H

#include <stddef.h>

struct buf;

void html_to_text(struct buf *out, const char *s, size_t len);

#endif
