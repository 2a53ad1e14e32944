/* The console: one loop that joins the terminal, the connection to the backend and the screens. */
#ifndef TUI_CONSOLE_H
#define TUI_CONSOLE_H

struct app;
struct app_entry;
struct app_ways;
struct client_place;
struct config;
struct keys;
struct link_owner;

/* Runs until the user leaves or the terminal is gone. What main returns. entries: ended by one
 * without an action; the first is what opens at the start, and on it the view that was left. filter: of the first view, which
 * is then the one that opens; NULL: as it was left. listener: who hears the backend for it (tui/news.h). */
int console_run(const struct config *config, const struct client_place *place, struct keys *keys,
    const char *filter, const struct app_entry *entries, const struct app_ways *ways,
    struct link_owner (*listener)(struct app *a));

#endif
