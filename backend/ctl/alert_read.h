/* An alert on standard input: what it names, said before anything is done about it. */
#ifndef CTL_ALERT_READ_H
#define CTL_ALERT_READ_H

#include <jansson.h>

#include <stdbool.h>
#include <stdio.h>

struct ctl;

/* Decoded and cleaned, at most ALERT_MAX_BYTES; the caller frees. */
char *alert_from_stdin(void);
/* "renewal.names" or "alert.record" of such a text: its answer (the caller's), or NULL after saying why. */
json_t *alert_call(struct ctl *ctl, const char *operation, const char *text);

/* A line for each monitor that is watched, with what it serves and what is announced, and for each host that is not;
 * adds: those will be. */
void alert_say(const json_t *found, bool adds, FILE *out);

/* Asks on the terminal, for standard input is the alert. EXIT_DONE when it was agreed, else EXIT_FAILED after saying
 * that nothing was done. */
int alert_agree(struct ctl *ctl);

#endif
