/* A renewal in print: the state after an act, the list, the checklist, one step, and the record for
 * an auditor. */
#ifndef CTL_RENEWAL_SAY_H
#define CTL_RENEWAL_SAY_H

#include <jansson.h>

struct ctl;

int renewal_leads(struct ctl *ctl, int argc, char **argv);
int renewal_open(struct ctl *ctl, int argc, char **argv); /* verbs in files of their own */

void renewal_say_state(const json_t *brief);
void renewal_say_list(const json_t *briefs);
void renewal_say_checklist(const json_t *renewal);
void renewal_say_step(const json_t *step);
/* Markdown, in the user's language: what was done, by whom, when, with which tickets and digests.
 */
void renewal_say_markdown(const json_t *renewal, const json_t *trail);

#endif
