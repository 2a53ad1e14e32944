/* One line of text being typed: knows keys and cells, no screen. */
#ifndef TUI_VIEW_FIELD_H
#define TUI_VIEW_FIELD_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct canvas;

/* Far more than any operation takes of a text (RENEWAL_TEXT_MAX of procedure/renewal_bounds.h is the longest, in characters): what
 * is cut here is still too long there, and is refused with the reason instead of saved without its end. */
enum { FIELD_MAX_BYTES = 32768 };

struct field {
	struct buf text;            /* clean UTF-8 */
	size_t at;                  /* the cursor, a byte between two characters */
	size_t shift;               /* characters that scrolled out to the left */
	size_t wrong_at, wrong_len; /* bytes that are drawn as wrong; the length 0: none are */
};

void field_release(struct field *f);
void field_wipe(struct field *f); /* of a secret: nothing of it stays in memory */
void field_set(
    struct field *f, const char *text); /* the cursor goes to its end; its own value may be set */
const char *field_value(const struct field *f); /* never NULL */
/* True when the key was for it: a character, or one that moves or deletes. */
bool field_key(struct field *f, uint32_t key);
/* Bytes from one to another give their place to a text; the cursor goes to its end. */
void field_replace(struct field *f, size_t from, size_t to, const char *text);
void field_paste(struct field *f, const char *text); /* line ends become blanks */
/* With the cursor of the terminal when focused. */
void field_draw(struct field *f, struct canvas *c, int row, int column, int width, bool focused);

#endif
