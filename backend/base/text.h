/* Text from strangers made fit to be shown, and how wide text is on a terminal.
 *
 * Everything that comes from a certificate, a DNS answer, a file or another user passes text_clean when
 * it enters and again when it is drawn, logged or exported: cleaning twice changes nothing. What
 * remains is valid UTF-8 of printable code points. C0, C1, DEL, bidi controls, zero-width characters,
 * tags, U+2028/9, private use, noncharacters and unassigned controls are shown as <U+XXXX>; a byte that
 * is not UTF-8 as <XX>; of combining marks after one base at most two stay. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Appends the cleaned form of len bytes (NUL bytes allowed) to out. */
void text_clean(struct buf *out, const char *bytes, size_t len);

/* The same as a new string, at most max bytes long (cut between characters, "…" added); 0 is no limit. */
char *text_cleaned(const char *s, size_t max);

/* Of several lines each cleaned, with LF between them and a blank for a tab. A new string. */
char *text_cleaned_lines(const char *s);

/* Why what a person gave cannot be kept as one line of text: "not-utf8", "control" (something of it would not be seen)
 * or "too-long" (more than `most` characters). NULL: it can. */
const char *text_fault(const char *s, size_t most);

/* Nothing of it would be seen: it is empty, or has only blanks of whatever width and what is not printed. NULL is. */
bool text_is_blank(const char *s);

/* Decodes one code point of a UTF-8 string of len bytes; returns the bytes used, 0 at the end, and
 * -1 where the bytes are no UTF-8 (overlong, surrogate, above U+10FFFF, cut). */
int text_decode(const char *s, size_t len, uint32_t *code_point);

/* Appends a code point as UTF-8. */
void text_encode(struct buf *out, uint32_t code_point);

/* Columns that a code point takes (0, 1 or 2), independent of the locale. */
int text_columns(uint32_t code_point);

/* Columns of a clean UTF-8 string. */
int text_width(const char *s);

/* True when the code point may be drawn as it is. */
bool text_printable(uint32_t code_point);

/* Case-insensitive search that also ignores the accents of Latin letters: "tramits" finds "Tràmits". */
bool text_contains(const char *haystack, const char *needle);

/* The same of a needle that is folded already: for what is looked for in many texts. */
bool text_has_folded(const char *s, const char *folded);

/* True when the folded form of s is that text. */
bool text_folds_to(const char *s, const char *folded);

/* The folded form (lower case, no accents) that text_contains compares; the caller frees. */
char *text_folded(const char *s);

/* size bytes of it, those from `from` on; NULs after its end. */
void text_folded_part(const char *s, size_t from, char *out, size_t size);

#endif
