/* What a terminal is sent so that its clipboard holds a text: OSC 52 ("Manipulate Selection Data" of xterm's ctlseqs), in base64
 * (RFC 4648, section 4). The query of it is never sent. */
#ifndef TUI_TERM_CLIPBOARD_H
#define TUI_TERM_CLIPBOARD_H

struct buf;

/* text is cleaned, line by line. Nothing where it is empty. */
void clipboard_sequence(const char *text, struct buf *out);

#endif
