/* Random keys: `random COUNT SEED HOME` of screen.c. */
#ifndef SCREEN_RANDOM_H
#define SCREEN_RANDOM_H

#include <stdbool.h>

bool screen_has(const void *text); /* within one row (screen.c) */

/* Types so many keys by lot, with pastes and changes of size among them, and goes back to where the keys HOME lead now and
 * then; in Catalan. True: the program was there all the time (where it was left by a key it is begun anew), dealt with all of them, and
 * began no other program than `caducad --role files`. */
bool check_random(const char *arg);

#endif
