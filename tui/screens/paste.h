/* A place to paste a text of many lines into. */
#ifndef TUI_SCREENS_PASTE_H
#define TUI_SCREENS_PASTE_H

struct app;
struct screen;

/* As much as fits a line of the protocol whatever is in it: the rest is left out, and said. */
enum { PASTE_MOST_BYTES = 28 * 1024 };

struct paste_owner {
	/* text: cleaned, lines ended by \n. Then paste_refuse, or app_close when it was taken. */
	void (*submit)(struct app *a, struct screen *paste, const char *text, void *arg);
	void (*gone)(void *arg); /* the screen is: frees arg; may be NULL */
	void *arg;
};

/* text: what is asked for. */
struct screen *paste_new(const char *title, const char *text, const struct paste_owner *owner);
void paste_refuse(struct screen *s, const char *text);

#endif
