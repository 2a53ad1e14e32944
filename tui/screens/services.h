/* The services, and who heads them. */
#ifndef TUI_SCREENS_SERVICES_H
#define TUI_SCREENS_SERVICES_H

struct app;

void services_open(struct app *a);

#endif
