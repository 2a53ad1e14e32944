/* Names in the certificates that monitors serve or hold, and that nobody watches: watched from here, or never offered again. */
#ifndef TUI_SCREENS_UNWATCHED_H
#define TUI_SCREENS_UNWATCHED_H

struct app;

void unwatched_open(struct app *a);

#endif
