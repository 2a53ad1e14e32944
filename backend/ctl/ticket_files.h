/* caducactl ticket: what is attached to a ticket of Jira. */
#ifndef CTL_TICKET_FILES_H
#define CTL_TICKET_FILES_H

struct ctl;

int ticket_attachments_run(struct ctl *ctl, int argc, char **argv);
int ticket_fetch_run(struct ctl *ctl, int argc, char **argv);

#endif
