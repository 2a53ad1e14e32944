/* What the shell may offer for the word that is being typed. */
#ifndef CTL_COMPLETE_H
#define CTL_COMPLETE_H

#include <stddef.h>
#include <stdio.h>

struct command;

/* argv has the words after "caducactl", the last one being typed ("" when nothing of it is there yet). Prints what may
 * stand in its place, whether or not it begins so, a line for each. */
void complete_print(const struct command *commands, size_t count, int argc, char **argv, FILE *out);

#endif
