/* With --plain: what is under the cursor, in words, in lines of their own at the bottom, and the cursor of the
 * terminal on them, which is what a screen reader reads. A key then costs a slow line little more than these words. */
#ifndef TUI_SPOKEN_H
#define TUI_SPOKEN_H

#include <stdbool.h>

struct canvas;

/* Before drawing: keeps room at the bottom, as much as the size of the canvas allows; none where it is not plain. */
void spoken_make_room(struct canvas *c, bool plain);
/* After drawing. message: what was said last, which comes first; said: what is under the cursor, "" for what is drawn
 * there. */
void spoken_draw(struct canvas *c, const char *message, const char *said);

#endif
