/* caducactl ticket: what is said on a ticket of Jira, and what is attached to it. */
#ifndef CTL_TICKET_SAYS_H
#define CTL_TICKET_SAYS_H

struct ctl;

int ticket_comment_run(struct ctl *ctl, int argc, char **argv);
int ticket_attach_run(struct ctl *ctl, int argc, char **argv);

#endif
