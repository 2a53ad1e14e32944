/* The services, and who heads them. */
#ifndef TUI_SCREENS_SERVICES_H
#define TUI_SCREENS_SERVICES_H

#include "base/buf.h"

#include <stddef.h>

struct app;

void services_open(struct app *a);
/* That so many were removed; a list of them that is open asks for them anew when it is told of "services" (app_tell). */
void services_say_removed(size_t count, struct buf *out);

#endif
