/* A renewal in print: the state after an act, the list, the checklist, one step. */
#ifndef CTL_RENEWAL_SAY_H
#define CTL_RENEWAL_SAY_H

#include <jansson.h>

struct ctl;

int renewal_leads(struct ctl *ctl, int argc, char **argv);
int renewal_open_run(struct ctl *ctl, int argc, char **argv); /* verbs in files of their own */

/* How it stands after an act, and the line that does the next thing. */
void renewal_say_state(struct ctl *ctl, const json_t *brief);
void renewal_say_list(const json_t *briefs);
void renewal_say_checklist(struct ctl *ctl, const json_t *renewal);
/* All that the console's panel shows of one (renewal_step_say.c): of renewal.show and of renewal.step. */
void renewal_say_step(struct ctl *ctl, const json_t *renewal, const json_t *step);
/* The acts that can be done with a step of that kind as it stands now, one after another (renewal_refused.c). */
struct buf;
void renewal_step_acts_of(const json_t *step, struct buf *list);

/* Markdown (words/report.h): the verbs that print it (renewal_paper.c). */
int renewal_record(struct ctl *ctl, json_int_t number, const json_t *renewal);
int renewal_handover_page(struct ctl *ctl, int argc, char **argv);

#endif
