/* A path that is typed in a field is gone on with, as far as the files there have it in common. A process of the user's
 * looks (tui/model/files.h), since a folder may be on a share that hangs. */
#ifndef TUI_SCREENS_PATH_COMPLETION_H
#define TUI_SCREENS_PATH_COMPLETION_H

struct app;
struct field;

/* A part of the screen that has the field, and lives as long; {0} at first. */
struct path_completion {
	struct app *app;
	struct field *field; /* of the last time */
	char *names; /* what it could go on with, or why it does not; NULL: nothing is to be said */
};

/* Asks; the field changes, and names, when that is answered and it still says what it did or goes on so. */
void path_complete(struct path_completion *c, struct app *a, struct field *field);
void path_completion_clear(struct path_completion *c); /* something was typed */
void path_completion_release(struct path_completion *c);

#endif
