/* The panel of a renewal: its steps, and the step under the cursor in full. */
#ifndef TUI_SCREENS_RENEWAL_PANEL_H
#define TUI_SCREENS_RENEWAL_PANEL_H

#include <stdint.h>

struct app;

void panel_open(struct app *a, int64_t renewal);
void panel_open_at(
    struct app *a, int64_t renewal, const char *step); /* its key; "": the next thing */
/* The panel and the step that the file which came into the inbox fits, and the file is given there. */
void panel_open_inbox(struct app *a);

#endif
