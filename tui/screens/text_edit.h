/* A text of several lines, edited over the whole screen. */
#ifndef TUI_SCREENS_TEXT_EDIT_H
#define TUI_SCREENS_TEXT_EDIT_H

struct app;
struct screen;

enum { TEXT_EDIT_MOST_BYTES = 28 * 1024 };

struct text_edit_owner {
	void (*done)(
	    struct app *a, const char *text, void *arg); /* saved; the screen has gone already */
	void *arg; /* must outlive the screen, as what is under it does */
};

struct screen *text_edit_new(
    const char *title, const char *text, const struct text_edit_owner *owner);

#endif
