/* A renewal in print: the state after an act, the list, the checklist, one step. */
#ifndef CTL_RENEWAL_SAY_H
#define CTL_RENEWAL_SAY_H

#include <jansson.h>

struct ctl;

int renewal_leads(struct ctl *ctl, int argc, char **argv);
int renewal_open_run(struct ctl *ctl, int argc, char **argv); /* verbs in files of their own */

void renewal_say_state(const json_t *brief);
void renewal_say_list(const json_t *briefs);
void renewal_say_checklist(const json_t *renewal);
void renewal_say_step(const json_t *step);

/* Markdown (words/report.h): the verbs that print it (renewal_paper.c). */
int renewal_record(struct ctl *ctl, json_int_t number, const json_t *renewal);
int renewal_handover_page(struct ctl *ctl, int argc, char **argv);

#endif
