/* `caducactl ticket doctor`. */
#ifndef CTL_TICKET_DOCTOR_H
#define CTL_TICKET_DOCTOR_H

#include "ctl/ctl.h"

int ticket_doctor(struct ctl *ctl, int argc, char **argv);

#endif
