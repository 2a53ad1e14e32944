/* caducactl ticket: what is asked of Jira. */
#ifndef CTL_TICKET_REQUESTS_H
#define CTL_TICKET_REQUESTS_H

struct ctl;

int ticket_token(struct ctl *ctl, int argc, char **argv);
int ticket_create(struct ctl *ctl, int argc, char **argv);
int ticket_requests(struct ctl *ctl, int argc, char **argv);
int ticket_retry(struct ctl *ctl, int argc, char **argv);
int ticket_edit(struct ctl *ctl, int argc, char **argv);
int ticket_by_hand(struct ctl *ctl, int argc, char **argv);
int ticket_drop(struct ctl *ctl, int argc, char **argv);
int ticket_take_over(struct ctl *ctl, int argc, char **argv);

#endif
