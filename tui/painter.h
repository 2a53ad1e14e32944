/* Paints the screens of an app, once after a turn of the loop where its flags or its models ask for it, and gives the work of
 * the models its slices. */
#ifndef TUI_PAINTER_H
#define TUI_PAINTER_H

#include <stdbool.h>

struct app;
struct painter;

/* a is borrowed, and outlives it; its loop and models are there before the first turn. */
struct painter *painter_new(struct app *a);
/* After the loop has ended, for its timers stay there until the loop is freed. NULL is fine. */
void painter_free(struct painter *p);
/* Once at the end of each turn of the loop. True: nothing is due before something comes from outside. */
bool painter_turn(struct painter *p);

#endif
