/* renewal handover: to a colleague, who is asked for among those that the team knows where none is named. */
#ifndef CTL_RENEWAL_HANDOVER_H
#define CTL_RENEWAL_HANDOVER_H

struct ctl;

int renewal_handover(struct ctl *ctl, int argc, char **argv);

#endif
