/* The verbs `renewal text` and `renewal introduction`, for renewals.c. */
#ifndef CTL_RENEWAL_TEXT_H
#define CTL_RENEWAL_TEXT_H

#include "ctl/ctl.h"

/* Prints what a person copies from a step (the reminder of one that waits, with --reminder), and nothing else; what
 * lacks a value is refused, and it is said how to give it. */
int renewal_text_run(struct ctl *ctl, int argc, char **argv);

/* What the procedures of the renewal say of themselves. */
int renewal_introduction_run(struct ctl *ctl, int argc, char **argv);

#endif
